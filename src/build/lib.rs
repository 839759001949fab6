//! A build: documents x editions on all cores, and the only writer of an output folder.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the edge: it touches the disk for the rest"
)]

mod adopt;
pub mod cache;
mod claims;
pub mod document_update;
pub mod execute;
mod failures;
pub mod feeds;
mod folder;
pub mod foreign_files;
mod hard_links;
pub mod holdings;
mod keys;
mod late_files;
pub mod policy;
pub mod prescan;
pub mod publish;
pub mod reconcile;
pub mod render;
mod shard;
pub mod site;
mod site_files;
pub mod summaries;
mod swap;
mod translations;
mod workers;
mod workspace;

pub use execute::{Failure, Job, Observer, Outcome, execute};
pub use policy::Embargoed;
pub use shard::Shard;
pub use workers::{MEMORY_CAN_BE_LIMITED, Workers, limit_memory, serve};
