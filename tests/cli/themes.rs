//! Themes: how they are made, and how what is wrong with them is said.

use super::*;

/// A newsroom with a theme `house`, whose files are given.
fn house(files: &[(&str, &str)]) -> Desk {
    let desk = Desk::new();
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
