//! Words of messages: numbers with their nouns, and the name that somebody most likely meant.

mod counted;
mod nearest;

pub use counted::counted;
pub use nearest::nearest;
