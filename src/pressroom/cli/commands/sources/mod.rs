//! Commands that change sources: what they say stays the same.

mod fix;
mod fmt;

pub(super) use self::{fix::fix, fmt::fmt};
