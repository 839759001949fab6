//! The pages that an EPUB names are those of the print edition beside it.

use std::process::Command;

use crate::{
    built::{Built, SAMPLES},
    extract,
};

/// The text of each printed page, without what hyphenation and line ends add.
fn printed(file: &std::path::Path) -> Vec<String> {
    let output =
        Command::new("pdftotext").args(["-raw", "-enc", "UTF-8"]).arg(file).arg("-").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.trim_end_matches('\u{C}').split('\u{C}').map(bare).collect()
}

fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{AD}' | '\u{200B}' | '\u{2066}' | '\u{2069}'))
        .collect()
}

/// The files of an EPUB that hold text, in their order, as one.
fn book(epub: &[u8]) -> String {
    let files = extract::unzip(epub);
    let text = |name: &str| {
        let (_, bytes) = files.iter().find(|(path, _)| path.ends_with(name)).unwrap();
        String::from_utf8(bytes.clone()).unwrap()
    };
    let package = text("content.opf");
    let pages = package.split("<item id=\"page-").skip(1).filter_map(|item| item.split('"').nth(2));
    pages.filter(|page| *page != "nav.xhtml").map(text).collect()
}

/// The words that follow each break, with its label.
fn breaks(book: &str) -> Vec<(usize, String)> {
    book.split("id=\"pagebreak-")
        .skip(1)
        .map(|rest| {
            let label = rest.split('"').next().unwrap().parse().unwrap();
            let after = rest.split_once("</span>").unwrap().1;
            let until = after.find("class=\"pagebreak\"").unwrap_or(after.len());
            (label, bare(&extract::markup(&format!("<body>{}", &after[..until]))))
        })
        .collect()
}

fn edition(samples: &Built, name: &str, edition: &str) -> std::path::PathBuf {
    samples.documents().iter().find(|document| document.name.ends_with(name)).unwrap().file(edition).unwrap()
}

/// Samples in scripts that run from left to right: what pdftotext gives of others is not in their order.
#[test]
fn breaks_stand_where_the_printed_pages_begin() {
    let mut seen = 0;
    for name in ["article-5-guarantees", "power-schedules", "undersea-cables"] {
        let pages = printed(&edition(&SAMPLES, name, "print"));
        let book = book(&std::fs::read(edition(&SAMPLES, name, "epub")).unwrap());
        let breaks = breaks(&book);
        let labels: Vec<usize> = breaks.iter().map(|(label, _)| *label).collect();
        assert_eq!(labels, (1..=pages.len()).collect::<Vec<_>>(), "{name}");
        for (label, after) in breaks.iter().skip(1) {
            // Before it on the page may stand its head and what was moved there; a note's number may follow at once.
            let first: String = after.chars().take(10).collect();
            assert!(
                pages[label - 1].contains(&first),
                "{name}, page {label}: {first:?} in {}",
                pages[label - 1]
            );
            // A question stands in the contents, too.
            let before = &pages[label - 2];
            assert!(!before.contains(&after.chars().take(90).collect::<String>()), "{name}, page {label}");
            seen += 1;
        }
    }
    assert!(seen > 10);
}
