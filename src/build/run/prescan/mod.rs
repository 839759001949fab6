//! The look at all sources of a run before the first is rendered.

mod index;
mod scan;
mod translations;

pub(crate) use self::{index::SourceIndex, scan::Prescan};
