//! No construct is without a row: whatever the reader knows by name stands in one, whatever its model can say comes of one,
//! and whatever it reports is reported of one.

use std::{collections::BTreeSet, fs};

use comrak::{Arena, Options, nodes::NodeValue, parse_document};
use pressroom_diagnostics::Code;
use pressroom_document::{Alignment, Block, CalloutKind, Document, ImageSource, Inline, LinkTarget};

use super::{
    pictures::Gallery,
    read_row,
    rows::{Form, all},
};
use crate::built::root;

/// How many of a construct a row is read with here.
const SEVERAL: usize = 80;

/// Where the reader's names stand: a file, and how the piece of it begins that holds them.
const NAMES: &[(&str, &str)] = &[
    ("src/read/body/html/meaning.rs", "fn meaning("),
    ("src/read/body/html/tags.rs", "const NAMES"),
    ("src/read/body/html/tags.rs", "const RAW"),
    ("src/read/front_matter/keys.rs", "const KEYS"),
    ("src/read/front_matter/keys.rs", "const PUBLIC"),
    ("src/read/front_matter/keys.rs", "const CRITICAL"),
    ("src/read/front_matter/keys.rs", "const SHOWING"),
    ("src/read/body/hints.rs", "const OF_PICTURES"),
    ("src/read/body/hints.rs", "const OF_CARDS"),
    ("src/read/body/boxes.rs", "const KNOWN"),
];

/// Findings that no text of a row can have.
const ELSEWHERE: &[&str] = &[];

fn texts() -> Vec<(Form, String)> {
    all().iter().map(|row| (row.form, row.text(SEVERAL))).collect()
}

/// The words in double quotes in a piece of a source file, up to the end of the item that begins with `start`.
fn literals(file: &str, start: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(root().join(file)).unwrap();
    let at = text
        .find(start)
        .unwrap_or_else(|| panic!("{file} has no `{start}`: it moved, and so must this test"));
    let rest = &text[at..];
    let end = if start.starts_with("fn") { rest.find("\n}\n") } else { rest.find("];\n") }.unwrap();
    let code = rest[..end].lines().map(|line| line.split("//").next().unwrap_or_default());
    let name = |word: &&str| {
        !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))
    };
    code.flat_map(|line| line.split('"').skip(1).step_by(2)).filter(name).map(str::to_owned).collect()
}

#[test]
fn every_name_that_the_reader_knows_has_a_row() {
    let all: String = texts().into_iter().map(|(_, text)| text).collect();
    let words: BTreeSet<&str> = all
        .split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':')))
        .flat_map(|word| [word, word.trim_matches(':')])
        .collect();
    let mut missing = Vec::new();
    for (file, start) in NAMES {
        let names = literals(file, start);
        assert!(!names.is_empty(), "{file}: nothing is named in `{start}`");
        let without = names.into_iter().filter(|name| !words.contains(name.as_str()));
        missing.extend(without.map(|name| format!("{file}, {start}: `{name}`")));
    }
    assert!(missing.is_empty(), "give these a row in tests/growth:\n{}", missing.join("\n"));
}

#[test]
fn every_finding_of_the_reader_has_a_row() {
    let mut reported = BTreeSet::new();
    for (form, text) in texts() {
        let gallery = Gallery::default();
        gallery.hang(&text);
        reported.extend(read_row(form, &text, &gallery).codes);
    }
    let given_by_reading =
        |code: &&Code| code.explanation().is_some_and(|explanation| explanation.kind == "markdown");
    let missing: Vec<&str> = Code::ALL
        .iter()
        .filter(given_by_reading)
        .filter(|code| !reported.contains(code) && !ELSEWHERE.contains(&code.name()))
        .map(|code| code.name())
        .collect();
    assert!(missing.is_empty(), "give these a row in tests/growth: {missing:?}");
}

#[test]
fn everything_that_the_model_can_say_has_a_row() {
    let mut said = NamedRows::default();
    for (form, text) in texts() {
        let gallery = Gallery::default();
        gallery.hang(&text);
        if let Some(document) = read_row(form, &text, &gallery).document {
            said.document(&document);
        }
    }
    // The kinds in the model's schema, which is made of its types.
    let schema = fs::read_to_string(root().join("src/operations/schemas/model.schema.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let mut kinds = BTreeSet::new();
    for of in ["Block", "Inline"] {
        let names = &schema["$defs"][of]["properties"]["type"]["enum"];
        kinds.extend(names.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()));
    }
    assert!(kinds.len() > 20, "{kinds:?}");
    kinds.extend(OTHER_KINDS.iter().map(|&kind| kind.to_owned()));
    let missing: Vec<_> = kinds.difference(&said.0).collect();
    assert!(missing.is_empty(), "give these a row in tests/growth: {missing:?}");
}

/// What the schema doesn't tell apart by a `type`.
const OTHER_KINDS: &[&str] = &[
    "external",
    "internal",
    "email",
    "telephone",
    "local",
    "remote",
    "missing",
    "note",
    "tip",
    "important",
    "warning",
    "caution",
    "details",
    "start",
    "left",
    "center",
    "right",
];

/// The names of what a document says.
#[derive(Default)]
struct NamedRows(BTreeSet<String>);

impl NamedRows {
    fn say(&mut self, name: &str) {
        if !self.0.contains(name) {
            self.0.insert(name.to_owned());
        }
    }

    fn document(&mut self, document: &Document) {
        self.blocks(&document.lede);
        document.cards.iter().for_each(|card| self.blocks(&card.blocks));
        document.footnotes.iter().for_each(|note| self.blocks(&note.blocks));
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph { content, .. } => {
                    self.say("paragraph");
                    self.inlines(content);
                }
                Block::Heading(_) => self.say("heading"),
                Block::BlockQuote(quote) => {
                    self.say("block-quote");
                    self.blocks(&quote.blocks);
                }
                Block::List(list) => {
                    self.say("list");
                    list.items.iter().for_each(|item| self.blocks(&item.blocks));
                }
                Block::CodeBlock(_) => self.say("code-block"),
                Block::Table(table) => {
                    self.say("table");
                    for alignment in &table.alignments {
                        self.say(match alignment {
                            Alignment::Start => "start",
                            Alignment::Left => "left",
                            Alignment::Center => "center",
                            Alignment::Right => "right",
                        });
                    }
                }
                Block::Figure(figure) => {
                    self.say("figure");
                    self.source(&figure.image.source);
                }
                Block::Related(_) => self.say("related"),
                Block::Callout(callout) => {
                    self.say("callout");
                    self.say(match callout.kind {
                        CalloutKind::Note => "note",
                        CalloutKind::Tip => "tip",
                        CalloutKind::Important => "important",
                        CalloutKind::Warning => "warning",
                        CalloutKind::Caution => "caution",
                        CalloutKind::Details => "details",
                    });
                }
                Block::DefinitionList(_) => self.say("definition-list"),
                Block::ThematicBreak { .. } => self.say("thematic-break"),
            }
        }
    }

    fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            let name = match inline {
                Inline::Text { .. } => "text",
                Inline::Emphasis { .. } => "emphasis",
                Inline::Strong { .. } => "strong",
                Inline::Strikethrough { .. } => "strikethrough",
                Inline::Superscript { .. } => "superscript",
                Inline::Subscript { .. } => "subscript",
                Inline::Code { .. } => "code",
                Inline::Math { .. } => "math",
                Inline::Link { target, .. } => {
                    self.say(match target {
                        LinkTarget::External(_) => "external",
                        LinkTarget::Internal(_) => "internal",
                        LinkTarget::Email(_) => "email",
                        LinkTarget::Telephone(_) => "telephone",
                    });
                    "link"
                }
                Inline::Image(image) => {
                    self.source(&image.source);
                    "image"
                }
                Inline::FootnoteReference { .. } => "footnote-reference",
                Inline::SoftBreak => "soft-break",
                Inline::HardBreak => "hard-break",
            };
            self.say(name);
            self.inlines(inline.content().unwrap_or_default());
        }
    }

    fn source(&mut self, source: &ImageSource) {
        self.say(match source {
            ImageSource::Local(_) => "local",
            ImageSource::Remote { .. } => "remote",
            ImageSource::Missing(_) => "missing",
        });
    }
}

#[test]
fn every_node_of_markdown_has_a_row() {
    let mut options = Options::default();
    let extension = &mut options.extension;
    extension.strikethrough = true;
    extension.table = true;
    extension.autolink = true;
    extension.tasklist = true;
    extension.footnotes = true;
    extension.alerts = true;
    extension.description_lists = true;
    extension.math_dollars = true;
    extension.math_code = true;
    extension.block_directive = true;
    extension.link_attributes = true;
    extension.cjk_friendly_emphasis = true;
    // What the reader switches on, so that a new extension is seen here.
    let reader = fs::read_to_string(root().join("src/read/body/markdown/reader.rs")).unwrap();
    let (_, switched) = reader.split_once("fn options()").unwrap();
    let (switched, _) = switched.split_once("\n}\n").unwrap();
    assert_eq!(switched.matches("extension.").count(), 12, "switch the same extensions on in this test");
    let (mut seen, mut expected) = (BTreeSet::new(), BTreeSet::new());
    for (form, text) in texts() {
        if form == Form::Body {
            let arena = Arena::new();
            for node in parse_document(&arena, &text, &options).descendants() {
                let (name, made) = node_kind(&node.data().value);
                assert!(made, "{name} is not switched on");
                seen.insert(name);
            }
        }
    }
    expected.extend(MADE);
    let missing: Vec<_> = expected.difference(&seen).collect();
    assert!(missing.is_empty(), "give these a row in tests/growth: {missing:?}");
    let new: Vec<_> = seen.difference(&expected).collect();
    assert!(new.is_empty(), "name these in `MADE`: {new:?}");
}

/// The nodes that parsing makes with the reader's options.
const MADE: &[&str] = &[
    "alert",
    "block quote",
    "block directive",
    "code",
    "code block",
    "definition",
    "definition item",
    "definition list",
    "document",
    "emphasis",
    "footnote",
    "footnote reference",
    "heading",
    "HTML block",
    "HTML inline",
    "image",
    "item",
    "line break",
    "link",
    "list",
    "math",
    "paragraph",
    "soft break",
    "strikethrough",
    "strong",
    "table",
    "table cell",
    "table row",
    "task item",
    "term",
    "text",
    "thematic break",
];

/// The name of a node, and whether the reader's options make it.
fn node_kind(value: &NodeValue) -> (&'static str, bool) {
    match value {
        NodeValue::Document => ("document", true),
        NodeValue::BlockQuote => ("block quote", true),
        NodeValue::List(_) => ("list", true),
        NodeValue::Item(_) => ("item", true),
        NodeValue::TaskItem(_) => ("task item", true),
        NodeValue::DescriptionList => ("definition list", true),
        NodeValue::DescriptionItem(_) => ("definition item", true),
        NodeValue::DescriptionTerm => ("term", true),
        NodeValue::DescriptionDetails => ("definition", true),
        NodeValue::CodeBlock(_) => ("code block", true),
        NodeValue::HtmlBlock(_) => ("HTML block", true),
        NodeValue::Paragraph => ("paragraph", true),
        NodeValue::Heading(_) => ("heading", true),
        NodeValue::ThematicBreak => ("thematic break", true),
        NodeValue::FootnoteDefinition(_) => ("footnote", true),
        NodeValue::Table(_) => ("table", true),
        NodeValue::TableRow(_) => ("table row", true),
        NodeValue::TableCell => ("table cell", true),
        NodeValue::Text(_) => ("text", true),
        NodeValue::SoftBreak => ("soft break", true),
        NodeValue::LineBreak => ("line break", true),
        NodeValue::Code(_) => ("code", true),
        NodeValue::HtmlInline(_) => ("HTML inline", true),
        NodeValue::Emph => ("emphasis", true),
        NodeValue::Strong => ("strong", true),
        NodeValue::Strikethrough => ("strikethrough", true),
        NodeValue::Link(_) => ("link", true),
        NodeValue::Image(_) => ("image", true),
        NodeValue::FootnoteReference(_) => ("footnote reference", true),
        NodeValue::Math(_) => ("math", true),
        NodeValue::Alert(_) => ("alert", true),
        NodeValue::BlockDirective(_) => ("block directive", true),
        NodeValue::FrontMatter(_) => ("front matter", false),
        NodeValue::Highlight => ("highlight", false),
        NodeValue::Insert => ("insert", false),
        NodeValue::Superscript => ("superscript", false),
        NodeValue::MultilineBlockQuote(_) => ("multiline block quote", false),
        NodeValue::Escaped => ("escaped", false),
        NodeValue::WikiLink(_) => ("wikilink", false),
        NodeValue::Underline => ("underline", false),
        NodeValue::Subscript => ("subscript", false),
        NodeValue::SpoileredText => ("spoiler", false),
        NodeValue::EscapedTag(_) => ("escaped tag", false),
        NodeValue::Raw(_) => ("raw", false),
        NodeValue::Subtext => ("subtext", false),
        NodeValue::Callout(_) => ("callout", false),
        NodeValue::CalloutTitle => ("callout title", false),
        NodeValue::CommentInline(_) => ("comment", false),
        NodeValue::MultilineComment(_) => ("multiline comment", false),
    }
}
