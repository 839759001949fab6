//! `pressroom digest`: which explainers it binds, in which order, and what it refuses.

use super::TestDir;
use crate::built::{SAMPLES, pressroom, root};

impl TestDir {
    fn dated(&self, slug: &str, published: &str, more: &str) {
        let front = format!("headline: The story of {slug}\nlanguage: en\npublished: {published}\n{more}");
        self.write(
            &format!("input/{slug}.md"),
            format!("---\n{front}---\n\nA lede on {slug}.\n\n## Why {slug}?\n\nBecause.\n"),
        );
    }

    fn digest(&self, path: &str) -> String {
        String::from_utf8(std::fs::read(self.path(path)).unwrap()).unwrap()
    }
}

/// The stories of a text, in order.
fn stories(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| line.strip_prefix("The story of ")).collect()
}

#[test]
fn the_newest_explainers_come_first_and_old_ones_stay_out() {
    let desk = TestDir::new();
    desk.dated("b", "2026-01-10", "section: World\n");
    desk.dated("a", "2026-01-10", "section: Science\n");
    desk.dated("old", "2025-01-01", "section: World\n");
    desk.dated("renewed", "2025-01-01", "updated: 2026-01-12\nsection: WORLD\n");
    let bind = |more: &str| {
        desk.run(&format!("digest --title Weekly --out week.txt {more}")).ends(0);
        desk.digest("week.txt")
    };
    let all = bind("");
    assert_eq!(stories(&all), ["renewed", "a", "b", "old"]);
    assert!(all.starts_with("Weekly\nJanuary 12, 2026\n4 explainers\n\nIn this issue\n"), "{all}");
    assert_eq!(stories(&bind("--since 2026-01-10")), ["renewed", "a", "b"]);
    assert_eq!(stories(&bind("--section world --jobs 1")), ["renewed", "b", "old"]);
    assert_eq!(bind("--jobs 3"), all, "the same bytes whatever the number of threads");
    assert_eq!(
        desk.names("").iter().filter(|name| !name.starts_with("input/")).collect::<Vec<_>>(),
        ["week.txt"]
    );
}

#[test]
fn what_is_wrong_is_left_out_and_told() {
    let desk = TestDir::new();
    desk.dated("fine", "2026-01-10", "");
    desk.dated("one", "2026-01-09", "slug: same\n");
    desk.dated("two", "2026-01-08", "slug: Same\n");
    desk.write("input/broken.md", "---\nheadline: [\n---\n");
    let ran = desk.run("digest --title Weekly --out week.txt --message-format short").ends(1);
    let ran = ran.says("input/broken.md:").says("input/one.md:").says("is also the slug of input/two.md");
    assert!(ran.err.contains("1 explainer bound in 1 file, errors in 3"), "{}", ran.err);
    assert_eq!(stories(&desk.digest("week.txt")), ["fine"]);
}

#[test]
fn nothing_is_written_where_nothing_can_be() {
    let desk = TestDir::new();
    desk.run("digest --title Weekly --out week.txt").ends(2).says("there is no folder input");
    desk.dated("a", "2026-01-10", "");
    desk.run("digest --title Weekly --out week.txt --since 2027-01-01")
        .ends(2)
        .says("leave none of 1 explainer");
    desk.run("digest --title Weekly --out week.docx").ends(2).says(".txt");
    desk.run("digest --title Weekly --out week.txt --out week.txt").ends(2).says("named twice");
    desk.write("folder.txt/x", "");
    desk.run("digest --title Weekly --out folder.txt").ends(3).says("is a folder");
    desk.write("note.txt", "---\nheadline: Note\n---\n\nText.\n");
    desk.run("digest note.txt --title Weekly --out note.txt").ends(3).says("one of the sources");
    assert!(desk.digest("note.txt").contains("headline: Note"));
    assert!(!desk.exists("week.txt"));
}

/// Binds the samples in a file; gives its place.
fn bound(desk: &TestDir, name: &str) -> std::path::PathBuf {
    let file = desk.path(name);
    let mut command = pressroom();
    command.current_dir(root()).args(["digest", "input", "--language", "en", "--title", "Samples", "--out"]);
    assert!(command.arg(&file).output().unwrap().status.success());
    file
}

#[test]
fn a_text_holds_each_newsletter_whole() {
    let desk = TestDir::new();
    let digest = std::fs::read_to_string(bound(&desk, "samples.txt")).unwrap();
    for document in SAMPLES.documents() {
        let letter = std::fs::read_to_string(document.file("text").unwrap()).unwrap();
        // A digest has one footer for all.
        let (letter, _) = letter.rsplit_once("\n____").unwrap();
        assert!(digest.contains(letter.trim()), "{}", document.name);
        assert_eq!(
            digest.matches(&document.model.metadata.headline).count(),
            2,
            "{}: contents and title",
            document.name
        );
    }
}

/// The words of pages of a PDF, as they stand; without numbers, which a digest counts through.
#[cfg(feature = "pdf")]
fn words(file: &std::path::Path, pages: std::ops::RangeInclusive<usize>) -> Vec<String> {
    let mut command = std::process::Command::new("pdftotext");
    command.args(["-raw", "-enc", "UTF-8", "-f", &pages.start().to_string(), "-l", &pages.end().to_string()]);
    let text = String::from_utf8(command.arg(file).arg("-").output().unwrap().stdout).unwrap();
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).map(str::to_owned).collect()
}

#[cfg(feature = "pdf")]
fn file(path: &std::path::Path) -> lopdf::Document {
    lopdf::Document::load(path).unwrap()
}

#[test]
#[cfg(feature = "pdf")]
fn a_pdf_holds_the_pages_of_each_explainer_and_its_contents_lead_to_them() {
    let desk = TestDir::new();
    let digest = bound(&desk, "samples.pdf");
    let whole = file(&digest);
    let pages: Vec<_> = whole.get_pages().into_values().collect();
    let mut documents = SAMPLES.documents();
    documents.sort_by_key(|document| {
        let metadata = &document.model.metadata;
        let day = [metadata.date_published, metadata.date_modified]
            .into_iter()
            .flatten()
            .map(|date| date.day())
            .max();
        (std::cmp::Reverse(day), metadata.slug.clone())
    });
    let length =
        |document: &crate::built::BuiltDocument| file(&document.file("pdf").unwrap()).get_pages().len();
    let contents = pages.len() - documents.iter().map(length).sum::<usize>();
    assert!((1..=3).contains(&contents), "{contents} pages of title and contents");
    let links: Vec<_> =
        pages[..contents].iter().flat_map(|page| whole.get_page_annotations(*page).unwrap()).collect();
    let mut next = contents + 1;
    for (number, document) in documents.iter().enumerate() {
        let own = document.file("pdf").unwrap();
        let last = next + file(&own).get_pages().len() - 1;
        assert_eq!(words(&digest, next..=last), words(&own, 1..=last - next + 1), "{}", document.name);
        let target = links[number].get(b"Dest").unwrap().as_array().unwrap()[0].as_reference().unwrap();
        assert_eq!(target, pages[next - 1], "{}", document.name);
        next = last + 1;
    }
    assert_eq!(next, pages.len() + 1);
    // What is named within an explainer is named once in the digest.
    let ids =
        whole.objects.values().filter_map(|object| object.as_dict().ok()?.get(b"ID").ok()?.as_str().ok());
    let ids: Vec<_> = ids.collect();
    let unique: std::collections::BTreeSet<_> = ids.iter().collect();
    assert!(ids.len() > 20 && unique.len() == ids.len());
    let again = bound(&desk, "again/samples.pdf");
    assert_eq!(std::fs::read(digest).unwrap(), std::fs::read(again).unwrap(), "the same bytes again");
}

#[test]
#[cfg(feature = "pdf")]
fn a_picture_of_several_explainers_is_in_the_pdf_once() {
    let desk = TestDir::new();
    desk.dated("a", "2026-01-10", "");
    super::picture(&desk.path("input/red.png"));
    for name in ["a", "b", "c"] {
        desk.dated(name, "2026-01-10", "");
        let text = std::fs::read_to_string(desk.path(&format!("input/{name}.md"))).unwrap();
        desk.write(&format!("input/{name}.md"), format!("{text}\n![Red](red.png)\n"));
    }
    desk.run("digest --title Weekly --out week.pdf").ends(0);
    let file = file(&desk.path("week.pdf"));
    let is_picture = |object: &&lopdf::Object| {
        object.as_stream().is_ok_and(|stream| {
            stream.dict.get(b"Subtype").is_ok_and(|kind| kind.as_name().is_ok_and(|kind| kind == b"Image"))
        })
    };
    assert_eq!(file.objects.values().filter(is_picture).count(), 1);
}
