//! Pictures for paper that is written on: small, opaque, upright, as JPEG.
//!
//! genpdf's own decoder knows no WebP, loses transparency and writes pixels without compression. So pictures are
//! decoded here and genpdf draws a stand-in of one pixel in their place, which the finishing pass replaces.

use std::sync::Arc;

use image::{codecs::jpeg::JpegEncoder, imageops::thumbnail};

use pressroom_document::Asset;
use pressroom_images::{
    darkroom::{Darkroom, Print},
    photo::{Opened, on_white},
};

/// The largest width and height in pixels: 180 to the inch on the page.
const LARGEST: u32 = 600;
/// JPEG's quality, of 100.
const QUALITY: u8 = 78;

/// What genpdf draws in place of each picture: one pixel, as PPM.
pub(super) const STAND_IN: &[u8] = b"P6\n1 1\n255\n\0\0\0";

/// A picture as it goes into the file.
pub(super) struct Picture {
    /// Size in pixels.
    pub(super) width: u32,
    pub(super) height: u32,
    /// JPEG, RGB, 8 bits.
    pub(super) jpeg: Vec<u8>,
}

impl Print for Picture {
    fn size(&self) -> usize {
        self.jpeg.len()
    }
}

/// Reads a picture, puts it on white and makes it small; once per build.
///
/// # Errors
/// Why it can't be read.
pub(super) fn read(asset: &Asset, darkroom: &Darkroom) -> Result<Arc<Picture>, String> {
    darkroom.develop(asset, "proof", || decode(asset))
}

fn decode(asset: &Asset) -> Result<Picture, String> {
    let mut pixels = on_white(Opened::of(asset)?.pixels()?).into_rgb8();
    let largest = pixels.width().max(pixels.height());
    if largest > LARGEST {
        // The mean of all pixels that fall on one: quicker than a resampling filter, and as good at this size.
        let small = |side: u32| (u64::from(side) * u64::from(LARGEST) / u64::from(largest)).max(1) as u32;
        pixels = thumbnail(&pixels, small(pixels.width()), small(pixels.height()));
    }
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, QUALITY);
    pixels.write_with_encoder(encoder).map_err(|error| error.to_string())?;
    Ok(Picture { width: pixels.width(), height: pixels.height(), jpeg })
}
