//! Two commands at once on one output folder, and an output folder that is taken away.

use super::*;

/// How a command says that another has the folder.
const TAKEN: &str = "another run is writing to output";

/// Sends a signal to a process of this test.
fn signal(child: &Child, signal: &str) {
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args([signal, &pid]).status().unwrap().success());
}

/// A build that stands still in its middle: some documents of it are new, others are not.
fn halfway(archive: &Archive) -> Child {
    let mut child = archive.start();
    let new = |number: usize| {
        let path = archive.desk.path(&format!("output/{0}/{0}.txt", slug(number)));
        fs::read(path).is_ok_and(|text| {
            let expected = &archive.made[archive.current[number]][number].files;
            text == expected[&format!("{}.txt", slug(number))]
        })
    };
    Archive::wait_until(&mut child, || (0..archive.current.len()).any(new));
    signal(&child, "-STOP");
    // Each thread stops when the system has done what it was asked for last.
    thread::sleep(Duration::from_millis(100));
    assert!(child.try_wait().unwrap().is_none() && !archive.left_over("output").is_empty(), "it has ended");
    child
}

#[test]
fn a_second_run_into_the_same_folder_says_so_and_harms_nothing() {
    let mut archive = Archive::new(60);
    let desk = &archive.desk;
    desk.run(&Archive::arguments("part")).ends(0);
    archive.build("output");
    (0..60).for_each(|number| archive.turn(number, 0));
    let desk = &archive.desk;
    let first = halfway(&archive);
    let before = desk.all_files("output");
    std::os::unix::fs::symlink("output", desk.path("link")).unwrap();
    let absolute = desk.path("output");
    let build = Archive::arguments("output");
    for arguments in
        [build.as_str(), "build input/a000.md --to text", "merge part", "merge part --out ./output/"]
    {
        let mut command = desk.command(arguments);
        // One that waited for the first would wait for ever.
        command.timeout(Duration::from_secs(60));
        ran(&mut command).ends(3).says("another run is writing to ").says("try again when it is done");
    }
    desk.run("build --to text --out link").ends(3).says("another run is writing to link");
    let absolute = format!("build --to text --out {}", absolute.display());
    desk.run(&absolute).ends(3).says("another run is writing to ");
    assert!(before == desk.all_files("output"), "the second run wrote something");
    signal(&first, "-CONT");
    let ended = first.wait_with_output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    archive.check_listed(&archive.versions());
    archive.mend();
}

/// However close together they begin, one builds, and each other one either says that it can't or builds after it.
#[test]
fn runs_that_begin_together_leave_one_build() {
    let mut archive = Archive::new(30);
    for round in 0..6 {
        (0..30).for_each(|number| archive.turn(number, round % VERSIONS));
        let runs = [archive.start(), archive.start(), archive.start()];
        let mut ended = 0;
        for run in runs {
            let output = run.wait_with_output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            match output.status.code() {
                Some(0) => ended += 1,
                code => assert!(code == Some(3) && said.contains(TAKEN), "{code:?}: {said}"),
            }
        }
        assert!(ended > 0, "none of them built");
        assert!(archive.versions().iter().all(|version| *version == Some(round % VERSIONS)));
        archive.check_listed(&archive.versions());
    }
    archive.mend();
}

/// What is gone can't be what the manifest lists.
#[test]
fn an_output_folder_that_is_deleted_during_a_build_is_an_error() {
    let mut archive = Archive::new(60);
    archive.build("output");
    (0..60).for_each(|number| archive.turn(number, 0));
    let run = halfway(&archive);
    fs::rename(archive.desk.path("output"), archive.desk.path("away")).unwrap();
    fs::remove_dir_all(archive.desk.path("away")).unwrap();
    signal(&run, "-CONT");
    let output = run.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("output"), "{said}");
    let there = archive.versions();
    archive.check_site();
    for (slug, _) in archive.listed("output").unwrap_or_default() {
        assert!(there[slug[1..].parse::<usize>().unwrap()].is_some(), "{slug} is listed and not there");
    }
    archive.mend();
}
