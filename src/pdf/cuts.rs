//! Long runs of text are set in pieces, which become one again on the pages.
//!
//! typst looks for the best lines of a paragraph by trying each place where one may end. Most of these are within words,
//! between letters that the font moves together or apart, so that the rest of the run has to be shaped again each time:
//! more than a third of the time that a document took. Of a run in pieces that is one piece of a few words.
//!
//! A run is cut before the first letter of a word, where fonts have nothing to say: between small letters with a space between
//! them. (They do move capitals, quotes and full stops next to a space.) So what is joined is what would have been set whole,
//! to the last byte of the file but for the rounding of sums. A theme that sets `tracking` loses that of a space at a cut,
//! since typst gives the last glyph of a run none.

use std::ops::Range;

use serde_json::{Value, json};
use typst::{
    layout::{Abs, Frame, FrameItem, Point},
    model::Document as _,
    syntax::{Span, SyntaxKind, SyntaxNode},
    text::{Glyph, TextItem},
};
use typst_layout::PagedDocument;

/// The field of a run that says where it is cut, in bytes of its text.
const CUTS: &str = "cuts";

/// The least length of a piece, in bytes. Each piece costs a little to shape, whatever its length.
const PIECE: usize = 18;

/// Adds to runs of text in paragraphs where they are to be cut. `value` is a projected document or a part of it.
pub(super) fn mark(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(mark),
        Value::Object(fields) => {
            if fields.get("k").and_then(Value::as_str) == Some("p")
                && let Some(Value::Array(runs)) = fields.get_mut("c")
            {
                runs.iter_mut().for_each(mark_run);
            }
            fields.values_mut().for_each(mark);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Marks a run of plain, bold or italic text. What is struck out, raised or lowered is drawn as one.
fn mark_run(run: &mut Value) {
    let Value::Object(fields) = run else { return };
    let whole = ["x", "up", "down"].iter().any(|name| fields.contains_key(*name));
    let Some(text) = fields.get("v").and_then(Value::as_str) else { return };
    if whole || fields.get("k").and_then(Value::as_str) != Some("t") || text.contains('\u{200B}') {
        return;
    }
    let places = places(text);
    if !places.is_empty() {
        fields.insert(CUTS.to_owned(), json!(places));
    }
}

/// Where a text is cut: bytes from its beginning. First and last piece are set like what is around them, and each other piece
/// too, so that there is an odd number of pieces.
fn places(text: &str) -> Vec<usize> {
    let (mut out, mut last) = (Vec::new(), 0);
    for (space, _) in text.match_indices(' ') {
        let at = space + 1;
        if at >= last + PIECE && text.len() >= at + PIECE && may_be_cut(text, at) {
            out.push(at);
            last = at;
        }
    }
    if out.len() % 2 == 1 {
        out.pop();
    }
    out
}

/// True between two small letters with a space between them, which belongs to what is before.
fn may_be_cut(text: &str, at: usize) -> bool {
    text.split_at_checked(at).is_some_and(|(before, after)| ends(before) && begins(after))
}

fn ends(text: &str) -> bool {
    let mut characters = text.chars().rev();
    characters.next() == Some(' ') && characters.next().is_some_and(is_small)
}

fn begins(text: &str) -> bool {
    text.chars().next().is_some_and(is_small)
}

/// A small letter of Latin, Greek or Cyrillic script.
fn is_small(letter: char) -> bool {
    letter.is_lowercase() && matches!(letter, 'a'..='z' | 'ß'..='\u{24F}' | '\u{370}'..='\u{52F}')
}

/// What the templates' function `pieces` sets.
#[derive(Default)]
pub(super) struct Pieces(Vec<Span>);

impl Pieces {
    /// Takes up a template.
    pub(super) fn extend(&mut self, root: &SyntaxNode) {
        let named = |node: &SyntaxNode| {
            node.children().any(|part| part.kind() == SyntaxKind::Closure && is_named(part, "pieces"))
        };
        let mut todo: Vec<&SyntaxNode> =
            root.children().filter(|node| node.kind() == SyntaxKind::LetBinding && named(node)).collect();
        while let Some(node) = todo.pop() {
            if node.kind() == SyntaxKind::FuncCall {
                self.0.push(node.span());
            }
            todo.extend(node.children());
        }
    }

    /// A document whose pieces of text are whole again.
    pub(super) fn join(&self, paged: PagedDocument) -> PagedDocument {
        if !paged.pages().iter().any(|page| self.concern(&page.frame)) {
            return paged;
        }
        let mut pages = paged.pages().to_vec();
        pages.iter_mut().for_each(|page| self.mend(&mut page.frame));
        PagedDocument::new(pages.into_iter().collect(), paged.info().clone())
    }

    /// True where a frame has a piece that goes on.
    fn concern(&self, frame: &Frame) -> bool {
        let mut items = frame.items();
        let pairs = frame.items().zip(frame.items().skip(1));
        let mut pairs = pairs.filter_map(|((place, item), (at, next))| match (item, next) {
            (FrameItem::Text(text), FrameItem::Text(next)) => Some(self.go_on(*place, text, *at, next)),
            _ => None,
        });
        pairs.any(|goes_on| goes_on)
            || items.any(|(_, item)| matches!(item, FrameItem::Group(group) if self.concern(&group.frame)))
    }

    fn mend(&self, frame: &mut Frame) {
        if !self.concern(frame) {
            return;
        }
        let mut items: Vec<(Point, FrameItem)> = Vec::new();
        for (at, mut item) in frame.items().cloned() {
            if let (Some((place, FrameItem::Text(text))), FrameItem::Text(next)) = (items.last_mut(), &item)
                && self.go_on(*place, text, at, next)
                && append(text, next)
            {
                continue;
            }
            if let FrameItem::Group(group) = &mut item {
                self.mend(&mut group.frame);
            }
            items.push((at, item));
        }
        let mut mended = Frame::new(frame.size(), frame.kind());
        if frame.has_baseline() {
            mended.set_baseline(frame.baseline());
        }
        mended.push_multiple(items);
        *frame = mended;
    }

    /// True where a piece on a line goes on with the next one, which looks the same.
    fn go_on(&self, place: Point, text: &TextItem, at: Point, next: &TextItem) -> bool {
        let near = |one: Abs, other: Abs| (one - other).to_pt().abs() < 0.001;
        self.hold(text.glyphs.last())
            && self.hold(next.glyphs.first())
            && ends(&text.text)
            && begins(&next.text)
            && place.y == at.y
            && text.font == next.font
            && text.size == next.size
            && text.fill == next.fill
            && text.stroke == next.stroke
            && text.lang == next.lang
            && text.region == next.region
            && near(place.x + text.width(), at.x)
    }

    /// True for a glyph of a piece.
    fn hold(&self, glyph: Option<&Glyph>) -> bool {
        glyph.is_some_and(|glyph| self.0.contains(&glyph.span.0))
    }
}

fn is_named(closure: &SyntaxNode, name: &str) -> bool {
    closure
        .children()
        .next()
        .is_some_and(|first| first.kind() == SyntaxKind::Ident && first.leaf_text() == name)
}

/// Adds a text to the one before it; false where both are too long for one.
fn append(text: &mut TextItem, next: &TextItem) -> bool {
    let start = text.text.len();
    let moved = |place: u16| u16::try_from(start + usize::from(place)).ok();
    let moved = |range: Range<u16>| Some(moved(range.start)?..moved(range.end)?);
    let glyphs: Option<Vec<Glyph>> = next
        .glyphs
        .iter()
        .map(|glyph| Some(Glyph { range: moved(glyph.range.clone())?, ..glyph.clone() }))
        .collect();
    let Some(glyphs) = glyphs else { return false };
    text.text.push_str(&next.text);
    text.glyphs.extend(glyphs);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        let ends = places(text).into_iter().chain([text.len()]);
        ends.scan(0, |from, to| Some(&text[std::mem::replace(from, to)..to])).collect()
    }

    #[test]
    fn a_text_is_cut_between_small_letters_only() {
        let text =
            "One two three, four, Five, six seven eight nine, Ten Eleven twelve thirteen fourteen fifteen";
        let expected = [
            "One two three, four, Five, six ",
            "seven eight nine, Ten Eleven ",
            "twelve thirteen fourteen fifteen",
        ];
        assert_eq!(pieces(text), expected);
        let odd = "one two three four five six seven eight nine";
        assert_eq!(pieces(odd), [odd], "two pieces");
        assert_eq!(pieces("十二 三四 五六 七八 九十 一二 三四 五六").len(), 1);
        assert_eq!(pieces("éé éé éé éé éé éé éé éé éé éé éé éé").concat().len(), 59);
    }

    #[test]
    fn only_plain_runs_of_paragraphs_are_cut() {
        let long = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen";
        let run = |kind: &str| json!({"k": kind, "v": long});
        let mut value = json!([
            {"k": "p", "c": [run("t"), run("c"), {"k": "t", "v": long, "x": true}, {"k": "a", "c": [run("t")]},
                {"k": "f", "b": [{"k": "p", "c": [run("t")]}]}]},
            {"k": "h", "c": [run("t")]},
        ]);
        mark(&mut value);
        let cut = |pointer: &str| value.pointer(pointer).unwrap().get(CUTS).is_some();
        assert!(cut("/0/c/0") && cut("/0/c/4/b/0/c/0"));
        assert!(!["/0/c/1", "/0/c/2", "/0/c/3/c/0", "/1/c/0"].into_iter().any(cut));
    }
}
