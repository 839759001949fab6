//! Input that wants to hang the command or eat the machine: bounded time and memory, a clear finding, and the other
//! documents of the run untouched.

use std::{
    fs,
    io::Read as _,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use pressroom_editions::registry;

/// A guard against hanging, not a measure: generous for a debug build on a busy machine.
const TIME: Duration = Duration::from_secs(300);
/// Address space, in KiB.
const MEMORY: u64 = 6 * 1024 * 1024;

const INNOCENT: &str = "---\nheadline: Who is innocent?\nslug: innocent\nlanguage: en\npublished: 2025-01-02\n---\n\nThe lede.\n\n## This one?\n\nYes, *this* one.\n";

/// Builds one hostile document beside an innocent one. `codes`: one of them has to be reported, none for a document
/// that is merely large. Its words have to be in the model where the document is built at all.
fn survives(name: &str, body: &str, codes: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let has_front_matter = body.starts_with("---");
    let front = "---\nheadline: Who is hostile?\nslug: hostile\nlanguage: en\npublished: 2025-01-02\n---\n\n";
    let text = if has_front_matter { body.to_owned() } else { format!("{front}{body}") };
    fs::write(folder.path().join("hostile.md"), text).unwrap();
    fs::write(folder.path().join("innocent.md"), INNOCENT).unwrap();
    let (code, said) = run(folder.path(), &["hostile.md", "innocent.md"]);
    let said = said.chars().take(4000).collect::<String>();
    assert!(matches!(code, Some(0 | 1)), "{name}: exit code {code:?}\n{said}");
    assert!(!said.contains("panicked"), "{name}: {said}");
    assert!(
        codes.is_empty() || codes.iter().any(|code| said.contains(code)),
        "{name}: none of {codes:?} is reported:\n{said}"
    );
    let out = folder.path().join("out");
    for (edition, extension) in registry().iter().map(|kind| (kind.name, kind.extension)) {
        let file = out.join(format!("innocent/innocent.{extension}"));
        assert!(file.is_file(), "{name}: the innocent document has no {edition} edition");
    }
    if code == Some(0) {
        let model = fs::read_to_string(out.join("hostile/hostile.model.json")).unwrap();
        assert!(!body.contains("lastword") || model.contains("lastword"), "{name}: the last word is lost");
    } else {
        assert!(said.contains("error"), "{name}: exit code 1 without an error:\n{said}");
    }
}

/// Runs a build under limits; gives the exit code (none if it was killed) and what was said.
fn run(folder: &std::path::Path, paths: &[&str]) -> (Option<i32>, String) {
    let mut child = Command::new("bash")
        .current_dir(folder)
        .args([
            "-c",
            &format!("ulimit -v {MEMORY}; exec \"$@\""),
            "bash",
            env!("CARGO_BIN_EXE_pressroom"),
            "build",
        ])
        .args(paths)
        .args(["--out", "out", "--message-format", "short"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let read = |mut pipe: Box<dyn std::io::Read + Send>| {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            pipe.read_to_end(&mut bytes).unwrap();
            String::from_utf8_lossy(&bytes).into_owned()
        })
    };
    let out = read(Box::new(child.stdout.take().unwrap()));
    let err = read(Box::new(child.stderr.take().unwrap()));
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status.code();
        }
        if start.elapsed() > TIME {
            child.kill().unwrap();
            child.wait().unwrap();
            break None;
        }
        thread::sleep(Duration::from_millis(20));
    };
    eprintln!("{:.1} s", start.elapsed().as_secs_f32());
    (status, out.join().unwrap() + &err.join().unwrap())
}

#[test]
fn nested_quotes() {
    survives("quotes", &format!("{}lastword\n", "> ".repeat(100_000)), &["too-deep"]);
}

#[test]
fn nested_lists() {
    let items: String = (0..2_000).map(|depth| format!("{}- item\n", "  ".repeat(depth))).collect();
    survives("lists", &format!("{items}\nlastword\n"), &["too-deep"]);
}

#[test]
fn a_long_paragraph() {
    survives(
        "paragraph",
        &format!("{}lastword\n", "All work and no play. ".repeat(10 * 1024 * 1024 / 22)),
        &[],
    );
}

#[test]
fn a_long_word() {
    survives("word", &format!("{} lastword\n", "x".repeat(200_000)), &[]);
}

#[test]
fn a_table_bomb() {
    let columns = 20_000;
    let table = format!("{}|\n{}|\n{}", "|a".repeat(columns), "|-".repeat(columns), "|b|\n".repeat(20_000));
    survives("table", &format!("{table}\nlastword\n"), &["too-many", "too-large"]);
}

#[test]
fn a_footnote_bomb() {
    let mut text = String::from("Words[^0] and words");
    text += &"[^0]".repeat(5_000);
    text += " lastword\n\n";
    for number in 0..5_000 {
        text += &format!("[^{number}]: Note {number}[^{}] and [^{}].\n\n", number + 1, number / 2);
    }
    survives("footnotes", &text, &[]);
}

#[test]
fn yaml_aliases() {
    let mut text = String::from("---\nheadline: Who is hostile?\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let alias = format!("*a{}, ", level - 1).repeat(10);
        text += &format!("a{level}: &a{level} [{}]\n", alias.trim_end_matches(", "));
    }
    text += "tags: *a11\n---\n\nlastword\n";
    survives("aliases", &text, &["syntax", "too-many", "too-large", "unknown-key", "wrong-type"]);
}

#[test]
fn deep_yaml() {
    let text =
        format!("---\nheadline: Who?\ntags: {}{}\n---\n\nlastword\n", "[".repeat(50_000), "]".repeat(50_000));
    survives("deep front matter", &text, &["syntax", "too-deep", "wrong-type"]);
}

#[test]
fn opening_brackets() {
    survives("brackets", &format!("{} lastword\n", "[".repeat(100_000)), &[]);
    survives("pictures", &format!("{} lastword\n", "![a](".repeat(50_000)), &[]);
}

#[test]
fn emphasis_runs() {
    survives("emphasis", &format!("{} lastword\n", "*a _b **c ".repeat(30_000)), &[]);
    survives("closed emphasis", &format!("{}a{} lastword\n", "*".repeat(100_000), "*".repeat(100_000)), &[]);
}

#[test]
fn backticks() {
    let runs: String = (1..450).map(|length| format!("{}a ", "`".repeat(length))).collect();
    survives("backticks", &format!("{runs}\n\n{} lastword\n", "`a ".repeat(100_000)), &[]);
}

#[test]
fn nested_tags() {
    survives("blocks of HTML", &format!("{}lastword\n", "<div>".repeat(50_000)), &[]);
    survives("inline HTML", &format!("Words {}lastword\n", "<b><i>".repeat(25_000)), &[]);
    survives("tables of HTML", &format!("{}lastword\n", "<table><tr><td>".repeat(10_000)), &[]);
}

#[test]
fn many_headings() {
    let text: String = (0..5_000).map(|_| "## The same question?\n\nAn answer.\n\n").collect();
    survives("headings", &format!("{text}lastword\n"), &[]);
}

#[test]
fn many_boxes() {
    survives("boxes", &format!("{}lastword\n", "::: related\n".repeat(20_000)), &[]);
}

#[test]
fn many_definitions_of_links() {
    let text: String =
        (0..20_000).map(|at| format!("[a{at}]: https://x.example/{}\n", "y".repeat(100))).collect();
    survives("definitions", &format!("{text}\n{}\n\nlastword\n", "[a0] ".repeat(20_000)), &[]);
}

#[test]
fn characters_that_no_format_wants() {
    let text = "\u{1}a\u{8}b\u{b}c\u{FFFE}d\u{FFFF}e\u{202E}f\u{2066}g\u{2028}h\u{85}i\u{7f} lastword\n";
    survives("characters", text, &["control-character"]);
}
