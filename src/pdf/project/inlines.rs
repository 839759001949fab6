//! Text within a line, flattened into runs of one style each.

use serde_json::{Map, Value, json};

use super::{MAX_STRING, Projector, Run};
use pressroom_diagnostics::Span;
use pressroom_document::{Inline, LinkTarget, text};
use pressroom_render::{
    TextPlace,
    pagination::{counted, counts},
};

/// Footnotes within footnotes are given where they are referred to only so deep; deeper ones come at the end of their
/// part.
const MAX_NOTES: usize = 2;

/// The field of a run that holds the number of its mark, which the templates put before it.
pub(super) const MARK: &str = "at";

/// The style of a run.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Style {
    strong: bool,
    emphasis: bool,
    strike: bool,
    raised: bool,
    lowered: bool,
}

/// How a run looks: its kind and its style.
pub(super) type Looks = (&'static str, Style);

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
        let outer = self.enter(inlines);
        self.runs(inlines, limit, Style::default(), &mut out);
        self.place = outer;
        trim(&mut out);
        out
    }

    /// Begins a text, which may be a passage; gives the place of what is around it.
    fn enter(&mut self, inlines: &[Inline]) -> Option<TextPlace> {
        let passages = self.passages.as_ref().filter(|_| self.in_notes == 0);
        let passage = passages.and_then(|passages| passages.number(inlines));
        std::mem::replace(&mut self.place, passage.map(|passage| TextPlace { passage, offset: 0 }))
    }

    /// Counts a run of a passage that is set as `text`; gives its number where it needs a mark. One that looks like the run
    /// before it goes on with that one: a mark between them would keep the letters of cursive scripts from joining.
    pub(super) fn mark(&mut self, authored: &str, text: &str, looks: Option<Looks>) -> Option<usize> {
        let place = self.place.as_mut()?;
        let goes_on = place.offset > 0 && looks.is_some() && looks == self.looks;
        let length = counted(authored);
        let text: String = text.chars().filter(|character| counts(*character)).collect();
        let here = *place;
        place.offset += length;
        self.looks = looks;
        if let (true, Some(run)) = (goes_on, self.marked.last_mut()) {
            run.length += length;
            run.text.push_str(&text);
            return None;
        }
        self.marked.push(Run { place: here, length, text });
        Some(self.marked.len() - 1)
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
        let outer = self.enter(content);
        self.linked(target, content, limit, Style::default(), span, &mut out);
        self.place = outer;
        out
    }

    fn runs(&mut self, inlines: &[Inline], limit: usize, style: Style, out: &mut Vec<Value>) {
        for inline in inlines {
            match inline {
                Inline::Text { value, span } => {
                    let text = self.setter.set(value, limit, Some(*span));
                    self.push(out, "t", value, text, style);
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
                    self.push(out, "c", value, text, style);
                }
                Inline::Math { value, display, span } => {
                    let text = self.setter.set(&self.isolated(value), limit.min(20), Some(*span));
                    self.push(out, if *display { "M" } else { "m" }, value, text, style);
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
                Inline::SoftBreak => self.push(out, "t", " ", " ".to_owned(), style),
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

    /// Adds a run; runs of one kind and style that follow each other become one.
    fn push(&mut self, out: &mut Vec<Value>, kind: &'static str, authored: &str, text: String, style: Style) {
        let number = self.mark(authored, &text, Some((kind, style)));
        let mut run = Map::new();
        run.insert("k".to_owned(), json!(kind));
        run.insert("v".to_owned(), Value::Null);
        style.write(&mut run);
        if let Some(number) = number {
            run.insert(MARK.to_owned(), json!(number));
        }
        if let Some(Value::Object(last)) = out.last_mut() {
            let is_same = !run.contains_key(MARK)
                && last.keys().filter(|name| *name != MARK).count() == run.len()
                && run.iter().all(|(name, value)| name == "v" || last.get(name) == Some(value));
            if let (true, Some(Value::String(before))) = (is_same, last.get_mut("v")) {
                before.push_str(&text);
                return;
            }
        }
        run.insert("v".to_owned(), Value::String(text));
        out.push(Value::Object(run));
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
