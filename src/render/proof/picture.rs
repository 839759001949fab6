//! Pictures for paper that is written on: small, opaque, upright, as JPEG.
//!
//! genpdf's own decoder knows no WebP, loses transparency and writes pixels without compression. So pictures are
//! decoded here and genpdf draws a stand-in of one pixel in their place, which the finishing pass replaces.

use std::{io::Cursor, sync::Arc};

use image::{
    DynamicImage, ImageDecoder, ImageReader, Limits, RgbImage, codecs::jpeg::JpegEncoder, imageops::thumbnail,
};

use crate::{
    model::Asset,
    render::darkroom::{Darkroom, Print},
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

/// Reads a picture, turns it upright, puts it on white and makes it small; once per build.
///
/// # Errors
/// Why it can't be read.
pub(super) fn read(asset: &Asset, darkroom: &Darkroom) -> Result<Arc<Picture>, String> {
    darkroom.develop(asset, "proof", || decode(&asset.bytes).map_err(|error| error.to_string()))
}

fn decode(bytes: &[u8]) -> image::ImageResult<Picture> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(512 << 20);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut pixels = on_white(DynamicImage::from_decoder(decoder)?);
    let largest = pixels.width().max(pixels.height());
    if largest > LARGEST {
        // The mean of all pixels that fall on one: quicker than a resampling filter, and as good at this size.
        let small = |side: u32| (u64::from(side) * u64::from(LARGEST) / u64::from(largest)).max(1) as u32;
        pixels = thumbnail(&pixels, small(pixels.width()), small(pixels.height()));
    }
    let mut image = DynamicImage::from(pixels);
    image.apply_orientation(orientation);
    let pixels = image.into_rgb8();
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&pixels)?;
    Ok(Picture { width: pixels.width(), height: pixels.height(), jpeg })
}

fn on_white(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let pixels = image.to_rgba8();
    let mut out = RgbImage::new(pixels.width(), pixels.height());
    for (to, from) in out.pixels_mut().zip(pixels.pixels()) {
        let [red, green, blue, alpha] = from.0.map(u32::from);
        to.0 = [red, green, blue].map(|part| ((part * alpha + 255 * (255 - alpha) + 127) / 255) as u8);
    }
    out
}
