//! The other commands.

use super::*;

#[test]
fn check_writes_nothing() {
    let desk = TestDir::new();
    desk.explainer("input/a.md", "A");
    let before = desk.files("");
    desk.run("check").ends(0).says("1 document, nothing written\n");
    assert_eq!(before, desk.files(""));
    desk.write("input/b.md", "---\nauthors: {}\n---\n");
    desk.run("check --to html").ends(1);
    assert!(!desk.exists("output"));
}

#[test]
fn a_newsroom_that_was_started_builds() {
    let desk = TestDir::new();
    desk.run("init desk").ends(0);
    let names =
        ["input/editions.png", "input/what-is-an-explainer.md", "pressroom.toml", "themes/house/theme.toml"];
    assert_eq!(desk.names("desk"), names);
    let before = desk.files("desk");
    desk.run("init desk").ends(2).says("desk/pressroom.toml is there already");
    assert_eq!(before, desk.files("desk"));
    let inside = |arguments: &str| ran(desk.command(arguments).current_dir(desk.path("desk")));
    let page = |desk: &TestDir| {
        String::from_utf8(
            desk.files("desk/output").remove("what-is-an-explainer/what-is-an-explainer.html").unwrap(),
        )
    };
    inside("build --to html").ends(0);
    assert!(page(&desk).unwrap().contains("#0b5394"), "the newsroom's own theme is used");
    inside("build --to html --theme default").ends(0);
    assert!(!page(&desk).unwrap().contains("#0b5394"));
    // From elsewhere, the theme is found beside the configuration.
    desk.run("build desk/input --to html --config desk/pressroom.toml --out desk/output").ends(0);
    assert!(page(&desk).unwrap().contains("#0b5394"));
    let themes = inside("themes").ends(0).out;
    assert!(themes.contains("house") && themes.contains("Our house style.") && themes.contains("default"));
}

#[test]
fn the_first_explainer_is_built_without_a_finding() {
    let desk = TestDir::new();
    desk.run("init .").ends(0);
    let ran = desk.run("build --fonts theme").ends(0);
    assert!(!ran.err.contains("warning") && !ran.err.contains("error"), "{}", ran.err);
}

#[test]
fn without_a_command_the_first_steps_are_said() {
    let ran = TestDir::new().run("").ends(2).says("pressroom init newsroom").says("pressroom build");
    assert_eq!(ran.err.lines().count(), 7, "{}", ran.err);
}

#[test]
fn the_doctor_says_what_is_in_the_way_and_how_to_mend_it() {
    let desk = TestDir::new();
    desk.run("doctor").ends(0);
    desk.run("init .").ends(0);
    let report = desk.run("doctor --fonts theme").ends(0).out;
    let lines: Vec<&str> = report.lines().collect();
    for expected in
        ["ok       program: Pressroom ", "ok       output: the output folder output can be written to"]
    {
        assert!(lines.iter().any(|line| line.starts_with(expected)), "{report}");
    }
    assert!(!desk.exists("output"), "it leaves nothing behind");
    assert!(fs::read_dir(desk.path("")).unwrap().count() == 3, "{:?}", desk.names(""));

    desk.write("input/thai.md", "---\nheadline: ทำไม?\nlanguage: th\npublished: 2026-01-01\n---\n\nเพราะ\n");
    let missing = desk.run("doctor --fonts theme").ends(0).out;
    assert!(missing.contains("warning  fonts: `th`: no font has glyphs for Thai"), "{missing}");
    assert!(missing.contains("help: install a font for Thai (Noto Sans Thai)"), "{missing}");

    let blocked = desk.run("doctor --fonts theme --out pressroom.toml/below").ends(1).out;
    assert!(
        blocked.contains("error    output:") && blocked.contains("help: name another with --out"),
        "{blocked}"
    );
    let past = ran(desk.command("doctor --fonts theme").env("SOURCE_DATE_EPOCH", "0")).ends(1).out;
    assert!(past.contains("error    clock: it says 1970-01-01"), "{past}");
}

#[test]
fn every_key_of_the_first_configuration_is_known() {
    let desk = TestDir::new();
    desk.run("init .").ends(0);
    let text = fs::read_to_string(desk.path("pressroom.toml")).unwrap();
    // Comments with a value are examples: they have to be right, too.
    let examples: Vec<_> = text
        .lines()
        .map(|line| {
            if line.contains(" = ") || line.starts_with("# [") { line.trim_start_matches("# ") } else { line }
        })
        .collect();
    desk.write("pressroom.toml", examples.join("\n"));
    let ran = desk.run("check --to text --message-format short").ends(0);
    assert!(!ran.err.contains("pressroom.toml:"), "{}", ran.err);
}

#[test]
fn a_new_explainer_builds_and_is_never_overwritten() {
    let desk = TestDir::new();
    ran(desk.command("new").args(["Why now", "--headline", "Why \"now\": really? # yes"])).ends(0);
    desk.run("check --to html").ends(0);
    let text = fs::read_to_string(desk.path("input/why-now.md")).unwrap();
    assert!(text.contains(r#"headline: "Why \"now\": really? # yes""#));
    desk.run("build --to text").ends(0);
    let page = desk.files("output").remove("why-now/why-now.txt").unwrap();
    assert!(String::from_utf8(page).unwrap().contains("Why \"now\": really? # yes"));
    desk.run("new why-now").ends(2).says("is there already");
    assert_eq!(text, fs::read_to_string(desk.path("input/why-now.md")).unwrap());
    for name in ["../x", "a/b", "..."] {
        desk.run(&format!("new {name}")).ends(2);
    }
    assert_eq!(desk.names("input"), ["why-now.md"]);
}

#[test]
fn help_and_lists_go_to_standard_output() {
    let desk = TestDir::new();
    for (arguments, text) in [
        ("--help", "Exit codes: 0 all written"),
        ("build --help", "--message-format"),
        ("--version", "pressroom 0."),
        ("editions", "amp"),
        ("themes", "built in"),
        ("schema", "manifest.schema.json"),
        ("schema model", "https://json-schema.org/draft/2020-12/schema"),
        ("completions bash", "_pressroom"),
        ("completions zsh", "#compdef pressroom"),
        ("man", ".TH pressroom 1"),
        ("man build", "pressroom-build"),
    ] {
        let ran = desk.run(arguments).ends(0);
        assert!(ran.out.contains(text), "{arguments}: {}", ran.out);
    }
    desk.run("man nothing").ends(2);
    desk.run("").ends(2);
}
