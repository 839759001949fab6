//! Digests.

use super::*;
use pressroom_document::{Block, Correction, Date, Inline, Language, Update};
use pressroom_images::ImageCache;
use pressroom_render::{Digest, DigestEdition};
use pressroom_theme::Files;

/// The sample, again in Arabic, and once without cards.
fn documents() -> Vec<Document> {
    let (first, mut second, mut third) = (
        pressroom_samples::every_variant(),
        pressroom_samples::every_variant(),
        pressroom_samples::every_variant(),
    );
    (second.metadata.slug, second.metadata.language) = ("second".to_owned(), "ar".parse().unwrap());
    (third.metadata.slug, third.metadata.headline) = ("third".to_owned(), "What else?".to_owned());
    (third.cards, third.footnotes, third.signoff) = (Vec::new(), Vec::new(), Vec::new());
    let text = Inline::Text { value: "Nothing else.".to_owned(), span: Default::default() };
    third.lede = vec![Block::Paragraph { content: vec![text], span: Default::default() }];
    vec![first, second, third]
}

fn render_digest(theme: &Theme, documents: &[Document]) -> DigestEdition {
    let (site, image_cache) =
        (Site { name: Some("The Desk".to_owned()), ..Site::default() }, ImageCache::default());
    let (language, messages) = (Language::english(), theme.messages("en"));
    let date = documents.iter().filter_map(|document| document.metadata.date_modified).max();
    let digest = Digest { name: "week", title: "The week & more", language: &language, date, documents };
    let backend = super::super::prepare_digest(theme).unwrap();
    backend.render_digest(&digest, &Context::new(&site, &messages, &image_cache)).unwrap()
}

fn by_card() -> Theme {
    let text = "extends = \"default\"\n[epub]\nchapters = \"article\"\ndigest_chapters = \"card\"\n";
    let files: Files = [("theme.toml".to_owned(), text.as_bytes().into())].into();
    Theme::load("test", files).unwrap()
}

#[test]
fn each_explainer_arrives_whole_in_its_own_files() {
    let documents = documents();
    for theme in [Theme::builtin(DEFAULT).unwrap(), by_card()] {
        let edition = render_digest(&theme, &documents);
        let (order, files) = open(&edition.files["week.epub"]);
        assert_eq!(edition.files, render_digest(&theme, &documents).files);
        assert!(follow(&files) > 30);
        assert_well_formed(&files);
        let mut ids = BTreeSet::new();
        for (index, document) in documents.iter().enumerate() {
            let start = format!("OEBPS/article-{:02}-", index + 1);
            let own: Vec<&String> = order.iter().filter(|path| path.starts_with(&start)).collect();
            let text: String = own.iter().map(|path| words(&files[*path])).collect();
            let mut rest = text.as_str();
            for word in text::document_lines(document).iter().flat_map(|line| line.split_whitespace()) {
                let at = rest.find(word).unwrap_or_else(|| panic!("{word:?} is not in {rest:?}"));
                rest = &rest[at + word.len()..];
            }
            for path in own {
                let language = format!(" lang=\"{}\"", document.metadata.language);
                assert!(files[path].contains(&language), "{path}");
                for id in attributes(&files[path], "id") {
                    assert!(id.starts_with(&start[6..]) && ids.insert(id.clone()), "{path}: {id}");
                }
            }
        }
    }
}

#[test]
fn pictures_that_explainers_share_are_stored_once() {
    let documents = documents();
    let (order, files) =
        open(&render_digest(&Theme::builtin(DEFAULT).unwrap(), &documents).files["week.epub"]);
    let pictures = order.iter().filter(|path| path.starts_with("OEBPS/media/")).count();
    let different: BTreeSet<_> =
        documents.iter().flat_map(|of| &of.assets).map(|asset| &asset.sha256).collect();
    assert!(pictures > 0 && pictures <= different.len(), "{order:?}");
    let package = &files["OEBPS/content.opf"];
    assert_eq!(package.matches("media-type=\"image/").count(), pictures + 1, "{package}");
}

#[test]
fn the_contents_have_two_levels_and_the_package_says_what_it_is() {
    let mut documents = documents();
    documents[0].metadata.date_modified = Some("2026-03-04".parse::<Date>().unwrap());
    let (_, files) = open(&render_digest(&Theme::builtin(DEFAULT).unwrap(), &documents).files["week.epub"]);
    let (nav, package, ncx) =
        (&files["OEBPS/nav.xhtml"], &files["OEBPS/content.opf"], &files["OEBPS/toc.ncx"]);
    let cards = documents[0].cards.len();
    assert_eq!(nav.matches("<li class=\"question\">").count(), 2 * cards);
    assert!(
        nav.contains("<li lang=\"ar\" xml:lang=\"ar\" dir=\"rtl\"><a href=\"article-02-text.xhtml\">"),
        "{nav}"
    );
    assert!(ncx.contains("article-02-text.xhtml#article-02-"), "{ncx}");
    assert_eq!(package.matches("<dc:language>").count(), 2);
    assert_eq!(package.matches("dcterms:modified").count(), 1);
    assert!(package.contains("<dc:title id=\"title\">The week &amp; more</dc:title>"));
    for line in [
        "\"belongs-to-collection\" id=\"series\">The Desk<",
        "\"group-position\">2026.3.4<",
        "2026-03-04T00:00:00Z",
    ] {
        assert!(package.contains(line), "{line}: {package}");
    }
}

#[test]
fn notices_of_one_day_have_names_of_their_own() {
    let mut document = pressroom_samples::every_variant();
    let (date, span) = ("2026-03-04".parse::<Date>().unwrap(), Default::default());
    document.cards[0].updated = Some(Update { date, reason: None });
    let mut card = document.cards[0].clone();
    (card.number, card.id, card.blocks) = (2, "another".to_owned(), Vec::new());
    document.cards.truncate(1);
    document.cards.push(card);
    document.metadata.corrections =
        ["One.", "Two."].map(|text| Correction { date, text: text.to_owned(), span }).into();
    let (_, files) = open(&render_digest(&Theme::builtin(DEFAULT).unwrap(), &[document]).files["week.epub"]);
    let page = &files["OEBPS/article-01-text.xhtml"];
    let names: Vec<String> = page
        .split("<section ")
        .filter(|tag| tag.split('>').next().unwrap().contains("role=\"doc-notice\""))
        .flat_map(|tag| attributes(tag.split('>').next().unwrap(), "aria-label"))
        .collect();
    assert_eq!((names.len(), names.iter().collect::<BTreeSet<_>>().len()), (4, 4), "{names:?}");
}
