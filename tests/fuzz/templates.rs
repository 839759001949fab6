//! Templates of a stranger's theme: minijinja for pages, books and letters, typst for PDFs.

use std::{borrow::Cow, collections::BTreeMap, fs, sync::LazyLock};

use pressroom_diagnostics::{Diagnostic, Source};
use pressroom_document::Document;
use pressroom_editions::registry;
use pressroom_images::ImageCache;
use pressroom_read::markdown;
use pressroom_render::{Context, EditionKind};
use pressroom_theme::{Files, Theme};

use super::{
    Target,
    documents::{SITE, lossy, options},
    mutate,
    random::Random,
    run,
};
use crate::built::root;

#[rustfmt::skip]
const JINJA: &[&str] = &[
    "{{", "}}", "{{ ", " }}", "{%", "%}", "{% ", " %}", "{#", "#}", "{%- ", " -%}", "{% if ", "{% else %}",
    "{% elif ", "{% endif %}", "{% for x in ", "{% endfor %}", "{% set x = ", "{% set x %}", "{% endset %}",
    "{% macro m(a) %}", "{% endmacro %}", "{{ m(1) }}", "{% include \"web/card.html\" %}",
    "{% include \"../../etc/passwd\" %}", "{% extends \"web/page.html\" %}",
    "{% import \"/etc/passwd\" as p %}", "{% block b %}", "{% endblock %}", "{% raw %}", "{% endraw %}",
    "{% filter upper %}", "{% endfilter %}", "{% with a = 1 %}", "{% endwith %}", "{% call m() %}",
    "{% endcall %}", "{% do ", "{% autoescape false %}", "{% endautoescape %}", "range(100000)",
    "range(10)", "loop.index", "loop.cycle('a','b')", "|safe", "|length", "|upper", "|join(',')",
    "|default('x')", "|replace('a','b')", "|tojson", "|batch(2)", "|map('upper')", "|list", "|reverse",
    "|sort", "|first", "|pprint", "|indent(9)", "|e", "|urlencode", "namespace(x=1)", "dict(a=1)",
    "debug()", "headline", "kicker", "dek", "head", "lead", "card", "cards", "card.id", "card.text",
    "words", "words[\"share\"]", "site", "site.name", "html_attributes", "text", "x", "x.y.z", "[1,2]",
    "{'a':1}", "'a'", "\"b\"", "1", "0", "-1", "1.5", "none", "true", " ~ ", " + ", " * ", " // ", " % ",
    " ** 99999999", " and ", " in ", " is defined", "(", ")", "[", "]", "<script>", "</main>", "<p>",
    "</body>", "\n",
];

#[cfg(feature = "pdf")]
#[rustfmt::skip]
const TYPST: &[&str] = &[
    "#", "#let ", "#set ", "#show ", "#show: it => it", "#import ", "#include ", "#import \"data.typ\": *",
    "#read(\"/etc/passwd\")", "#read(\"../../../etc/passwd\")", "#image(\"/etc/passwd\")",
    "#json(\"/proc/self/environ\")", "#import \"@preview/x:1.0.0\"", "#while true {}",
    "#for i in range(1000) {", "#let f(n) = f(n + 1)", "#f(1)", "#pagebreak()", "#pagebreak() * 50",
    "#v(1000%)", "#h(-1pt)", "#box(width: 0pt)[", "#block(", "#place(", "#table(columns: 99)[", "#grid(",
    "#context ", "#counter(page)", "#metadata(none)", "#eval(\"1\")", "#panic(\"x\")", "#assert(false)",
    "#lorem(99)", "#text(size: 0pt)[", "#text(size: 9999pt)[", "#rotate(45deg)[", "#scale(0%)[", "#par(",
    "#page(width: auto)", "#set page(height: auto)", "#heading[", "#footnote[", "#link(", "(", ")", "[",
    "]", "{", "}", ",", ":", "=", "==", "=>", "..", ".", "$", "*", "_", "\"", "`", "/*", "*/", "//", "\n",
    "none", "auto", "true", "0pt", "1fr", "100%", "-1", "1e308", "tokens", "color.accent", "full-measure",
    "columns-count", "rail", "it",
];

/// A small explainer with most of what templates show.
static SAMPLE: LazyLock<Document> = LazyLock::new(|| {
    let text = "---\nheadline: Why <now>?\nkicker: K\ndek: D\nlanguage: en\npublished: 2025-01-02\nauthors: [A]\ncorrections:\n  \
                - {date: 2025-01-03, text: C}\n---\n\nLede[^1].\n\n## Who? {updated=2025-01-04 reason=\"r\" teaser}\n\n> Q\n> \
                — S\n\n- a\n- b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n::: related L\n[H](https://e.org/)\n:::\n\n[^1]: N\n\n::: \
                signoff\nS\n:::\n";
    markdown(&Source::new("sample.md", text), &options()).0.expect("it is read")
});

/// A template that is changed, and the edition that shows it.
const TEMPLATES: &[(&str, &str)] = &[
    ("web/page.html", "html"),
    ("web/card.html", "amp"),
    ("text/newsletter.txt", "text"),
    ("text/ornaments.txt", "text"),
    ("epub/article.xhtml", "epub"),
    ("epub/page.xhtml", "epub"),
    ("epub/cover.svg", "epub"),
    ("web/style.css", "html"),
];

/// The templates of PDFs that a theme may have of its own.
#[cfg(feature = "pdf")]
const SETTERS: [&str; 2] = ["pdf/looks.typ", "pdf/article.typ"];

fn template(path: &str) -> String {
    fs::read_to_string(root().join("themes/default").join(path)).unwrap()
}

/// Prepares an edition with a template of a stranger's, and makes it.
fn check_made(path: &str, content: &[u8], edition: &str) -> Result<Vec<String>, String> {
    let files: Files = BTreeMap::from([
        ("theme.toml".to_owned(), Cow::Borrowed(&b"extends = \"default\"\n"[..])),
        (path.to_owned(), Cow::Owned(content.to_vec())),
    ]);
    let theme = Theme::load("stranger", files)
        .map_err(|(_, found)| format!("the theme itself is refused: {found:?}"))?;
    let kind: &EditionKind = registry().iter().find(|kind| kind.name == edition).expect("an edition");
    let refused = |found: Vec<Diagnostic>| match found.iter().any(Diagnostic::is_error) {
        true => Ok(vec![format!("{:?}", found.iter().map(|finding| &finding.message).collect::<Vec<_>>())]),
        false => Err("it is not made, and nothing says why".to_owned()),
    };
    let backend = match (kind.prepare)(&theme) {
        Ok(backend) => backend,
        Err(found) => return refused(found),
    };
    let words = theme.messages("en");
    match backend.render(&SAMPLE, &Context::new(&SITE, &words, &ImageCache::default())) {
        Ok(made) => {
            let outside =
                made.files.values().any(|bytes| bytes.windows(9).any(|window| window == b"root:x:0:"));
            match outside {
                true => Err("a file of the machine is in it".to_owned()),
                false => Ok(made
                    .files
                    .iter()
                    .map(|(path, bytes)| pressroom_document::sha256(bytes) + path)
                    .collect()),
            }
        }
        Err(found) => refused(found),
    }
}

pub(crate) struct Jinja;

impl Target for Jinja {
    fn name(&self) -> &'static str {
        "templates"
    }

    fn short(&self) -> u64 {
        120
    }

    fn words(&self) -> &'static [&'static str] {
        JINJA
    }

    fn seeds(&self) -> Vec<Vec<u8>> {
        TEMPLATES.iter().map(|(path, _)| format!("{path}\n{}", template(path)).into_bytes()).collect()
    }

    fn fresh(&self, random: &mut Random) -> Vec<u8> {
        let (path, _) = TEMPLATES[random.below(TEMPLATES.len())];
        // The first line says which template it is.
        format!("{path}\n{}", mutate::text(random, &[template(path)], JINJA)).into_bytes()
    }

    fn check(&self, input: &[u8]) -> Result<(), String> {
        let text = lossy(input);
        let (path, content) = text.split_once('\n').unwrap_or((&text, ""));
        let Some((path, edition)) = TEMPLATES.iter().find(|(known, _)| *known == path) else { return Ok(()) };
        let (one, other) =
            (check_made(path, content.as_bytes(), edition)?, check_made(path, content.as_bytes(), edition)?);
        if one == other { Ok(()) } else { Err("it gives two editions".to_owned()) }
    }
}

#[cfg(feature = "pdf")]
pub(crate) struct Typst;

#[cfg(feature = "pdf")]
impl Target for Typst {
    fn name(&self) -> &'static str {
        "typst"
    }

    fn short(&self) -> u64 {
        8
    }

    fn words(&self) -> &'static [&'static str] {
        TYPST
    }

    fn seeds(&self) -> Vec<Vec<u8>> {
        SETTERS.iter().map(|path| format!("{path}\n{}", template(path)).into_bytes()).collect()
    }

    fn fresh(&self, random: &mut Random) -> Vec<u8> {
        let path = random.pick(&SETTERS);
        format!("{path}\n{}", mutate::text(random, &[template(path)], TYPST)).into_bytes()
    }

    fn check(&self, input: &[u8]) -> Result<(), String> {
        let text = lossy(input);
        let (path, content) = text.split_once('\n').unwrap_or((&text, ""));
        if !SETTERS.contains(&path) {
            return Ok(());
        }
        check_made(path, content.as_bytes(), "pdf").map(drop)
    }
}

#[test]
fn templates_of_pages_books_and_letters() {
    run(&Jinja);
}

#[cfg(feature = "pdf")]
#[test]
fn templates_of_pdfs() {
    run(&Typst);
}

/// Templates that take all memory or all time are given up, within the limits of a process of their own.
#[cfg(feature = "pdf")]
#[test]
fn templates_that_never_end_are_given_up() {
    let desk = tempfile::tempdir().unwrap();
    let grows = "{% set n = namespace(x='aaaaaaaa') %}{% for i in range(40) %}{% set n.x = n.x ~ n.x %}{% endfor %}{{ n.x }}";
    let turns = "#for a in range(9000) { for b in range(9000) { for c in range(9000) { } } }\n";
    for (name, path, template, edition, message) in [
        ("grows", "web/page.html", grows.to_owned(), "html", "fuel"),
        ("turns", "pdf/looks.typ", template("pdf/looks.typ") + turns, "pdf", "timeout"),
    ] {
        let theme = desk.path().join("themes").join(name);
        fs::create_dir_all(theme.join(path).parent().unwrap()).unwrap();
        fs::write(theme.join("theme.toml"), "extends = \"default\"\n").unwrap();
        fs::write(theme.join(path), template).unwrap();
        fs::write(desk.path().join("a.md"), "# Why?\n\n## Who?\n\nYou.\n").unwrap();
        let ran = crate::built::pressroom()
            .current_dir(desk.path())
            .args(["build", "a.md", "--to", edition, "--theme", &format!("themes/{name}"), "--out", name])
            .args(["--timeout", "3", "--memory", "2048"])
            .output()
            .unwrap();
        let said = lossy(&ran.stderr);
        assert!(matches!(ran.status.code(), Some(1 | 2)) && said.contains(message), "{name}: {said}");
    }
}
