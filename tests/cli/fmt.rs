//! `pressroom fmt`: what it formats, what it keeps, and what it leaves alone.

use super::*;

/// A file that is not in its form.
fn untidy(headline: &str) -> String {
    format!(
        "---\npublished: 2026-01-31T09:00:00Z\n# About the kicker\nkicker:   'K'\nweight: 3\nheadline: \"{headline}\"\nlanguage: en\n\
         canonical_url: https://news.example/x\n---\n\nThe lede\n=======\n\n__Bold__ and _more_ [text][a].\n\n<!-- TODO: numbers -->\n\n* One\n* Two\n\n\n\
         [a]: https://example.org/ \"T\"\n"
    )
}

fn tidy(headline: &str) -> String {
    format!(
        "---\nheadline: {headline}\n# About the kicker\nkicker: K\nlanguage: en\npublished: 2026-01-31T09:00:00Z\n\
         canonical_url: https://news.example/x\nweight: 3\n---\n\n## The lede\n\n**Bold** and *more* [text](https://example.org/ \"T\").\n\n\
         <!-- TODO: numbers -->\n\n- One\n- Two\n"
    )
}

#[test]
fn files_are_formatted_and_kept_as_they_were() {
    let desk = TestDir::new();
    desk.write("input/a.md", untidy("Story"));
    let ran = desk.run("fmt").ends(0).says("input/a.md: formatted").says("kept as input/a.md.orig");
    ran.says("1 of 1 document formatted");
    assert_eq!(fs::read_to_string(desk.path("input/a.md")).unwrap(), tidy("Story"));
    assert_eq!(fs::read_to_string(desk.path("input/a.md.orig")).unwrap(), untidy("Story"));
    desk.run("fmt").ends(0).says("0 of 1 document formatted");
    desk.run("fmt --check").ends(0).says("0 of 1 document would be formatted");
}

#[test]
fn a_check_and_a_diff_write_nothing() {
    let desk = TestDir::new();
    desk.write("input/a.md", untidy("Story"));
    desk.write("input/b.md", tidy("Other"));
    let ran = desk.run("fmt --check").ends(1).says("input/a.md: would be formatted");
    let ran = ran.says("1 of 2 documents would be formatted");
    assert!(ran.out.is_empty(), "{}", ran.out);
    let ran = desk.run("fmt --diff").ends(1);
    for line in ["--- input/a.md", "+++ input/a.md", "-__Bold__ and _more_ [text][a].", "+- One"] {
        assert!(ran.out.lines().any(|other| other == line), "{line}: {}", ran.out);
    }
    assert_eq!(fs::read_to_string(desk.path("input/a.md")).unwrap(), untidy("Story"));
    assert!(!desk.path("input/a.md.orig").exists());
}

#[test]
fn line_ends_become_lf() {
    let desk = TestDir::new();
    desk.write("a.md", tidy("Story").replace('\n', "\r\n"));
    desk.run("fmt a.md --no-backup").ends(0).says("1 of 1 document formatted");
    assert_eq!(fs::read_to_string(desk.path("a.md")).unwrap(), tidy("Story"));
    assert!(!desk.path("a.md.orig").exists());
}

#[test]
fn what_could_be_lost_is_left_alone() {
    let desk = TestDir::new();
    for (body, why) in [
        ("- One\n  <!-- a comment -->\n- Two\n", "the comment in line 8 would be lost"),
        ("Words <!-- a comment --> and more.\n", "the comment in line 7 would be lost"),
        (
            "A [link](#nowhere).\n",
            "line 7 has a warning that needs its author: no card or heading has the id",
        ),
        ("<u>Under</u> the line.\n", "line 7 has a warning that needs its author"),
        ("##Why?\n\nBecause.\n", "line 7 has a warning that needs its author"),
        ("<<<<<<< HEAD\nOne\n=======\nTwo\n>>>>>>> x\n", "it has errors; mend them first"),
        ("<script>one two</script>\n", "line 7 has a warning that needs its author"),
        ("<p class=\"lead\">Words</p>\n", "line 7: what <p class=\"lead\"> says would be lost"),
        ("[unused]: https://example.org/\n\nText\n", "line 7 has a warning that needs its author"),
    ] {
        let text = format!("---\nheadline: Story\n{FRONT}---\n{body}");
        desk.write("a.md", &text);
        desk.run("fmt a.md").ends(1).says("a.md was left alone").says(why);
        assert_eq!(fs::read_to_string(desk.path("a.md")).unwrap(), text);
    }
    desk.write("b.md", "+++\nheadline = \"Story\" # why\n+++\n\n__Text__\n");
    desk.run("fmt b.md").ends(1).says("its front matter is not a list of keys in YAML");
    desk.run("fmt -").ends(2).says("standard input can't be formatted");
    desk.run("fmt nowhere").ends(2);
}
