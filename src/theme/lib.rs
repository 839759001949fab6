//! Themes: what an edition looks like, and the words that it adds in the document's language.
//!
//! A theme is a folder: `theme.toml` (tokens), `web/ epub/ pdf/ text/` (templates and styles), `fonts/` and `words/`.
//! Built-in themes are part of the program, made from `themes/`. A theme that `extends` another takes from it every
//! file that it does not bring itself.

mod builtin;
mod files;
mod fonts;
mod manifest;
mod messages;
mod outline;
mod theme;

pub use builtin::{DEFAULT, builtin_names};
pub use files::{Files, OpenError, ThemeResolver, is_plain_name};
pub use fonts::SystemFonts;
pub use manifest::{Book, Chapters, Colors, Fonts, Ink, Page, Press, Profile, Screen, TokenTable, Tokens};
pub use messages::{Count, MessageKey, Messages};
pub use theme::Theme;
