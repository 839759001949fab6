#![doc = include_str!("ARCHITECTURE.md")]
//!
//! The modules, in reading order:

pub mod cli;
pub mod diagnostic;
pub mod model;
pub mod pipeline;
pub mod read;
pub mod render;
pub mod theme;
