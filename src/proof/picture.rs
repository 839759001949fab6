//! Pictures for paper that is written on: small, opaque, upright, as JPEG.
//!
//! genpdf's own decoder knows no WebP, loses transparency and writes pixels without compression. So pictures are
//! decoded here and genpdf draws a stand-in of one pixel in their place, which the finishing pass replaces.

use std::sync::Arc;

use pressroom_document::Asset;
use pressroom_images::{CachedImage, ImageCache, ImageError, variants};

/// The largest width and height in pixels: 180 to the inch on the page.
const LARGEST: u32 = 600;
/// JPEG's quality, of 100.
const QUALITY: u8 = 78;

/// The stand-in that genpdf draws in place of each picture: one pixel, as PPM.
pub(super) const STAND_IN: &[u8] = b"P6\n1 1\n255\n\0\0\0";

/// A picture as it goes into the file.
pub(super) struct Picture {
    /// Size in pixels.
    pub(super) width: u32,
    pub(super) height: u32,
    /// JPEG, RGB, 8 bits.
    pub(super) jpeg: Vec<u8>,
}

impl CachedImage for Picture {
    fn size(&self) -> usize {
        self.jpeg.len()
    }
}

/// Reads a picture, puts it on white and makes it small; once per build.
///
/// # Errors
/// The picture can't be decoded or encoded.
pub(super) fn prepare_picture(asset: &Asset, image_cache: &ImageCache) -> Result<Arc<Picture>, ImageError> {
    image_cache.get_or_try_insert_with(asset, "proof", || shrink_picture(asset))
}

fn shrink_picture(asset: &Asset) -> Result<Picture, ImageError> {
    let pixels = variants::decode_to_fit(asset, LARGEST)?.flatten_on_white().into_rgb();
    Ok(Picture { width: pixels.width(), height: pixels.height(), jpeg: pixels.encode_jpeg(QUALITY)? })
}
