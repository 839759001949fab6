//! A theme that a stranger made: its templates can neither hang a build, eat the machine, nor read its files.

use std::time::{Duration, Instant};

use super::*;

/// A guard against hanging.
const LONG: Duration = Duration::from_secs(240);

/// An explainer for each attack, whose card asks `Try NAME?`, and one for none.
fn explainers(desk: &TestDir, attacks: &[(&str, &str)]) {
    for name in attacks.iter().map(|(name, _)| *name).chain(["innocent"]) {
        desk.write(
            &format!("input/{name}.md"),
            format!("---\nheadline: About {name}?\n{FRONT}---\n\nThe lede.\n\n## Try {name}?\n\nBecause.\n"),
        );
    }
}

/// The attacks cost their explainers, or do no harm; the innocent one is made, and the word of a file is nowhere.
#[track_caller]
fn hold(desk: &TestDir, command: &str, attacks: &[(&str, &str)], extension: &str) -> Ran {
    let begun = Instant::now();
    let arguments: Vec<_> = command.split_whitespace().collect();
    let mut limited = Command::new("bash");
    limited
        .current_dir(desk.folder.path())
        .args(["-c", "ulimit -v 12582912; exec \"$@\"", "bash", env!("CARGO_BIN_EXE_pressroom")])
        .args(arguments)
        .env("SOURCE_DATE_EPOCH", "1785000000");
    let ran = ran(&mut limited);
    let took = begun.elapsed();
    assert!(took < LONG, "{took:?}");
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    assert!(desk.exists(&format!("output/innocent/innocent.{extension}")), "{}", ran.err);
    let failed = fs::read_to_string(desk.path("output/failed.ndjson")).unwrap();
    for (name, _) in attacks {
        assert!(!desk.exists(&format!("output/{name}/{name}.{extension}")), "{name} was made:\n{}", ran.err);
        assert!(failed.contains(&format!("input/{name}.md")), "{name} is not listed:\n{}", ran.err);
    }
    for (path, content) in desk.all_files("output") {
        assert!(!content.windows(5).any(|window| window == b"root:"), "{path}");
    }
    ran
}

#[test]
fn templates_of_pages_are_bounded() {
    let attacks = [
        (
            "loops",
            "{% for i in range(99999) %}{% for j in range(99999) %}{% for k in range(9999) %}x{% endfor %}{% endfor %}{% endfor %}",
        ),
        (
            "doubles",
            "{% set ns = namespace(x='xxxxxxxx') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}",
        ),
        ("repeats", "{{ 'x' * 99999999999 }}"),
        ("lists", "{{ range(9999999999) | list | length }}"),
        (
            "nests",
            "{% set ns = namespace(x=[1, 2]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
        ),
        (
            "replaces",
            "{% set ns = namespace(x='xx') %}{% for i in range(40) %}{% set ns.x = ns.x | replace('x', 'xxxx') %}{% endfor %}{{ ns.x }}",
        ),
        (
            "joins",
            "{% set ns = namespace(x='xx') %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] | join(ns.x) %}{% endfor %}{{ ns.x }}",
        ),
        ("indents", "{{ 'x\nx' | indent(9999999999) }}"),
        ("recurses", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"),
        ("includes", "{% include 'card.html' %}"),
        ("reads", "{% include '../../../../../../../../../../etc/passwd' %}"),
        ("roots", "{% include '/etc/passwd' %}"),
    ];
    hold(&pages(&attacks), "build --theme house --to html", &attacks, "html");
    // What steps don't pay for meets the limits of a worker.
    let nested =
        "{% set ns = namespace(x=[1, 2]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}";
    let (joins, adds) =
        (format!("{nested}{{{{ [ns.x] | join('') }}}}"), format!("{nested}{{{{ ns.x ~ '' }}}}"));
    let all: Vec<_> = attacks.into_iter().chain([("glues", &*joins), ("adds", &*adds)]).collect();
    hold(&pages(&all), "build --theme house --to html --timeout 3 --memory 3000", &all, "html");
}

/// A newsroom whose theme attacks in the template of a card.
fn pages(attacks: &[(&str, &str)]) -> TestDir {
    let desk = TestDir::new();
    explainers(&desk, attacks);
    let mut card = String::new();
    for (name, attack) in attacks {
        card += &format!("{{% if card.question == \"Try {name}?\" %}}{attack}{{% endif %}}");
    }
    card += "<section id=\"{{ card.id }}\"><h2>{{ card.question }}</h2>{{ card.text }}{{ card.notes }}</section>\n";
    desk.write("themes/house/theme.toml", "extends = \"default\"\n");
    desk.write("themes/house/web/card.html", card);
    desk
}

#[cfg(feature = "pdf")]
#[test]
fn templates_of_pdfs_are_bounded() {
    let attacks = [
        ("reads", "#read(\"/etc/passwd\")"),
        ("climbs", "#read(\"../../../../../../../../etc/passwd\")"),
        ("pictures", "#image(\"/etc/passwd\")"),
        ("tables", "#csv(\"/proc/self/environ\")"),
        ("packages", "#import \"@preview/example:0.1.0\": *"),
        ("locals", "#import \"@local/example:0.1.0\": *"),
        ("plugins", "#plugin(\"/lib/plugin.wasm\")"),
        ("loops", "#while true { }"),
        ("recurses", "#let f(n) = f(n + 1)\n#f(0)"),
        // What typst itself does not bound.
        (
            "nests",
            "#for i in range(999999) { for j in range(999999) { for k in range(999999) { let x = 1 } } }",
        ),
        ("doubles", "#{ let x = \"xxxxxxxx\"; for i in range(60) { x = x + x } }"),
        ("lists", "#range(9999999999).len()"),
    ];
    let desk = TestDir::new();
    explainers(&desk, &attacks);
    let mut article = "#import \"data.typ\": *\n".to_owned();
    for (name, attack) in attacks {
        article += &format!("#if repr(document-data).contains(\"Try {name}?\") [\n{attack}\n]\n");
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    article += &fs::read_to_string(root.join("themes/default/pdf/article.typ")).unwrap();
    desk.write("themes/house/theme.toml", "extends = \"default\"\n");
    desk.write("themes/house/pdf/article.typ", article);
    let ran = hold(&desk, "build --theme house --to pdf --timeout 3 --memory 3000", &attacks, "pdf");
    for name in ["nests", "doubles", "lists"] {
        // Which limit comes first is a matter of the machine.
        let lost = ["timeout", "crashed"].map(|code| format!("input/{name}.md:1:1: error[{code}]"));
        assert!(lost.iter().any(|said| ran.err.contains(said)), "{name}:\n{}", ran.err);
    }
}

/// What is nested deeply in a theme's files ends no process, neither the build nor a worker.
#[test]
fn files_of_a_theme_may_be_nested_as_deeply_as_they_like() {
    let deep = |open: &str, close: &str| open.repeat(60_000) + &close.repeat(60_000);
    let files = [
        ("web/card.html", format!("{{{{ {} }}}}", deep("(", ")"))),
        ("web/card.html", format!("{{{{ {} }}}}", deep("[", "]"))),
        ("web/card.html", deep("{% if true %}", "{% endif %}")),
        ("web/card.html", format!("{{{{ {}1 }}}}", "not ".repeat(60_000))),
        ("web/style.css", deep("a { ", "}")),
        ("web/style.css", format!("a {{ width: {} }}", deep("calc(", ")"))),
        ("web/style.css", format!("{} {{ color: red }}", deep(":not(", ")"))),
        ("theme.toml", format!("extends = \"default\"\nx = {}\n", deep("[", "]"))),
        #[cfg(feature = "pdf")]
        ("pdf/looks.typ", format!("#let x = {}\n", deep("(", ")"))),
        #[cfg(feature = "pdf")]
        ("pdf/looks.typ", deep("#[", "]")),
        #[cfg(feature = "pdf")]
        ("pdf/looks.typ", format!("${}$", deep("(", ")"))),
    ];
    let desk = TestDir::new();
    desk.explainer("input/a.md", "About?");
    for (number, (path, text)) in files.iter().enumerate() {
        let house = format!("themes/house{number}");
        desk.write(&format!("{house}/theme.toml"), "extends = \"default\"\n");
        desk.write(&format!("{house}/{path}"), text);
        let begun = Instant::now();
        let edition = if path.starts_with("pdf") { "pdf" } else { "html" };
        let ran = desk.run(&format!("check --theme house{number} --to {edition}"));
        let start: String = text.chars().take(60).collect();
        assert!(
            ran.code.is_some() && !ran.err.contains("panicked"),
            "{path} {start}: {:?} {}",
            ran.code,
            ran.err
        );
        assert!(begun.elapsed() < LONG, "{path} {start}");
    }
}
