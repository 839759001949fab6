//! Pictures: where they come from, what is in their files, and the forms that editions show.
//!
//! The only crate that names codecs of pictures and colours. [`inspect`] turns a file into an asset without metadata.
//! [`variants`] writes files for screens, books and mails. An edition that keeps pixels in a form of its own decodes an
//! [`ImageFile`] to a [`Raster`]. What an edition makes of a picture is kept in the [`ImageCache`], once in a build.

mod cache;
mod color;
mod container;
mod decode_budget;
mod error;
pub mod inspect;
mod pictures;
mod pixels;
mod rights;
pub mod variants;

pub use cache::{CachedImage, ImageCache};
pub use color::{InkTransform, srgb_profile};
pub use error::{ImageError, InspectError, PictureError, ProfileError};
pub use inspect::info::ImageInfo;
pub use pictures::{NoPictures, Pictures};
pub use pixels::{
    file::ImageFile,
    raster::{Raster, RgbPixels},
};
pub use rights::Rights;
