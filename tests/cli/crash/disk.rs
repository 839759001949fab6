//! Disks that are full, disks that can't be written to, and folders that refuse.
//!
//! Such disks are mounted, in a namespace of the test's own: the test runs itself again in there. Where the machine does
//! not allow that, a line on standard error says that the test was not run.

use std::io::Write as _;

use super::*;

/// In the environment of a test that may mount.
const INSIDE: &str = "PRESSROOM_TEST_INSIDE";

/// True where file systems may be mounted that nobody else sees, and the test is to go on. Elsewhere the test is run again
/// where this is so.
fn may_mount(test: &str) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return true;
    }
    let place = tempfile::tempdir().unwrap();
    let ways = [vec!["--mount"], vec!["--user", "--map-root-user", "--mount"]];
    let works = |way: &&Vec<&str>| {
        let mut command = Command::new("unshare");
        command.args(*way).args(["mount", "-t", "tmpfs", "-o", "size=1m", "none"]).arg(place.path());
        command.ok().is_ok()
    };
    let Some(way) = ways.iter().find(works) else {
        // Past what the test harness keeps to itself.
        let _ = writeln!(std::io::stderr(), "not run: {test}: nothing can be mounted here");
        return false;
    };
    let name = format!("{}::{test}", module_path!().split_once("::").unwrap().1);
    let mut command = Command::new("unshare");
    command.args(way).arg(std::env::current_exe().unwrap());
    command.args(["--exact", &name, "--include-ignored", "--nocapture"]);
    ran(command.env(INSIDE, "1")).ends(0).passed();
    false
}

impl Ran {
    /// A run of one test was one indeed.
    fn passed(self) {
        assert!(self.out.contains("1 passed"), "{}", self.out);
    }
}

/// Mounts something; it is gone when the test is.
fn mount(arguments: &[&str], place: &Path) {
    ran(Command::new("mount").args(arguments).arg(place)).ends(0);
}

/// Bytes that are taken of the disk that a folder is on.
fn used(folder: &Path) -> u64 {
    let disk = rustix::fs::statvfs(folder).unwrap();
    (disk.f_blocks - disk.f_bfree) * disk.f_frsize
}

/// A disk in memory at `output`, and how its size is changed, in bytes.
fn small_disk(archive: &Archive) -> impl Fn(u64) + use<> {
    let output = archive.desk.path("output");
    fs::create_dir(&output).unwrap();
    mount(&["-t", "tmpfs", "none"], &output);
    move |bytes| mount(&["-o", &format!("remount,size={bytes}")], &output)
}

/// True where a build finds the disk full. It says so, ends with code 3, and leaves whole documents.
fn is_full(archive: &Archive) -> bool {
    let ran = archive.desk.run(&Archive::arguments("output"));
    if ran.code == Some(0) {
        return false;
    }
    ran.ends(3).says("No space left on device");
    archive.check_manifest();
    archive.check_site();
    true
}

#[test]
fn a_full_disk_is_an_error_and_the_next_build_mends_everything() {
    if !may_mount("a_full_disk_is_an_error_and_the_next_build_mends_everything") {
        return;
    }
    let archive = Archive::new(40);
    let resize = small_disk(&archive);
    archive.build("output");
    let whole = used(&archive.desk.path("output"));
    let mut documents = Vec::new();
    for part in [2, 10, 30, 60, 90, 97] {
        for entry in fs::read_dir(archive.desk.path("output")).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) }.unwrap();
        }
        resize(whole * part / 100);
        assert!(is_full(&archive), "{part} %");
        documents.push(archive.versions().iter().flatten().count());
        resize(whole * 4);
        archive.mend();
    }
    assert!(documents[0] < documents[5] && documents[5] <= 40, "{documents:?}");
}

/// A disk on which earlier documents are, with ever more room, until there is enough.
fn with_little_room(mut then: impl FnMut(&Archive)) {
    let mut archive = Archive::new(40);
    let resize = small_disk(&archive);
    resize(64 << 20);
    archive.build("output");
    let mut full = 0;
    for round in 0.. {
        let version = round % VERSIONS;
        (0..40).for_each(|number| archive.turn(number, version));
        resize(used(&archive.desk.path("output")) + (8 << 10) * ((1 << round) - 1));
        if !is_full(&archive) {
            break;
        }
        full += 1;
        assert!(archive.versions().iter().all(Option::is_some), "a document is gone");
        resize(64 << 20);
        then(&archive);
    }
    assert!(full > 2, "the disk was full {full} times");
}

#[test]
fn a_full_disk_takes_no_earlier_document() {
    if may_mount("a_full_disk_takes_no_earlier_document") {
        with_little_room(Archive::mend);
    }
}

/// The manifest could not be written, and knows it.
#[test]
fn after_a_full_disk_a_build_of_one_document_lists_all_as_they_are() {
    if may_mount("after_a_full_disk_a_build_of_one_document_lists_all_as_they_are") {
        with_little_room(|archive| {
            archive.desk.run(&format!("{} input/a007.md", Archive::arguments("output"))).ends(0);
            archive.check_listed_files();
        });
    }
}

#[test]
fn a_disk_that_is_read_only_is_an_error_and_nothing_changes() {
    if !may_mount("a_disk_that_is_read_only_is_an_error_and_nothing_changes") {
        return;
    }
    let mut archive = Archive::new(10);
    archive.build("output");
    let output = archive.desk.path("output");
    let here = output.display().to_string();
    mount(&["--bind", &here], &output);
    mount(&["-o", "remount,bind,ro"], &output);
    let before = archive.desk.all_files("output");
    (0..10).for_each(|number| archive.turn(number, 0));
    for folder in ["output", "output/below"] {
        let ran = archive.desk.run(&Archive::arguments(folder)).ends(3);
        ran.says(&format!("error: {folder}")).says("can't be written").says("Read-only file system");
    }
    assert!(before == archive.desk.all_files("output"));
    ran(Command::new("umount").arg(&output)).ends(0);
    // One document's folder can't be moved, as it is a disk of its own.
    let own = archive.desk.path("output/a003");
    mount(&["--bind", &own.display().to_string()], &own);
    one_refused(&archive, 3);
    ran(Command::new("umount").arg(&own)).ends(0);
    archive.mend();
}

/// A build into a folder where one document can't be replaced: it alone stays as it was.
#[track_caller]
fn one_refused(archive: &Archive, number: usize) {
    let was = archive.versions()[number];
    let ran = ran(&mut without_powers(archive, &Archive::arguments("output"))).ends(3);
    let ran = ran.says("error[disk]").says(&format!("output/{} can't be written: ", slug(number)));
    assert_eq!(ran.err.matches("error[").count(), 1, "{}", ran.err);
    let versions = archive.versions();
    for (other, version) in versions.iter().enumerate() {
        let expected = if other == number { was } else { Some(archive.current[other]) };
        assert_eq!(*version, expected, "{}", slug(other));
    }
    archive.check_listed(&versions);
}

/// A command that must keep to what folders and files allow, also where the test may do everything.
fn without_powers(archive: &Archive, arguments: &str) -> Command {
    let closed = archive.desk.path("closed");
    let _ = fs::create_dir(&closed);
    allow(&closed, 0o500);
    if fs::write(closed.join("file"), "x").is_err() {
        return archive.desk.command(arguments);
    }
    let mut command = Command::new("setpriv");
    command.args(["--bounding-set=-dac_override,-dac_read_search", env!("CARGO_BIN_EXE_pressroom")]);
    command.current_dir(archive.desk.folder.path()).args(arguments.split_whitespace());
    command.env("SOURCE_DATE_EPOCH", "1785000000");
    command
}

fn allow(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn folders_that_may_not_be_written_to_are_errors() {
    let mut archive = Archive::new(10);
    archive.build("output");
    (0..10).for_each(|number| archive.turn(number, 0));
    let output = archive.desk.path("output");
    let before = archive.desk.all_files("output");
    allow(&output, 0o500);
    let build = Archive::arguments("output");
    let refused = ran(&mut without_powers(&archive, &build)).ends(3);
    refused.says("error: output").says("can't be written").says("Permission denied");
    assert!(before == archive.desk.all_files("output"));
    allow(&output, 0o700);
    let own = archive.desk.path("output/a004");
    allow(&own, 0o500);
    one_refused(&archive, 4);
    allow(&own, 0o700);
    archive.mend();
}

#[test]
fn a_source_that_may_not_be_read_stops_no_other() {
    let mut archive = Archive::new(10);
    archive.build("output");
    (0..10).for_each(|number| archive.turn(number, 0));
    let source = archive.desk.path("input/a005.md");
    allow(&source, 0);
    let refused = ran(&mut without_powers(&archive, &Archive::arguments("output"))).ends(3);
    let refused = refused.says("error[disk]").says("input/a005.md").says("Permission denied");
    assert_eq!(refused.err.matches("error[").count(), 1, "{}", refused.err);
    let versions = archive.versions();
    let stays = (0..10).map(|number| if number == 5 { Some(VERSIONS - 1) } else { Some(0) });
    assert!(versions.iter().copied().eq(stays), "{versions:?}");
    archive.check_listed(&versions);
    allow(&source, 0o600);
    archive.mend();
}
