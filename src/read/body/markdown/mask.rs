//! The text that comrak parses: the body, changed at the places where comrak takes for markup what is none.
//!
//! A dollar of a price, a single tilde, an asterisk between figures and a colon in the label of a box become symbols that the body doesn't use and that stand beside emphasis as
//! they do; a bare address that runs on into words is ended by an empty comment. All is undone in comrak's tree, and
//! [`Masked::original`] knows what every place in the text is in the body.

use std::{borrow::Cow, collections::BTreeMap};

use comrak::{
    Arena, Options,
    nodes::{Ast, AstNode, NodeValue, Sourcepos},
};
use memchr::{memchr_iter, memmem};

use super::{autolink, math};
use pressroom_diagnostics::{Source, Span};

/// Symbols of two bytes that can stand for a character. One that the body doesn't use is taken.
const SYMBOLS: &str = "¤¬¦¢£¥¿¡¯¸÷×±¶§©®°";

/// An empty comment: comrak ends a bare address before it.
const END: &str = "<!---->";

/// How often a body is parsed to see what comrak makes of it.
const ROUNDS: usize = 16;

/// What is changed at a place of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edit {
    Dollar,
    Tilde,
    /// In the first line of a box, where comrak allows none.
    Colon,
    /// Between figures, where it multiplies.
    Star,
    /// A bare address ends here.
    End,
}

/// A body and the text that comrak parses in its stead.
#[derive(Debug)]
pub(super) struct Masked<'t> {
    body: &'t str,
    /// What comrak parses.
    pub(super) text: Cow<'t, str>,
    edits: BTreeMap<usize, Edit>,
    /// For each edit: its place in the text, its place in the body, and how many bytes longer the text is after it.
    shifts: Vec<(usize, usize, usize)>,
    /// Where the lines of the body begin; empty while nothing is changed.
    lines: Vec<usize>,
    dollar: Option<char>,
    tilde: Option<char>,
    colon: Option<char>,
    star: Option<char>,
}

/// The text to parse for a body.
pub(super) fn mask<'t>(body: &'t str, options: &Options<'_>) -> Masked<'t> {
    let dollars = math::dollars(body);
    let mut edits: BTreeMap<usize, Edit> = dollars.money.iter().map(|at| (*at, Edit::Dollar)).collect();
    edits.extend(single_tildes(body).map(|at| (at, Edit::Tilde)));
    edits.extend(stars(body).map(|at| (at, Edit::Star)));
    edits.extend(label_colons(body).map(|at| (at, Edit::Colon)));
    let (shifts, lines) = (Vec::new(), Vec::new());
    let mut masked = Masked {
        body,
        text: Cow::Borrowed(body),
        edits,
        shifts,
        lines,
        dollar: None,
        tilde: None,
        colon: None,
        star: None,
    };
    if !(dollars.money.is_empty() && dollars.math.is_empty() && masked.edits.is_empty()) {
        let mut free = SYMBOLS.chars().filter(|symbol| !body.contains(*symbol));
        (masked.dollar, masked.tilde) = (free.next(), free.next());
        (masked.colon, masked.star) = (free.next(), free.next());
    }
    masked.apply();
    if dollars.math.is_empty() && !autolink::may_run_on(body) {
        return masked;
    }
    masked.lines = std::iter::once(0).chain(body.match_indices('\n').map(|(at, _)| at + 1)).collect();
    for _ in 0..ROUNDS {
        let arena = Arena::new();
        let root = comrak::parse_document(&arena, &masked.text, options);
        let wrong = masked.misread(root, &dollars.math);
        if wrong.is_empty() {
            break;
        }
        let before = masked.edits.len();
        masked.edits.extend(wrong);
        if masked.edits.len() == before {
            break;
        }
        masked.apply();
    }
    masked
}

/// Places of tildes that stand alone: only two strike text out.
fn single_tildes(body: &str) -> impl Iterator<Item = usize> {
    let bytes = body.as_bytes();
    let is = |at: Option<usize>, byte: u8| at.and_then(|at| bytes.get(at)) == Some(&byte);
    memchr_iter(b'~', bytes).filter(move |&at| {
        !is(at.checked_sub(1), b'~') && !is(Some(at + 1), b'~') && !math::is_escaped(bytes, at)
    })
}

/// Places of asterisks that multiply: `5*3*2` and `2**8`.
fn stars(body: &str) -> impl Iterator<Item = usize> {
    let bytes = body.as_bytes();
    let is =
        |at: Option<usize>, wanted: &dyn Fn(&u8) -> bool| at.and_then(|at| bytes.get(at)).is_some_and(wanted);
    memchr_iter(b'*', bytes).filter(move |&at| {
        let star = |byte: &u8| *byte == b'*';
        let first = if is(at.checked_sub(1), &star) { at - 1 } else { at };
        let last = if is(Some(at + 1), &star) { at + 1 } else { at };
        last - first < 2
            && is(first.checked_sub(1), &u8::is_ascii_digit)
            && is(Some(last + 1), &u8::is_ascii_digit)
    })
}

/// Places of colons in the label of a box, `::: related Read also: the law`.
fn label_colons(body: &str) -> impl Iterator<Item = usize> {
    let mut done = 0;
    let mut lines = Vec::new();
    let fence = ":::";
    for at in memmem::find_iter(body.as_bytes(), fence) {
        if at < done {
            continue;
        }
        let start = body.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
        let rest = body.get(at + fence.len()..).unwrap_or_default();
        let line = rest.get(..rest.find('\n').unwrap_or(rest.len())).unwrap_or_default();
        done = at + fence.len() + line.len();
        // Only marks of lists and quotations stand before a box.
        let before = body.get(start..at).unwrap_or_default();
        let is_first =
            before.chars().all(|c| matches!(c, ' ' | '\t' | '>' | '-' | '*' | '+' | '.' | ')' | '0'..='9'));
        let info = line.trim_start_matches(':');
        let name = info.trim_start().split([' ', '\t']).next().unwrap_or_default();
        let is_box = name.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '{' | '.'))
            && !name.contains("://");
        if is_first && is_box && info.contains(':') {
            lines.push((done - info.len(), info));
        }
    }
    lines.into_iter().flat_map(|(start, info)| info.match_indices(':').map(move |(at, _)| start + at))
}

impl Masked<'_> {
    /// Writes the text anew.
    fn apply(&mut self) {
        self.shifts.clear();
        if self.edits.is_empty() {
            return;
        }
        let mut text = String::with_capacity(self.body.len() + self.edits.len() * 2);
        let (mut done, mut added) = (0, 0);
        for (&at, edit) in &self.edits {
            let (symbol, length) = match edit {
                Edit::Dollar => (self.dollar, 1),
                Edit::Tilde => (self.tilde, 1),
                Edit::Colon => (self.colon, 1),
                Edit::Star => (self.star, 1),
                Edit::End => (None, 0),
            };
            if length == 1 && symbol.is_none() {
                continue;
            }
            text.push_str(self.body.get(done..at).unwrap_or_default());
            let place = text.len();
            match symbol {
                Some(symbol) => text.push(symbol),
                None => text.push_str(END),
            }
            added += text.len() - place - length;
            self.shifts.push((place, at, added));
            done = at + length;
        }
        text.push_str(self.body.get(done..).unwrap_or_default());
        self.text = Cow::Owned(text);
    }

    /// The place in the body of the byte `column` (from 0) of the line that begins at byte `line` of the body.
    pub(super) fn original(&self, line: usize, column: usize) -> usize {
        if self.shifts.is_empty() {
            return line + column;
        }
        let before = self.shifts.partition_point(|(_, at, _)| *at < line);
        let added = before.checked_sub(1).and_then(|last| self.shifts.get(last)).map_or(0, |shift| shift.2);
        let place = line + added + column;
        let before = self.shifts.partition_point(|(start, _, _)| *start < place);
        match before.checked_sub(1).and_then(|last| self.shifts.get(last)) {
            Some((_, at, added)) => place.saturating_sub(*added).max(*at),
            None => place,
        }
    }

    /// What comrak took for mathematics or an address and is none, or not all of it.
    fn misread<'n>(&self, root: &'n AstNode<'n>, math: &BTreeMap<usize, usize>) -> Vec<(usize, Edit)> {
        let mut edits = Vec::new();
        for node in root.descendants() {
            let data = node.data();
            if !matches!(data.value, NodeValue::Math(_) | NodeValue::Link(_)) {
                continue;
            }
            let (start, end) = self.range(data.sourcepos);
            let slice = self.body.get(start..end).unwrap_or_default();
            if matches!(data.value, NodeValue::Link(_)) {
                edits.extend(autolink::ends(slice).into_iter().map(|at| (start + at, Edit::End)));
            } else if slice.starts_with('$') && math.get(&start) != Some(&end) {
                let dollars = slice.len() - slice.trim_start_matches('$').len();
                edits.extend((0..dollars.min(2)).map(|more| (start + more, Edit::Dollar)));
            }
        }
        edits
    }

    /// The bytes of the body that a node stands for.
    fn range(&self, place: Sourcepos) -> (usize, usize) {
        let at = |line: usize, column: usize| {
            let start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or(self.body.len());
            self.original(start, column)
        };
        (at(place.start.line, place.start.column.saturating_sub(1)), at(place.end.line, place.end.column))
    }

    /// Puts back in comrak's tree what was changed in the text.
    pub(super) fn restore<'n>(&self, root: &'n AstNode<'n>) {
        if self.shifts.is_empty() {
            return;
        }
        let mut ends = Vec::new();
        let has_ends = self.edits.values().any(|edit| *edit == Edit::End);
        for node in root.descendants() {
            let mut data = node.data_mut();
            if let Some(attributes) = &mut data.attrs {
                attributes.pairs.iter_mut().for_each(|(_, value)| self.put_back(value));
            }
            if has_ends
                && matches!(&data.value, NodeValue::HtmlInline(tag) if tag == END)
                && self.is_added(&data)
            {
                ends.push(node);
                continue;
            }
            for text in strings(&mut data.value) {
                self.put_back(text);
            }
            if let NodeValue::Text(text) = &mut data.value {
                let mut owned = std::mem::take(text).into_owned();
                self.put_back(&mut owned);
                *text = owned.into();
            }
        }
        ends.into_iter().for_each(|node| node.detach());
    }

    /// True for an empty comment that is not in the body.
    fn is_added(&self, node: &Ast) -> bool {
        let (start, end) = self.range(node.sourcepos);
        start == end
    }

    fn put_back(&self, text: &mut String) {
        for (symbol, meant) in [(self.dollar, "$"), (self.tilde, "~"), (self.colon, ":"), (self.star, "*")] {
            if let Some(symbol) = symbol.filter(|symbol| text.contains(*symbol)) {
                *text = text.replace(symbol, meant);
            }
        }
    }
}

/// The texts that a node holds, but for running text.
fn strings(value: &mut NodeValue) -> Vec<&mut String> {
    match value {
        NodeValue::FrontMatter(text) | NodeValue::HtmlInline(text) | NodeValue::Raw(text) => vec![text],
        NodeValue::CodeBlock(code) => vec![&mut code.info, &mut code.literal],
        NodeValue::HtmlBlock(block) => vec![&mut block.literal],
        NodeValue::FootnoteDefinition(note) => vec![&mut note.name],
        NodeValue::Code(code) => vec![&mut code.literal],
        NodeValue::Link(link) | NodeValue::Image(link) => vec![&mut link.url, &mut link.title],
        NodeValue::FootnoteReference(reference) => {
            let texts = reference.texts.iter_mut().map(|(text, _)| text);
            std::iter::once(&mut reference.name).chain(texts).collect()
        }
        NodeValue::Math(math) => vec![&mut math.literal],
        NodeValue::WikiLink(link) => vec![&mut link.url],
        NodeValue::Alert(alert) => alert.title.iter_mut().collect(),
        NodeValue::BlockDirective(directive) => vec![&mut directive.info],
        NodeValue::CommentInline(comment) => vec![&mut comment.literal],
        NodeValue::MultilineComment(comment) => vec![&mut comment.literal],
        NodeValue::Document
        | NodeValue::BlockQuote
        | NodeValue::List(_)
        | NodeValue::Item(_)
        | NodeValue::DescriptionList
        | NodeValue::DescriptionItem(_)
        | NodeValue::DescriptionTerm
        | NodeValue::DescriptionDetails
        | NodeValue::Paragraph
        | NodeValue::Heading(_)
        | NodeValue::ThematicBreak
        | NodeValue::Table(_)
        | NodeValue::TableRow(_)
        | NodeValue::TableCell
        | NodeValue::Text(_)
        | NodeValue::TaskItem(_)
        | NodeValue::SoftBreak
        | NodeValue::LineBreak
        | NodeValue::Emph
        | NodeValue::Strong
        | NodeValue::Strikethrough
        | NodeValue::Highlight
        | NodeValue::Insert
        | NodeValue::Superscript
        | NodeValue::MultilineBlockQuote(_)
        | NodeValue::Escaped
        | NodeValue::Underline
        | NodeValue::Subscript
        | NodeValue::SpoileredText
        | NodeValue::EscapedTag(_)
        | NodeValue::Callout(_)
        | NodeValue::CalloutTitle
        | NodeValue::Subtext => Vec::new(),
    }
}

/// The place of a node in a source whose body begins at byte `start`, on line `first_line`. comrak counts lines and columns
/// (in bytes) from 1 and includes the end.
pub(super) fn span_of(
    source: &Source,
    masked: &Masked<'_>,
    start: usize,
    first_line: usize,
    place: Sourcepos,
) -> Span {
    let offset = |line: usize, column: usize| {
        let line = source.line_start((first_line + line).saturating_sub(1));
        source.floor(start + masked.original(line.saturating_sub(start), column))
    };
    // The end is the last byte of a character, or 0 for an empty last line.
    Span::new(
        offset(place.start.line, place.start.column.saturating_sub(1)),
        offset(place.end.line, place.end.column),
    )
}
