#![doc = include_str!("../ARCHITECTURE.md")]

#[allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the edge: it touches the disk for the rest"
)]
pub mod cli;

pub use pressroom_diagnostics as diagnostic;
pub use pressroom_document as model;
pub use pressroom_read as read;
