//! Commands that change sources: what they say stays the same.

mod files;
mod fix;
mod fmt;

pub(super) use self::{fix::fix, fmt::fmt};
