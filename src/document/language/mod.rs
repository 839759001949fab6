//! Languages: their tags, directions and scripts.

mod check;
mod known;
mod script;
mod tag;

pub use check::check_language;
pub use tag::{Direction, Doubt, Language, LanguageError};
