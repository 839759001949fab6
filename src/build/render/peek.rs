//! Looks at a source before it is read: what it says of its place among others.

use jiff::Timestamp;

use pressroom_config::Site;
use pressroom_diagnostics::{Source, panics::caught};
use pressroom_images::NoPictures;
use pressroom_input::InputKind;
use pressroom_read::{self as read, Peek, ReadOptions};

/// With what a source is read to look at it.
pub(crate) fn options<'o>(site: &'o Site, slug: &'o str, now: Timestamp) -> ReadOptions<'o> {
    ReadOptions { site, slug, pictures: &NoPictures, now: Some(now) }
}

/// What a source says of its place among others; `None` if it can't be read.
pub(crate) fn peek(source: &Source, kind: InputKind, options: &ReadOptions<'_>) -> Option<Peek> {
    let peek = || match kind {
        InputKind::Markdown => Some(read::peek_markdown(source, options)),
        InputKind::Model => read::peek_model(source),
    };
    caught(peek).ok().flatten()
}

/// The headline of a source, which may stand in the first line of its text.
pub(crate) fn headline(source: &Source, options: &ReadOptions<'_>) -> Option<String> {
    caught(|| read::markdown(source, options).0).ok()?.map(|document| document.metadata.headline)
}
