//! Files and folders as a build needs them: answers that tell "missing" from "the disk can't say", durable exchanges, locks.

pub mod disk;
mod stamp;

pub use stamp::Stamp;
