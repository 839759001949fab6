//! From paths to documents: finds sources, reads them, and opens the pictures, themes and fonts that they need.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the edge: it touches the disk for the rest"
)]

mod discover;
pub mod inputs;
pub mod loaded_document;
pub mod pictures;
pub mod source;
#[cfg(feature = "fonts")]
pub mod system_fonts;
mod theme_folder;

pub use discover::{PathError, discover, searched};
pub use inputs::{Input, InputKind, Inputs};
pub use pictures::SeenPicture;
pub use source::{Unreadable, read_at_most, read_json, read_profile, read_text};
#[cfg(feature = "fonts")]
pub use system_fonts::MachineFonts;
pub use theme_folder::{load_theme, local_themes};
