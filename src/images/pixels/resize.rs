//! Fewer pixels: by CatmullRom's filter, on values of 8 bits.

use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use image::{DynamicImage, imageops::FilterType as SlowFilter};

/// The pixels in a smaller size. What shines through weighs less, so that colours behind clear pixels don't show at edges.
///
/// The pixels have 8 bits for each component; others are converted.
pub(crate) fn shrink(pixels: &DynamicImage, width: u32, height: u32) -> DynamicImage {
    // Every pixel has a size, and the buffers are as long as the sizes say: the other way is for a library that changes.
    resize(pixels, width, height)
        .unwrap_or_else(|| pixels.resize_exact(width, height, SlowFilter::CatmullRom))
}

#[allow(clippy::wildcard_enum_match_arm)] // The enum is another crate's, and grows.
fn resize(pixels: &DynamicImage, width: u32, height: u32) -> Option<DynamicImage> {
    let kind = match pixels {
        DynamicImage::ImageLuma8(_) => PixelType::U8,
        DynamicImage::ImageLumaA8(_) => PixelType::U8x2,
        DynamicImage::ImageRgb8(_) => PixelType::U8x3,
        DynamicImage::ImageRgba8(_) => PixelType::U8x4,
        _ => return resize(&reduce_to_eight_bits(pixels.clone()), width, height),
    };
    let from = ImageRef::new(pixels.width(), pixels.height(), pixels.as_bytes(), kind).ok()?;
    let mut to = Image::new(width, height, kind);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom));
    Resizer::new().resize(&from, &mut to, &options).ok()?;
    let bytes = to.into_vec();
    match kind {
        PixelType::U8 => image::GrayImage::from_raw(width, height, bytes).map(DynamicImage::from),
        PixelType::U8x2 => image::GrayAlphaImage::from_raw(width, height, bytes).map(DynamicImage::from),
        PixelType::U8x3 => image::RgbImage::from_raw(width, height, bytes).map(DynamicImage::from),
        _ => image::RgbaImage::from_raw(width, height, bytes).map(DynamicImage::from),
    }
}

/// The pixels with 8 bits for each component, without opacity if all are opaque.
pub(crate) fn reduce_to_eight_bits(pixels: DynamicImage) -> DynamicImage {
    let clear = pixels.color().has_alpha() && !is_opaque(&pixels);
    match (pixels.color().has_color(), clear) {
        (false, false) => pixels.into_luma8().into(),
        (false, true) => pixels.into_luma_alpha8().into(),
        (true, false) => pixels.into_rgb8().into(),
        (true, true) => pixels.into_rgba8().into(),
    }
}

#[allow(clippy::wildcard_enum_match_arm)] // The enum is another crate's, and grows.
fn is_opaque(pixels: &DynamicImage) -> bool {
    match pixels {
        DynamicImage::ImageLumaA8(pixels) => pixels.pixels().all(|pixel| pixel.0[1] == u8::MAX),
        DynamicImage::ImageRgba8(pixels) => pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX),
        _ => pixels.to_luma_alpha8().pixels().all(|pixel| pixel.0[1] == u8::MAX),
    }
}

/// `height * part / whole`, rounded, at least 1: the height of a picture that is made so wide.
pub(crate) fn scaled_height(height: u32, part: u32, whole: u32) -> u32 {
    let rounded = u64::from(height) * u64::from(part) + u64::from(whole / 2);
    u32::try_from(rounded / u64::from(whole.max(1))).unwrap_or(height).max(1)
}
