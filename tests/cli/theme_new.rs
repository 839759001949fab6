//! Themes of one's own: how they begin, and what a small change becomes.

use super::*;

/// What is built of each theme.
const EDITIONS: &str = "--to all --out output";

/// Builds an explainer of several cards in all editions without a finding; gives its HTML page.
fn built(desk: &TestDir, theme: &str) -> String {
    desk.run(&format!("build {EDITIONS} --strict --theme {theme}")).ends(0);
    let page = desk.files("output").remove("a/a.html").unwrap();
    String::from_utf8(page).unwrap()
}

fn desk() -> TestDir {
    let desk = TestDir::new();
    desk.write(
        "input/a.md",
        format!(
            "---\nheadline: A\ndescription: D\nupdated: 2026-02-02\nauthors: [Ada]\n{FRONT}---\n\nThe lede.\n\n## Why?\n\n\
             Because.[^1]\n\n- one\n- two\n\n[^1]: A note.\n\n## Who?\n\n> Me.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
        ),
    );
    desk
}

#[test]
fn a_theme_that_was_started_builds_as_its_parent_does() {
    let desk = desk();
    for parent in ["default", "bulletin"] {
        let page = built(&desk, parent);
        for (name, more) in [("small", ""), ("large", " --full")] {
            let name = format!("{parent}-{name}");
            let ran = desk.run(&format!("theme new {name} --extends {parent}{more}")).ends(0);
            let folder = format!("themes/{name}");
            for path in desk.all_files(&folder).keys() {
                assert!(ran.out.contains(&format!("wrote {folder}/{path}\n")), "{path}: {}", ran.out);
            }
            assert!(ran.out.ends_with(&format!("run `pressroom build --theme {folder}`.\n")), "{}", ran.out);
            assert_eq!(desk.exists(&format!("{folder}/web/card.html")), !more.is_empty());
            assert!(!desk.exists(&format!("{folder}/fonts")) && !desk.exists(&format!("{folder}/profiles")));
            assert!(built(&desk, &folder) == page, "the page in {name} is another");
            assert!(built(&desk, &name) == page);
        }
    }
    let themes = desk.run("themes").ends(0).out;
    assert!(
        themes.contains("bulletin-large") && themes.contains("bulletin-small, after bulletin."),
        "{themes}"
    );
}

#[test]
fn a_theme_is_never_begun_over_something() {
    let desk = TestDir::new();
    desk.write("themes/old/web/style.css", "p {}");
    for (arguments, message) in [
        ("old", "themes/old is there already; nothing was written"),
        ("old --full", "themes/old is there already"),
        ("default", "`default` is built in"),
        ("bulletin --extends default", "`bulletin` is built in"),
        ("../x", "can't be the name of a theme"),
        ("a/b", "can't be the name of a theme"),
        (".x", "can't be the name of a theme"),
        ("x --extends none", "there is no built-in theme `none` to extend; built in: bulletin, default"),
        ("", "<NAME>"),
    ] {
        desk.run(&format!("theme new {arguments}")).ends(2).says(message);
    }
    ran(desk.command("theme new").arg("")).ends(2).says("can't be the name of a theme");
    let files: Vec<_> = desk.all_files("").into_keys().collect();
    assert_eq!(files, ["themes/old/web/style.css"]);
}

#[test]
fn where_themes_can_not_be_written_it_is_the_disk() {
    let desk = TestDir::new();
    desk.write("themes", "a file");
    desk.run("theme new ours").ends(3).says("themes/ours/theme.toml can't be written");
}
