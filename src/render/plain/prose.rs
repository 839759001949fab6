//! Inlines as running text.
//!
//! Words stay as they were written. What surrounds them is told apart by form: `[1]` is a link listed below, `[^1]` a
//! footnote, `(Card 2)` a link within the document. These marks stand behind the word that they end with, so that they
//! part no word.

use unicode_width::UnicodeWidthChar;

use super::{
    ascii::Ascii,
    layout::Prose,
    references::References,
    routes::{LinkRoute, Routes},
};
use pressroom_document::{Image, ImageSource, Inline, LeadImage, LinkTarget, Place, text, word::is_unspaced};
use pressroom_theme::{MessageKey, Messages};

/// Everything that inlines need to know of their document.
pub struct ProseContext<'a> {
    /// Interface words in the document's language.
    pub messages: &'a Messages,
    /// Where links lead.
    pub routes: &'a dyn Routes,
    /// Which part of the document is being written.
    pub place: Place,
    /// How ASCII is written, if nothing else goes out.
    pub ascii: Option<Ascii>,
    /// Mark on both sides of text that was struck through.
    pub struck: &'a str,
}

/// The running text of inlines.
pub fn prose(inlines: &[Inline], around: &ProseContext<'_>, references: &mut References) -> Prose {
    let mut builder = Builder::new(around, references);
    builder.push_inlines(inlines);
    builder.finish()
}

/// The running text of a link: a headline that leads to its story.
pub(crate) fn link(
    target: Option<&LinkTarget>,
    content: &[Inline],
    around: &ProseContext<'_>,
    references: &mut References,
) -> Prose {
    let mut builder = Builder::new(around, references);
    builder.push_inlines(content);
    if let Some(target) = target {
        builder.mark_link(target, None, &text::plain(content));
    }
    builder.finish()
}

/// A picture with its caption, in brackets; `None` for decoration.
pub(crate) fn figure(
    image: &Image,
    caption: &[Inline],
    around: &ProseContext<'_>,
    references: &mut References,
) -> Option<Prose> {
    let mut builder = Builder::new(around, references);
    let credit = image.credit.as_deref().filter(|credit| !credit.trim().is_empty());
    let decoration = image.alt.as_deref() == Some("") && matches!(image.source, ImageSource::Local(_));
    if decoration && caption.is_empty() && credit.is_none() {
        return None;
    }
    builder.push_text("[");
    match image.alt.as_deref().map(str::trim).filter(|alt| !alt.is_empty()) {
        Some(alt) => {
            builder.push_text(&around.messages.fill(MessageKey::Picture, &[("alt", alt)]));
            if !caption.is_empty() {
                builder.end_sentence();
                builder.push_inlines(caption);
            }
        }
        None if caption.is_empty() => builder.push_text(around.messages.get(MessageKey::PictureMissing)),
        None => {
            let (before, after) =
                around.messages.get(MessageKey::Picture).split_once("{alt}").unwrap_or_default();
            builder.push_text(before);
            builder.push_inlines(caption);
            builder.push_text(after);
        }
    }
    if let Some(credit) = credit {
        builder.end_sentence();
        builder.push_text(&around.messages.fill(MessageKey::Credit, &[("credit", credit)]));
    }
    builder.push_text("]");
    builder.mark_remote(image);
    Some(builder.finish())
}

/// The lead picture, in brackets.
pub fn lead_figure(
    lead: &LeadImage,
    around: &ProseContext<'_>,
    references: &mut References,
) -> Option<Prose> {
    let caption = lead.caption.iter().filter(|caption| !caption.trim().is_empty());
    let caption: Vec<_> =
        caption.map(|caption| Inline::Text { value: caption.clone(), span: lead.image.span }).collect();
    figure(&lead.image, &caption, around, references)
}

struct Builder<'a> {
    around: &'a ProseContext<'a>,
    references: &'a mut References,
    prose: Prose,
    /// Marks that wait for the end of the word.
    pending: Vec<String>,
    /// True within a link: a picture there leads where the link does.
    in_link: bool,
}

impl<'a> Builder<'a> {
    fn new(around: &'a ProseContext<'a>, references: &'a mut References) -> Self {
        Self { around, references, prose: Prose::default(), pending: Vec::new(), in_link: false }
    }

    fn finish(mut self) -> Prose {
        self.flush();
        self.prose.text.truncate(self.prose.text.trim_end().len());
        // Marks are written within code that has spaces before the code's own end is known.
        self.prose.glued.sort_by_key(|range| range.start);
        self.prose
    }

    fn push_inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text { value, .. } => self.push_text(value),
                Inline::Emphasis { content, .. }
                | Inline::Strong { content, .. }
                | Inline::Subscript { content, .. } => self.push_inlines(content),
                Inline::Strikethrough { content, .. } => {
                    self.push_text(self.around.struck);
                    self.push_inlines(content);
                    self.push_text(self.around.struck);
                }
                Inline::Superscript { content, .. } => match raised(content) {
                    Some(_) if self.around.ascii.is_some() => {
                        self.push_text("^");
                        self.push_inlines(content);
                    }
                    Some(digits) => self.push_text(&digits),
                    None => self.push_inlines(content),
                },
                Inline::Code { value, .. } | Inline::Math { value, display: false, .. } => {
                    self.push_code(value)
                }
                Inline::Math { value, display: true, .. } => {
                    self.break_line();
                    self.push_code(value);
                    self.break_line();
                }
                Inline::Link { target, title, content, .. } => {
                    self.in_link = true;
                    self.push_inlines(content);
                    self.in_link = false;
                    self.mark_link(target, title.as_deref(), &text::plain(content));
                }
                Inline::Image(image) => self.push_image(image),
                Inline::FootnoteReference { number, .. } => self.pending.push(format!("[^{number}]")),
                Inline::SoftBreak => self.push_text(" "),
                Inline::HardBreak => self.break_line(),
            }
        }
    }

    /// Words; runs of white space that a line may be broken at become one space.
    fn push_text(&mut self, value: &str) {
        let mut characters = value.chars().peekable();
        while let Some(character) = characters.next() {
            let space = matches!(character, ' ' | '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
            if !self.pending.is_empty() && (space || ends_word(character, characters.peek().copied())) {
                self.flush();
            }
            match space {
                false => self.prose.text.push(character),
                true if self.prose.text.is_empty() || self.prose.text.ends_with([' ', '\n']) => {}
                true => self.prose.text.push(' '),
            }
        }
    }

    fn push_code(&mut self, value: &str) {
        let start = self.prose.text.len();
        self.push_text(value);
        self.prose.glued.push(start..self.prose.text.len());
    }

    fn push_image(&mut self, image: &Image) {
        let shown = matches!(image.source, ImageSource::Local(_));
        let messages = self.around.messages;
        match image.alt.as_deref().map(str::trim) {
            Some("") if shown => {}
            None | Some("") => self.push_text(&format!("[{}]", messages.get(MessageKey::PictureMissing))),
            Some(alt) => {
                self.push_text(&format!("[{}]", messages.fill(MessageKey::Picture, &[("alt", alt)])))
            }
        }
        self.mark_remote(image);
    }

    fn mark_remote(&mut self, image: &Image) {
        match &image.source {
            ImageSource::Remote { url, .. } if !self.in_link => self.push_reference(url, None),
            ImageSource::Remote { .. } | ImageSource::Local(_) | ImageSource::Missing(_) => {}
        }
    }

    /// A mark for a link, unless its words say already where it leads.
    fn mark_link(&mut self, target: &LinkTarget, title: Option<&str>, words: &str) {
        let words = words.trim();
        let url = match target {
            LinkTarget::External(url) if url == words => return,
            LinkTarget::Email(address) if address == words => return,
            LinkTarget::Internal(id) => return self.mark_internal(id),
            LinkTarget::External(_) | LinkTarget::Email(_) | LinkTarget::Telephone(_) => target.url(),
        };
        self.push_reference(&url, title);
    }

    fn push_reference(&mut self, url: &str, title: Option<&str>) {
        let number = self.references.number(&self.around.routes.tagged(url), title);
        self.pending.push(format!("[{number}]"));
    }

    /// The card that an id belongs to, unless it is the one being read; one that stays out is on the web.
    fn mark_internal(&mut self, id: &str) {
        match self.around.routes.internal(id, self.around.place) {
            LinkRoute::Url(url) => self.push_reference(&url, None),
            LinkRoute::Card(number) => {
                let card = self.around.messages.fill(MessageKey::Card, &[("number", &number.to_string())]);
                // A mark is not broken within.
                let mark = self.around.messages.fill(MessageKey::Parentheses, &[("text", &card)]);
                self.pending.push(mark.replace(' ', "\u{A0}"));
            }
            LinkRoute::Here => {}
        }
    }

    fn break_line(&mut self) {
        self.flush();
        let text = &mut self.prose.text;
        text.truncate(text.trim_end().len());
        if !text.is_empty() {
            text.push('\n');
        }
    }

    /// Parts a sentence from the next, unless the author did.
    fn end_sentence(&mut self) {
        let last =
            self.prose.text.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', '」', '』']).chars().last();
        match last {
            Some('.' | '!' | '?' | '…' | ':' | ';' | '؟' | '۔' | '।') => self.push_text(" "),
            Some('。' | '！' | '？') => {}
            Some(character) if is_unspaced(character) => self.push_text("。"),
            Some(_) | None => self.push_text(". "),
        }
    }

    fn flush(&mut self) {
        for mark in std::mem::take(&mut self.pending) {
            let text = &mut self.prose.text;
            if !text.is_empty() && !text.ends_with(|last: char| last.is_whitespace() || is_unspaced(last)) {
                text.push(' ');
            }
            self.prose.ties.push(text.len());
            let start = text.len() - text.chars().next_back().map_or(0, char::len_utf8);
            text.push_str(&mark);
            self.prose.glued.push(start..text.len());
        }
    }
}

/// Tells if the word before `character` is at its end; `next` follows `character`.
fn ends_word(character: char, next: Option<char>) -> bool {
    match character {
        // Parts no word where a letter follows: "Europe's", "pre-war", "example.org".
        '\'' | '’' | '-' | '\u{2010}' | '\u{2011}' | '־' | '׳' | '״' | '.' | ',' | ':' | '_' | '@' | '&'
        | '·' => !next.is_some_and(char::is_alphanumeric),
        _ if is_unspaced(character) => true,
        // Marks and joiners belong to the letter before them.
        _ => !character.is_alphanumeric() && character.width() != Some(0),
    }
}

/// A superscript of figures as raised figures: 10 to the 6th must not be read as 106.
fn raised(content: &[Inline]) -> Option<String> {
    let raise = |character| {
        Some(match character {
            '0' => '⁰',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '4' => '⁴',
            '5' => '⁵',
            '6' => '⁶',
            '7' => '⁷',
            '8' => '⁸',
            '9' => '⁹',
            '+' => '⁺',
            '-' | '−' => '⁻',
            _ => return None,
        })
    };
    match content {
        [Inline::Text { value, .. }] => value.chars().map(raise).collect(),
        _ => None,
    }
}
