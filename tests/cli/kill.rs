//! Killed at any moment, the output holds each document's old set or its new one, never a mixture.

use std::{
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::*;

const DOCUMENTS: usize = 8;
const ROUNDS: u32 = 20;

fn write(desk: &Desk, version: &str) {
    for number in 0..DOCUMENTS {
        desk.explainer(&format!("input/d{number}.md"), &format!("Version {version}"));
    }
}

fn start(desk: &Desk) -> std::process::Child {
    Command::new(env!("CARGO_BIN_EXE_pressroom"))
        .current_dir(desk.folder.path())
        .args(["build", "--to", "html,text,model", "--jobs", "2", "--allow-same-version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The files of one document's folder.
fn set(desk: &Desk, number: usize) -> BTreeMap<String, Vec<u8>> {
    desk.files(&format!("output/d{number}"))
}

#[test]
fn a_killed_build_leaves_whole_sets() {
    let desk = Desk::new();
    let mut sets = Vec::new();
    let mut took = Duration::ZERO;
    for version in ["one", "two"] {
        write(&desk, version);
        let begun = Instant::now();
        assert!(start(&desk).wait().unwrap().success());
        took = begun.elapsed();
        sets.push((0..DOCUMENTS).map(|number| set(&desk, number)).collect::<Vec<_>>());
    }
    assert!(sets[0].iter().zip(&sets[1]).all(|(one, two)| one.len() == 3 && one != two));
    let mut mixed_runs = 0;
    for round in 0..ROUNDS {
        let version = (round % 2) as usize;
        write(&desk, ["one", "two"][version]);
        let mut child = start(&desk);
        thread::sleep(took * round / ROUNDS);
        child.kill().unwrap();
        child.wait().unwrap();
        let mut new = 0;
        for number in 0..DOCUMENTS {
            let found = set(&desk, number);
            assert!(sets.iter().any(|set| found == set[number]), "round {round}: {:?}", found.keys());
            new += usize::from(found == sets[version][number]);
        }
        mixed_runs += usize::from(new > 0 && new < DOCUMENTS);
    }
    eprintln!("{mixed_runs} of {ROUNDS} runs were killed between two documents");
    write(&desk, "two");
    assert!(start(&desk).wait().unwrap().success());
    for (number, expected) in sets[1].iter().enumerate() {
        assert!(set(&desk, number) == *expected);
    }
    let top: Vec<_> =
        fs::read_dir(desk.path("output")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    // The manifest, the summaries, and the index, the page for lost readers and robots.txt of the site.
    assert_eq!(top.len(), DOCUMENTS + 6, "nothing is left over: {top:?}");
}

/// Asked to stop, a build finishes what it began, says what it left, and leaves a folder that is whole.
#[cfg(unix)]
#[test]
fn a_stopped_build_keeps_what_is_done() {
    const MANY: usize = 400;
    let desk = Desk::new();
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
