//! Commands that write sources: `fix` and `fmt` keep what they say, `import` makes new ones.

mod files;
mod fix;
mod fmt;
mod import;

pub(super) use self::{fix::fix, fmt::fmt, import::import};
