//! The text of a document as markup: what web pages and EPUB share.
//!
//! [`Flow`] turns blocks and inlines into HTML or XHTML; a [`Dialect`] says what differs between editions: how a
//! picture is written, where a link leads, which attributes a reading system wants. Everything is escaped here, so
//! that templates can put the results where they like.
//!
//! Classes that styles may rely on:
//!
//! | element | class |
//! |---|---|
//! | `figure` | `picture`, also `picture missing`; `quote` around a `blockquote` with its source |
//! | `figcaption` > `span` | `caption`, `credit` |
//! | `aside` | `related` (`p.label`, `p.headline`), `callout callout-KIND` (`p.label`) |
//! | `div` | `table` around each `table`; `footnotes` (`p.label`, then `ol` or `aside.footnote`) |
//! | `th`, `td` | `left`, `center`, `right` |
//! | `ul` | `tasks` where items are tasks (`span.task`) |
//! | `code` | `math`, `math display`; `language-NAME` below `pre` |
//! | `sup`, `a` | `noteref` and `backlink` |
//! | `span` | `missing`: in place of a picture within a line; `pagebreak`: where a printed page begins |

mod blocks;
mod breaks;
mod inlines;
mod notes;
mod pictures;
mod tables;
mod templates;
mod writer;

pub use templates::{Sources, Templates, failure, markup};
pub use writer::{Markup, Syntax, Tag, escape};

use crate::pagination::{Breaks, DueBreaks};
use pressroom_diagnostics::Diagnostics;
use pressroom_document::{Block, Image, Inline, LeadImage, LinkTarget};
use pressroom_theme::Messages;

/// The differences between the editions that are made of markup.
pub trait Dialect {
    /// HTML or XHTML.
    fn syntax(&self) -> Syntax;

    /// Writes a picture's pixels, with its alternative text, and says true; or writes nothing and says false where the
    /// edition can't show it: text goes out in its place.
    fn picture(&self, out: &mut Markup, image: &Image, place: PicturePlace) -> bool;

    /// The URL of a link. Where documents have several files, an internal target names its file.
    fn href(&self, target: &LinkTarget) -> String {
        match target {
            LinkTarget::Internal(id) => format!("#{}", self.id(id)),
            LinkTarget::External(_) | LinkTarget::Email(_) | LinkTarget::Telephone(_) => target.url(),
        }
    }

    /// The id that is written for an id of the document.
    fn id(&self, id: &str) -> String {
        id.to_owned()
    }

    /// The id of a footnote. `read` gives no id of the document that begins with `fn-` or `fnref-`.
    fn note_id(&self, number: u32) -> String {
        format!("fn-{number}")
    }

    /// The id of a reference to a footnote.
    fn reference_id(&self, number: u32, occurrence: u32) -> String {
        format!("fnref-{number}-{occurrence}")
    }

    /// The id of the place where a printed page begins. `read` gives no id of the document that begins with `pagebreak-`.
    fn page_id(&self, label: &str) -> String {
        format!("pagebreak-{label}")
    }

    /// The URL of a footnote, from the text.
    fn note_href(&self, number: u32) -> String {
        format!("#{}", self.note_id(number))
    }

    /// The URL of a reference, from its footnote.
    fn reference_href(&self, number: u32, occurrence: u32) -> String {
        format!("#{}", self.reference_id(number, occurrence))
    }

    /// Tells if `epub:type` is written and footnotes are `aside`s, which reading systems show in a pop-up.
    fn epub_types(&self) -> bool {
        false
    }

    /// The `dir` of what always runs from left to right (code, mathematics, the numbers of notes), where the text does
    /// not and the style can't say it: EPUB 3.3 bars `direction` and `unicode-bidi` from style sheets.
    fn left_to_right(&self) -> Option<&'static str> {
        None
    }

    /// How many elements blocks may open within each other; what is deeper is written one after the other.
    fn max_open(&self) -> usize {
        usize::MAX
    }

    /// Tells if the style can set a row of a wide table as a record of labelled values.
    fn labelled_cells(&self) -> bool {
        false
    }

    /// Tells if a wide table scrolls in a box of its own, which the keyboard must reach.
    fn scrolling_tables(&self) -> bool {
        false
    }
}

/// Where a picture stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PicturePlace {
    /// With the headline, above all else.
    Lead,
    /// In a figure.
    Figure,
    /// Within a line.
    Inline,
}

/// Renders the text of one document, part by part, and collects what can't be shown as written.
pub struct Flow<'a> {
    dialect: &'a dyn Dialect,
    messages: &'a Messages,
    out: Markup,
    warnings: Diagnostics,
    /// The level that a model heading of level 1 is written with.
    base: u8,
    /// References within a link: they follow it, because links don't nest.
    pending: Vec<(u32, u32)>,
    in_link: bool,
    /// How many elements of blocks are open.
    open: usize,
    /// True inside a block whose content goes out flat, which was reported.
    flat: bool,
    /// True in a label: words only, without links, ids and footnote references.
    label: bool,
    /// True in a heading: page breaks stand before it.
    heading: bool,
    /// Where the pages of the print edition begin.
    breaks: Option<&'a Breaks<'a>>,
    /// The breaks that are still to come in the passage that is being written.
    due: DueBreaks,
    /// How many tables were written.
    tables: usize,
}

impl<'a> Flow<'a> {
    /// A renderer for one file (or several) of one document.
    pub fn new(dialect: &'a dyn Dialect, messages: &'a Messages) -> Self {
        let out = Markup::new(dialect.syntax());
        let (warnings, pending) = (Vec::new(), Vec::new());
        Self {
            dialect,
            messages,
            out,
            warnings,
            base: 3,
            pending,
            in_link: false,
            open: 0,
            flat: false,
            label: false,
            heading: false,
            breaks: None,
            due: DueBreaks::default(),
            tables: 0,
        }
    }

    /// The same, with the page breaks of the print edition written where they are.
    pub fn with_breaks(self, breaks: Option<&'a Breaks<'a>>) -> Self {
        Self { breaks, ..self }
    }

    /// Blocks. `base` is the level of the headings that the model calls 1: 3 inside a card, whose question is `h2`.
    pub fn blocks(&mut self, blocks: &[Block], base: u8) -> String {
        self.base = base;
        self.push_blocks(blocks);
        self.out.take_markup()
    }

    /// A heading, such as a card's question, with links and footnote references.
    pub fn inlines(&mut self, inlines: &[Inline]) -> String {
        self.push_heading(inlines);
        self.out.take_markup()
    }

    /// Inlines for a second place, such as the contents: without links, ids, pictures and footnote references.
    pub fn label(&mut self, inlines: &[Inline]) -> String {
        self.label = true;
        self.push_inlines(inlines);
        self.label = false;
        self.out.take_markup()
    }

    /// The lead picture with its caption and credit.
    pub fn lead(&mut self, lead: &LeadImage) -> String {
        self.push_lead(lead);
        self.out.take_markup()
    }

    /// The footnotes of one part; nothing where there are none.
    pub fn footnotes<'n>(&mut self, notes: impl Iterator<Item = &'n pressroom_document::Footnote>) -> String {
        self.push_footnotes(notes);
        self.out.take_markup()
    }

    /// Warnings about content that could not be shown as written.
    pub fn into_warnings(self) -> Diagnostics {
        self.warnings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pressroom_theme::Theme;

    struct Plain(Syntax);

    impl Dialect for Plain {
        fn syntax(&self) -> Syntax {
            self.0
        }

        fn picture(&self, _: &mut Markup, _: &Image, _: PicturePlace) -> bool {
            false
        }

        fn epub_types(&self) -> bool {
            self.0 == Syntax::Xhtml
        }
    }

    fn render(syntax: Syntax, json: &str) -> String {
        let theme = Theme::builtin(pressroom_theme::DEFAULT).unwrap();
        let (messages, dialect) = (theme.messages("en"), Plain(syntax));
        let blocks: Vec<Block> = serde_json::from_str(json).unwrap();
        Flow::new(&dialect, &messages).blocks(&blocks, 3).trim_end().to_owned()
    }

    #[test]
    fn references_within_a_link_follow_it() {
        let json = r#"[{"type": "paragraph", "content": [{"type": "link", "target": {"external": "https://example.org/?a&b"},
            "content": [{"type": "text", "value": "a <link>"}, {"type": "footnote-reference", "number": 2, "occurrence": 1}]}]}]"#;
        let expected = "<p><a href=\"https://example.org/?a&amp;b\">a &lt;link&gt;</a><sup class=\"noteref\">\
            <a id=\"fnref-2-1\" href=\"#fn-2\" role=\"doc-noteref\" aria-label=\"Footnote 2\">2</a></sup></p>";
        assert_eq!(render(Syntax::Html, json), expected);
    }

    #[test]
    fn tight_items_have_no_paragraph_unless_they_have_two() {
        let json = r#"[{"type": "list", "start": 3, "tight": true, "items": [
            {"blocks": [{"type": "paragraph", "content": [{"type": "text", "value": "one"}]}]},
            {"task": true, "blocks": [{"type": "paragraph", "content": [{"type": "text", "value": "two"}]},
                {"type": "paragraph", "content": [{"type": "text", "value": "three"}]}]},
            {"blocks": []}]}]"#;
        let expected = "<ol class=\"tasks\" start=\"3\">\n<li>one</li>\n<li><p><span class=\"task\" role=\"img\" \
            aria-label=\"done\">\u{2611}</span> two</p>\n<p>three</p>\n</li>\n<li></li>\n</ol>";
        assert_eq!(render(Syntax::Html, json), expected);
    }

    #[test]
    fn page_breaks_stand_at_their_words_and_outside_of_links_and_headings() {
        use crate::{PageStart, Pagination, TextPlace};
        let mut document = pressroom_samples::every_variant();
        let json = r#"[{"type": "heading", "level": 1, "id": "h", "content": [{"type": "text", "value": "Head here"}]},
            {"type": "paragraph", "content": [{"type": "text", "value": "ab "},
            {"type": "emphasis", "content": [{"type": "text", "value": "cd"}]}, {"type": "link",
            "target": {"external": "https://example.org/"}, "content": [{"type": "text", "value": "ef"}]}]}]"#;
        document.lede = serde_json::from_str(json).unwrap();
        let place = |passage, offset, label: &str| PageStart {
            label: label.to_owned(),
            place: TextPlace { passage, offset },
        };
        let pages =
            vec![place(0, 0, "1"), place(1, 4, "2"), place(2, 3, "3"), place(2, 5, "4"), place(2, 6, "5")];
        let pagination = Pagination { source: "print".to_owned(), pages };
        let breaks = Breaks::new(&pagination, &document);
        let theme = Theme::builtin(pressroom_theme::DEFAULT).unwrap();
        let (messages, dialect) = (theme.messages("en"), Plain(Syntax::Xhtml));
        let mut flow = Flow::new(&dialect, &messages).with_breaks(Some(&breaks));
        let mark = |label: u8| {
            format!(
                "<span class=\"pagebreak\" epub:type=\"pagebreak\" role=\"doc-pagebreak\" id=\"pagebreak-{label}\" \
                 aria-label=\"Page {label}\"></span>"
            )
        };
        assert_eq!(flow.breaks_in_front(), mark(1));
        let expected = format!(
            "{}<h3 id=\"h\">Head here</h3>\n<p>ab <em>c{}d</em>{}<a href=\"https://example.org/\">ef</a>{}</p>",
            mark(2),
            mark(3),
            mark(4),
            mark(5)
        );
        assert_eq!(flow.blocks(&document.lede, 3).trim_end(), expected);
    }

    #[test]
    fn a_hidden_remote_picture_keeps_its_words_and_link() {
        let json = r#"[{"type": "figure", "image": {"source": {"remote": {"url": "https://example.org/a.png"}}, "alt": "A map"},
            "caption": [{"type": "text", "value": "Where"}]}]"#;
        let expected = "<figure class=\"picture missing\"><p><span class=\"missing\">\
            <a href=\"https://example.org/a.png\">Picture: A map</a></span></p>\
            <figcaption><span class=\"caption\">Where</span></figcaption></figure>";
        assert_eq!(render(Syntax::Xhtml, json), expected);
    }
}
