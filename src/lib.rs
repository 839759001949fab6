#![doc = include_str!("ARCHITECTURE.md")]
//!
//! The modules, in reading order:

#[allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the edge: it touches the disk for the rest"
)]
pub mod cli;
pub mod diagnostic;
pub mod model;
#[allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the edge: it touches the disk for the rest"
)]
pub mod pipeline;
pub mod read;
pub mod render;
pub mod theme;
