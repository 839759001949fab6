//! Text within a line, flattened into runs of one style each.

use serde_json::{Map, Value, json};

use super::{MAX_STRING, Projector};
use crate::{
    diagnostic::Span,
    model::{Inline, LinkTarget, text},
};

/// Footnotes within footnotes are given where they are referred to only so deep; deeper ones come at the end of their
/// part.
const MAX_NOTES: usize = 2;

/// The style of a run.
#[derive(Clone, Copy, Default)]
struct Style {
    strong: bool,
    emphasis: bool,
    strike: bool,
    raised: bool,
    lowered: bool,
}

impl Style {
    fn write(self, run: &mut Map<String, Value>) {
        let set = [
            ("b", self.strong),
            ("i", self.emphasis),
            ("x", self.strike),
            ("up", self.raised),
            ("down", self.lowered),
        ];
        for (name, _) in set.into_iter().filter(|(_, is_set)| *is_set) {
            run.insert(name.to_owned(), Value::Bool(true));
        }
    }
}

impl Projector<'_> {
    /// Runs of inlines; words of more than `limit` characters may break.
    pub(super) fn inlines(&mut self, inlines: &[Inline], limit: usize) -> Vec<Value> {
        let mut out = Vec::new();
        self.runs(inlines, limit, Style::default(), &mut out);
        trim(&mut out);
        out
    }

    /// The runs of a link.
    pub(super) fn link(
        &mut self,
        target: &LinkTarget,
        content: &[Inline],
        limit: usize,
        span: Span,
    ) -> Vec<Value> {
        let mut out = Vec::new();
        self.linked(target, content, limit, Style::default(), span, &mut out);
        out
    }

    fn runs(&mut self, inlines: &[Inline], limit: usize, style: Style, out: &mut Vec<Value>) {
        for inline in inlines {
            match inline {
                Inline::Text { value, span } => {
                    let text = self.setter.set(value, limit, Some(*span));
                    push(out, "t", text, style);
                }
                Inline::Emphasis { content, .. } => {
                    self.runs(content, limit, Style { emphasis: true, ..style }, out);
                }
                Inline::Strong { content, .. } => {
                    self.runs(content, limit, Style { strong: true, ..style }, out)
                }
                Inline::Strikethrough { content, .. } => {
                    self.runs(content, limit, Style { strike: true, ..style }, out);
                }
                Inline::Superscript { content, .. } => {
                    self.runs(content, limit, Style { raised: true, lowered: false, ..style }, out);
                }
                Inline::Subscript { content, .. } => {
                    self.runs(content, limit, Style { lowered: true, raised: false, ..style }, out);
                }
                Inline::Code { value, span } => {
                    let text = self.setter.set(&self.isolated(value), limit.min(20), Some(*span));
                    push(out, "c", text, style);
                }
                Inline::Math { value, display, span } => {
                    let text = self.setter.set(&self.isolated(value), limit.min(20), Some(*span));
                    push(out, if *display { "M" } else { "m" }, text, style);
                }
                Inline::Link { target, content, span, .. } => {
                    self.linked(target, content, limit, style, *span, out);
                }
                Inline::Image(image) => match self.asset(image) {
                    Some((file, width, height)) => out.push(json!({
                        "k": "g", "file": file, "width": width, "height": height,
                        "alt": self.alternative(image, None),
                    })),
                    None => {
                        let (text, url) = self.instead(image);
                        out.push(json!({"k": "g", "text": text, "url": url}));
                    }
                },
                Inline::FootnoteReference { number, .. } => self.note(*number, out),
                Inline::SoftBreak => push(out, "t", " ".to_owned(), style),
                Inline::HardBreak => out.push(json!({"k": "n"})),
            }
        }
    }

    fn linked(
        &mut self,
        target: &LinkTarget,
        content: &[Inline],
        limit: usize,
        style: Style,
        span: Span,
        out: &mut Vec<Value>,
    ) {
        let mut runs = Vec::new();
        self.runs(content, limit, style, &mut runs);
        let url = target.url();
        let on_paper = self.setting.press.is_some();
        let says_address = says_address(content, &url);
        if url.len() > MAX_STRING {
            self.simplified("the link's address is too long for a PDF; its text was kept", span);
            out.append(&mut runs);
            return;
        }
        // A note's mark is a link of its own: it splits the link around it.
        for part in runs.split_inclusive(is_note) {
            let (part, note) = match part.split_last() {
                Some((last, rest)) if is_note(last) => (rest, Some(last)),
                _ => (part, None),
            };
            if !part.is_empty() {
                out.push(match target {
                    LinkTarget::Internal(id) if on_paper => json!({"k": "a", "page_of": id, "c": part}),
                    LinkTarget::Internal(id) => json!({"k": "a", "to": id, "c": part}),
                    LinkTarget::External(_) | LinkTarget::Email(_) | LinkTarget::Telephone(_) if on_paper => {
                        // An address that is there to read needs no note.
                        let note = (!says_address).then(|| self.link_note(&url));
                        json!({"k": "a", "note": note, "address": says_address, "c": part})
                    }
                    LinkTarget::External(_) | LinkTarget::Email(_) | LinkTarget::Telephone(_) => {
                        json!({"k": "a", "url": url, "address": says_address, "c": part})
                    }
                });
            }
            out.extend(note.cloned());
        }
    }

    /// A reference to a footnote. The first one that can carries the note itself.
    fn note(&mut self, number: u32, out: &mut Vec<Value>) {
        let Some(footnote) = self.document.footnote(number) else { return };
        let body = match self.in_notes < MAX_NOTES && self.noted.insert(number) {
            true => {
                self.in_notes += 1;
                // A note is set in a column of its own; its containers nest half as deep.
                let blocks = self.blocks(&footnote.blocks, super::MAX_NEST / 2);
                self.in_notes -= 1;
                Some(blocks)
            }
            false => None,
        };
        out.push(json!({"k": "f", "n": number.to_string(), "b": body}));
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

/// Adds a run; runs of one kind and style that follow each other become one.
fn push(out: &mut Vec<Value>, kind: &str, text: String, style: Style) {
    let mut run = Map::new();
    run.insert("k".to_owned(), json!(kind));
    run.insert("v".to_owned(), Value::Null);
    style.write(&mut run);
    if let Some(Value::Object(last)) = out.last_mut() {
        let is_same = last.len() == run.len()
            && run.iter().all(|(name, value)| name == "v" || last.get(name) == Some(value));
        if let (true, Some(Value::String(before))) = (is_same, last.get_mut("v")) {
            before.push_str(&text);
            return;
        }
    }
    run.insert("v".to_owned(), Value::String(text));
    out.push(Value::Object(run));
}

/// Takes the white space off both ends of a paragraph: typst would set it.
fn trim(runs: &mut [Value]) {
    let text = |run: &mut Value, trim: fn(&str) -> &str| {
        if run.get("k").and_then(Value::as_str) == Some("t")
            && let Some(Value::String(value)) = run.get_mut("v")
        {
            *value = trim(value).to_owned();
        }
    };
    if let Some(first) = runs.first_mut() {
        text(first, str::trim_start);
    }
    if let Some(last) = runs.last_mut() {
        text(last, str::trim_end);
    }
}

fn is_note(run: &Value) -> bool {
    run.get("k").and_then(Value::as_str) == Some("f")
}
