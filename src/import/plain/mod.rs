//! Plain text, as scraped or mailed: nothing marks what a line is but its words, its place and the lines beside it.
//!
//! [`lines`] makes passages of lines, [`numbers`] finds the cards, [`related`] the boxes that stand twice, [`preamble`] the
//! headline and what belongs to it, and [`body`] builds the rest. The words that tell a line's meaning are data, in
//! `words.toml`, for all interface languages.

mod body;
mod dates;
pub(crate) mod language;
mod lines;
mod numbers;
mod preamble;
mod related;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests;
mod text;
mod words;

pub(crate) use preamble::authors;
pub(crate) use text::read;
