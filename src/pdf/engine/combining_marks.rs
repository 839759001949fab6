//! Marks belong to their letters, once each, in the text that is copied from the file.
//!
//! typst sets a mark that is raised in a run of text of its own, and says of the letter and of each of its marks that
//! they stand for all of them together: what is copied has them twice, and a word that runs from right to left falls
//! into pieces in the wrong order. Here the pieces become one run again, in which each glyph stands for its own
//! characters.

use typst::{
    layout::{Abs, Em, Frame, FrameItem, Point},
    model::Document as _,
    text::{Glyph, TextItem},
};
use typst_layout::PagedDocument;
use unicode_segmentation::UnicodeSegmentation;

/// Gives each mark of a document its own text.
pub(crate) fn join_marks(paged: PagedDocument) -> PagedDocument {
    if !paged.pages().iter().any(|page| has_marks(&page.frame)) {
        return paged;
    }
    let mut pages = paged.pages().to_vec();
    pages.iter_mut().for_each(|page| mend_frame(&mut page.frame));
    PagedDocument::new(pages.into_iter().collect(), paged.info().clone())
}

/// True if a frame has a glyph that stands for marks and more.
fn has_marks(frame: &Frame) -> bool {
    frame.items().any(|(_, item)| match item {
        FrameItem::Group(group) => has_marks(&group.frame),
        FrameItem::Text(text) => text.glyphs.iter().any(|glyph| is_marked(cluster(text, glyph))),
        FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => false,
    })
}

fn cluster<'a>(text: &'a TextItem, glyph: &Glyph) -> &'a str {
    text.text.get(glyph.range()).unwrap_or_default()
}

/// A letter with marks.
fn is_marked(cluster: &str) -> bool {
    cluster.chars().skip(1).any(is_mark)
}

fn mend_frame(frame: &mut Frame) {
    if !has_marks(frame) {
        return;
    }
    let mut items: Vec<(Point, FrameItem)> = Vec::new();
    // The runs that belong together so far.
    let mut runs: Vec<(Point, TextItem)> = Vec::new();
    for (at, item) in frame.items().cloned() {
        match item {
            FrameItem::Text(text) => {
                if !continues_run(&runs, at, &text) {
                    items.extend(close_run(&mut runs));
                }
                runs.push((at, text));
            }
            FrameItem::Group(mut group) => {
                items.extend(close_run(&mut runs));
                mend_frame(&mut group.frame);
                items.push((at, FrameItem::Group(group)));
            }
            FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {
                items.extend(close_run(&mut runs));
                items.push((at, item));
            }
        }
    }
    items.extend(close_run(&mut runs));
    let mut mended = Frame::new(frame.size(), frame.kind());
    if frame.has_baseline() {
        mended.set_baseline(frame.baseline());
    }
    mended.push_multiple(items);
    *frame = mended;
}

/// True if a run continues the one before: within a word only a raised mark begins a new run.
fn continues_run(runs: &[(Point, TextItem)], at: Point, text: &TextItem) -> bool {
    let Some((before, last)) = runs.last() else { return false };
    let near = |one: Abs, other: Abs| (one - other).to_pt().abs() < 0.01;
    let mark = |text: &TextItem| text.glyphs.iter().all(is_zero_width);
    near(before.x + last.width(), at.x)
        && (mark(last) || mark(text))
        && last.font == text.font
        && last.size == text.size
        && last.fill == text.fill
        && last.stroke == text.stroke
        && last.lang == text.lang
        && last.region == text.region
}

/// A glyph, the text that it stands for and the number of its run.
type PlacedGlyph<'a> = (Glyph, &'a str, usize);

/// The runs as one, at the height of the letters in them; as they are where no mark is among them.
fn close_run(runs: &mut Vec<(Point, TextItem)>) -> Vec<(Point, FrameItem)> {
    let runs = std::mem::take(runs);
    let joined = join_runs(&runs).map(|(at, text)| vec![(at, FrameItem::Text(text))]);
    joined.unwrap_or_else(|| runs.into_iter().map(|(at, text)| (at, FrameItem::Text(text))).collect())
}

fn join_runs(runs: &[(Point, TextItem)]) -> Option<(Point, TextItem)> {
    let (first, text) = runs.first()?;
    let letters = runs.iter().find(|(_, run)| !run.glyphs.iter().all(is_zero_width));
    let at = Point::new(first.x, letters.map_or(first.y, |(letters, _)| letters.y));
    let mut glyphs: Vec<PlacedGlyph<'_>> = Vec::new();
    for (number, (place, run)) in runs.iter().enumerate() {
        let up = Em::from_abs(at.y - place.y, run.size);
        for glyph in &run.glyphs {
            glyphs.push((
                Glyph { y_offset: glyph.y_offset + up, ..glyph.clone() },
                cluster(run, glyph),
                number,
            ));
        }
    }
    // Glyphs stand from left to right; texts are wanted in reading order. Where a mark is set before its letter, the two
    // orders differ.
    let pairs = glyphs.iter().zip(glyphs.iter().skip(1));
    let mut pairs = pairs.filter(|((left, text, _), (right, its, _))| {
        text == its && is_marked(text) && is_zero_width(left) != is_zero_width(right)
    });
    let backward = is_zero_width(&pairs.next()?.0.0);
    if backward {
        glyphs.reverse();
    }
    let together =
        |(one, text, run): &PlacedGlyph<'_>, (other, its, its_run): &PlacedGlyph<'_>| match run == its_run {
            true => one.range == other.range,
            false => text == its && is_marked(text) && is_zero_width(other),
        };
    let mut words = String::new();
    for letter in glyphs.chunk_by_mut(together) {
        words.push_str(divide_letter(letter, words.len()));
    }
    if backward {
        glyphs.reverse();
    }
    let glyphs = glyphs.into_iter().map(|(glyph, ..)| glyph).collect();
    Some((at, TextItem { text: words.into(), glyphs, ..text.clone() }))
}

/// True for a glyph that takes no room, as a mark.
fn is_zero_width(glyph: &Glyph) -> bool {
    glyph.x_advance == Em::zero()
}

/// Gives each glyph of a letter and its marks its part of their text, which begins at a place.
fn divide_letter<'a>(letter: &mut [PlacedGlyph<'a>], start: usize) -> &'a str {
    let text = letter.first().map_or("", |(_, text, _)| *text);
    let count = letter.iter().filter(|(glyph, ..)| is_zero_width(glyph)).count();
    let signs = text.char_indices().skip(1);
    let marks: Vec<usize> = signs.filter(|(_, sign)| is_mark(*sign)).map(|(at, _)| at).collect();
    let apart = letter.len() == count + 1 && (1..=marks.len()).contains(&count);
    let first = marks.first().copied().unwrap_or(text.len());
    let mut seen = 0;
    for (glyph, ..) in letter.iter_mut() {
        let range = match (apart, is_zero_width(glyph)) {
            (false, _) => 0..text.len(),
            (true, false) => 0..first,
            (true, true) => {
                seen += 1;
                let from = marks.get(seen - 1).copied().unwrap_or(first);
                // The last glyph stands for all marks that are left.
                let to = marks.get(seen).copied().filter(|_| seen < count).unwrap_or(text.len());
                from..to
            }
        };
        let place = |at: usize| u16::try_from(start + at).unwrap_or(u16::MAX);
        glyph.range = place(range.start)..place(range.end);
    }
    text
}

/// True for a character that belongs to the letter before it (UAX #29).
fn is_mark(sign: char) -> bool {
    ['a', sign].iter().collect::<String>().graphemes(true).count() == 1
}
