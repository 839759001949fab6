//! `pressroom fix`: what it mends, what it shows, and what it leaves.

use super::*;

const SLIPS: &str = "The lede.\n\n##Why?\n\nSee [the law] (https://example.org/law).\n\n**Bold.\n";

fn write(desk: &TestDir, path: &str) -> String {
    let text = format!("---\nheadline: Story\n{FRONT}---\n\n{SLIPS}");
    desk.write(path, &text);
    text
}

#[test]
fn a_diff_shows_what_would_change_and_writes_nothing() {
    let desk = TestDir::new();
    let text = write(&desk, "input/a.md");
    let ran = desk.run("fix --diff").ends(1).says("1 of 1 document would be mended (2 mends)");
    for line in [
        "--- input/a.md",
        "+++ input/a.md",
        "-##Why?",
        "+## Why?",
        "+See [the law](https://example.org/law).",
    ] {
        assert!(ran.out.lines().any(|other| other == line), "{line}: {}", ran.out);
    }
    assert_eq!(fs::read_to_string(desk.path("input/a.md")).unwrap(), text);
    assert!(!desk.path("input/a.md.orig").exists());
}

#[test]
fn files_are_mended_and_the_rest_is_told() {
    let desk = TestDir::new();
    let text = write(&desk, "input/a.md");
    let ran = desk.run("fix input --message-format short").ends(0);
    let ran = ran.says("input/a.md:10: mended[not-markup]").says("kept as input/a.md.orig");
    let ran = ran.says("1 of 1 document mended (2 mends); left: 1 warning");
    ran.says("these ** are printed as typed");
    let mended = text.replace("##Why", "## Why").replace("] (", "](");
    assert_eq!(fs::read_to_string(desk.path("input/a.md")).unwrap(), mended);
    assert_eq!(fs::read_to_string(desk.path("input/a.md.orig")).unwrap(), text);
    desk.run("fix input --diff").ends(0).says("0 of 1 document would be mended");
    // The copy is no explainer.
    desk.run("check input --to text").says("1 document,");
}

#[test]
fn nothing_is_mended_that_could_be_lost() {
    let desk = TestDir::new();
    write(&desk, "input/a.md");
    desk.run("fix input --no-backup").ends(0);
    assert!(!desk.path("input/a.md.orig").exists());
    desk.write(
        "conflict.md",
        format!("---\nheadline: Story\n{FRONT}---\n\n<<<<<<< HEAD\nOne\n=======\nTwo\n>>>>>>> x\n"),
    );
    desk.run("fix conflict.md").ends(1).says("conflict-marker");
    desk.run("fix -").ends(2).says("standard input can't be mended");
    desk.run("fix nowhere").ends(2);
}

#[test]
fn programs_get_the_edits() {
    let desk = TestDir::new();
    write(&desk, "a.md");
    let out = desk.run("check a.md --to text --message-format json").out;
    let finding: serde_json::Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
    let edit = serde_json::json!([{"start": {"line": 10, "column": 1}, "end": {"line": 10, "column": 3}, "text": "## "}]);
    assert_eq!((&finding["code"], &finding["edits"]), (&"not-markup".into(), &edit));
    assert_eq!(finding["help"], "put a space there: ## Why?");
}
