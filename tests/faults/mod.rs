//! Every system call that can fail is made to fail, one at a time: whatever the disk or the network refuses, a command ends
//! with the right exit code and says what could not be done, nothing is torn, and the next run gives what a clean one gives.
//!
//! strace lists the calls of a run, and then has one of them fail in each of many runs. It counts calls by thread: the k-th
//! call of one kind in each thread fails. So that no call hides behind an earlier one of another thread, those on a path whose
//! name is known are made to fail by their path, too.
//!
//! The short form takes a fixed sample. All of them, which takes an hour:
//!
//!     PRESSROOM_LONG=faults cargo test --test main faults -- --nocapture
//!
//! With the name of a test (`PRESSROOM_LONG=faults:build`), it is all of that one. A call by which memory is had
//! (`mmap`) may abort the process: nobody can go on without memory. It is like a kill then, and everything else holds.

mod files;
#[cfg(feature = "send")]
mod mail;
mod scenes;
mod trace;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs,
    path::Path,
    process::{Command, Output},
    time::{Duration, Instant},
};

use crate::effort;
use files::{Files, difference, files_in, group, left_over};
use trace::{Call, calls};

/// How many faults the short form of each test takes.
const SAMPLE: usize = 6;
/// A guard against hanging.
const LONG: Duration = Duration::from_secs(120);

/// One system call that fails.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Fault {
    call: String,
    error: &'static str,
    /// Which call of the thread, from 1; of those on the path where there is one.
    when: usize,
    path: Option<String>,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { call, error, when, path } = self;
        write!(formatter, "{call}:{error}:{when}")?;
        path.as_ref().map_or(Ok(()), |path| write!(formatter, " on {path}"))
    }
}

/// What is made to fail: a command in a folder.
struct Scene {
    name: &'static str,
    /// A folder as it is before the command.
    before: tempfile::TempDir,
    arguments: Vec<String>,
    /// One of these is named where the command fails.
    names: &'static [&'static str],
    /// Folders and files that the command makes, and what is in them before it, by their paths.
    outputs: &'static [&'static str],
    /// The same when it was run.
    after: Files,
    was: Files,
    /// How many calls are made to fail in the short form.
    sample: usize,
    /// What the command may ask for before it goes on.
    mend: Option<&'static str>,
}

/// What a command did.
struct Ran {
    code: Option<i32>,
    said: String,
}

impl Scene {
    /// A command in a folder that is ready for it.
    fn new(
        name: &'static str,
        before: tempfile::TempDir,
        arguments: &str,
        outputs: &'static [&'static str],
    ) -> Self {
        let arguments = arguments.split_whitespace().map(str::to_owned).collect();
        let mut scene = Self {
            name,
            before,
            arguments,
            names: &[
                "output",
                "input",
                ".md",
                ".toml",
                "theme",
                "sources",
                "p.tar.zst",
                "d.epub",
                "d.txt",
                "got",
                "part",
            ],
            outputs,
            after: Files::new(),
            was: Files::new(),
            sample: SAMPLE,
            mend: None,
        };
        scene.was = files_in(scene.before.path(), outputs);
        let folder = scene.folder();
        let ran = scene.run(folder.path(), None);
        assert_eq!(ran.code, Some(0), "{name}: {}", ran.said);
        scene.after = files_in(folder.path(), outputs);
        assert!(scene.after != scene.was, "{name} changes nothing");
        scene
    }

    /// A new folder as it is before the command.
    fn folder(&self) -> tempfile::TempDir {
        let folder = place();
        let copied =
            Command::new("cp").arg("-a").arg(self.before.path().join(".")).arg(folder.path()).status();
        assert!(copied.unwrap().success());
        folder
    }

    /// Runs the command; under strace where there are arguments for it.
    fn run(&self, folder: &Path, strace: Option<&[String]>) -> Ran {
        let program = env!("CARGO_BIN_EXE_pressroom").to_owned();
        let arguments: Vec<String> = match strace {
            Some(strace) => strace.iter().cloned().chain([program]).chain(self.arguments.clone()).collect(),
            None => std::iter::once(program).chain(self.arguments.clone()).collect(),
        };
        let (first, rest) = arguments.split_first().unwrap();
        // The end of a command that hangs: nothing here takes a minute.
        let mut command = Command::new("timeout");
        command.args(["--signal=KILL", &LONG.as_secs().to_string(), first]).args(rest);
        command.current_dir(folder).env("SOURCE_DATE_EPOCH", "1785000000").env("TMPDIR", folder);
        let Output { status, stdout, stderr } = command.output().expect("the command `timeout` of coreutils");
        let said = String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr);
        Ran { code: status.code(), said }
    }

    /// Every call of a run that can fail, with each error that is tried, in a fixed order.
    fn faults(&self) -> Vec<Fault> {
        let folder = self.folder();
        let log = folder.path().with_extension("log");
        let words = trace::listing(&log);
        let ran = self.run(folder.path(), Some(&words));
        assert_eq!(ran.code, Some(0), "{}: strace is needed (Debian's package): {}", self.name, ran.said);
        let text = fs::read_to_string(&log).unwrap();
        fs::remove_file(log).unwrap();
        let real = fs::canonicalize(folder.path()).unwrap();
        let calls: Vec<Call> = calls(&text).collect();
        // Thread and call -> how many; and with the path.
        let (mut by_call, mut by_path) = (BTreeMap::new(), BTreeMap::new());
        for call in &calls {
            *by_call.entry((call.name, call.thread)).or_insert(0_usize) += 1;
            for path in call.paths.iter().filter(|path| is_steady(path, &real)) {
                *by_path.entry((call.name, call.thread, (*path).to_owned())).or_insert(0_usize) += 1;
            }
        }
        let mut most: BTreeMap<(&str, Option<String>), usize> = BTreeMap::new();
        let all = by_call.into_iter().map(|((name, _), count)| ((name, None), count));
        let all = all.chain(by_path.into_iter().map(|((name, _, path), count)| {
            // Each run has a folder of its own.
            let path = path.replace(real.to_str().unwrap(), "{}");
            ((name, Some(path)), count)
        }));
        for (key, count) in all {
            let most = most.entry(key).or_default();
            *most = count.max(*most);
        }
        let mut faults = Vec::new();
        for ((name, path), count) in most {
            for when in 1..=count {
                let errors = trace::errors(name);
                // One error for each call, in turn.
                let error = errors[when % errors.len()];
                faults.push(Fault { call: name.to_owned(), error, when, path: path.clone() });
            }
        }
        faults
    }

    /// Has one call fail, and looks at what came of it; gives what is wrong, and whether the call was made at all.
    fn try_one(&self, fault: &Fault) -> (Vec<String>, bool) {
        let folder = self.folder();
        let log = folder.path().with_extension("log");
        let real = fs::canonicalize(folder.path()).unwrap();
        let words = trace::injecting(fault, &log, &real);
        let ran = self.run(folder.path(), Some(&words));
        let text = fs::read_to_string(&log).unwrap_or_default();
        let _ = fs::remove_file(log);
        let injected: Vec<&str> = text.lines().filter(|line| line.contains("(INJECTED)")).collect();
        let mut wrong = self.judge(fault, &ran, folder.path(), &injected);
        // Whatever came of it, the next run makes it good. A package goes to a new folder.
        if self.name == "verify" {
            let _ = fs::remove_dir_all(folder.path().join("got"));
        }
        let mut next = self.run(folder.path(), None);
        let asks = next.said.contains("build again") || ran.said.contains("the next build");
        if let (Some(mend), true) = (self.mend, asks) {
            scenes::run(folder.path(), mend);
            next = self.run(folder.path(), None);
        }
        self.judge_next(&next, folder.path(), &mut wrong);
        if !wrong.is_empty() {
            wrong.push(format!("the command said ({:?}): {}", ran.code, ran.said.trim()));
            wrong.extend(injected.iter().take(4).map(|line| (*line).to_owned()));
        }
        (wrong, !injected.is_empty())
    }

    /// What is wrong with what a command left of which a call failed.
    fn judge(&self, fault: &Fault, ran: &Ran, folder: &Path, injected: &[&str]) -> Vec<String> {
        let mut wrong = Vec::new();
        let of_memory = matches!(fault.call.as_str(), "mmap" | "munmap" | "mremap" | "brk");
        // 127: the program could not be loaded, since its libraries can't be.
        let ended = matches!(ran.code, Some(0..=3 | 127));
        if !ended && !of_memory {
            wrong.push(format!("it ended with {:?}", ran.code));
        }
        if ran.said.contains("panicked") && !of_memory {
            wrong.push("it panicked".to_owned());
        }
        let now = files_in(folder, self.outputs);
        let is_whole = now == self.after;
        if ran.code == Some(0) {
            if !is_whole {
                wrong.push(format!("exit code 0, but {}", difference(&now, &self.after)));
            }
            let left = left_over(folder);
            if !left.is_empty() {
                wrong.push(format!("exit code 0, but {left:?} is left over"));
            }
        } else {
            // What can't be written to standard error is not said.
            let silenced =
                injected.iter().any(|line| line.contains(" write(2<") || line.contains(" writev(2<"));
            let named = self.names.iter().any(|name| ran.said.contains(name))
                || fault.path.is_none() && !ran.said.trim().is_empty();
            if ended && !silenced && !named {
                wrong.push("no file is named".to_owned());
            }
            // The current folder stands in every call: it tells nothing.
            let here = fs::canonicalize(folder).unwrap();
            let below = format!("{}/", here.display());
            let is_ours = |line: &&str| line.contains(&below) || trace::names_relative(line);
            if matches!(ran.code, Some(1 | 2)) && injected.iter().any(is_ours) {
                wrong.push(format!("exit code {:?} for what the disk says", ran.code));
            }
            wrong.extend(self.torn(&now));
        }
        wrong
    }

    /// What of the outputs is neither as it was nor as it becomes. The files of a document come together.
    fn torn(&self, now: &Files) -> Vec<String> {
        let mut wrong = Vec::new();
        let groups: BTreeSet<&str> =
            [now, &self.was, &self.after].into_iter().flatten().map(|(path, _)| group(path)).collect();
        for name in groups {
            let of = |files: &Files| -> Files {
                let mine = files.iter().filter(|(path, _)| group(path) == name);
                mine.map(|(path, content)| (path.clone(), content.clone())).collect()
            };
            let now = of(now);
            if now == of(&self.was) || now == of(&self.after) {
                continue;
            }
            // Files about the build say what there is: between two documents something else than before and after.
            let whole = now.iter().all(|(path, content)| is_whole(path, content));
            if is_document(name) || !whole {
                wrong.push(format!("{name} is torn: {:?}", now.keys()));
            }
        }
        wrong
    }

    /// What is wrong with what the next run left.
    fn judge_next(&self, next: &Ran, folder: &Path, wrong: &mut Vec<String>) {
        if next.code != Some(0) {
            wrong.push(format!("the next run ended with {:?}: {}", next.code, next.said.trim()));
        }
        let now = files_in(folder, self.outputs);
        if now != self.after {
            wrong.push(format!("after the next run {}", difference(&now, &self.after)));
        }
        let left = left_over(folder);
        if !left.is_empty() {
            wrong.push(format!("after the next run {left:?} is left over"));
        }
    }

    /// Has calls fail, one after the other: all of them in the long form.
    fn try_all(&self) {
        self.try_each(|fault| self.try_one(fault));
    }

    /// The same, where something else looks at what came of it.
    fn try_each(&self, try_one: impl Fn(&Fault) -> (Vec<String>, bool)) {
        let all = self.faults();
        let long = effort::is_long("faults") && effort::part("faults").is_none_or(|part| part == self.name);
        let step = if long { 1 } else { (all.len() / self.sample).max(1) };
        // Another start than the first: those are calls of the loader's.
        let chosen: Vec<&Fault> = all.iter().skip(step / 2).step_by(step).collect();
        let (begun, mut bad, mut missed) = (Instant::now(), Vec::new(), 0);
        for (number, fault) in chosen.iter().enumerate() {
            let (wrong, injected) = try_one(fault);
            missed += usize::from(!injected);
            if !wrong.is_empty() {
                bad.push(format!("{fault}:\n  {}", wrong.join("\n  ")));
                if long {
                    eprintln!("{}: {}", self.name, bad.last().unwrap());
                }
            }
            if long && number % 100 == 99 {
                eprintln!("{}: {} of {} after {:.0?}", self.name, number + 1, chosen.len(), begun.elapsed());
            }
        }
        eprintln!(
            "{}: {} of {} calls failed, {missed} were not made, {} went wrong, {:.0?}",
            self.name,
            chosen.len() - missed,
            all.len(),
            bad.len(),
            begun.elapsed()
        );
        assert!(bad.is_empty(), "{}: {} faults went wrong:\n{}", self.name, bad.len(), bad.join("\n"));
        assert!(
            missed * 10 <= chosen.len(),
            "{}: {missed} of {} calls were not made",
            self.name,
            chosen.len()
        );
    }
}

/// A folder in memory, where there is one: hundreds of runs are not to wear out a disk.
fn place() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// True for a path in the folder whose name is the same in every run.
fn is_steady(path: &str, folder: &Path) -> bool {
    let inside = Path::new(path).starts_with(folder) && Path::new(path) != folder || !path.starts_with('/');
    inside && !path.is_empty() && !path.contains(".pressroom-")
}

/// True for the folder of a document, or what has to be there as a whole.
fn is_document(group: &str) -> bool {
    let of_site = |name: &str| ["section", "language", "tag", "page"].contains(&name) || name.contains('.');
    group.strip_prefix("output/").is_none_or(|name| !of_site(name))
}

/// True for a file about a build that has its end.
fn is_whole(path: &str, content: &[u8]) -> bool {
    let text = std::str::from_utf8(content).unwrap().trim_end();
    match path.rsplit_once('.').unwrap().1 {
        "json" => serde_json::from_str::<serde_json::Value>(text).is_ok(),
        "ndjson" => text.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()),
        "html" => text.ends_with("</html>"),
        "xml" => ["urlset", "feed", "rss"].iter().any(|root| text.ends_with(&format!("</{root}>"))),
        _ => content.ends_with(b"\n"),
    }
}

#[test]
fn a_build_whose_calls_fail_loses_nothing() {
    scenes::build("build", "").try_all();
}

#[test]
fn a_build_of_every_edition_whose_calls_fail_loses_nothing() {
    Scene { sample: 2, ..scenes::all_editions() }.try_all();
}

#[test]
fn an_isolated_build_whose_calls_fail_loses_nothing() {
    Scene { sample: 3, ..scenes::build("isolate", " --isolate") }.try_all();
}

#[test]
fn a_digest_whose_calls_fail_loses_nothing() {
    scenes::digest().try_all();
}

#[test]
fn a_merge_whose_calls_fail_loses_nothing() {
    scenes::merge().try_all();
}

#[test]
fn a_package_whose_calls_fail_is_whole_or_not_there() {
    scenes::pack().try_all();
    scenes::verify().try_all();
}

/// What was taken for missing once, or ended the program: by its call, its error, its path and the exit code that is right.
#[test]
fn what_the_disk_does_not_give_is_not_taken_for_missing() {
    let scene = scenes::build("build", "");
    for (call, error, path, code) in [
        ("openat", "EIO", "{}/input/shown.png", 3),
        ("openat", "EMFILE", "{}/input/shown.png", 3),
        ("openat", "EACCES", "{}/input/shown.png", 3),
        ("read", "EIO", "{}/input/shown.png", 3),
        ("openat", "EIO", "input/changes.md", 3),
        ("openat", "EACCES", "output/stays/stays.feed.json", 3),
        ("statx", "EIO", "output/manifest.json", 3),
        ("statx", "EIO", "output/.pressroom/cache.redb", 3),
        ("statx", "EIO", "pressroom.toml", 3),
        ("statx", "EACCES", "themes/house/theme.toml", 3),
        ("openat", "EIO", "{}/themes/house/words/en.toml", 3),
        ("unlink", "EIO", "output/section/rivers.html", 3),
        // The standard library panicked.
        ("close", "EIO", "{}/input", 0),
        ("close", "EIO", "{}/output", 0),
    ] {
        let fault = Fault { call: call.to_owned(), error, when: 1, path: Some(path.to_owned()) };
        let (wrong, injected) = scene.try_one(&fault);
        assert!(injected, "{fault}: the call is not made");
        assert!(wrong.is_empty(), "{fault}: {}", wrong.join("\n  "));
        let folder = scene.folder();
        let log = folder.path().with_extension("log");
        let real = fs::canonicalize(folder.path()).unwrap();
        let ran = scene.run(folder.path(), Some(&trace::injecting(&fault, &log, &real)));
        let _ = fs::remove_file(log);
        assert_eq!(ran.code, Some(code), "{fault}: {}", ran.said);
        let name = path.rsplit('/').next().unwrap();
        assert!(code == 0 || ran.said.contains(name), "{fault}: {name} is not named: {}", ran.said);
        if path.ends_with("shown.png") {
            let of = |files: &Files| -> Files {
                files
                    .iter()
                    .filter(|(path, _)| group(path) == "output/changes")
                    .map(|(a, b)| (a.clone(), b.clone()))
                    .collect()
            };
            let now = files_in(folder.path(), scene.outputs);
            assert!(ran.said.contains("error[disk]") && of(&now) == of(&scene.was), "{fault}: {}", ran.said);
            assert!(now.contains_key("output/comes/comes.html"), "{fault}: the others are made");
        }
    }
}
