//! Finds the place in the text at which each printed page begins.
//!
//! The templates put a mark before each run of the text. What is set after a mark is the run's as long as it says what the
//! run says; everything else on a page (heads, folios, notes, addresses) says something else and is passed over.

use typst::{
    foundations::Value,
    introspection::{MetadataElem, Tag},
    layout::FrameItem,
};
use typst_layout::PagedDocument;

use crate::{engine::visit_items, template_data::MarkedRun};
use pressroom_render::{PageStart, TextPlace, pagination::counts};

/// The distance in characters within which a text is searched that is not set exactly as it is written: pieces of a line stand
/// in another order than they are read in.
const NEAR: usize = 160;

/// Shorter pieces are only accepted where they are expected, because they occur everywhere.
const TELLING: usize = 6;

/// The beginnings of the pages on which text begins or goes on.
///
/// Text that was moved (a wide table, a picture with its caption) is no beginning: that is where the text goes on that
/// the page before leaves off.
pub(super) fn find_page_starts(paged: &PagedDocument, runs: &[MarkedRun]) -> Vec<PageStart> {
    let mut reader = RunReader { runs, run: None, at: 0 };
    let mut pages: Vec<Vec<(TextPlace, TextPlace)>> = vec![Vec::new(); paged.pages().len()];
    visit_items(paged, &mut |page, item| {
        if let (Some(found), Some(page)) =
            (reader.read(item), page.checked_sub(1).and_then(|at| pages.get_mut(at)))
        {
            page.push(found);
        }
    });
    let (mut out, mut reached) = (Vec::new(), TextPlace::default());
    for (page, number) in pages.iter().zip(1..) {
        let next = page.iter().map(|(from, _)| *from).filter(|from| *from >= reached).min();
        let place = if number == 1 {
            Some(TextPlace::default())
        } else {
            next.or((!page.is_empty()).then_some(reached))
        };
        out.extend(place.map(|place| PageStart { label: number.to_string(), place }));
        reached = page.iter().map(|(_, to)| *to).max().unwrap_or(reached).max(reached);
    }
    out
}

/// Follows the runs over the pages.
struct RunReader<'a> {
    runs: &'a [MarkedRun],
    /// The number of the run that is being read.
    run: Option<usize>,
    /// The part of it that was read, in bytes of its text.
    at: usize,
}

impl RunReader<'_> {
    /// From where to where in the text an item of a page reaches, if it is of the text.
    fn read(&mut self, item: &FrameItem) -> Option<(TextPlace, TextPlace)> {
        match item {
            FrameItem::Tag(Tag::Start(element, _)) => {
                let metadata = element.to_packed::<MetadataElem>()?;
                let Value::Int(number) = metadata.value else { return None };
                let number = usize::try_from(number).ok();
                // A run that was cut in pieces has its mark before each.
                if self.run != number {
                    (self.run, self.at) = (number, 0);
                }
                None
            }
            FrameItem::Text(text) => self.text(&text.text),
            FrameItem::Tag(Tag::End(..))
            | FrameItem::Group(_)
            | FrameItem::Shape(..)
            | FrameItem::Image(..)
            | FrameItem::Link(..) => None,
        }
    }

    fn text(&mut self, text: &str) -> Option<(TextPlace, TextPlace)> {
        let run = self.runs.get(self.run?)?;
        let said: String = text.chars().filter(|character| counts(*character)).collect();
        if said.is_empty() {
            return None;
        }
        let start = self.find(&run.text, &said)?;
        let end = start + said.len();
        self.at = self.at.max(end);
        let place = |at: usize| {
            let before = run.text.get(..at).map_or(0, |before| before.chars().count());
            TextPlace { offset: run.place.offset + before.min(run.length), ..run.place }
        };
        Some((place(start), place(end)))
    }

    /// Finds a piece in a run's text: where reading left off, or near there.
    fn find(&self, run: &str, piece: &str) -> Option<usize> {
        let rest = run.get(self.at..)?;
        if rest.starts_with(piece) {
            return Some(self.at);
        }
        piece.chars().nth(TELLING - 1)?;
        let from = run.floor_char_boundary(self.at.saturating_sub(NEAR));
        let to = run.floor_char_boundary((self.at + NEAR + piece.len()).min(run.len()));
        Some(from + run.get(from..to)?.find(piece)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_found_where_reading_left_off_and_others_are_passed_over() {
        let place = TextPlace { passage: 3, offset: 10 };
        let runs = [MarkedRun { place, length: 12, text: "onetwothreefour".to_owned() }];
        let mut reader = RunReader { runs: &runs, run: Some(0), at: 0 };
        let mut read = |text: &str| reader.text(text).map(|(from, to)| (from.offset, to.offset));
        assert_eq!(read("one two"), Some((10, 16)));
        assert_eq!((read("12"), read("Notes of this page")), (None, None));
        assert_eq!(read("fo\u{AD}"), None, "short pieces are taken in their turn only");
        // A sign of several characters stands for one: what comes after is not later than the run's end.
        assert_eq!(read("threefour"), Some((16, 22)));
    }
}
