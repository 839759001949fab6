//! How findings are printed.

use super::*;

#[test]
fn an_explainer_that_is_due_is_said_at_its_line() {
    let desk = TestDir::new();
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

fn warned() -> TestDir {
    let desk = TestDir::new();
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
        .says("1 document, nothing written, 2 warnings (1 content, 1 layout)\n");
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
        ["class", "code", "column", "edition", "edits", "end", "file", "help", "line", "message", "severity"]
    );
    assert_eq!(objects[0]["code"], "unknown-key");
    assert_eq!(objects[0]["severity"], "warning");
    assert_eq!((&objects[0]["class"], &objects[1]["class"]), (&"content".into(), &"layout".into()));
    assert_eq!(objects[0]["end"], serde_json::json!({ "line": 3, "column": 8 }));
    assert_eq!((&objects[1]["line"], &objects[1]["column"]), (&9.into(), &8.into()));
}

#[test]
fn many_of_a_kind_are_counted() {
    let desk = TestDir::new();
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
    let desk = TestDir::new();
    desk.write("input/\x1b[31mred.md", "---\n\"\x1b[2J\": x\n---\n\nText <b\x1b[2Jad>.\n");
    for format in ["human", "short", "json"] {
        let ran = desk.run(&format!("check --to html --message-format {format}")).ends(0);
        assert!(!ran.err.contains('\x1b') && !ran.out.contains('\x1b'), "{format}: {:?}", ran.err);
    }
}

#[test]
fn long_lines_are_cut() {
    let desk = TestDir::new();
    let long = "слово ".repeat(20_000);
    desk.write("input/a.md", format!("---\nheadline: A\n{FRONT}---\n\n{long}<blink>x</blink> {long}\n"));
    let ran = desk.run("check --to html").ends(0);
    let column = long.chars().count() + 1;
    assert!(ran.err.len() < 2_000, "{} bytes", ran.err.len());
    ran.says(&format!("--> input/a.md:8:{column}\n"));
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let desk = TestDir::new();
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

/// Explainers, each with one slip, and the codes of what is found in it. In every edition but the PDFs.
const ONE_CAUSE: &[(&str, &str, &str)] = &[
    (
        "nothing-wrong",
        "---\nheadline: A\nlanguage: en\npublished: 2026-01-31\n---\n\n## Why?\n\nBecause.\n",
        "",
    ),
    ("no-front-matter", "## Why?\n\nBecause.\n", "missing-front-matter"),
    ("a-heading-alone", "# A\n\n## Why?\n\nBecause.\n", "missing-front-matter"),
    ("no-date", "---\nheadline: A\nlanguage: en\n---\n\nText.\n", "missing-date"),
    ("empty-date", "---\nheadline: A\nlanguage: en\npublished:\n---\n\nText.\n", "missing-date"),
    ("no-language", "---\nheadline: A\npublished: 2026-01-31\n---\n\nText.\n", "missing-language"),
    ("wrong-date", "---\nheadline: A\nlanguage: en\npublished: soon\n---\n\nText.\n", "wrong-type"),
    ("foreign-date", "---\nheadline: A\nlanguage: en\ndate: soon\n---\n\nText.\n", "wrong-type"),
    ("misspelt-date", "---\nheadline: A\nlanguage: en\npublishd: 2026-01-31\n---\n\nText.\n", "missing-date"),
    (
        "wrong-language",
        "---\nheadline: A\nlanguage: '!'\npublished: 2026-01-31\n---\n\nText.\n",
        "wrong-type",
    ),
    (
        "wrong-headline",
        "---\nheadline: [A]\nlanguage: en\npublished: 2026-01-31\n---\n\nText.\n",
        "wrong-type",
    ),
    (
        "wrong-address",
        "---\nheadline: A\nlanguage: en\npublished: 2026-01-31\ncanonical_url: x\n---\n\nText.\n",
        "wrong-type",
    ),
    (
        "wrong-author",
        "---\nheadline: A\nlanguage: en\npublished: 2026-01-31\nauthors: { name: [x] }\n---\n\nText.\n",
        "wrong-type",
    ),
    (
        "wrong-kind",
        "---\nheadline: A\nlanguage: en\npublished: 2026-01-31\nauthors: { name: N, kind: persn }\n---\n\nText.\n",
        "wrong-type",
    ),
    (
        "wrong-image",
        "---\nheadline: A\nlanguage: en\npublished: 2026-01-31\nimage: { src: [x] }\n---\n\nText.\n",
        "wrong-type",
    ),
    (
        "wrong-correction",
        "---\nheadline: A\nlanguage: en\npublished: 2026-01-31\ncorrections: [{ date: x, text: y }]\n---\n\nText.\n",
        "wrong-type",
    ),
    (
        "stray-caption",
        "---\nheadline: A\nlanguage: en\npublished: 2026-01-31\ncaption: x\n---\n\nText.\n",
        "unknown-key",
    ),
    ("unreadable", "---\nheadline: [A\n---\n\nText.\n", "syntax"),
    ("missing-picture", "![A](none.png)\n", "missing-picture"),
    ("missing-lead", "![](none.png)\n", "missing-picture"),
    ("no-file", "![]()\n", "missing-picture"),
    ("within-a-line", "Text ![A](none.png) text.\n", "missing-picture"),
    ("one-computer", "![](C:\\pictures\\none.png)\n", "local-path"),
    ("colon-path", "![A](img:none.png)\n", "unsafe-url"),
    ("broken-picture", "![](broken.png)\n", "bad-picture"),
    ("undescribed", "![](there.png){syndicate=true}\n", "missing-alt"),
    ("uncleared", "![A](there.png)\n", "not-cleared"),
    ("broken-id", "[a](#nowhere)\n", "broken-link"),
    ("related-broken", "::: related\n[a](#nowhere)\n:::\n", "broken-link"),
    ("related-none", "::: related\na\n:::\n", "related-without-link"),
    ("box", "::: relatd\n[a](https://example.org)\n:::\n", "unknown-directive"),
    ("box-open", "::: relatd\n[a](https://example.org)\n", "unclosed-directive"),
    ("note-misspelt", "Text.[^soruce]\n\n[^source]: A note.\n", "undefined-footnote"),
    ("note-number", "Text.[^1]\n\n[^2]: A note.\n", "undefined-footnote"),
    ("note-undefined", "Text.[^soruce]\n", "undefined-footnote"),
    ("note-unused", "Text.\n\n[^source]: A note.\n", "unused-footnote"),
    (
        "address",
        "[a](www.example.org) [b](n@example.org) [c](htps://example.org)\n",
        "broken-link broken-link broken-link",
    ),
];

#[test]
fn one_cause_is_one_finding() {
    let desk = TestDir::new();
    desk.write("pressroom.toml", "[site]\nbase_url = 'https://news.example/x/'\n");
    picture(&desk.path("there.png"));
    fs::create_dir(desk.path("input")).unwrap();
    fs::rename(desk.path("there.png"), desk.path("input/there.png")).unwrap();
    desk.write("input/broken.png", b"\x89PNG\r\n\x1a\nno more");
    for (name, text, _) in ONE_CAUSE {
        let front = "---\nheadline: A\nlanguage: en\npublished: 2026-01-31\n---\n\n";
        let front = if text.starts_with("---") || text.contains("# ") { "" } else { front };
        desk.write(&format!("input/{name}.md"), format!("{front}{text}"));
    }
    let editions = "html,amp,epub,text,email,esp,ninjs,jsonfeed,applenews,model";
    let ran = desk.run(&format!("check --to {editions} --message-format json"));
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in ran.out.lines() {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        let name = record["file"].as_str().unwrap().trim_start_matches("input/").trim_end_matches(".md");
        // Without a language of the site, an explainer without front matter has none; that is one finding, too.
        found.entry(name.to_owned()).or_default().push(record["code"].as_str().unwrap().to_owned());
    }
    for (name, text, codes) in ONE_CAUSE {
        let found = found.remove(*name).unwrap_or_default().join(" ");
        assert_eq!(found, *codes, "{name}:\n{text}\n{}", ran.err);
    }
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_wrong_configuration_is_one_finding() {
    let desk = TestDir::new();
    desk.write("input/a.md", "## Why?\n\nBecause.\n");
    desk.write("pressroom.toml", "[site]\nbase_url = 'news.example'\n[feeds]\nitems = 20\n");
    let ran = desk.run("check --to html --message-format short").ends(2);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    ran.says("pressroom.toml:2:12: error[wrong-type]");
}

#[test]
fn without_an_address_one_finding_says_so() {
    let desk = TestDir::new();
    desk.write("input/a.md", "## Why?\n\nBecause.\n");
    let ran = desk.run("check --to html,amp,epub,email,ninjs,jsonfeed --message-format short").ends(0);
    let codes: Vec<_> = ran.err.lines().filter_map(|line| line.split(['[', ']']).nth(1)).collect();
    assert_eq!(codes, ["missing-front-matter", "missing-canonical-url"], "{}", ran.err);
    let ran = desk.run("check --to html").ends(0).says("begin the file with").says("published: YYYY-MM-DD");
    ran.says("language: en").says("2 warnings (content)\n");
}

#[test]
fn a_newsroom_that_was_started_has_no_findings() {
    let desk = TestDir::new();
    desk.run("init .").ends(0);
    let ran = desk.run("build --to html,amp,epub,text,email,esp,ninjs,jsonfeed,applenews").ends(0);
    assert!(!ran.err.contains("warning"), "{}", ran.err);
    ran.says(", 1 allowed\n");
    assert!(
        fs::read_to_string(desk.path("input/what-is-an-explainer.md"))
            .unwrap()
            .contains("published: 2026-07-25")
    );
    desk.run("new why-now").ends(0);
    let ran = desk.run("check --to html,amp,epub,email,ninjs --message-format short").ends(0);
    assert_eq!(ran.err.lines().count(), 2, "the writer says the date, nothing else:\n{}", ran.err);
    ran.says("input/why-now.md:").says("warning[missing-date]: no date of publication is given");
}

#[test]
fn strict_is_about_classes() {
    let desk = TestDir::new();
    let text = format!("---\nheadline: A\n{FRONT}---\n\n![A](a.png)\n\nText <blink>x</blink>.\n");
    desk.write("input/a.md", text);
    picture(&desk.path("input/a.png"));
    let run = |strict: &str| desk.run(&format!("build --to html,ninjs --message-format short {strict}"));
    run("").ends(0).says("2 warnings (1 layout, 1 rights)\n");
    run("--strict=content,style").ends(0).says("2 warnings");
    run("--strict").ends(1).says("error[not-cleared]").says("error[unsupported-html]").says("2 errors");
    run("--strict=all").ends(1).says("2 errors");
    run("--strict=rights").ends(1).says("error[not-cleared]").says("warning[unsupported-html]");
    run("--strict=rights").ends(1).says("0 files, 1 warning (layout), 1 error in 1 document\n");
    run("--strict=right").ends(2).says("a similar value exists: 'rights'");
    desk.run("build --to html,ninjs --strict input").ends(1).says("2 errors in 1 document");
    desk.write("pressroom.toml", "[check]\nstrict = ['rights']\nallow = ['unsupported-html']\n");
    let ran = run("").ends(1).says("1 allowed, 1 error in 1 document\n");
    assert!(!ran.err.contains("unsupported-html"), "{}", ran.err);
    run("--strict=none").ends(0).says("1 allowed, 1 warning (rights)\n");
    run("--strict=layout").ends(0).says("1 allowed, 1 warning (rights)\n");
    // What is remembered says the same again.
    run("--strict=none").ends(0).says("1 unchanged, 1 allowed, 1 warning (rights)\n");
    desk.write("pressroom.toml", "[check]\nallow = ['not-clared']\n");
    run("").ends(2).says("pressroom.toml:2:10: error[wrong-type]").says("did you mean \"not-cleared\"?");
}

#[test]
fn errors_come_last() {
    let desk = TestDir::new();
    desk.write(
        "input/a.md",
        "---\nheadline: A\nlanguage: en\npublished: soon\n---\n\nText <blink>x</blink>.\n",
    );
    desk.write("input/b.md", format!("---\nheadline: B\n{FRONT}---\n\nText <blink>x</blink>.\n"));
    let ran = desk.run("check --to html").ends(1);
    let at = |text: &str| ran.err.find(text).unwrap_or_else(|| panic!("{text}: {}", ran.err));
    assert!(at("warning[unsupported-html]") < at("error[wrong-type]"), "{}", ran.err);
    let end = ran.err.lines().rev().take(3).collect::<Vec<_>>();
    assert!(end[0].ends_with("warnings (1 content, 2 layout), 1 error in 1 document"), "{}", ran.err);
    assert!(end[2].starts_with("input/a.md:4:12: error[wrong-type]: "), "{}", ran.err);
    // Where nothing came between, it is not said twice.
    let ran = desk.run("check --to html input/a.md").ends(1);
    assert_eq!(ran.err.matches("error[wrong-type]").count(), 1, "{}", ran.err);
}

#[test]
fn codes_are_explained() {
    let desk = TestDir::new();
    let page = desk.run("explain missing-date").ends(0).out;
    for part in
        ["missing-date (content)", "Example", "    headline: Why now?", "Remedy", "    published: 2026-01-31"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(desk.run("explain warning[missing-date]").ends(0).out, page);
    desk.run("explain missing-dat").ends(2).says("did you mean `missing-date`?");
    desk.run("explain nonsense").ends(2).says("`pressroom explain` lists them");
    assert!(desk.run("completions bash").ends(0).out.contains("missing-date"), "shells know the codes");
    let list = desk.run("explain").ends(0).out;
    for class in ["content: ", "rights: ", "layout: ", "style: "] {
        assert!(list.lines().any(|line| line.starts_with(class)), "{list}");
    }
    assert!(list.lines().any(|line| line.starts_with("  missing-date ")), "{list}");
}

#[test]
fn what_was_meant_is_proposed() {
    let desk = TestDir::new();
    let front = format!("---\nheadline: A\n{FRONT}---\n\n");
    let body = "![A](pic/count.png)\n\n![A](pic/turn-out.png)\n\n![A](C:\\Nora\\turn_out.png)\n\n\
                ![A](photo.heic)\n\n::: Related\n[a](#who-pay)\n:::\n\n## Who pays?\n\nAll.\n";
    desk.write("input/a.md", format!("{front}{body}"));
    desk.write("input/pic/Count.PNG", b"x");
    desk.write("input/pic/turn out.png", b"x");
    desk.write("input/photo.heic", b"\0\0\0\x20ftypheic\0\0\0\0");
    let ran = desk.run("check --to text").ends(0);
    for expected in [
        "did you mean `pic/Count.PNG`?",
        "did you mean `pic/turn out.png`?",
        "`C:\\Nora\\turn_out.png` is a path on one computer",
        "the picture photo.heic is a HEIC photograph, which browsers can't show\n",
        "help: export it as JPEG",
        "did you mean `::: related`?",
        "did you mean #who-pays?",
    ] {
        assert!(ran.err.contains(expected), "{expected}:\n{}", ran.err);
    }
    desk.run("check --to htm").ends(2).says("a similar value exists: 'html'");
    desk.run("check --theme bulletn").ends(2).says("did you mean `bulletin`?");
    desk.run("check inptu").ends(2).says("did you mean input?");
    desk.run("check a").ends(2).says("did you mean input/a.md?");
    desk.run("chek").ends(2).says("'check'");
}

#[test]
fn what_many_explainers_lack_is_not_said_of_each() {
    let desk = TestDir::new();
    for number in 0..15 {
        let date = if number % 2 == 0 { "" } else { "published: 2026-01-31\n" };
        let text = format!("---\nheadline: A\nlanguage: en\n{date}---\n\nText {number}.\n");
        desk.write(&format!("input/{number}.md"), text);
    }
    let ran = desk.run("check --to html").ends(0);
    assert_eq!(ran.err.matches("-->").count(), 1 + 8, "{}", ran.err);
    let ran = ran.says(
        "warning[missing-canonical-url]: Pressroom can't tell the explainer's address on the web: 14 more",
    );
    ran.says("23 warnings (content)\n");
    let ran = desk.run("check --to html --message-format short").ends(0);
    assert_eq!(ran.err.matches("warning[").count(), 23, "{}", ran.err);
}
