//! A build: documents x editions on all cores, and the only writer of an output folder.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the edge: it touches the disk for the rest"
)]

mod adopt;
mod claims;
pub mod edition_set;
pub mod execute;
mod failures;
pub mod feeds;
mod folder;
pub mod foreign_files;
pub mod holdings;
mod keys;
mod late_files;
pub mod life;
pub mod making;
pub mod publish;
pub mod settle;
mod shard;
mod sharing;
pub mod site;
mod site_files;
pub mod store;
pub mod summaries;
pub mod survey;
mod swap;
mod translations;
mod workers;
mod workspace;

pub use execute::{Failure, Job, Observer, Outcome, execute};
pub use life::Embargoed;
pub use shard::Shard;
pub use workers::{MEMORY_CAN_BE_LIMITED, Workers, limit_memory, serve};
