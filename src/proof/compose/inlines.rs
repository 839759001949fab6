//! Inlines become styled text. Links are spelt out, pictures speak through their alternative text.

use super::composer::Composer;
use crate::lines::{Style, Text};
use pressroom_diagnostics::Span;
use pressroom_document::{Image, ImageSource, Inline, LinkTarget};
use pressroom_theme::MessageKey;

impl Composer<'_, '_> {
    pub(crate) fn push_inlines(&mut self, out: &mut Text, inlines: &[Inline], style: Style) {
        for inline in inlines {
            match inline {
                Inline::Text { value, span } => out.push(value, style, *span),
                Inline::Emphasis { content, .. } => {
                    let style = if self.upright { style.bold() } else { style.italic() };
                    self.push_inlines(out, content, style)
                }
                Inline::Strong { content, .. } => self.push_inlines(out, content, style.bold()),
                Inline::Strikethrough { content, .. } => {
                    self.push_inlines(out, content, Style { strike: true, ..style });
                }
                Inline::Superscript { content, .. } => self.push_inlines(out, content, shift_style(style, 4)),
                Inline::Subscript { content, .. } => self.push_inlines(out, content, shift_style(style, -2)),
                Inline::Code { value, span } => out.push(&isolate(value), style, *span),
                Inline::Math { value, span, .. } => out.push(&isolate(value), style.italic(), *span),
                Inline::Link { target, title, content, span } => {
                    let url = target.url();
                    let style = Style { link: Some(self.add_link(&url)), underline: true, ..style };
                    let before = out.as_str().len();
                    self.push_inlines(out, content, style);
                    // An address that is its own text is not said twice.
                    let shown = out.as_str().get(before..).unwrap_or_default().trim();
                    let bare = url.trim_start_matches("mailto:").trim_start_matches("tel:");
                    let known = [url.as_str(), bare].contains(&shown) || url.trim_end_matches('/') == shown;
                    if !known || title.is_some() {
                        out.push(" ", Style { underline: false, ..style }, *span);
                        self.push_url(out, &url, title.as_deref(), style, *span);
                    }
                }
                Inline::Image(image) => {
                    let text = self.describe_image(image);
                    out.push(&text, style, image.span);
                }
                Inline::FootnoteReference { number, span, .. } => {
                    out.push(&format!("[{number}]"), shift_style(style, 4), *span);
                }
                Inline::SoftBreak => out.push(" ", style, Span::default()),
                Inline::HardBreak => out.push("\n", style, Span::default()),
            }
        }
    }

    /// A link's target after its text, in angle brackets, with its authored title.
    pub(crate) fn push_url(
        &mut self,
        out: &mut Text,
        url: &str,
        title: Option<&str>,
        style: Style,
        span: Span,
    ) {
        let style = Style { link: Some(self.add_link(url)), underline: false, ..style };
        let shown = match title {
            Some(title) => format!("<{url}{}>", self.words.aside(title)),
            None => format!("<{url}>"),
        };
        out.push(&isolate(&shown), style, span);
    }

    /// The index of a link to a URL.
    pub(crate) fn add_link(&mut self, url: &str) -> usize {
        // Links come in reading order: the same one is most often the last.
        if self.out.links.last().is_none_or(|last| last != url) {
            self.out.links.push(url.to_owned());
        }
        self.out.links.len() - 1
    }

    pub(crate) fn push_target(&mut self, out: &mut Text, target: &LinkTarget, style: Style, span: Span) {
        self.push_url(out, &target.url(), None, style, span);
    }

    /// A picture as words: alternative text, and where it is when it can't be shown.
    pub(crate) fn describe_image(&self, image: &Image) -> String {
        let alt = image.alt.as_deref().unwrap_or_default();
        let words = match alt.trim().is_empty() {
            true => String::new(),
            false => self.words.fill(MessageKey::Picture, &[("alt", alt)]),
        };
        let missing = self.words.get(MessageKey::PictureMissing);
        match &image.source {
            ImageSource::Local(_) => words,
            ImageSource::Remote { url, .. } => format!("{missing} <{url}> {words}").trim_end().to_owned(),
            ImageSource::Missing(path) => format!("{missing} <{path}> {words}").trim_end().to_owned(),
        }
    }
}

/// Kept together, from left to right, in a text that runs the other way: within isolates (UAX #9).
fn isolate(text: &str) -> String {
    format!("\u{2066}{text}\u{2069}")
}

/// Smaller and raised by `rise` points.
fn shift_style(style: Style, rise: i8) -> Style {
    let size = u8::try_from(u16::from(style.size) * 7 / 10).unwrap_or(style.size).max(6);
    Style { size, rise: style.rise.saturating_add(rise), ..style }
}
