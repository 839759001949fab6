//! Bookmarks (ISO 32000-1, 12.3.3).

use lopdf::{Dictionary, Object, ObjectId};

use crate::{error::Result, file::PdfFile};

/// Writes an outline of entries that are in the file already: leads each to the next and the previous one.
///
/// # Errors
/// An entry is not in the file.
pub fn write_outline(file: &mut PdfFile, root: ObjectId, entries: &[ObjectId]) -> Result<()> {
    for (place, id) in entries.iter().enumerate() {
        let entry = file.dictionary_mut(*id)?;
        if let Some(before) = place.checked_sub(1).and_then(|before| entries.get(before)) {
            entry.set("Prev", *before);
        }
        if let Some(after) = entries.get(place + 1) {
            entry.set("Next", *after);
        }
    }
    let count = Object::Integer(entries.len() as i64);
    let mut outline = Dictionary::from_iter([("Type", "Outlines".into()), ("Count", count)]);
    if let (Some(first), Some(last)) = (entries.first(), entries.last()) {
        outline.set("First", *first);
        outline.set("Last", *last);
    }
    file.set(root, outline);
    Ok(())
}
