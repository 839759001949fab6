//! Files and folders as a build needs them: answers that tell "missing" from "the disk can't say", durable exchanges, locks.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the edge: it touches the disk for the rest"
)]

pub mod disk;
mod error;
pub mod folder;
mod stamp;

pub use error::{Access, DiskError, LockError};
pub use stamp::Stamp;
