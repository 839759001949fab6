//! Items of lists, which Word keeps as paragraphs with a list's number and a level.

use super::state::OpenList;
use crate::word::body::{inline::piece::LinePiece, reader::WordReader};
use crate::{Action, FindingKind, word::numbering::ListMark};
use pressroom_read::builder::Container;

/// The most lists that are open in one another.
const MAX_LISTS: usize = 12;
/// How much further in, in twentieths of a point, the items of an inner list stand at least.
const INNER: i64 = 120;
/// How far a paragraph may stand before the text of the item that it goes on with.
const SLACK: i64 = 60;

impl WordReader<'_, '_, '_, '_> {
    /// An item of a list.
    pub(in crate::word::body) fn item(
        &mut self,
        list: &str,
        level: usize,
        left: Option<i64>,
        pieces: &[LinePiece],
    ) {
        let mark = self.numbering.count(list, level);
        let left = left.or(mark.left);
        if let Some(foreign) = &mark.foreign {
            let message =
                format!("numbers of a list that are written as {foreign}: they are written 1, 2, 3");
            self.count_finding(FindingKind::List, Action::Changed, "", &message);
        }
        if self.in_cell > 0 {
            let message = "a list in a cell of a table: its items are lines";
            self.count_finding(FindingKind::List, Action::Changed, "", message);
            let sign = mark.number.map_or_else(|| "• ".to_owned(), |number| format!("{number}. "));
            let line: Vec<LinePiece> =
                std::iter::once(LinePiece::plain(sign)).chain(pieces.iter().cloned()).collect();
            return self.paragraph_of(&line);
        }
        self.find_list(&mark, level, left);
        self.paragraph_of(pieces);
    }

    /// Opens the item that a mark stands before, in the list that it belongs to.
    fn find_list(&mut self, mark: &ListMark, level: usize, left: Option<i64>) {
        while let Some(top) = self.lists.last() {
            let follows = match (top.number, mark.number) {
                (Some(before), Some(number)) => before.checked_add(1) == Some(number),
                (None, None) => true,
                _ => false,
            };
            if top.definition == mark.definition {
                if top.level == level && follows {
                    return self.next_item(mark);
                }
                if top.level < level {
                    break;
                }
            } else {
                // Another list: an inner one if it stands further in.
                let is_inner = match (left, top.left) {
                    (Some(left), Some(top)) => left > top + INNER,
                    _ => level > top.level,
                };
                // Or an outer one goes on.
                let is_outer = self
                    .lists
                    .iter()
                    .rev()
                    .skip(1)
                    .any(|outer| outer.definition == mark.definition && outer.level >= level);
                if is_inner && !is_outer {
                    break;
                }
            }
            self.end_list();
        }
        while self.lists.len() >= MAX_LISTS {
            self.end_list();
        }
        let span = self.span();
        let list = self.builder.open(Container::List { start: mark.number, tight: true }, span);
        let item = self.builder.open(Container::Item { task: None }, span);
        let definition = mark.definition.clone();
        self.lists.push(OpenList { definition, level, number: mark.number, left, list, item });
    }

    fn next_item(&mut self, mark: &ListMark) {
        let span = self.span();
        let Some(top) = self.lists.last_mut() else { return };
        self.builder.close(top.item);
        top.item = self.builder.open(Container::Item { task: None }, span);
        top.number = mark.number;
    }

    /// Ends the innermost list.
    fn end_list(&mut self) {
        if let Some(list) = self.lists.pop() {
            self.builder.close(list.item);
            self.builder.close(list.list);
        }
    }

    /// Ends all lists.
    pub(in crate::word::body) fn end_lists(&mut self) {
        while !self.lists.is_empty() {
            self.end_list();
        }
    }

    /// Ends the lists that a paragraph without a number does not go on with; it goes on with the item whose text begins where
    /// it begins.
    pub(in crate::word::body) fn end_lists_before(&mut self, left: Option<i64>) {
        let left = left.unwrap_or(0);
        let is_further_in = |list: &OpenList| list.left.is_none_or(|own| own > left + SLACK || own <= 0);
        while self.lists.last().is_some_and(is_further_in) {
            self.end_list();
        }
    }
}
