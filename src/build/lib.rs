//! A build: documents x editions on all cores, and the only writer of an output folder.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the edge: it touches the disk for the rest"
)]

mod isolate;
mod job;
pub mod output;
pub mod policy;
pub mod render;
mod run;
mod shard;
pub mod site;
mod sync;

pub use isolate::{MEMORY_CAN_BE_LIMITED, NoWorker, Workers, limit_memory, sandbox_gap, serve};
pub use job::{Failure, Job, Observer, Outcome, STACK};
pub use policy::Embargoed;
pub use run::execute;
pub use shard::Shard;
