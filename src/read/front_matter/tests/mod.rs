//! Front matter as people write it.

use super::{FrontMatter, SCHEMA, keys::KEYS, read};
use crate::ReadOptions;
use pressroom_config::{Site, StatusWord};
use pressroom_diagnostics::{Code, Diagnostic, Source};
use pressroom_document::{Status, Zone};
use pressroom_images::NoPictures;

mod kept_back;

fn read_in(text: &str, site: &Site, now: Option<&str>) -> (Option<FrontMatter>, usize, Vec<Diagnostic>) {
    let source = Source::new("a.md", text);
    let mut found = Vec::new();
    let now = now.map(|now| now.parse().unwrap());
    let options = ReadOptions { site, slug: "a", pictures: &NoPictures, now };
    let (front, body) = read(&source, &options, &mut found);
    (front, body, found)
}

fn read_text(text: &str) -> (Option<FrontMatter>, Vec<Diagnostic>) {
    let (front, _, found) = read_in(text, &Site::default(), None);
    (front, found)
}

fn findings(text: &str) -> Vec<String> {
    let source = Source::new("a.md", text);
    let place = |finding: &Diagnostic| {
        let place = source.line_column(finding.span.map_or(0, |span| span.start as usize));
        format!("{}:{}: {}: {}", place.line, place.column, finding.code, finding.message)
    };
    read_text(text).1.iter().map(place).collect()
}

/// The text after the edits of all findings.
fn mended(text: &str) -> String {
    let mut edits: Vec<_> = read_text(text).1.into_iter().flat_map(|finding| finding.edits).collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    let mut text = text.to_owned();
    for edit in edits {
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    text
}

#[test]
fn mistakes_are_shown_at_their_place() {
    assert_eq!(
        findings("---\nheadlin: Why?\n---\n"),
        ["2:1: unknown-key: unknown key `headlin`; it was ignored"]
    );
    assert_eq!(
        findings("---\nheadline: Why?\npublished: yesterday\n---\n"),
        [
            "3:12: wrong-type: `published` must be a date: YYYY-MM-DD or YYYY-MM-DDThh:mm:ss+hh:mm, not `yesterday`"
        ]
    );
    assert_eq!(
        findings("+++\nheadline = \"Why?\"\nversion = 0\n+++\n"),
        ["3:11: wrong-type: `version` must be a whole number from 1, not `0`"]
    );
    assert_eq!(findings("---\na: &a [x]\nb: *a\n---\n").len(), 1);
    assert_eq!(findings("---\nheadline: [Why\n---\n").len(), 1);
}

#[test]
fn two_rules_are_no_front_matter() {
    let (front, body, found) = read_in("---\nOnly text.\n---\n", &Site::default(), None);
    assert!(front.is_some() && found.is_empty());
    assert_eq!(body, 0);
    for text in [
        "---\n\nText after a rule.\n",
        "Text.\n\n---\n\nNote: this is text.\n",
        "---\nheadline: Why?\n---\n\nText.\n\n---\n\nSummary: it is over.\n",
        "---\nheadline: Why?\n---\n\n## One?\n\n```yaml\n---\nheadline: x\nembargo: 2099-01-01\n---\n```\n",
        "---\nheadline: Why?\n# embargo: 2025-01-01\n---\n\nText.\n",
        "Summary: The bill passed.\n\nText.\n",
        "{{< figure >}}\n\nText.\n",
        "| Key: | Value |\n|------|-------|\n| Status | in force |\n",
        "<!-- a note for the desk -->\n\nText.\n",
        "Text.\n\n---\n\nAuthor: Ada\nLicense: CC BY\nDate: 2025-01-01\n",
        "Author: Ada\nDate: 2025-01-01\n\nText.\n",
        "Who said it?\n---\nThe minister.\n",
    ] {
        assert_eq!(findings(text), [""; 0], "{text}");
    }
}

#[test]
fn what_looks_like_front_matter_is_never_passed_over() {
    let embargo = "headline: Why?\nembargo: 2099-01-01T06:00:00Z\n";
    for (text, line, message) in [
        (format!("---\n{embargo}status: withheld\n\n## One?\n"), 1, "this front matter is never closed"),
        (format!("---\n{embargo}\nText.\n\n---\n\nMore.\n"), 1, "this front matter is never closed"),
        (format!("---\n{embargo}\n## One?\n\n---\n"), 1, "this front matter is never closed"),
        (format!("---\n{embargo}–––\n\nText.\n"), 1, "this front matter is never closed"),
        (
            "+++\ntitle = \"Why?\"\nembargo = 2099-01-01\n---\n\nText.\n".to_owned(),
            1,
            "this front matter is never",
        ),
        (format!("\n---\n{embargo}---\n"), 2, "the front matter begins after a blank line"),
        (format!("\u{FEFF}---\n{embargo}---\n"), 1, "`---` is not a front matter fence"),
        (format!("<!-- note -->\n---\n{embargo}---\n"), 2, "the front matter begins after a comment"),
        (format!("-----\n{embargo}-----\n"), 1, "`-----` is not a front matter fence"),
        (format!("--\n{embargo}--\n"), 1, "`--` is not a front matter fence"),
        (format!("– – –\n{embargo}– – –\n"), 1, "`– – –` is not a front matter fence"),
        (format!("—\n{embargo}—\n"), 1, "`—` is not a front matter fence"),
        (format!("—-\n{embargo}—-\n"), 1, "`—-` is not a front matter fence"),
        (format!("  ---\n{embargo}  ---\n"), 1, "`---` is not a front matter fence"),
        (format!("---yaml\n{embargo}---\n"), 1, "`---yaml` is not a front matter fence"),
        (format!("# Why?\n\n---\n{embargo}---\n"), 3, "this looks like front matter after other text"),
        (format!("{embargo}---\n\nText.\n"), 1, "this looks like front matter without its fences"),
        (format!("{embargo}\nText.\n"), 1, "this looks like front matter without its fences"),
        (format!("```yaml\n---\n{embargo}---\n```\n"), 1, "this front matter is in a block of code"),
        (
            "> ---\n> headline: Why?\n> embargo: 2099-01-01\n> ---\n".to_owned(),
            1,
            "`---` is not a front matter fence",
        ),
        (
            "{\"title\": \"Why?\", \"draft\": true}\n\nText.\n".to_owned(),
            1,
            "front matter in JSON is not read",
        ),
        ("---\nheadline: Why?\n---\n---\nembargo: 2099-01-01\n---\n".to_owned(), 4, "this is a second block"),
        (format!("---\n---\n{embargo}---\n\nText.\n"), 3, "this looks like front matter without"),
        ("---\nembargo 2099-01-01\nstatus：withheld\n---\n".to_owned(), 3, "a key ends with a colon"),
    ] {
        let all = findings(&text);
        let first = all.first().cloned().unwrap_or_default();
        assert!(first.starts_with(&format!("{line}:")) && first.contains(message), "{text}\n{all:?}");
        assert!(read_text(&text).1.iter().any(Diagnostic::is_error), "{text}");
        assert_eq!(all.len(), 1, "{text}\n{all:?}");
    }
    let (_, found) = read_text(&format!("---\n{embargo}\nText.\n"));
    assert_eq!(found[0].message, "this front matter is never closed: Pressroom would ignore `embargo`");
    assert_eq!(found[0].help.as_deref(), Some("write a line `---` after line 3"));
    for text in [
        format!("---\n{embargo}\nText.\n"),
        format!("---\n{embargo}–––\n\nText.\n"),
        format!("-----\n{embargo}---\nText.\n"),
        format!("\n\n---\n{embargo}---\n\nText.\n"),
    ] {
        let (front, found) = read_text(&mended(&text));
        assert!(front.unwrap().embargo.is_some() && found.is_empty(), "{text}");
    }
}

/// Whatever happens to a fence: the embargo is honoured, or there is an error.
#[test]
fn no_slip_at_a_fence_frees_an_embargo() {
    let head = "headline: Why?\nlanguage: en\n\nembargo: 2099-01-01T06:00:00Z\ntags: [a, b]\n";
    let marks = [
        "-", "–", "—", " ", "\t", "\n", "\u{FEFF}", "\u{200B}", "x", "#", "`", ">", "<!--", "+", "=", "*",
        ".", ":", "\"", "|",
    ];
    let mut fences: Vec<String> = [
        "",
        "--",
        "----",
        "-----",
        "- - -",
        "–––",
        "—",
        "— —",
        "+++",
        "===",
        "***",
        "___",
        "```",
        "...",
        "~~~",
        ";;;",
        "--- yaml",
        "---json",
        " ---",
        "\t---",
        "> ---",
        "* ---",
        "\n---",
        "x\n---",
        "x\n\n---",
    ]
    .iter()
    .map(|fence| (*fence).to_owned())
    .collect();
    for at in 0..=3 {
        for mark in marks {
            let (before, after) = "---".split_at(at);
            fences.push(format!("{before}{mark}{after}"));
            fences.push(format!("{before}{mark}{}", after.get(1..).unwrap_or_default()));
        }
    }
    let bodies = [
        "\nText.\n",
        "\nText.\n\n---\n\nMore.\n",
        "\n## One?\n\nText: all of it.\n\n---\n\nMore.\n",
        "\n# A\n\n---\n",
    ];
    for body in bodies {
        for fence in &fences {
            for text in [
                format!("{fence}\n{head}---\n{body}"),
                format!("---\n{head}{fence}\n{body}"),
                format!("{fence}\n{head}{fence}\n{body}"),
                format!("{fence}{head}---\n{body}"),
                format!("---\n{head}{fence}{body}"),
            ] {
                let (front, found) = read_text(&text);
                let honoured = front.is_some_and(|front| front.embargo.is_some());
                assert!(honoured || found.iter().any(Diagnostic::is_error), "{text:?}");
            }
        }
    }
}

#[test]
fn a_value_that_swallows_a_key_is_an_error() {
    for text in [
        "---\nheadline: Why\n  embargo:2099-01-01\n---\n",
        "---\nheadline: \"Why?\nembargo: 2099-01-01\ndek: x\"\n---\n",
        "---\nimage:\n  src: a.png\n  embargo: 2099-01-01\n---\n",
        "---\nembarg: 2099-01-01\n---\n",
        "---\nembargoed: 2099-01-01\n---\n",
        "---\nembargo: 2020-01-01\nembargo: 2099-01-01\n---\n",
        "---\nunlisted: true\n---\n",
        "---\nmeta:\n  embargo: 2099-01-01\n---\n",
        "+++\ntitle = \"x\"\n[params]\ndraft = true\n+++\n",
        "---\nvisibility: private\n---\n",
    ] {
        assert!(read_text(text).1.iter().any(Diagnostic::is_error), "{text}");
    }
    for text in [
        "---\nheadline: Why is it\n  so, and how?\n---\n",
        "---\ndek: |\n  Some text\n  status: it is quoted\n---\n",
        "---\nunlisted: false\n---\n",
        "---\nstate: California\n---\n",
    ] {
        assert!(!read_text(text).1.iter().any(Diagnostic::is_error), "{text}: {:?}", findings(text));
    }
}

#[test]
fn drafts_of_other_systems_are_drafts() {
    for (text, draft) in [
        ("draft: true", true),
        ("draft: false", false),
        ("published: false\ndate: 2025-03-01", true),
        ("published: true\ndate: 2025-03-01", false),
        ("publish: false", true),
        ("public: false", true),
        ("private: true", true),
        ("status: draft", true),
    ] {
        let (front, found) = read_text(&format!("---\n{text}\n---\n"));
        assert_eq!(front.unwrap().draft, draft, "{text}");
        assert_eq!(found, [], "{text}");
    }
    let (front, found) = read_text("+++\ntitle = \"Zola?\"\ndraft = true\ndate = 2025-03-01\n+++\n");
    let front = front.unwrap();
    assert!(front.draft && front.published.is_some() && found.is_empty());
    let (front, _) = read_text("---\npublished: true\n---\n");
    assert!(front.unwrap().published.is_none());
}

#[test]
fn dates_of_other_systems_hold_back() {
    let (front, found) = read_text("---\npublishDate: 2099-03-01\nexpiryDate: 2100-01-01T10:00:00Z\n---\n");
    let front = front.unwrap();
    let shown =
        |date: Option<pressroom_document::Date>| date.map(|date| date.to_string()).unwrap_or_default();
    assert_eq!((shown(front.embargo), shown(front.published)), ("2099-03-01".into(), "2099-03-01".into()));
    assert_eq!((shown(front.expires), found.len()), ("2100-01-01T10:00:00+00:00".into(), 0));
    let (front, found) = read_text("---\ndate: 2025-01-01\npubDate: 2099-01-01\nembargo: 2026-01-01\n---\n");
    let front = front.unwrap();
    assert_eq!((shown(front.embargo), shown(front.published)), ("2099-01-01".into(), "2025-01-01".into()));
    assert_eq!(found, []);
    assert!(read_text("---\npublishDate: soon\n---\n").1[0].is_error());
    // An explainer of Hugo's or Jekyll's waits for its date.
    let of = |text: &str, now| read_in(text, &Site::default(), now).0.unwrap().embargo.is_some();
    assert!(of("---\ndate: 2026-06-01\n---\n", Some("2026-05-01T00:00:00Z")));
    assert!(!of("---\ndate: 2026-06-01\n---\n", Some("2026-07-01T00:00:00Z")));
    assert!(!of("---\npublished: 2026-06-01\n---\n", Some("2026-05-01T00:00:00Z")));
}

#[test]
fn a_status_of_another_system_is_mapped_or_refused() {
    let text = "---\nstatus: Publish\n---\n";
    let (_, found) = read_text(text);
    assert_eq!(found[0].message, "`status` must be usable, withheld, canceled or draft, not `Publish`");
    assert!(found[0].is_error() && found[0].help.as_ref().unwrap().contains("`publish = \"usable\"`"));
    let statuses = vec![
        ("publish".to_owned(), StatusWord::Is(Status::Usable)),
        ("pending".to_owned(), StatusWord::Draft),
    ];
    let site = Site { statuses, ..Site::default() };
    let (front, _, found) = read_in(text, &site, None);
    assert_eq!((front.unwrap().status, found), (Status::Usable, vec![]));
    assert!(read_in("---\nstatus: pending\n---\n", &site, None).0.unwrap().draft);
}

#[test]
fn a_slug_with_slashes_is_joined() {
    let text = "---\nslug: /2025/03/the-name/\n---\n";
    let (front, found) = read_text(text);
    assert_eq!(front.unwrap().slug.as_deref(), Some("2025-03-the-name"));
    assert!(!found[0].is_error());
    assert_eq!(mended(text), "---\nslug: 2025-03-the-name\n---\n");
    assert_eq!(mended("+++\nslug = \"a/b\"\n+++\n"), "+++\nslug = \"a-b\"\n+++\n");
}

#[test]
fn times_take_the_zone_of_the_site() {
    let text = "---\nembargo: 2025-03-01T09:00:00\nexpires: 2025-04-01\n---\n";
    let (_, found) = read_text(text);
    assert!(found[0].is_error() && found[0].message.contains("with its offset"), "{found:?}");
    let site = Site { timezone: Zone::named("America/New_York"), ..Site::default() };
    let (front, _, found) = read_in(text, &site, None);
    let front = front.unwrap();
    assert_eq!(found, []);
    assert_eq!(front.embargo.unwrap().to_string(), "2025-03-01T09:00:00-05:00");
    assert_eq!(front.expires.unwrap().to_string(), "2025-04-01T23:59:59-04:00");
    let (front, _, _) = read_in("---\nembargo: 2025-03-01\n---\n", &site, None);
    assert_eq!(front.unwrap().embargo.unwrap().utc(), "2025-03-01T05:00:00Z");
}

#[test]
fn unlikely_dates_are_warnings() {
    for (text, message) in [
        ("published: 2025-03-01\nupdated: 2025-02-01", "`updated` is before `published`"),
        ("published: 1025-03-01", "`published` is 1025-03-01: is the year right?"),
        ("embargo: 2025-03-02\nexpires: 2025-03-01", "`expires` is before `embargo`"),
    ] {
        let (_, found) = read_text(&format!("---\n{text}\n---\n"));
        assert_eq!((found.len(), found[0].code), (1, Code::UnlikelyDate), "{text}");
        assert_eq!(found[0].message, message);
    }
    assert_eq!(findings("---\npublished: 2025-03-01T10:00:00Z\nupdated: 2025-03-01\n---\n"), [""; 0]);
    assert_eq!(mended("---\npublished: 2026-1-12\n---\n"), "---\npublished: 2026-01-12\n---\n");
    assert_eq!(mended("---\npublished: \"2026-1-12\"\n---\n"), "---\npublished: \"2026-01-12\"\n---\n");
}

#[test]
fn yaml_is_explained_by_its_cause() {
    for (text, line, message, right) in [
        ("authors:\n\t- Ada\n\t- Bob", 3, "a tab indents this line", "authors:\n  - Ada\n  - Bob"),
        (
            "headline:What is X?\npublished: 2026-01-12",
            2,
            "no space after the colon of `headline`",
            "headline: What is X?\npublished: 2026-01-12",
        ),
        ("headline:Why?", 2, "no space after the colon", "headline: Why?"),
        ("headline = Why?\ndek: x", 2, "a key ends with a colon, not with `=`", "headline: Why?\ndek: x"),
        ("headline： Why?\ndek: x", 2, "a key ends with a colon, not with `：`", "headline: Why?\ndek: x"),
        ("authors:\n- Nora\n-Feld", 4, "no space after the `-`", "authors:\n- Nora\n- Feld"),
        (
            "headline: 'Who's right about X?'",
            2,
            "goes on after the quote",
            "headline: \"Who's right about X?\"",
        ),
        ("headline: \"What is \"X\"?\"", 2, "goes on after the quote", "headline: 'What is \"X\"?'"),
        (
            "headline: \"What is X?\ndek: y",
            2,
            "this quote is never closed",
            "headline: \"What is X?\"\ndek: y",
        ),
        ("headline: Russia: why?", 2, "a colon in it needs quotes", "headline: \"Russia: why?\""),
        ("headline: @home: what?", 2, "begins with `@` needs quotes", "headline: \"@home: what?\""),
        ("headline: @home", 2, "begins with `@` needs quotes", "headline: \"@home\""),
        ("headline: `code` what?", 2, "begins with `` ` `` needs quotes", "headline: \"`code` what?\""),
        ("headline: *Why* so?", 2, "begins with `*` needs quotes", "headline: \"*Why* so?\""),
        ("headline: &Co is here", 2, "begins with `&` needs quotes", "headline: \"&Co is here\""),
        ("headline: !Important news", 2, "begins with `!` needs quotes", "headline: \"!Important news\""),
        ("headline: [Update] Why?", 2, "begins with `[` needs quotes", "headline: \"[Update] Why?\""),
        ("headline: {a} and b", 2, "begins with `{` needs quotes", "headline: \"{a} and b\""),
        ("tags: [a, b\ndek: x", 2, "this bracket is never closed", "tags: [a, b]\ndek: x"),
        ("headline: Why?\n dek: x", 3, "indented deeper than `headline`", "headline: Why?\ndek: x"),
        (
            "image:\n  src: a.png\n   alt: b",
            4,
            "indented deeper than `src`",
            "image:\n  src: a.png\n  alt: b",
        ),
        ("headline: \"C:\\path\"", 2, "begins an escape", "headline: 'C:\\path'"),
    ] {
        let whole = format!("---\n{text}\n---\n");
        let message = message.replace("`` ` ``", "```");
        let all = findings(&whole);
        let first = all.first().cloned().unwrap_or_default();
        assert!(first.starts_with(&format!("{line}:")) && first.contains(&message), "{text}\n{all:?}");
        assert_eq!(all.len(), 1, "{text}\n{all:?}");
        let fixed = mended(&whole);
        assert_eq!(fixed, format!("---\n{right}\n---\n"), "{text}");
        assert!(!read_text(&fixed).1.iter().any(Diagnostic::is_error), "{fixed}: {:?}", findings(&fixed));
    }
    for fine in [
        "headline: \"Why: 'x' # y\" # note",
        "headline: 'Who''s right?'",
        "tags: [a, \"b: c\", 'd']",
        "tags:\n  - a\n  - b",
        "image: {src: a.png, alt: 'x: y'}",
        "dek: >-\n  Two: lines\n  of text",
        "canonical_url: https://example.org/a:b",
        "tags: [a,\n  b]",
        "authors:\n- name: A\n  url: https://a.example\n- B",
    ] {
        assert_eq!(
            findings(&format!("---\n{fine}\n---\n"))
                .iter()
                .filter(|said| !said.contains("yaml-surprise"))
                .count(),
            0,
            "{fine}"
        );
    }
}

#[test]
fn values_that_are_cut_or_quoted_by_curls_are_reported() {
    let text = "---\nheadline: Why did #MeToo reach C# first?\ndek: The price is up #1 in the list\n---\n";
    let (front, found) = read_text(text);
    assert_eq!(front.unwrap().headline.as_deref(), Some("Why did"));
    assert_eq!(found.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::YamlSurprise; 2]);
    assert_eq!(
        mended(text),
        "---\nheadline: \"Why did #MeToo reach C# first?\"\ndek: \"The price is up #1 in the list\"\n---\n"
    );
    assert_eq!(findings("---\nheadline: Why is #metoo back? # todo\n---\n").len(), 1);
    assert_eq!(findings("---\nstatus: usable # or withheld\n---\n"), [""; 0]);
    assert_eq!(findings("---\ntags: [a, b] # sorted\n---\n"), [""; 0]);
    let found = read_text("---\nheadline: “What is X?”\n---\n").1;
    assert_eq!(found[0].help.as_deref(), Some("write \"What is X?\" if they should not be shown"));
    assert_eq!(findings("---\nheadline: Was heißt „X“?\n---\n"), [""; 0]);
    assert_eq!(findings("---\nauthors:\n  -Ada\n  -Bob\n---\n").len(), 1);
}

#[test]
fn a_help_is_never_a_worse_guess() {
    let help = |text: &str| read_text(&format!("---\n{text}\n---\n")).1[0].help.clone().unwrap();
    assert!(help("caption: A bridge").starts_with("`caption` belongs under `image`"));
    assert!(help("weight: 10").starts_with("`weight` is the order of pages in Hugo"));
    assert!(help("authors: {names: x}").contains("`name`"));
    assert!(help("image:\n  src: a.png\n  captions: x").contains("`caption`"));
    assert_eq!(help("headline: [a, b]"), "as in `headline: \"Why is the bridge closed?\"`");
    let (front, found) = read_text("---\ncover: a.png\n---\n");
    assert_eq!((front.unwrap().image.unwrap().src.as_str(), found.len()), ("a.png", 0));
}

/// Words that YAML would turn into something else keep their text.
#[test]
fn words_stay_words() {
    let (front, found) =
        read_text("---\nlanguage: no\nheadline: 12:30\ndek: 010\nkicker: 1.10\nsection: yes\n---\n");
    let front = front.unwrap();
    assert_eq!(found, []);
    assert_eq!(front.language.unwrap().as_str(), "no");
    let said = [front.headline, front.dek, front.kicker, front.section];
    assert_eq!(said.map(Option::unwrap_or_default), ["12:30", "010", "1.10", "yes"]);
}

#[test]
fn the_schema_names_the_same_keys() {
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
    let described: Vec<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    for (key, _) in KEYS.iter().filter(|(key, _)| *key != "publish_date") {
        assert!(described.contains(key), "{key}");
    }
}
