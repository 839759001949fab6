//! The output folder: what is in it, how documents and files about the build take their places, and what is remembered of them.

pub mod cache;
pub mod error;
pub(crate) mod failures;
pub mod foreign_files;
pub mod holdings;
mod manifest;
pub mod publish;
pub mod reconcile;
pub mod site_files;
pub(crate) mod workspace;
