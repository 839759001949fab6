//! Puts drafts behind one another.

use super::walk;
use pressroom_document::Inline;
use pressroom_read::builder::Draft;

/// Puts a draft behind another one. Its notes are counted on.
pub(crate) fn append(draft: &mut Draft, mut more: Draft) {
    let before = u32::try_from(draft.names.len()).unwrap_or(u32::MAX);
    if before > 0 && !more.names.is_empty() {
        let mut renumber = |inline: &mut Inline| {
            if let Inline::FootnoteReference { number, .. } = inline {
                *number = number.saturating_add(before);
            }
        };
        let notes = more.footnotes.iter_mut().flat_map(|(_, blocks, _)| blocks);
        let blocks = more.blocks.iter_mut().chain(&mut more.signoff).chain(notes);
        blocks.for_each(|block| walk::inlines_of(block, &mut renumber));
        more.footnotes.iter_mut().for_each(|(number, _, _)| *number = number.saturating_add(before));
    }
    draft.blocks.append(&mut more.blocks);
    draft.signoff.append(&mut more.signoff);
    draft.footnotes.append(&mut more.footnotes);
    draft.names.append(&mut more.names);
}
