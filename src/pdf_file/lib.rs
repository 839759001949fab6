//! PDF files as objects (ISO 32000-1), for the passes that finish what typst and genpdf wrote. The only crate that names lopdf.
//!
//! A [`PdfFile`] is read, changed and written as a whole. Pages, images, bookmarks and trees have functions of their own;
//! everything else is a [`Dictionary`], whose entries are written in the order in which they are set. So the same calls give
//! the same bytes.

mod content;
mod error;
mod file;
mod image;
mod merge;
mod outline;
mod page;
mod share;
mod tree;
mod value;

pub use content::{Operation, rewrite_content};
pub use error::{PdfError, Result};
pub use file::{FontEntry, PdfFile};
pub use image::{ImageDictionary, PlacedImage};
pub use lopdf::{Dictionary, Object, ObjectId, dictionary, text_string};
pub use merge::Merger;
pub use outline::write_outline;
pub use page::{PageBoxes, Sides};
pub use value::{hexadecimal, integer_or_real, name, numbers, real};
