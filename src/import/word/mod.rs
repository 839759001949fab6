//! Documents of word processors: Office Open XML (ISO/IEC 29500), as Word, Google Docs, LibreOffice and Pages write it.
//!
//! [`package`] opens the archive within bounds, [`xml`] parses its parts without document types, [`styles`] and [`numbering`] say
//! what paragraphs are, [`body`] reads them through the builder that reads Markdown, too, and [`about`] reads what is said of
//! the document.

mod about;
mod body;
mod bookmarks;
mod math;
mod numbering;
mod package;
mod styles;
mod symbols;
mod template;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests;
mod xml;

use std::collections::BTreeMap;

use about::{comments, front_block, language, properties, rest};
use body::{WordNote, WordParts, WordReader};
use numbering::Numbering;
pub(crate) use package::is_package;
use package::{Relationships, WordPackage};
use pressroom_config::StyleMeaning;
use pressroom_diagnostics::Diagnostics;
use pressroom_read::builder::Builder;
use roxmltree::Document;
use styles::{ParagraphMeaning, WordStyles};
pub use template::word_template;
use xml::{Node, XmlText, attribute, descendants, elements, name};

use crate::{Action, FindingKind, ImportError, ImportOptions, ImportSource, article::Article};

/// Reads a document.
pub(crate) fn read(
    source: &ImportSource<'_>,
    options: &ImportOptions<'_>,
) -> Result<Vec<Article>, ImportError> {
    let mut package = WordPackage::open(source.bytes)?;
    let main = main_part(&mut package)?;
    let relationships = package.relationships(&main)?;
    let mut article = Article { name: source.stem().to_owned(), ..Article::default() };
    let missing = || {
        ImportError::Damaged(format!(
            "its text ({main}) is missing; open it in the word processor and save it again as .docx"
        ))
    };
    let text = part(&mut package, &main, &mut article)?.ok_or_else(missing)?;
    let tree = xml::parse(&main, &text.text)?;
    if name(tree.root_element()) != "document" {
        let message = "it is no text document, but another kind of office file: a table or a presentation";
        return Err(ImportError::Damaged(message.to_owned()));
    }
    let mut others = OtherParts::default();
    others.read(&mut package, &relationships, &mut article)?;
    let trees = others.parse(&mut article);
    read_parts(&mut package, &relationships, tree.root_element(), &trees, options, &mut article)?;
    Ok(vec![article])
}

/// The name of the part that holds the text (ISO/IEC 29500-1, 11.3.10).
fn main_part(package: &mut WordPackage<'_>) -> Result<String, ImportError> {
    let all = package.relationships("")?;
    let main =
        all.values().find(|relationship| relationship.kind == "officeDocument" && !relationship.is_external);
    if let Some(main) = main {
        return Ok(main.target.clone());
    }
    // Some programs forget to say it.
    if package.names().any(|name| name.eq_ignore_ascii_case("word/document.xml")) {
        return Ok("word/document.xml".to_owned());
    }
    let message = "it does not say which of its parts holds the text (_rels/.rels); it is no file of a word \
                   processor, or was broken on its way: save it again as .docx";
    Err(ImportError::Damaged(message.to_owned()))
}

/// A part as text; a document type in it is reported.
fn part(
    package: &mut WordPackage<'_>,
    name: &str,
    article: &mut Article,
) -> Result<Option<XmlText>, ImportError> {
    let Some(bytes) = package.read(name)? else { return Ok(None) };
    let text = xml::decode(&bytes);
    if let Some(declared) = &text.document_type {
        let message =
            "a document type with entities: they are never expanded, and name files that are never read";
        let declared: String = declared.chars().take(500).collect();
        article.find(FindingKind::Element, Action::LeftOut, name, declared, message);
    }
    Ok(Some(text))
}

/// Parts beside the text, by the kinds of their relationships: their names, their texts and their own relationships.
#[derive(Default)]
struct OtherParts {
    all: BTreeMap<&'static str, (String, XmlText, Relationships)>,
}

/// What is read beside the text.
const OTHERS: [&str; 8] = [
    "styles",
    "numbering",
    "settings",
    "footnotes",
    "endnotes",
    "comments",
    "commentsExtended",
    "core-properties",
];

impl OtherParts {
    fn read(
        &mut self,
        package: &mut WordPackage<'_>,
        relationships: &Relationships,
        article: &mut Article,
    ) -> Result<(), ImportError> {
        let root = package.relationships("")?;
        for kind in OTHERS.into_iter().chain(["extended-properties"]) {
            let all = relationships.values().chain(root.values());
            let mut wanted =
                all.filter(|relationship| relationship.kind == kind && !relationship.is_external);
            let Some(target) = wanted.next().map(|relationship| relationship.target.clone()) else {
                continue;
            };
            let Some(text) = part(package, &target, article)? else { continue };
            let own = match kind {
                "footnotes" | "endnotes" => package.relationships(&target)?,
                _ => Relationships::new(),
            };
            self.all.insert(kind, (target, text, own));
        }
        Ok(())
    }

    /// The parts as trees. One that is broken is reported; the text does not depend on it.
    fn parse(&self, article: &mut Article) -> BTreeMap<&'static str, (Document<'_>, &Relationships)> {
        let mut trees = BTreeMap::new();
        for (kind, (name, text, own)) in &self.all {
            match xml::parse(name, &text.text) {
                Ok(tree) => {
                    trees.insert(*kind, (tree, own));
                }
                Err(error) => {
                    let message = format!("this part of the document is broken: {error}");
                    article.find(FindingKind::Element, Action::LeftOut, name, "", message);
                }
            }
        }
        trees
    }
}

type PartTrees<'t> = BTreeMap<&'static str, (Document<'t>, &'t Relationships)>;

fn read_parts(
    package: &mut WordPackage<'_>,
    relationships: &Relationships,
    document: Node<'_>,
    trees: &PartTrees<'_>,
    options: &ImportOptions<'_>,
    article: &mut Article,
) -> Result<(), ImportError> {
    let root = |kind: &str| trees.get(kind).map(|(tree, _)| tree.root_element());
    let styles = root("styles").map(|root| WordStyles::read(root, options.styles)).unwrap_or_default();
    let mut metadata = std::mem::take(&mut article.metadata);
    let mut found = Diagnostics::new();
    let meanings = meanings(document, &styles);
    let bodies: Vec<Node<'_>> = elements(document).filter(|node| name(*node) == "body").collect();
    let skipped = match bodies.first() {
        Some(body) => front_block::read(*body, &mut metadata, &mut article.name, &mut article.findings),
        None => 0,
    };
    front_block::without_empty_picture(&mut metadata);
    let mut parts = WordParts {
        package,
        styles: &styles,
        numbering: root("numbering").map(Numbering::read).unwrap_or_default(),
        changes: options.changes,
        relationships,
        notes: notes(trees),
        has_title: meanings.contains(&ParagraphMeaning::Title),
        has_cards: meanings.contains(&ParagraphMeaning::House(StyleMeaning::Card)),
    };
    let has_cards = parts.has_cards;
    parts.has_title &= !has_cards;
    let mut reader = WordReader::new(parts, Builder::new(&mut found));
    reader.metadata = metadata;
    reader.read_bodies(&bodies, skipped);
    let read = reader.finish();
    article.findings.extend(read.findings);
    article.metadata = read.metadata;
    article.pictures = read.pictures;
    article.draft = read.draft;
    article.card_level = has_cards.then_some(2);
    bookmarks::resolve(article, &read.bookmarks);
    bookmarks::settle_lists(&mut article.draft);
    if let Some(root) = root("comments") {
        let extended = trees.get("commentsExtended").map(|(tree, _)| tree.root_element());
        article.notes =
            comments::list(root, extended, &read.anchors, options.comments, &mut article.findings);
    }
    for finding in found {
        let place = finding.span.map(|span| format!("paragraph {}", span.start.max(1))).unwrap_or_default();
        let message = format!("{} [{}]", finding.message, finding.code);
        article.find(FindingKind::Document, Action::Changed, place, "", message);
    }
    if article.metadata.language.is_none() {
        let others = other_languages(trees);
        let others: Vec<&str> = others.iter().map(String::as_str).collect();
        if let Some((language, is_guess)) = language::language(&read.languages, &others, &read.scripts) {
            if is_guess {
                let message = "the language was told from the letters of the text";
                article.find(FindingKind::Language, Action::Guessed, "", language.as_str(), message);
            }
            article.metadata.language = Some(language);
        }
    }
    if let Some(root) = root("core-properties") {
        properties::take_properties(root, &mut article.metadata, &mut article.findings);
    }
    article.producer = root("extended-properties").and_then(properties::producer);
    rest::report(package, relationships, &mut article.findings)
}

/// The meanings of styles that paragraphs with words have.
fn meanings(document: Node<'_>, styles: &WordStyles<'_>) -> Vec<ParagraphMeaning> {
    let mut all = Vec::new();
    for style in descendants(document, "pStyle") {
        let meaning = attribute(style, "val").and_then(|id| styles.find(id)).and_then(|style| style.meaning);
        let Some(meaning) = meaning.filter(|meaning| !all.contains(meaning)) else { continue };
        let paragraph = style.parent().and_then(|properties| properties.parent());
        if paragraph.is_some_and(|paragraph| !xml::words(paragraph).is_empty()) {
            all.push(meaning);
        }
    }
    all
}

/// Footnotes and endnotes by their names, such as `footnote 2`; separators are none.
fn notes<'t>(trees: &'t PartTrees<'t>) -> BTreeMap<String, WordNote<'t>> {
    let mut all = BTreeMap::new();
    for (kind, singular) in [("footnotes", "footnote"), ("endnotes", "endnote")] {
        let Some((tree, relationships)) = trees.get(kind) else { continue };
        for node in elements(tree.root_element()).filter(|node| name(*node) == singular) {
            let is_note = matches!(attribute(node, "type"), None | Some("normal"));
            if let Some(id) = attribute(node, "id").filter(|_| is_note) {
                all.entry(format!("{singular} {id}")).or_insert(WordNote { node, relationships });
            }
        }
    }
    all
}

/// Languages that styles and settings name for scripts of other directions.
fn other_languages(trees: &PartTrees<'_>) -> Vec<String> {
    let mut all = Vec::new();
    for (kind, wanted) in [("styles", "lang"), ("settings", "themeFontLang")] {
        let Some((tree, _)) = trees.get(kind) else { continue };
        for node in descendants(tree.root_element(), wanted) {
            let tags = ["bidi", "eastAsia", "val"].into_iter().filter_map(|name| attribute(node, name));
            all.extend(tags.filter(|tag| *tag != "x-none").map(str::to_owned));
        }
    }
    all.dedup();
    all.truncate(50);
    all
}
