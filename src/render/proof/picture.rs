//! Pictures for paper that is written on: small, opaque, upright, as JPEG.
//!
//! genpdf's own decoder knows no WebP, loses transparency and writes pixels without compression. So pictures are
//! decoded here and genpdf draws a stand-in of one pixel in their place, which the finishing pass replaces.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageReader, Limits, RgbImage, codecs::jpeg::JpegEncoder,
    imageops::FilterType,
};

use crate::model::Asset;

/// The largest width and height in pixels: about 200 to the inch on the page.
const LARGEST: u32 = 600;
/// JPEG's quality, of 100.
const QUALITY: u8 = 78;

/// What genpdf draws in place of each picture: one pixel, as PPM.
pub(super) const STAND_IN: &[u8] = b"P6\n1 1\n255\n\0\0\0";

/// A picture as it goes into the file.
pub(super) struct Picture {
    /// The document's asset that it shows.
    pub(super) asset: usize,
    /// Size in pixels.
    pub(super) width: u32,
    pub(super) height: u32,
    /// JPEG, RGB, 8 bits.
    pub(super) jpeg: Vec<u8>,
}

/// Reads a picture, turns it upright, puts it on white and makes it small.
///
/// # Errors
/// Why it can't be read.
pub(super) fn read(asset: &Asset, index: usize) -> Result<Picture, String> {
    decode(&asset.bytes, index).map_err(|error| error.to_string())
}

fn decode(bytes: &[u8], asset: usize) -> image::ImageResult<Picture> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(512 << 20);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut image = DynamicImage::from_decoder(decoder)?;
    if image.width() > LARGEST || image.height() > LARGEST {
        image = image.resize(LARGEST, LARGEST, FilterType::Triangle);
    }
    image.apply_orientation(orientation);
    let pixels = on_white(&image);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&pixels)?;
    Ok(Picture { asset, width: pixels.width(), height: pixels.height(), jpeg })
}

fn on_white(image: &DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.to_rgb8();
    }
    let pixels = image.to_rgba8();
    let mut out = RgbImage::new(pixels.width(), pixels.height());
    for (to, from) in out.pixels_mut().zip(pixels.pixels()) {
        let [red, green, blue, alpha] = from.0.map(u32::from);
        to.0 = [red, green, blue].map(|part| ((part * alpha + 255 * (255 - alpha) + 127) / 255) as u8);
    }
    out
}
