//! Worker processes: what they make is what one process makes, and what ends one of them costs one explainer.

use std::{
    ffi::OsStr,
    os::unix::ffi::OsStrExt as _,
    process::{Child, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::*;

/// A guard against hanging.
const LONG: Duration = Duration::from_secs(120);
/// Paragraphs that take seconds to set, and much memory.
const MANY: usize = 20_000;

/// Explainers without fault, and one that takes long.
fn with_slow() -> TestDir {
    let desk = TestDir::new();
    for name in ["a", "b", "y", "z"] {
        desk.explainer(&format!("input/{name}.md"), &format!("About {name}?"));
    }
    desk.write("input/slow.md", slow(MANY));
    desk
}

fn slow(paragraphs: usize) -> String {
    let mut text = format!("---\nheadline: Slow?\n{FRONT}---\n\n## Why?\n\n");
    for number in 0..paragraphs {
        text.push_str(&format!("Word {number}, and *more* until it is a line or two of text {number}.\n\n"));
    }
    text
}

/// All but the slow one was made, and the next build makes that one, too.
#[track_caller]
fn slow_alone_is_lost(desk: &TestDir, code: &str) {
    for name in ["a", "b", "y", "z"] {
        assert!(desk.exists(&format!("output/{name}/{name}.pdf")), "{name}");
    }
    assert!(!desk.exists("output/slow"));
    let failed = fs::read_to_string(desk.path("output/failed.ndjson")).unwrap();
    assert_eq!(failed.lines().count(), 1, "{failed}");
    assert!(failed.contains("input/slow.md") && failed.contains(&format!("\"code\":\"{code}\"")), "{failed}");
    desk.write("input/slow.md", slow(1));
    desk.run("build --to pdf --isolate").ends(0).says("4 unchanged");
    assert!(desk.exists("output/slow/slow.pdf") && !desk.exists("output/failed.ndjson"));
}

/// A newsroom with everything that is said or made in a way of its own.
fn project() -> TestDir {
    let desk = TestDir::new();
    desk.write(
        "pressroom.toml",
        "theme = \"house\"\n[site]\nname = \"The Example\"\nbase_url = \"https://news.example/\"\nlanguage = \"en\"\n",
    );
    // A template that fails for one explainer: the finding is about the theme's file.
    let card = "<section id=\"{{ card.id }}\">\n<h2>{{ card.question }}</h2>\n{% if card.question == \"Loop?\" %}\
                {% for i in range(9999) %}{% for j in range(9999) %}x{% endfor %}{% endfor %}{% endif %}{{ card.text }}{{ card.notes }}</section>\n";
    desk.write("themes/house/theme.toml", "extends = \"default\"\n");
    desk.write("themes/house/web/card.html", card);
    desk.explainer("input/first.md", "First?");
    let uk = FRONT.replace("language: en", "language: uk\ntranslation_of: first");
    desk.write(
        "input/chomu.md",
        format!("---\nheadline: Навіщо?\n{uk}---\n\n## Чому?\n\nБо ![Знак](sub/sign.png) так.\n"),
    );
    desk.write("input/loop.md", format!("---\nheadline: Round?\n{FRONT}---\n\n## Loop?\n\nYes.\n"));
    desk.write(
        "input/taken-back.md",
        format!("---\nheadline: Back?\n{FRONT}status: withheld\n---\n\nSecret.\n"),
    );
    desk.write(
        "input/later.md",
        format!("---\nheadline: Later?\n{FRONT}embargo: 2099-01-01\n---\n\nSoon.\n"),
    );
    desk.write("input/wrong.md", "---\nheadline: [Wrong\n---\n\nNever.\n");
    let warned = "![](sub/sign.png)\n\n![Gone](gone.png)\n\n[nowhere](#nowhere) <script>x</script>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
    desk.write("input/warned.md", format!("---\nheadline: Warned?\n{FRONT}---\n\n## Why?\n\n{warned}"));
    fs::create_dir_all(desk.path("input/sub")).unwrap();
    picture(&desk.path("input/sub/sign.png"));
    // A folder whose name is no text.
    let folder = desk.path("input").join(OsStr::from_bytes(b"caf\xe9"));
    fs::create_dir_all(&folder).unwrap();
    picture(&folder.join("here.png"));
    let text = format!("---\nheadline: Café?\nslug: cafe\n{FRONT}---\n\n![A sign](here.png)\n");
    fs::write(folder.join("cafe.md"), text).unwrap();
    desk
}

#[test]
fn what_workers_make_is_what_one_process_makes() {
    let desk = project();
    for (arguments, code) in [
        ("build --message-format json", 1),
        ("build --message-format json --to html,epub,text --include-embargoed", 1),
        ("build --message-format json --to print,epub --strict", 1),
        ("check --message-format json", 1),
    ] {
        let writes = arguments.starts_with("build");
        let here = desk.run(&format!("{arguments}{}", if writes { " --out here" } else { "" })).ends(code);
        let out = if writes { " --out apart" } else { "" };
        let apart =
            desk.run(&format!("{arguments}{out} --isolate --jobs 2 --timeout 300 --memory 65536")).ends(code);
        assert_eq!((&apart.out, &apart.err), (&here.out, &here.err), "{arguments}");
        assert!(desk.all_files("apart") == desk.all_files("here"), "{arguments}");
    }
    let here = desk.run("build --message-format json --out here").ends(1);
    assert!(
        here.out.contains("themes/house/web/card.html") && here.out.contains("missing-picture"),
        "{}",
        here.out
    );
}

#[test]
fn what_workers_made_is_not_made_again() {
    let desk = project();
    for name in ["loop", "wrong"] {
        fs::remove_file(desk.path(&format!("input/{name}.md"))).unwrap();
    }
    let first = desk.run("build --isolate --message-format json").ends(0);
    let again = desk.run("build --message-format json").ends(0).says(" 0 files, ");
    assert_eq!(again.out, first.out, "warnings are said again");
    desk.run("build --isolate --publish").ends(0).says(" 0 files, ");
    desk.write("input/first.md", format!("---\nheadline: Changed?\n{FRONT}---\n\n## Why?\n\nBecause.\n"));
    desk.run("build --isolate").ends(1).says("is still version 1");
    desk.run("build --isolate --allow-same-version --publish").ends(0);
    desk.run("build --out fresh --publish").ends(0);
    assert!(desk.all_files("output") == desk.all_files("fresh"));
}

#[test]
fn what_takes_too_long_is_given_up() {
    let desk = with_slow();
    let ran = desk.run("build --to pdf --timeout 1 --jobs 2").ends(1);
    ran.says("error[timeout]: making this explainer took longer than 1 s and was given up")
        .says("--> input/slow.md:1:1");
    slow_alone_is_lost(&desk, "timeout");
}

#[test]
fn what_takes_too_much_memory_is_named() {
    let desk = with_slow();
    desk.run("build --to pdf --memory 500")
        .ends(1)
        .says("perhaps it needs more than the 500 MiB that --memory allows");
    slow_alone_is_lost(&desk, "crashed");
}

/// The processes that another one started.
fn children(process: u32) -> Vec<String> {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let children = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
    children.flat_map(|list| list.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// A build whose one worker is at the slow explainer; and the worker.
fn at_slow(desk: &TestDir) -> (Child, String) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_pressroom"));
    command.current_dir(desk.folder.path()).args(["build", "--to", "pdf", "--isolate", "--jobs", "1"]);
    let build = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let begun = Instant::now();
    while !desk.exists("output/b/b.pdf") {
        assert!(begun.elapsed() < LONG, "nothing is written");
        thread::sleep(Duration::from_millis(1));
    }
    let workers = children(build.id());
    assert_eq!(workers.len(), 1, "{workers:?}");
    // It was given the slow one twice: to look at, and to make.
    let slow = 2 * fs::metadata(desk.path("input/slow.md")).unwrap().len();
    let read = || {
        let io = fs::read_to_string(format!("/proc/{}/io", workers[0])).unwrap_or_default();
        io.lines().find_map(|line| line.strip_prefix("rchar: ")?.parse::<u64>().ok()).unwrap_or_default()
    };
    while read() < slow {
        assert!(begun.elapsed() < LONG, "the slow one is not begun");
        thread::sleep(Duration::from_millis(1));
    }
    (build, workers.into_iter().next().unwrap())
}

fn signal(name: &str, process: &str) {
    assert!(std::process::Command::new("kill").args([name, process]).status().unwrap().success());
}

#[test]
fn a_worker_that_is_killed_costs_one_explainer() {
    for (name, said) in [("-ABRT", "(signal 6, aborted)"), ("-KILL", "(signal 9, killed)")] {
        let desk = with_slow();
        let (build, worker) = at_slow(&desk);
        signal(name, &worker);
        let output = build.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{err}");
        assert!(err.contains("--> input/slow.md:1:1") && err.contains(said), "{err}");
        slow_alone_is_lost(&desk, "crashed");
    }
}

/// The fence itself is tested where it is (`build::workers::fence`); this is whether the workers of a build are behind it.
#[test]
fn workers_are_fenced_in() {
    let desk = with_slow();
    let (mut build, worker) = at_slow(&desk);
    let tasks: Vec<_> = fs::read_dir(format!("/proc/{worker}/task")).unwrap().flatten().collect();
    for task in &tasks {
        let status = fs::read_to_string(task.path().join("status")).unwrap();
        let value = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            line.trim().to_owned()
        };
        // 2: a filter of system calls. Nothing that is started can get more rights.
        if value("Name:").contains("pressroom") && value("Pid:") == worker {
            assert_eq!((value("Seccomp:").as_str(), value("NoNewPrivs:").as_str()), ("2", "1"), "{status}");
        }
        assert_eq!(value("Seccomp:"), "2", "{status}");
    }
    assert!(tasks.len() > 1, "the thread that works is fenced in, too");
    build.kill().unwrap();
    let output = build.wait_with_output().unwrap();
    assert!(!String::from_utf8_lossy(&output.stderr).contains("note: this system has no"), "it has one");
}

#[test]
fn ctrl_c_lets_workers_finish_and_no_worker_outlives_its_build() {
    let desk = with_slow();
    let (build, worker) = at_slow(&desk);
    let id = build.id().to_string();
    signal("-INT", &worker);
    signal("-INT", &id);
    let output = build.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(desk.exists("output/slow/slow.pdf") && !desk.exists("output/z"), "what was begun is finished");
    assert!(!Path::new(&format!("/proc/{worker}")).exists());

    let desk = with_slow();
    let (mut build, worker) = at_slow(&desk);
    build.kill().unwrap();
    build.wait().unwrap();
    let begun = Instant::now();
    let ended =
        || fs::read_to_string(format!("/proc/{worker}/stat")).map_or(true, |stat| stat.contains(") Z "));
    while !ended() {
        assert!(begun.elapsed() < LONG, "the worker goes on");
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn another_configuration_does_not_get_in() {
    let desk = with_slow();
    let (build, worker) = at_slow(&desk);
    desk.write("pressroom.toml", "[site]\nname = \"Another\"\n");
    signal("-KILL", &worker);
    let output = build.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{err}");
    assert!(err.contains("theme, configuration or program changed meanwhile"), "{err}");
    assert!(desk.exists("output/a/a.pdf") && !desk.exists("output/y") && !desk.exists("output/z"));
    desk.write("input/slow.md", slow(1));
    desk.run("build --to pdf").ends(0);
}

#[test]
fn without_workers_nothing_is_begun() {
    let desk = with_slow();
    let ran = desk.run("build --to html --memory 1").ends(3);
    ran.says("no worker process can be started").says("the 1 MiB that --memory allows");
    assert!(!desk.exists("output"));
    desk.run("build --to html --timeout 0").ends(2);
}
