//! Other commands that write, killed at any moment.

use super::*;

const ROUNDS: usize = 40;

/// Runs commands and kills each at some moment; gives how many were killed. Every tenth is let alone.
///
/// `check` is told the round and whether the command ended, and returns true when it has seen enough. How fast the machine is
/// decides how many rounds that takes: at least `ROUNDS`, at most four times as many.
fn kill_all(
    archive: &Archive,
    arguments: impl Fn(usize) -> String,
    mut check: impl FnMut(usize, bool) -> bool,
) -> usize {
    let mut random = Random::new(10, 0);
    let (mut span, mut killed, mut is_enough) = (Duration::from_secs(1), 0, false);
    for round in 0..4 * ROUNDS {
        if round >= ROUNDS && is_enough && killed > ROUNDS / 2 {
            break;
        }
        let mut child = archive.spawn(&arguments(round));
        let begun = Instant::now();
        let whole = round % 10 == 0;
        if !whole {
            let moment = span * random.below(1_000) as u32 / 1_000;
            Archive::wait_until(&mut child, || begun.elapsed() >= moment);
            child.kill().unwrap();
        }
        let output = child.wait_with_output().unwrap();
        match output.status.code() {
            Some(code) => assert_eq!(code, 0, "{}", String::from_utf8_lossy(&output.stderr)),
            None => killed += 1,
        }
        if output.status.success() {
            span = begun.elapsed();
        }
        is_enough = check(round, output.status.success());
        if output.status.success() {
            let mut left = archive.left_over("");
            left.retain(|name| name.starts_with(".pressroom-handover-"));
            assert!(left.is_empty(), "round {round}: {left:?} is left over");
        }
    }
    killed
}

#[test]
fn a_killed_merge_leaves_whole_documents() {
    let mut archive = Archive::new(60);
    let mut whole = Vec::new();
    for version in 0..2 {
        (0..60).for_each(|number| archive.turn(number, version));
        archive.build("fresh");
        whole.push(archive.outcome("fresh"));
        for share in 1..=2 {
            let output = format!("part{version}{share}");
            archive.desk.run(&format!("{} --shard {share}/2", Archive::arguments(&output))).ends(0);
        }
    }
    let merge = |round: usize| format!("merge part{0}1 part{0}2 --jobs 2 --out output", round / 3 % 2);
    let mut between = 0;
    let killed = kill_all(&archive, merge, |round, ended| {
        let version = round / 3 % 2;
        let there = archive.versions();
        assert!(there.iter().all(Option::is_some), "a document is gone");
        between += usize::from([0, 1].iter().all(|version| there.contains(&Some(*version))));
        archive.check_manifest();
        archive.check_site();
        if ended {
            assert!(archive.outcome("output") == whole[version] && archive.left_over("output").is_empty());
        }
        between > 2
    });
    assert!(killed > ROUNDS / 2 && between > 2, "{killed} were killed, {between} between two documents");
}

/// A command that makes one file, in two versions.
fn killed_with_one_file(file: &str, arguments: [&str; 2]) {
    let mut archive = Archive::new(60);
    let mut whole = Vec::new();
    for (version, arguments) in arguments.iter().enumerate() {
        (0..60).for_each(|number| archive.turn(number, version));
        fs::rename(archive.desk.path("input"), archive.desk.path(&format!("input{version}"))).unwrap();
        archive.current = vec![VERSIONS; 60];
        let output = format!("{} input{version}", Archive::arguments(&format!("output{version}")));
        archive.desk.run(&output).ends(0);
        archive.desk.run(arguments).ends(0);
        whole.push(fs::read(archive.desk.path(file)).unwrap());
    }
    assert!(whole[0] != whole[1]);
    let killed = kill_all(
        &archive,
        |round| arguments[round % 2].to_owned(),
        |round, ended| {
            let found = fs::read(archive.desk.path(file)).unwrap();
            let expected = if ended { &whole[round % 2..=round % 2] } else { &whole };
            assert!(expected.contains(&found), "{file} is torn");
            true
        },
    );
    assert!(killed > ROUNDS / 2, "{killed} were killed");
}

#[test]
fn a_killed_pack_leaves_a_whole_package() {
    killed_with_one_file(
        "p.tar.zst",
        ["pack p.tar.zst --out-dir output0", "pack p.tar.zst --out-dir output1"],
    );
}

#[test]
fn a_killed_digest_leaves_a_whole_book() {
    killed_with_one_file(
        "d.epub",
        ["digest input0 --title News --out d.epub", "digest input1 --title News --out d.epub"],
    );
}

/// A package is unpacked as a whole or not at all.
#[test]
fn a_killed_extraction_leaves_all_or_nothing() {
    let archive = Archive::new(60);
    archive.build("output");
    archive.desk.run("pack p.tar.zst").ends(0);
    archive.desk.run("verify p.tar.zst --extract got").ends(0);
    let whole = archive.desk.all_files("got");
    fs::remove_dir_all(archive.desk.path("got")).unwrap();
    let killed = kill_all(
        &archive,
        |_| "verify p.tar.zst --extract got".to_owned(),
        |_, ended| {
            if ended || archive.desk.exists("got") {
                assert!(archive.desk.all_files("got") == whole, "it is torn");
                fs::remove_dir_all(archive.desk.path("got")).unwrap();
            }
            true
        },
    );
    assert!(killed > ROUNDS / 2, "{killed} were killed");
}
