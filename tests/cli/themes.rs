//! Themes: how they are made, and how what is wrong with them is said.

use super::*;

/// A newsroom with a theme `house`, whose files are given.
fn house(files: &[(&str, &str)]) -> TestDir {
    let desk = TestDir::new();
    desk.explainer("input/a.md", "A");
    desk.write("themes/house/theme.toml", "extends = \"default\"\n");
    for (path, text) in files {
        desk.write(&format!("themes/house/{path}"), text);
    }
    desk
}

#[test]
fn a_mistake_in_a_style_is_shown_at_its_line() {
    let desk = house(&[("web/style.css", "p { color: red }\n\nq { color: red !important }\n")]);
    let ran = desk.run("build --to amp,html --theme house").ends(2);
    ran.says("AMP bars !important")
        .says("--> themes/house/web/style.css:3:16\n")
        .says("3 | q { color: red !important }")
        .says("= note: in amp\n");
    assert!(!desk.exists("output"));
    desk.run("build --to html --theme house").ends(0);

    let desk = house(&[("web/style.css", "p { color red }\n"), ("web/page.html", "{{ headlin }\n")]);
    let ran = desk.run("build --to amp,html --theme house --message-format short").ends(2);
    ran.says("themes/house/web/style.css:1:").says("themes/house/web/page.html:1:").says(" (amp, html)\n");
}

#[test]
fn a_heavy_style_is_a_warning_that_is_said_once() {
    let rules: String = (0..2000).map(|n| format!(".a{n} {{ margin: {n}px }}\n")).collect();
    let desk = house(&[("web/style.css", &rules)]);
    desk.explainer("input/b.md", "B");
    let ran = desk.run("build --to html --theme house").ends(0);
    assert_eq!(ran.err.matches("bytes of style").count(), 1, "{}", ran.err);
    ran.says("--> themes/house/web/style.css:1:1").says("1 warning");
    desk.run("build --to html --theme house --strict").ends(2);
}

#[test]
fn colours_that_cannot_be_read_are_an_error_of_the_theme() {
    let desk = house(&[("theme.toml", "extends = \"default\"\n[light]\naccent = \"#ffcc00\"\n")]);
    let ran = desk.run("build --to html --theme house").ends(2);
    ran.says("--> themes/house/theme.toml:3:10").says("accent = \"#ffcc00\"").says("text needs 4.5:1");
}

#[test]
fn a_template_that_asks_for_what_is_not_known_fails_before_any_explainer() {
    // The explainer has no update: only the rehearsal comes by the place.
    let card = "<section id=\"{{ card.id }}\">\n{% if card.updated %}{{ card.updated.lable }}{% endif %}\n{{ card.text }}</section>\n";
    let desk = house(&[("web/card.html", card)]);
    let ran = desk.run("build --to amp,html --theme house").ends(2);
    ran.says("--> themes/house/web/card.html:2:").says("a template may only use the values");
    assert!(!desk.exists("output"));

    let desk = house(&[("epub/colophon.xhtml", "{{ one }}\n")]);
    let ran = desk.run("build --to epub --theme house --message-format short").ends(2);
    ran.says("themes/house/epub/colophon.xhtml:1:");
    assert!(!desk.exists("output"));
}

/// The differing lines of two texts, those of the first and those of the second.
fn differing<'t>(one: &'t str, other: &'t str) -> (Vec<&'t str>, Vec<&'t str>) {
    let only = |these: &'t str, those: &str| {
        these.lines().filter(|line| !those.lines().any(|other| other == *line)).collect()
    };
    (only(one, other), only(other, one))
}

#[test]
fn one_token_or_one_template_changes_nothing_else() {
    let accent = "#00528c";
    let token = format!("extends = \"default\"\n[light]\naccent = \"{accent}\"\n");
    let desk = house(&[
        ("theme.toml", &token),
        ("../other/theme.toml", "extends = \"default\"\n"),
        (
            "../other/web/card.html",
            "<section id=\"{{ card.id }}\">\n<h2>Card {{ card.number }}: {{ card.question }}</h2>\n{{ card.text }}{{ card.notes }}</section>\n",
        ),
    ]);
    desk.write("input/a.md", format!("---\nheadline: A\n{FRONT}---\n\n## Why?\n\nBecause.\n"));
    let page = |theme: &str| {
        desk.run(&format!("build --to html,text,ninjs --theme {theme}"));
        let files = desk.files("output");
        let text = |path: &str| String::from_utf8(files[path].clone()).unwrap();
        (text("a/a.html"), text("a/a.txt"), text("a/a.ninjs.json"))
    };
    let (plain, house, other) = (page("default"), page("house"), page("other"));
    assert_eq!((&plain.1, &plain.2), (&house.1, &house.2));
    assert_eq!((&plain.1, &plain.2), (&other.1, &other.2));
    // The style is one line; nothing but the colour in it differs.
    let (was, is) = differing(&plain.0, &house.0);
    assert_eq!((was.len(), is.len()), (1, 1), "{is:?}");
    assert_eq!(was[0].replace("#a3142e", accent), is[0]);
    let (was, is) = differing(&plain.0, &other.0);
    assert!(is.iter().any(|line| line.contains("<h2>Card 1: Why?</h2>")), "{is:?}");
    assert!(was.iter().all(|line| !line.contains("headline") && !line.contains("<style")), "{was:?}");
}
