//! How findings are printed.

use super::*;

#[test]
fn an_explainer_that_is_due_is_said_at_its_line() {
    let desk = Desk::new();
    desk.write("input/a.md", format!("---\nheadline: A\nreview_by: 2026-07-01\n{FRONT}---\n\nText.\n"));
    let check = |now: &str| desk.run(&format!("check --to html --message-format short {now}")).ends(0);
    let due = "input/a.md:3:12: warning[review-due]: this explainer was to be looked at again by 2026-07-01";
    check("--now 2026-07-02").says(due);
    check("--now 2026-07-02T00:00:00+02:00").says("1 document, nothing written\n");
    check("--now 2026-07-01").says("1 document, nothing written\n");
    let epoch = |seconds: &str| ran(desk.command("check --to html").env("SOURCE_DATE_EPOCH", seconds));
    epoch("1782950400").ends(0).says("warning[review-due]");
    epoch("1782950399").ends(0).says("1 document, nothing written\n");
    epoch("soon").ends(2).says("SOURCE_DATE_EPOCH is `soon`");
    desk.run("check --now soon").ends(2).says("not a date");
    desk.run("check --now 2026-07-01 --to html --strict").ends(0);
}

fn warned() -> Desk {
    let desk = Desk::new();
    desk.write(
        "input/a.md",
        format!("---\nheadline: A\nheadlin: Bʼєта\n{FRONT}---\n\nПривіт <blink>світ</blink>.\n\n## Why?\n\nBecause.\n"),
    );
    desk
}

#[test]
fn people_see_the_line_and_the_place() {
    let ran = warned().run("check --to html").ends(0);
    let expected = "warning[unknown-key]";
    let ran = ran.says(expected).says("--> input/a.md:3:1").says("3 | headlin: Bʼєта").says("  | ^^^^^^^");
    let ran = ran
        .says("did you mean `headline`?")
        .says("--> input/a.md:9:8")
        .says("1 document, nothing written, 2 warnings\n");
    assert!(!ran.err.contains('\x1b'), "no colours where nobody sees them");
    assert_eq!(ran.out, "");
}

#[test]
fn short_lines_are_for_editors() {
    let ran = warned().run("check --to html --message-format short").ends(0);
    let mut lines = ran.err.lines();
    assert!(lines.next().unwrap().starts_with("input/a.md:3:1: warning[unknown-key]: "));
    assert!(lines.next().unwrap().starts_with("input/a.md:9:8: warning[unsupported-html]: "));
}

#[test]
fn json_is_for_programs() {
    let ran = warned().run("check --to amp,html --message-format json").ends(0);
    let objects: Vec<serde_json::Value> =
        ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects.len(), 2);
    let first = objects[0].as_object().unwrap();
    let mut keys: Vec<_> = first.keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(
        keys,
        ["code", "column", "edition", "edits", "end", "file", "help", "line", "message", "severity"]
    );
    assert_eq!(objects[0]["code"], "unknown-key");
    assert_eq!(objects[0]["severity"], "warning");
    assert_eq!(objects[0]["end"], serde_json::json!({ "line": 3, "column": 8 }));
    assert_eq!((&objects[1]["line"], &objects[1]["column"]), (&9.into(), &8.into()));
}

#[test]
fn many_of_a_kind_are_counted() {
    let desk = Desk::new();
    desk.write(
        "input/a.md",
        format!("---\nheadline: A\n{FRONT}---\n\n{}", "[x](javascript:y)\n\n".repeat(50)),
    );
    let ran = desk.run("check --to html").ends(0);
    assert_eq!(ran.err.matches("--> input/a.md").count(), 10);
    ran.says("warning[unsafe-url]: 40 more in input/a.md").says("50 warnings");
    let ran = desk.run("check --to html --message-format short").ends(0);
    assert_eq!(ran.err.matches("warning[unsafe-url]").count(), 50);
}

#[test]
fn nothing_commands_the_terminal() {
    let desk = Desk::new();
    desk.write("input/\x1b[31mred.md", "---\n\"\x1b[2J\": x\n---\n\nText <b\x1b[2Jad>.\n");
    for format in ["human", "short", "json"] {
        let ran = desk.run(&format!("check --to html --message-format {format}")).ends(0);
        assert!(!ran.err.contains('\x1b') && !ran.out.contains('\x1b'), "{format}: {:?}", ran.err);
    }
}

#[test]
fn long_lines_are_cut() {
    let desk = Desk::new();
    let long = "слово ".repeat(20_000);
    desk.write("input/a.md", format!("---\nheadline: A\n{FRONT}---\n\n{long}<blink>x</blink> {long}\n"));
    let ran = desk.run("check --to html").ends(0);
    let column = long.chars().count() + 1;
    assert!(ran.err.len() < 2_000, "{} bytes", ran.err.len());
    ran.says(&format!("--> input/a.md:8:{column}\n"));
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let desk = Desk::new();
    desk.write("input/a.md", "x <blink>y</blink>\n\n".repeat(20_000));
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_pressroom"))
        .current_dir(desk.folder.path())
        .args(["check", "--to", "text", "--message-format", "json"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(0) && !err.contains("panick"), "{err}");
}
