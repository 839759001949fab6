#![doc = include_str!("ARCHITECTURE.md")]
//!
//! The modules, in reading order:

pub mod diagnostic;
pub mod model;
pub mod read;
pub mod render;
pub mod theme;
