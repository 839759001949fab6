//! Sources that change while they are built, and sources that are no files.

use super::*;

const ARTICLES: usize = 60;

/// Replaced or removed at any moment of a build, a source gives a document of one of its versions, or an error.
#[test]
fn sources_that_change_during_a_build_give_whole_documents() {
    let mut archive = Archive::new(ARTICLES);
    let mut random = Random::new(9, 0);
    let begun = Instant::now();
    archive.build("output");
    let took = begun.elapsed();
    let (mut changed, mut missed) = (0, 0);
    // Which moments are hit depends on the machine: it goes on until each kind was seen.
    let mut round = 0;
    while round < 12 || (round < 60 && (changed <= 3 || missed == 0)) {
        round += 1;
        let child = archive.start();
        let mut removed = Vec::new();
        for _ in 0..40 {
            thread::sleep(took / 40);
            let number = random.below(ARTICLES);
            if round % 2 == 1 && random.chance(20) {
                archive.remove(number);
                removed.push(number);
            } else {
                archive.turn(number, random.below(VERSIONS));
            }
        }
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        match output.status.code() {
            Some(0) => {}
            Some(1) => {
                let of_removed = |number: &usize| said.contains(&format!("input/{}.md", slug(*number)));
                assert!(said.contains("error[unreadable]") && removed.iter().any(of_removed), "{said}");
                missed += 1;
            }
            code => panic!("{code:?}: {said}"),
        }
        let versions = archive.versions();
        archive.check_listed(&versions);
        let current = archive.current.iter().copied().map(Some);
        changed += usize::from(current.zip(&versions).any(|(current, found)| current != *found));
        removed.into_iter().for_each(|number| archive.turn(number, random.below(VERSIONS)));
        archive.mend();
    }
    assert!(changed > 3 && missed > 0, "{changed} builds saw older sources, {missed} missed some");
}

/// A pipe that nobody writes to would be waited for, a folder can't be read as a text, a device has no end.
#[cfg(unix)]
#[test]
fn what_is_no_file_stops_no_other() {
    let desk = TestDir::new();
    desk.explainer("input/good.md", "Good");
    desk.explainer("input/folder.md/within.md", "Within");
    fs::create_dir(desk.path("input/empty.md")).unwrap();
    let pipe = desk.path("input/pipe.md");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    // The same source by another name is read once.
    std::os::unix::fs::symlink("pipe.md", desk.path("input/link.md")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", desk.path("input/zero.md")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(desk.path("input/socket.md")).unwrap();
    let run = |arguments: &str| {
        let mut command = desk.command(arguments);
        command.timeout(Duration::from_secs(60));
        ran(&mut command).ends(1)
    };
    let mut ran = run("build --to html --message-format short").says("5 documents, ");
    for (name, why) in [
        ("link", "it is not a file"),
        ("socket", "it is not a file"),
        ("zero", "it is a link out of the folder that was named"),
    ] {
        ran = ran.says(&format!("input/{name}.md:1:1: error[unreadable]: the file can't be read: {why}"));
    }
    assert_eq!(desk.names("output"), ["good/good.html", "manifest.json", "within/within.html"]);
    // However it is named.
    run("check --to html input/pipe.md").says("error[unreadable]");
}

/// A pipe that a shell makes for one command is read, wherever the machine has it.
#[cfg(unix)]
#[test]
fn a_pipe_of_the_shell_is_read() {
    let desk = TestDir::new();
    desk.explainer("good.md", "From a pipe");
    let line = format!("cat good.md | {} build --to text /dev/stdin", env!("CARGO_BIN_EXE_pressroom"));
    let mut command = Command::new("sh");
    command.args(["-c", &line]).current_dir(desk.folder.path()).timeout(Duration::from_secs(60));
    ran(&mut command).ends(0);
    let files = desk.files("output");
    assert!(String::from_utf8_lossy(&files["stdin/stdin.txt"]).contains("From a pipe"), "{:?}", files.keys());
}
