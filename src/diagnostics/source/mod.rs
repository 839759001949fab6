//! Sources: texts that diagnostics point into, and how files become texts.

mod decode;
mod mojibake;
#[allow(clippy::module_inception)]
mod source;
mod span;

pub use source::{LineColumn, Source};
pub use span::Span;
