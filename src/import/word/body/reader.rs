//! The state of a document that is being read.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use super::{
    block::state::{OpenGroup, OpenList, PendingFigure},
    inline::piece::LinePiece,
};
use crate::{
    Action, Changes, FindingKind, ImportFinding,
    article::ArticleMetadata,
    word::{
        about::language::ScriptCount,
        numbering::Numbering,
        package::{Relationships, WordPackage},
        styles::WordStyles,
        xml::Node,
    },
};
use pressroom_diagnostics::Span;
use pressroom_read::builder::{Builder, Draft};

/// How deep elements may nest; what is deeper is read as its words.
pub(in crate::word::body) const MAX_NESTING: usize = 60;
/// How many letters of the text that a comment is about are kept.
const MAX_ANCHOR: usize = 300;

/// A note of the document: its element and the relationships of its part.
#[derive(Clone, Copy)]
pub(in crate::word) struct WordNote<'d> {
    pub(in crate::word) node: Node<'d>,
    pub(in crate::word) relationships: &'d Relationships,
}

/// What the text says of a comment: where it stands, and what it is about.
#[derive(Debug, Default, Clone)]
pub(in crate::word) struct CommentAnchor {
    pub(in crate::word) place: String,
    pub(in crate::word) paragraph: u32,
    pub(in crate::word) text: String,
}

/// A field that is open: its code comes first, then what it shows.
#[derive(Debug, Default)]
pub(in crate::word::body) struct OpenField<'d> {
    pub(in crate::word::body) code: String,
    pub(in crate::word::body) shows: bool,
    /// The link that it is.
    pub(in crate::word::body) link: Option<usize>,
    /// The words that it shows, if they are not taken over.
    pub(in crate::word::body) dropped: Option<String>,
    /// What a form says of it.
    pub(in crate::word::body) form: Option<Node<'d>>,
}

/// Something that is reported once, however often it occurs.
#[derive(Debug)]
struct CountedFinding {
    action: Action,
    place: String,
    text: String,
    count: usize,
}

/// Reads the body, and what it names of other parts.
pub(in crate::word) struct WordReader<'d, 'p, 'z, 'b> {
    pub(in crate::word::body) builder: Builder<'b>,
    pub(in crate::word::body) package: &'p mut WordPackage<'z>,
    pub(in crate::word::body) styles: &'d WordStyles<'d>,
    pub(in crate::word::body) numbering: Numbering,
    pub(in crate::word::body) changes: Changes,
    pub(in crate::word::body) relationships: &'d Relationships,
    pub(in crate::word::body) notes: BTreeMap<String, WordNote<'d>>,
    pub(in crate::word::body) has_title: bool,
    pub(in crate::word::body) has_cards: bool,

    /// How many paragraphs were read.
    pub(in crate::word::body) paragraph: u32,
    /// The note that is being read.
    pub(in crate::word::body) note: Option<String>,
    pub(in crate::word::body) nesting: usize,
    pub(in crate::word::body) in_cell: usize,
    pub(in crate::word::body) fields: Vec<OpenField<'d>>,
    pub(in crate::word::body) links: Vec<String>,
    pub(in crate::word::body) link: Option<usize>,
    pub(in crate::word::body) lists: Vec<OpenList>,
    pub(in crate::word::body) group: Option<OpenGroup>,
    pub(in crate::word::body) code: Vec<String>,
    pub(in crate::word::body) figures: Vec<PendingFigure>,
    pub(in crate::word::body) caption: Option<Vec<LinePiece>>,
    /// Pieces of a paragraph that goes on in the next one.
    pub(in crate::word::body) carried: Vec<LinePiece>,
    /// Tables within cells, which stand after the table.
    pub(in crate::word::body) inner_tables: Vec<Node<'d>>,
    pub(in crate::word::body) referred: Vec<String>,
    pub(in crate::word::body) seen_notes: BTreeSet<String>,
    pub(in crate::word::body) comments: Vec<String>,
    pub(in crate::word::body) was_titled: bool,
    pub(in crate::word::body) headings: usize,
    pub(in crate::word::body) names: BTreeMap<String, String>,
    counted: BTreeMap<(FindingKind, String), CountedFinding>,

    pub(in crate::word::body) anchors: HashMap<String, CommentAnchor>,
    /// Bookmarks, and the paragraphs that they stand in.
    pub(in crate::word) bookmarks: HashMap<String, u32>,
    pub(in crate::word) metadata: ArticleMetadata,
    pub(in crate::word) pictures: BTreeMap<String, Arc<[u8]>>,
    pub(in crate::word) findings: Vec<ImportFinding>,
    /// How many letters the text has in each language that it names.
    pub(in crate::word) languages: BTreeMap<String, usize>,
    pub(in crate::word) scripts: ScriptCount,
}

/// What a reader begins with.
pub(in crate::word) struct WordParts<'d, 'p, 'z> {
    pub(in crate::word) package: &'p mut WordPackage<'z>,
    pub(in crate::word) styles: &'d WordStyles<'d>,
    pub(in crate::word) numbering: Numbering,
    pub(in crate::word) changes: Changes,
    pub(in crate::word) relationships: &'d Relationships,
    /// Notes by their names, such as `footnote 2`.
    pub(in crate::word) notes: BTreeMap<String, WordNote<'d>>,
    /// True if a paragraph is the headline by its style.
    pub(in crate::word) has_title: bool,
    /// True if a paragraph is a card by the house's style.
    pub(in crate::word) has_cards: bool,
}

/// What was read.
pub(in crate::word) struct ReadBody {
    pub(in crate::word) draft: Draft,
    pub(in crate::word) anchors: HashMap<String, CommentAnchor>,
    pub(in crate::word) bookmarks: HashMap<String, u32>,
    pub(in crate::word) metadata: ArticleMetadata,
    pub(in crate::word) pictures: BTreeMap<String, Arc<[u8]>>,
    pub(in crate::word) findings: Vec<ImportFinding>,
    pub(in crate::word) languages: BTreeMap<String, usize>,
    pub(in crate::word) scripts: ScriptCount,
}

impl<'d, 'p, 'z, 'b> WordReader<'d, 'p, 'z, 'b> {
    /// A reader that has read nothing.
    pub(in crate::word) fn new(parts: WordParts<'d, 'p, 'z>, builder: Builder<'b>) -> Self {
        Self {
            builder,
            package: parts.package,
            styles: parts.styles,
            numbering: parts.numbering,
            changes: parts.changes,
            relationships: parts.relationships,
            notes: parts.notes,
            has_title: parts.has_title,
            has_cards: parts.has_cards,
            paragraph: 0,
            note: None,
            nesting: 0,
            in_cell: 0,
            fields: Vec::new(),
            links: Vec::new(),
            link: None,
            lists: Vec::new(),
            group: None,
            code: Vec::new(),
            figures: Vec::new(),
            caption: None,
            carried: Vec::new(),
            inner_tables: Vec::new(),
            referred: Vec::new(),
            seen_notes: BTreeSet::new(),
            comments: Vec::new(),
            was_titled: false,
            headings: 0,
            names: BTreeMap::new(),
            counted: BTreeMap::new(),
            anchors: HashMap::new(),
            bookmarks: HashMap::new(),
            metadata: ArticleMetadata::default(),
            pictures: BTreeMap::new(),
            findings: Vec::new(),
            languages: BTreeMap::new(),
            scripts: ScriptCount::default(),
        }
    }

    /// What was read, when all is.
    pub(in crate::word) fn finish(mut self) -> ReadBody {
        self.report_counted();
        ReadBody {
            draft: self.builder.finish_all(),
            anchors: self.anchors,
            bookmarks: self.bookmarks,
            metadata: self.metadata,
            pictures: self.pictures,
            findings: self.findings,
            languages: self.languages,
            scripts: self.scripts,
        }
    }

    /// The place of what is being read, in words.
    pub(in crate::word::body) fn place(&self) -> String {
        match &self.note {
            Some(note) => note.clone(),
            None => format!("paragraph {}", self.paragraph.max(1)),
        }
    }

    /// The place of what is being read: the number of its paragraph stands for bytes.
    pub(in crate::word::body) fn span(&self) -> Span {
        Span { start: self.paragraph, end: self.paragraph }
    }

    /// Reports something.
    pub(in crate::word::body) fn find(
        &mut self,
        kind: FindingKind,
        action: Action,
        text: impl Into<String>,
        message: impl Into<String>,
    ) {
        let place = self.place();
        self.findings.push(ImportFinding { kind, action, place, text: text.into(), message: message.into() });
    }

    /// Reports something once, with how often it occurs.
    pub(in crate::word::body) fn count_finding(
        &mut self,
        kind: FindingKind,
        action: Action,
        text: &str,
        message: &str,
    ) {
        let place = self.place();
        let known = self.counted.entry((kind, message.to_owned())).or_insert_with(|| CountedFinding {
            action,
            place,
            text: text.chars().take(200).collect(),
            count: 0,
        });
        known.count += 1;
    }

    /// Reports what was counted.
    pub(in crate::word::body) fn report_counted(&mut self) {
        for ((kind, message), known) in std::mem::take(&mut self.counted) {
            let message = match known.count {
                1 => message,
                count => format!("{message} ({count} times)"),
            };
            let CountedFinding { action, place, text, .. } = known;
            self.findings.push(ImportFinding { kind, action, place, text, message });
        }
    }

    /// Takes note of text as it goes by: its language, its direction, and the comments that are about it.
    pub(in crate::word::body) fn hear(&mut self, text: &str, language: Option<&str>) {
        self.scripts.add(text);
        let all = text.len();
        if let Some(language) = language {
            match self.languages.get_mut(language) {
                Some(count) => *count += all,
                None => {
                    self.languages.insert(language.to_owned(), all);
                }
            }
        }
        for comment in &self.comments {
            if let Some(anchor) = self.anchors.get_mut(comment)
                && anchor.text.len() < MAX_ANCHOR
            {
                anchor.text.push_str(text);
            }
        }
    }
}
