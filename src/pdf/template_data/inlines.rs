//! Text within a line, flattened into runs of one style each.

use super::{
    builder::{MAX_NEST, MAX_STRING, PictureFile, TemplateDataBuilder},
    data::{InlineObject, InlinePicture, Link, LinkTarget, Run, Style, TextKind, TextRun},
};
use pressroom_diagnostics::Span;
use pressroom_document::{self as model, Image, Inline, text};
use pressroom_render::TextPlace;

/// Footnotes within footnotes are given where they are referred to only so deep; deeper ones come at the end of their
/// part.
const MAX_NOTES: usize = 2;

/// Code and mathematics may break in words of more characters than this.
const CODE_WORD_LIMIT: usize = 20;

/// The style and the limit that the inlines around an inline give it.
#[derive(Clone, Copy)]
struct Surroundings {
    style: Style,
    /// Words of more characters than this may break.
    limit: usize,
}

impl TemplateDataBuilder<'_> {
    /// Runs of inlines; words of more than `limit` characters may break.
    pub(crate) fn inlines(&mut self, inlines: &[Inline], limit: usize) -> Vec<Run> {
        let mut out = Vec::new();
        let outer = self.enter_text(inlines);
        self.push_inlines(inlines, Surroundings { style: Style::default(), limit }, &mut out);
        self.place = outer;
        trim_runs(&mut out);
        out
    }

    /// The runs of a link.
    pub(crate) fn link(
        &mut self,
        target: &model::LinkTarget,
        content: &[Inline],
        limit: usize,
        span: Span,
    ) -> Vec<Run> {
        let mut out = Vec::new();
        let outer = self.enter_text(content);
        self.push_link(target, content, Surroundings { style: Style::default(), limit }, span, &mut out);
        self.place = outer;
        out
    }

    /// Begins a text, which may be a passage; gives the place of what is around it.
    fn enter_text(&mut self, inlines: &[Inline]) -> Option<TextPlace> {
        let passages = self.passages.as_ref().filter(|_| self.in_notes == 0);
        let passage = passages.and_then(|passages| passages.number(inlines));
        std::mem::replace(&mut self.place, passage.map(|passage| TextPlace { passage, offset: 0 }))
    }

    fn push_inlines(&mut self, inlines: &[Inline], around: Surroundings, out: &mut Vec<Run>) {
        for inline in inlines {
            self.push_inline(inline, around, out);
        }
    }

    fn push_inline(&mut self, inline: &Inline, around: Surroundings, out: &mut Vec<Run>) {
        let Surroundings { style, limit } = around;
        let styled = |style: Style| Surroundings { style, ..around };
        match inline {
            Inline::Text { value, span } => {
                let text = self.texts.prepare(value, limit, Some(*span));
                self.push_text(TextKind::Text, value, text, style, out);
            }
            Inline::Emphasis { content, .. } => {
                self.push_inlines(content, styled(Style { emphasis: true, ..style }), out);
            }
            Inline::Strong { content, .. } => {
                self.push_inlines(content, styled(Style { strong: true, ..style }), out);
            }
            Inline::Strikethrough { content, .. } => {
                self.push_inlines(content, styled(Style { strike: true, ..style }), out);
            }
            Inline::Superscript { content, .. } => {
                self.push_inlines(content, styled(Style { raised: true, lowered: false, ..style }), out);
            }
            Inline::Subscript { content, .. } => {
                self.push_inlines(content, styled(Style { lowered: true, raised: false, ..style }), out);
            }
            Inline::Code { value, span } => self.push_code(TextKind::Code, value, *span, around, out),
            Inline::Math { value, display: true, span } => {
                self.push_code(TextKind::DisplayMath, value, *span, around, out);
            }
            Inline::Math { value, display: false, span } => {
                self.push_code(TextKind::Math, value, *span, around, out);
            }
            Inline::Link { target, content, span, .. } => self.push_link(target, content, around, *span, out),
            Inline::Image(image) => out.push(Run::Object(InlineObject::Picture(self.inline_picture(image)))),
            Inline::FootnoteReference { number, .. } => self.push_note(*number, out),
            Inline::SoftBreak => self.push_text(TextKind::Text, " ", " ".to_owned(), style, out),
            Inline::HardBreak => out.push(Run::Object(InlineObject::LineBreak)),
        }
    }

    fn push_code(
        &mut self,
        kind: TextKind,
        value: &str,
        span: Span,
        around: Surroundings,
        out: &mut Vec<Run>,
    ) {
        let text = self.texts.prepare(&self.isolate(value), around.limit.min(CODE_WORD_LIMIT), Some(span));
        self.push_text(kind, value, text, around.style, out);
    }

    fn inline_picture(&mut self, image: &Image) -> InlinePicture {
        match self.picture_file(image) {
            Some(PictureFile { file, width, height }) => {
                InlinePicture::Shown { file, width, height, alt: self.alternative(image, None) }
            }
            None => {
                let (text, url) = self.words_instead(image);
                InlinePicture::Words { text, url }
            }
        }
    }

    fn push_link(
        &mut self,
        target: &model::LinkTarget,
        content: &[Inline],
        around: Surroundings,
        span: Span,
        out: &mut Vec<Run>,
    ) {
        let mut runs = Vec::new();
        self.push_inlines(content, around, &mut runs);
        let url = target.url();
        if url.len() > MAX_STRING {
            self.warn_simplified("the link's address is too long for a PDF; its text was kept", span);
            out.append(&mut runs);
            return;
        }
        let says_address = says_address(content, &url);
        // A note's mark is a link of its own: it splits the link around it.
        for part in runs.split_inclusive(is_note) {
            let (part, note) = match part.split_last() {
                Some((last, rest)) if is_note(last) => (rest, Some(last)),
                _ => (part, None),
            };
            if !part.is_empty() {
                let target = self.link_target(target, &url, says_address);
                out.push(Run::Object(InlineObject::Link(Link { target, content: part.to_vec() })));
            }
            out.extend(note.cloned());
        }
    }

    /// The target of a link: on paper a number or a page stands for the address.
    fn link_target(&mut self, target: &model::LinkTarget, url: &str, address: bool) -> LinkTarget {
        let on_paper = self.options.press.is_some();
        match target {
            model::LinkTarget::Internal(id) if on_paper => LinkTarget::Page { page_of: id.clone() },
            model::LinkTarget::Internal(id) => LinkTarget::Id { to: id.clone() },
            model::LinkTarget::External(_)
            | model::LinkTarget::Email(_)
            | model::LinkTarget::Telephone(_)
                if on_paper =>
            {
                // An address that is there to read needs no note.
                LinkTarget::Note { note: (!address).then(|| self.link_note(url)), address }
            }
            model::LinkTarget::External(_)
            | model::LinkTarget::Email(_)
            | model::LinkTarget::Telephone(_) => LinkTarget::Url { url: url.to_owned(), address },
        }
    }

    /// Adds a text; texts of one kind and style that follow each other become one run.
    fn push_text(&mut self, kind: TextKind, authored: &str, text: String, style: Style, out: &mut Vec<Run>) {
        let mark = self.mark_run(authored, &text, Some((kind, style)));
        if let (None, Some(Run::Text(last))) = (mark, out.last_mut())
            && (last.kind, last.style) == (kind, style)
        {
            last.text.push_str(&text);
            return;
        }
        out.push(Run::Text(TextRun { style, mark, ..TextRun::new(kind, text) }));
    }

    /// Adds a reference to a footnote. The first one that can carries the note itself.
    fn push_note(&mut self, number: u32, out: &mut Vec<Run>) {
        let Some(footnote) = self.document.footnote(number) else { return };
        let blocks = (self.in_notes < MAX_NOTES && self.noted.insert(number)).then(|| {
            self.in_notes += 1;
            // A note is set in a column of its own; its containers nest half as deep.
            let blocks = self.blocks(&footnote.blocks, MAX_NEST / 2);
            self.in_notes -= 1;
            blocks
        });
        out.push(Run::Object(InlineObject::Note { number: number.to_string(), blocks }));
    }
}

/// True for a link whose text is its address.
fn says_address(content: &[Inline], url: &str) -> bool {
    let bare = |text: &str| {
        let scheme =
            ["https://", "http://", "mailto:", "tel:"].into_iter().find(|scheme| text.starts_with(scheme));
        let text = scheme.map_or(text, |scheme| text.get(scheme.len()..).unwrap_or_default());
        text.trim_end_matches('/').to_owned()
    };
    bare(text::plain(content).trim()) == bare(url)
}

/// Takes the white space off both ends of a paragraph: typst would set it.
fn trim_runs(runs: &mut [Run]) {
    let trim = |run: &mut Run, trim: fn(&str) -> &str| {
        if let Run::Text(run) = run
            && run.kind == TextKind::Text
        {
            run.text = trim(&run.text).to_owned();
        }
    };
    if let Some(first) = runs.first_mut() {
        trim(first, str::trim_start);
    }
    if let Some(last) = runs.last_mut() {
        trim(last, str::trim_end);
    }
}

fn is_note(run: &Run) -> bool {
    matches!(run, Run::Object(InlineObject::Note { .. }))
}

/// True for inlines with a footnote.
pub(crate) fn has_note(inlines: &[Inline]) -> bool {
    inlines.iter().any(|inline| {
        matches!(inline, Inline::FootnoteReference { .. }) || inline.content().is_some_and(has_note)
    })
}

/// True for inlines with a link.
pub(crate) fn has_link(inlines: &[Inline]) -> bool {
    inlines
        .iter()
        .any(|inline| matches!(inline, Inline::Link { .. }) || inline.content().is_some_and(has_link))
}
