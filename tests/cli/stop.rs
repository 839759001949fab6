//! Asked to stop, a build ends in order.

use std::{
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::*;

/// It finishes what it began, says what it left, and leaves a folder that is whole.
#[test]
fn a_stopped_build_keeps_what_is_done() {
    const MANY: usize = 400;
    let desk = TestDir::new();
    for number in 0..MANY {
        desk.explainer(&format!("input/d{number:03}.md"), &format!("Number {number}"));
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_pressroom"));
    command.current_dir(desk.folder.path()).args(["build", "--to", "html,epub,text", "--jobs", "1"]);
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let begun = Instant::now();
    while !desk.exists("output/d002/d002.txt") {
        assert!(begun.elapsed() < Duration::from_secs(120), "nothing is written");
        thread::sleep(Duration::from_millis(1));
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{said}");
    let made = desk.names("output").into_iter().filter(|name| name.ends_with(".txt")).count();
    assert!((3..MANY).contains(&made), "{made}");
    let expected = format!("{made} documents, ");
    assert!(
        said.contains(&expected) && said.contains(&format!("stopped before {} others", MANY - made)),
        "{said}"
    );
    let index = String::from_utf8(desk.all_files("output").remove("index.html").unwrap()).unwrap();
    assert!(index.contains("Number 2<"), "the index lists what is there");
    desk.run("build --to html,epub,text").ends(0).says("400 documents, ");
    let whole = desk.all_files("output");
    desk.run("build --to html,epub,text --out fresh").ends(0);
    assert!(desk.all_files("fresh") == whole);
}

/// What can't end does not keep the build from ending: it is named, and its process is killed.
#[cfg(target_os = "linux")]
#[test]
fn a_stopped_build_does_not_wait_for_ever() {
    // Far more than are made in the time that the test takes to act, however late it is woken up.
    let desk = TestDir::new();
    for number in 0..400 {
        desk.explainer(&format!("input/d{number:03}.md"), &format!("Number {number}"));
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_pressroom"));
    command.current_dir(desk.folder.path()).args(["build", "--to", "html,text", "--jobs", "1", "--isolate"]);
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let (begun, id) = (Instant::now(), child.id().to_string());
    while !desk.exists("output/d002/d002.txt") {
        assert!(begun.elapsed() < Duration::from_secs(120), "nothing is written");
        thread::sleep(Duration::from_millis(1));
    }
    let kill = |signal: &str, id: &str| {
        assert!(Command::new("kill").args([signal, id]).status().unwrap().success());
    };
    let tasks = std::fs::read_dir(format!("/proc/{id}/task")).unwrap();
    let workers: Vec<String> = tasks
        .filter_map(|task| std::fs::read_to_string(task.unwrap().path().join("children")).ok())
        .flat_map(|children| children.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    workers.iter().for_each(|worker| kill("-STOP", worker));
    // A worker that stood still between two documents is given the next one before the build is asked to stop.
    let mut made = usize::MAX;
    while made != desk.names("output").len() {
        made = desk.names("output").len();
        thread::sleep(Duration::from_secs(1));
    }
    kill("-TERM", &id);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), workers.len()), (Some(130), 1), "{said}");
    assert!(said.contains("stopped: reading input/d") && said.contains(" did not end"), "{said}");
    let (worker, ended) = (format!("/proc/{}/exe", workers[0]), Instant::now());
    while std::path::Path::new(&worker).exists() {
        assert!(ended.elapsed() < Duration::from_secs(60), "the worker is still there");
        thread::sleep(Duration::from_millis(10));
    }
    desk.run("build --to html,text").ends(0);
    let whole = desk.all_files("output");
    desk.run("build --to html,text --out fresh").ends(0);
    assert!(desk.all_files("fresh") == whole);
}
