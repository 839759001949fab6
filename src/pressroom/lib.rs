#![doc = include_str!("../ARCHITECTURE.md")]

#[allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the edge: it touches the disk for the rest"
)]
pub mod cli;

// What a program needs to read explainers and to make editions of them in memory.
pub use pressroom_config as config;
pub use pressroom_diagnostics as diagnostics;
pub use pressroom_document as document;
pub use pressroom_editions as editions;
pub use pressroom_images as images;
pub use pressroom_read as read;
pub use pressroom_render as render;
pub use pressroom_theme as theme;
