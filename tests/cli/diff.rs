//! `pressroom diff`: files, folders and builds.

use super::*;

const OLD: &str = "## Who decides? {#who}\n\nThe council.\n\nIt meets in May.\n\nIt has ten members.\n\nNobody else has a say.\n\n\
                   ## What does it cost? {#cost}\n\nA [lot](https://a.example/).\n\n## When? {#when}\n\nSoon.\n";
const NEW: &str = "## Why now? {#now}\n\nBecause.\n\n## Who decides? {#who}\n\nThe council.\n\nIt meets in June.\n\nIt has ten members.\n\n\
                   Nobody else has a say.\n\n## What does it cost? {#cost}\n\nA [lot](https://b.example/).\n";

fn write(desk: &TestDir, path: &str, more: &str, cards: &str) {
    desk.write(path, format!("---\nheadline: Story\n{FRONT}{more}---\n\nThe lede.\n\n{cards}"));
}

#[test]
fn what_changed_is_told_card_by_card() {
    let desk = TestDir::new();
    write(&desk, "old.md", "slug: story\n", OLD);
    write(&desk, "new.md", "slug: story\nversion: 2\nstatus: withheld\n", NEW);
    let ran = desk.run("diff old.md new.md").ends(1).says("1 changed\n");
    let expected = "\
story: changed
  - old.md, version 1
  + new.md, version 2
  status
    - usable
    + withheld
  version
    - 1
    + 2
  card 1, now: added
    + Why now?
    + Because.
  card 2, who: changed (was card 1)
      Who decides?
      The council.
    - It meets in May.
    + It meets in June.
      It has ten members.
      Nobody else has a say.
  card 3, cost: changed (was card 2)
    only links, pictures or emphasis: the words are the same
  card 3, when: removed
    - When?
    - Soon.
";
    assert_eq!(ran.out, expected);
    let short = desk.run("diff old.md new.md --message-format short").ends(1).out;
    assert_eq!(
        short,
        "story: changed: status, version, card 1, now added, card 2, who changed, card 3, cost changed, card 3, when removed\n"
    );
    let json = desk.run("diff old.md new.md --message-format json").ends(1).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&json["slug"], &json["change"], &json["new"]["version"]),
        (&"story".into(), &"changed".into(), &2.into())
    );
    assert_eq!(
        json["metadata"][0],
        serde_json::json!({"field": "status", "old": "usable", "new": "withheld"})
    );
    assert_eq!(json["parts"][1]["lines"][2], serde_json::json!({"side": "old", "text": "It meets in May."}));
    let same = desk.run("diff old.md old.md").ends(0).says("1 the same\n");
    assert_eq!(same.out, "");
}

#[test]
fn only_what_differs_in_a_field_is_told() {
    let desk = TestDir::new();
    picture(&desk.path("p.png"));
    let image = |syndicate| {
        format!(
            "slug: story\nimage:\n  src: p.png\n  alt: A pixel\n  caption: Red\n  syndicate: {syndicate}\n"
        )
    };
    write(&desk, "old.md", &format!("{}tags: [one, two, three]\n", image(true)), OLD);
    write(&desk, "new.md", &format!("{}tags: [three, four, one]\nsection: World\n", image(false)), OLD);
    let ran = desk.run("diff old.md new.md").ends(1);
    let fields =
        "  image.image.syndicate\n    - true\n  keywords\n    - two\n    + four\n  section\n    + World\n";
    assert!(ran.out.ends_with(fields), "{}", ran.out);
}

#[test]
fn what_did_not_change_is_cut() {
    let desk = TestDir::new();
    let card = |last: &str| {
        let lines: String = (1..20).map(|number| format!("Line {number}.\n\n")).collect();
        format!("## Why? {{#why}}\n\n{lines}{last}\n")
    };
    write(&desk, "old.md", "slug: story\n", &card("This."));
    write(&desk, "new.md", "slug: story\n", &card("That."));
    let ran = desk.run("diff old.md new.md").ends(1);
    let lines = "  card 1, why: changed\n      …\n      Line 18.\n      Line 19.\n    - This.\n    + That.\n";
    assert!(ran.out.ends_with(lines), "{}", ran.out);
}

#[test]
fn folders_and_builds_are_compared_by_slug() {
    let desk = TestDir::new();
    for name in ["a", "b", "c"] {
        desk.explainer(&format!("one/{name}.md"), name);
    }
    desk.explainer("two/a.md", "a");
    desk.write(
        "two/deep/x.md",
        format!("---\nheadline: Better\nslug: b\n{FRONT}---\n\nThe lede.\n\n## Why?\n\nBecause.\n"),
    );
    desk.explainer("two/d.md", "d");
    desk.run("build one --to model,html,jsonfeed --out before").ends(0);
    desk.run("build two --to model,html,jsonfeed --out after").ends(0);
    let changes = |arguments: &str| {
        let ran = desk.run(&format!("diff {arguments} --message-format short")).ends(1);
        ran.says("1 changed, 1 added, 1 removed, 1 the same\n").out
    };
    let expected = "b: changed: headline\nc: removed\nd: added\n";
    for sides in ["one two", "before after", "one after", "before two --jobs 1"] {
        assert_eq!(changes(sides), expected, "{sides}");
    }
    assert_eq!(desk.run("diff one before").ends(0).says("3 the same").out, "");
    desk.run("diff one/a.md before/a/a.model.json").ends(0);
    let text = desk.run("diff before after").ends(1).out;
    assert!(
        text.contains(
            "\nc: removed\n  - before/c/c.model.json, version 1\n\nd: added\n  + after/d/d.model.json"
        ),
        "{text}"
    );
}

#[test]
fn what_can_not_be_compared_ends_with_2() {
    let desk = TestDir::new();
    desk.explainer("a.md", "a");
    desk.run("diff a.md").ends(2);
    desk.run("diff a.md b.md").ends(2).says("did you mean a.md?");
    desk.run("diff - -").ends(2).says("one side only");
    desk.write("empty/notes.txt", "");
    desk.run("diff a.md empty").ends(2).says("there is no .md, .markdown or .model.json file in empty");
    desk.run("build a.md --to html").ends(0);
    desk.run("diff a.md output").ends(2).says("output holds no model of a; build with --to model");
    desk.write("broken.md", "---\nheadline: [\n---\n");
    let ran = desk.run("diff a.md broken.md --message-format short").ends(2);
    ran.says("broken.md:").says("error[syntax]").says("1 not compared because of errors");
    desk.explainer("x/one/a.md", "a");
    desk.explainer("x/two/a.md", "a");
    let ran = desk.run("diff x x --message-format short").ends(2);
    ran.says("x/one/a.md:1:1: error[duplicate-slug]: `a` is also the slug of x/two/a.md");
    ran_with_input(&desk);
}

fn ran_with_input(desk: &TestDir) {
    let text = fs::read(desk.path("a.md")).unwrap();
    let text = String::from_utf8(text).unwrap().replace("headline: a", "headline: a\nslug: a");
    ran(desk.command("diff a.md -").write_stdin(text)).ends(0);
}
