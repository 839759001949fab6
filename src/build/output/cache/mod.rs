//! What an output folder holds and what it was made of, kept between runs in `OUT/.pressroom/cache.redb`.
//!
//! It is a record, never an authority. It is believed where it fits the manifest beside it and every page of it has its
//! checksum; else it is begun anew from the manifest, and what it can't tell is made again. One document of it is in memory
//! at a time.

mod build_cache;
mod committed;
mod entry;
mod open;
mod read_only;
mod tables;

pub(crate) use self::tables::SHARD;
pub use self::{
    build_cache::BuildCache,
    entry::{BuildRecord, CachedDiagnostic, DocumentEntry, FileState, OutputFile, ValidityWindow},
    read_only::ReadOnlyCache,
};

#[cfg(test)]
mod tests;
