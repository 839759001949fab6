//! Content streams: the drawing instructions of pages.

use lopdf::content::Content;

use crate::error::Result;

pub use lopdf::content::Operation;

/// Decodes a content stream, hands each instruction over in order, and encodes what comes back.
///
/// # Errors
/// The stream is not well-formed.
pub fn rewrite_content(
    content: &[u8],
    mut operations: Vec<Operation>,
    mut rewrite: impl FnMut(Operation, &mut Vec<Operation>),
) -> Result<Vec<u8>> {
    for operation in Content::decode(content)?.operations {
        rewrite(operation, &mut operations);
    }
    Ok(Content { operations }.encode()?)
}
