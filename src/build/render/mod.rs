//! The part of a run that works on what strangers wrote: it reads sources and makes editions of documents. It knows nothing of
//! what is written or what else is made, so that it can be done in a process of its own.

pub(crate) mod document;
pub mod edition;
pub(crate) mod keys;
pub mod peek;
#[cfg(test)]
mod program_hash;
