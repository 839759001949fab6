//! The pixels of JPEG files, at the scale that is needed.
//!
//! A file holds the frequencies of blocks of 8 x 8 pixels. A decoder that takes the lowest of them alone gets each block as
//! 4 x 4 pixels, 2 x 2 or one, which costs much less than to decode all pixels and to shrink them.

use std::borrow::Cow;

use image::{
    DynamicImage, GrayImage, ImageFormat, RgbImage,
    error::{DecodingError, ImageFormatHint},
};
use jpeg_decoder::{Decoder, PixelFormat};

use crate::{
    color::ColorReader,
    container::jpeg::{EOI, Head},
    error::ImageError,
};

/// The scales of a decoder: one pixel for so many of the file, in width and in height.
const SCALES: [u32; 4] = [8, 4, 2, 1];

/// The scale for a width: the coarsest that has at least as many pixels.
fn choose_scale(width: u32, least: u32) -> u32 {
    SCALES.into_iter().find(|scale| width.div_ceil(*scale) >= least).unwrap_or(1)
}

/// The bytes that a decoder needs for pictures of a width.
pub(crate) fn decoding_bytes(head: &Head, least: u32) -> u64 {
    let scale = choose_scale(head.width, least);
    let components = u64::from(head.components.max(1));
    let stored = u64::from(head.width) * u64::from(head.height) * components;
    let scaled = u64::from(head.width.div_ceil(scale)) * u64::from(head.height.div_ceil(scale)) * components;
    // Each component, then all of them together; of a progressive file, all coefficients before that.
    let coefficients = if head.is_progressive { stored.saturating_mul(2) } else { 0 };
    scaled.saturating_mul(2).saturating_add(coefficients)
}

/// Decodes a file to sRGB or greys, so that it is at least so wide as it is stored, if the file is.
///
/// # Errors
/// The file is damaged, or ends too early.
pub(crate) fn decode(
    file: &[u8],
    head: &Head,
    colors: &ColorReader,
    least: u32,
) -> Result<DynamicImage, ImageError> {
    let file = seal(file);
    let mut decoder = Decoder::new(&*file);
    let scale = choose_scale(head.width, least);
    let size = |side: u32| u16::try_from(side.div_ceil(scale)).unwrap_or(u16::MAX);
    let (width, height) = decoder.scale(size(head.width), size(head.height)).map_err(broken)?;
    let (width, height) = (u32::from(width), u32::from(height));
    let bytes = decoder.decode().map_err(broken)?;
    let format = decoder.info().ok_or(ImageError::Empty)?.pixel_format;
    let gray = |bytes| GrayImage::from_raw(width, height, bytes).map(DynamicImage::from);
    let pixels = match format {
        PixelFormat::L8 => gray(bytes).map(|pixels| colors.read(pixels)),
        // Two bytes of the machine's order.
        PixelFormat::L16 => {
            let high = bytes.as_chunks::<2>().0.iter().map(|pair| (u16::from_ne_bytes(*pair) >> 8) as u8);
            gray(high.collect()).map(|pixels| colors.read(pixels))
        }
        PixelFormat::RGB24 => {
            RgbImage::from_raw(width, height, bytes).map(|pixels| colors.read(pixels.into()))
        }
        PixelFormat::CMYK32 => {
            let mut inks = bytes;
            // The decoder takes them for inverted, as Adobe's programs write them.
            if !head.is_adobe {
                inks.iter_mut().for_each(|ink| *ink = u8::MAX - *ink);
            }
            RgbImage::from_raw(width, height, colors.read_inks(&inks)).map(DynamicImage::from)
        }
    };
    pixels.ok_or(ImageError::Empty)
}

/// The file with 128 one-bits before its end. No code has only ones (ITU-T T.81, C.2), so a decoder fails that is still asked
/// for pixels there; else it would fill a picture that ends too early with grey.
fn seal(file: &[u8]) -> Cow<'_, [u8]> {
    /// Eight one-bits among coded pixels.
    const ONES: [u8; 2] = [0xFF, 0];
    match file.strip_suffix(&[0xFF, EOI]) {
        Some(coded) => Cow::Owned([coded, &[ONES; 16].concat(), &[0xFF, EOI]].concat()),
        None => Cow::Borrowed(file),
    }
}

fn broken(error: jpeg_decoder::Error) -> ImageError {
    let hint = ImageFormatHint::Exact(ImageFormat::Jpeg);
    image::ImageError::Decoding(DecodingError::new(hint, error)).into()
}
