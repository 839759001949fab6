//! Pictures as the page takes them.

use std::io::Cursor;

use image::{ColorType, DynamicImage, ImageDecoder, codecs::jpeg, codecs::png::PngEncoder};
use typst::{
    foundations::Bytes,
    visualize::{ExchangeFormat, RasterImage},
};

use crate::model::{Asset, MediaType};

/// A picture file that typst can set.
pub(super) struct Picture {
    /// What the file's name ends with.
    pub(super) extension: &'static str,
    /// The file.
    pub(super) bytes: Bytes,
    /// Width in pixels, as shown.
    pub(super) width: u32,
    /// Height in pixels, as shown.
    pub(super) height: u32,
}

/// Readies a picture.
///
/// JPEG files go into the PDF as they are, unless they are in CMYK, which PDF/A-2a has no profile for here: those become
/// RGB.
///
/// # Errors
/// Why it can't be decoded.
pub(super) fn ready(asset: &Asset) -> Result<Picture, String> {
    let (format, extension) = match asset.media_type {
        MediaType::Png => (ExchangeFormat::Png, "png"),
        MediaType::Jpeg => (ExchangeFormat::Jpg, "jpg"),
        MediaType::Gif => (ExchangeFormat::Gif, "gif"),
        MediaType::Webp => (ExchangeFormat::Webp, "webp"),
    };
    let bytes = Bytes::new(asset.bytes.clone());
    // typst remembers what it decoded, so that the layout does not decode it again.
    let raster = RasterImage::plain(bytes.clone(), format).map_err(|error| error.to_string())?;
    let (width, height) = (raster.width(), raster.height());
    if width == 0 || height == 0 {
        return Err("it has no pixels".to_owned());
    }
    match format == ExchangeFormat::Jpg && !is_rgb_or_grey(&asset.bytes) {
        false => Ok(Picture { extension, bytes, width, height }),
        true => {
            let bytes = Bytes::new(as_png(raster.dynamic())?);
            Ok(Picture { extension: "png", bytes, width, height })
        }
    }
}

/// True for a JPEG of one or three components.
fn is_rgb_or_grey(bytes: &[u8]) -> bool {
    jpeg::JpegDecoder::new(Cursor::new(bytes)).is_ok_and(|decoder| {
        let original = decoder.original_color_type();
        let components = frame_components(bytes);
        original.channel_count() <= 3 && components.is_none_or(|n| n <= 3)
    })
}

/// The number of components in a JPEG's frame header (ITU-T T.81, B.2.2).
fn frame_components(bytes: &[u8]) -> Option<u8> {
    let mut at = 2;
    loop {
        let (&marker, &kind) = (bytes.get(at)?, bytes.get(at + 1)?);
        match (marker, kind) {
            (0xFF, 0xFF) => at += 1,
            (0xFF, 0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF) => {
                return bytes.get(at + 9).copied();
            }
            (0xFF, 0x01 | 0xD0..=0xD8) => at += 2,
            (0xFF, _) => {
                let length = u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]);
                at += 2 + usize::from(length);
            }
            _ => return None,
        }
    }
}

fn as_png(image: &DynamicImage) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let rgb = DynamicImage::ImageRgb8(image.to_rgb8());
    debug_assert_eq!(rgb.color(), ColorType::Rgb8);
    rgb.write_with_encoder(PngEncoder::new(&mut out)).map_err(|error| error.to_string())?;
    Ok(out)
}
