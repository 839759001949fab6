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
