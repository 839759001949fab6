//! Nothing unsafe reaches an edition: neither a URL that is not allowed nor raw HTML that runs.

use std::{fs, path::Path, process::Command};

use scraper::{Html, Node};

use crate::{
    built::{Built, build},
    extract,
};
use pressroom_editions::registry;

/// URLs that must lose their links. `MARK` becomes a word that is nowhere else.
const UNSAFE: &[&str] = &[
    "javascript:MARK()",
    "JaVaScRiPt:MARK()",
    "java\tscript:MARK()",
    "&#106;avascript:MARK()",
    "&#x6A;avascript&colon;MARK()",
    "javascript&#58;MARK()",
    "java&Tab;script:MARK()",
    "java&NewLine;script:MARK()",
    "&#1;javascript:MARK()",
    "\u{1}javascript:MARK()",
    "javascript%3AMARK()",
    "vbscript:MARK()",
    "livescript:MARK()",
    "data:text/html,MARK",
    "data:text/html;base64,MARK",
    "data:image/svg+xml,MARK",
    "file:///etc/MARK",
    "blob:https://x.example/MARK",
    "about:MARK",
    "ftp://x.example/MARK",
    "view-source:https://x.example/MARK",
    "ws://x.example/MARK",
    "intent://MARK#Intent;scheme=x;end",
    "tel:javascript:MARK()",
    "\\\\x.example\\MARK",
    "jar:https://x.example/MARK!/",
    "feed:javascript:MARK()",
];

/// Raw HTML of which the marked part must be gone. `MARK` becomes a word that is nowhere else.
const RAW: &[&str] = &[
    "<script>MARK()</script>",
    "<SCRIPT SRC=https://x.example/MARK.js></SCRIPT>",
    "<script\nasync>MARK()</script >",
    "<style>@import 'MARK';</style>",
    "<img src=x onerror=MARK()>",
    "<img src=\"javascript:MARK()\">",
    "<svg onload=MARK()><path d=MARK /></svg>",
    "<svg><script>MARK()</script></svg>",
    "<math><mi xlink:href=\"javascript:MARK()\">x</mi></math>",
    "<iframe src=\"https://x.example/MARK\"></iframe>",
    "<iframe srcdoc=\"<b>MARK</b>\"></iframe>",
    "<object data=MARK></object>",
    "<embed src=MARK>",
    "<form action=\"https://x.example/MARK\"><input name=MARK></form>",
    "<meta http-equiv=refresh content=\"0;url=MARK\">",
    "<base href=\"https://x.example/MARK/\">",
    "<link rel=stylesheet href=MARK>",
    "<b style=\"background:url(MARK)\">x</b>",
    "<b onclick=MARK()>x</b>",
    "<a href=\"https://x.example/\" onmouseover=\"MARK()\">x</a>",
    "<!-- MARK -->",
    "<![CDATA[MARK]]>",
    "<?php MARK ?>",
    "<!DOCTYPE MARK>",
    "<noscript><img src=x onerror=MARK()></noscript>",
    "<template><b>MARK</b></template>",
    "<p id=\"x\" class=\"MARK\" data-x=\"MARK\">x</p>",
    "<video src=\"https://x.example/MARK\" autoplay></video>",
    "<amp-img src=\"MARK\" width=1 height=1></amp-img>",
    "<table background=\"https://x.example/MARK\"><tr><td>x</td></tr></table>",
];

/// Marks that may stay as readable text: they are shown as words, not run.
const SHOWN: &[&str] = &[
    "<![CDATA[MARK]]>",
    "<template><b>MARK</b></template>",
    // A link to the address stands in their place.
    "<iframe src=\"https://x.example/MARK\"></iframe>",
    "<video src=\"https://x.example/MARK\" autoplay></video>",
];

#[test]
fn urls_that_are_not_allowed_reach_no_edition() {
    let mut text = front_matter("Where do links lead?");
    for (index, url) in UNSAFE.iter().enumerate() {
        let url = url.replace("MARK", &mark(index));
        let attribute = url.replace('"', "&quot;");
        text += &format!(
            "Words{index} [of a link](<{url}>) and <a href=\"{attribute}\">of HTML</a> and [a note][{index}].\n\n"
        );
        text += &format!("[{index}]: <{url}> \"title\"\n\n");
    }
    text += "[A safe one](https://safe.example.org/page) stays.\n";
    let built = built(&text);
    assert_unmarked(&built, UNSAFE.len(), |_| true);
    let page = fs::read_to_string(only(&built, "html")).unwrap();
    for index in 0..UNSAFE.len() {
        assert!(page.contains(&format!("Words{index} ")), "the words around link {index} are lost");
    }
}

#[test]
fn addresses_in_the_front_matter_are_checked_too() {
    let text = front_matter("Where do links lead?").replace(
        "---\n\n",
        &format!(
            "canonical_url: javascript:{0}()\nauthors: [{{name: Ann, url: 'javascript:{0}()'}}]\n---\n\n[A safe one](https://safe.example.org/page) stays.\n",
            mark(0)
        ),
    );
    let built = build_text(&text);
    // Refusing the document is as good as dropping the address.
    if built.output.status.code() == Some(0) {
        assert_unmarked(&built, 1, |_| true);
    }
}

#[test]
fn raw_html_reaches_no_edition() {
    let mut text = front_matter("What does HTML do here?");
    for (index, html) in RAW.iter().enumerate() {
        let html = html.replace("MARK", &mark(index));
        text += &format!("Words{index} before {html} and words after.\n\n{html}\n\nMore words{index}.\n\n");
    }
    text += "[A safe one](https://safe.example.org/page) stays.\n";
    let built = built(&text);
    assert_unmarked(&built, RAW.len(), |index| !SHOWN.contains(&RAW[index]));
    let page = fs::read_to_string(only(&built, "html")).unwrap();
    for index in 0..RAW.len() {
        assert!(page.contains(&format!("Words{index} before")), "the words before HTML {index} are lost");
        assert!(page.contains(&format!("More words{index}.")), "the words after HTML {index} are lost");
    }
}

fn front_matter(headline: &str) -> String {
    format!("---\nheadline: {headline}\nlanguage: en\npublished: 2025-01-02\nslug: unsafe\n---\n\n")
}

fn mark(index: usize) -> String {
    format!("zqx{index:02}xqz")
}

fn build_text(text: &str) -> Built {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("unsafe.md"), text).unwrap();
    build("unsafe", folder.path(), &["unsafe.md"])
}

fn built(text: &str) -> Built {
    let built = build_text(text);
    assert_eq!(built.output.status.code(), Some(0), "{}", built.output_text());
    built
}

fn only(built: &Built, edition: &str) -> std::path::PathBuf {
    let documents = built.documents();
    documents.first().and_then(|document| document.file(edition)).unwrap_or_else(|| panic!("no {edition}"))
}

/// No edition holds a mark, and pages and PDFs hold only what is allowed; the safe link is there, so the search
/// looks in the right place.
fn assert_unmarked(built: &Built, marks: usize, forbidden: impl Fn(usize) -> bool) {
    let mut found = Vec::new();
    for edition in registry().iter().map(|kind| kind.name) {
        let file = only(built, edition);
        let parts = parts(edition, &file);
        for (name, content) in &parts {
            for index in (0..marks).filter(|index| forbidden(*index)) {
                if let Some(at) = content.find(&mark(index)) {
                    let around: String = content[..at].chars().rev().take(80).collect();
                    let around: String = around.chars().rev().collect();
                    found.push(format!("{edition} {name}: {around}{}", mark(index)));
                }
            }
            if name.ends_with("html") {
                found.extend(active(content).into_iter().map(|what| format!("{edition} {name}: {what}")));
            }
        }
        // What is for paper may leave links out.
        let safe = parts.iter().any(|(_, content)| content.contains("safe.example.org/page"));
        assert!(safe || matches!(edition, "print" | "proof"), "{edition}: not even the safe link is there");
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The parts of an edition that can be searched.
fn parts(edition: &str, file: &Path) -> Vec<(String, String)> {
    let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match edition {
        "epub" => extract::unzip(&fs::read(file).unwrap())
            .into_iter()
            .map(|(name, content)| (name, lossy(&content)))
            .collect(),
        "pdf" | "print" | "proof" => {
            let plain = tempfile::NamedTempFile::new().unwrap();
            let mut qpdf = Command::new("qpdf");
            qpdf.args(["--qdf", "--object-streams=disable"]).arg(file).arg(plain.path());
            assert!(qpdf.status().expect("qpdf").success());
            let objects = lossy(&fs::read(plain.path()).unwrap());
            for uri in objects.split("/URI (").skip(1) {
                assert!(allowed(uri), "{edition}: a link to {}", uri.chars().take(60).collect::<String>());
            }
            vec![("objects".to_owned(), objects), ("text".to_owned(), extract::pdf(file))]
        }
        "email" => {
            let mail = extract::mail(&fs::read(file).unwrap());
            let header = mail.header.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
            let text = mail.part("text/plain");
            vec![
                ("header".to_owned(), header),
                ("text".to_owned(), text),
                ("mail.html".to_owned(), mail.html()),
            ]
        }
        "esp" => {
            let parts = extract::service(&fs::read_to_string(file).unwrap());
            let part = |name: &str| parts[name].as_str().unwrap().to_owned();
            vec![("text".to_owned(), part("text")), ("mail.html".to_owned(), part("html"))]
        }
        _ => vec![(
            file.file_name().unwrap().to_string_lossy().into_owned(),
            fs::read_to_string(file).unwrap(),
        )],
    }
}

fn allowed(url: &str) -> bool {
    ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| url.starts_with(scheme))
}

/// What could run or load in a page: elements, attributes and addresses that no edition of ours needs.
fn active(page: &str) -> Vec<String> {
    const FORBIDDEN: &[&str] = &[
        "iframe", "object", "embed", "form", "input", "base", "applet", "svg", "math", "template", "video",
        "audio",
    ];
    let page = Html::parse_document(page);
    let mut found = Vec::new();
    for node in page.tree.nodes() {
        let Node::Element(element) = node.value() else { continue };
        let name = element.name();
        // A task of a list is a disabled box.
        let task =
            name == "input" && element.attr("type") == Some("checkbox") && element.attr("disabled").is_some();
        if FORBIDDEN.contains(&name) && !task {
            found.push(format!("<{name}>"));
        }
        if name == "script" {
            let data = element.attr("type") == Some("application/ld+json");
            let amp = element.attr("src").is_some_and(|src| src.starts_with("https://cdn.ampproject.org/"));
            if !data && !amp {
                found.push("<script>".to_owned());
            }
        }
        for (attribute, value) in element.attrs() {
            if attribute.starts_with("on") && attribute != "on" {
                found.push(format!("{name} {attribute}"));
            }
            let address = ["href", "src", "action", "formaction", "poster", "data", "background", "cite"];
            if address.contains(&attribute) {
                let scheme = value.split(['/', '?', '#']).next().unwrap_or_default();
                // An empty icon keeps browsers from asking for one.
                let no_icon = name == "link" && value == "data:,";
                if scheme.contains(':') && !allowed(value) && !no_icon {
                    found.push(format!("{name} {attribute}={value}"));
                }
            }
        }
    }
    found
}

#[test]
fn what_runs_is_found() {
    for page in [
        "<p><script>x()</script></p>",
        "<p onclick=x>",
        "<a href=\" javascript:x\">x</a>",
        "<a href=\"javascript:x\">x</a>",
        "<img src=data:x>",
        "<iframe></iframe>",
    ] {
        assert_eq!(active(page).len(), 1, "{page}");
    }
    assert_eq!(
        active("<a href=\"#x\">x</a><img src=\"media/a.png\"><a href=\"https://a.example/b:c\">x</a>"),
        [""; 0]
    );
}
