//! Pixels as files.

use image::{
    DynamicImage, ImageEncoder,
    codecs::png::{CompressionType, FilterType, PngEncoder},
    error::{EncodingError, ImageFormatHint, ParameterError, ParameterErrorKind},
};
use jpeg_encoder::{ChromaSubsamplingMethod, ColorType, Encoder, SamplingFactor};

use crate::error::ImageError;

/// Writes a JPEG file of pixels of 8 bits, without their opacity: baseline, with Huffman tables of its own. Colours have half the width and height of
/// their luminance (4:2:0) if the quality, of 100, is below 90.
///
/// # Errors
/// The picture is wider or higher than a JPEG file can be, or the encoder failed.
pub(crate) fn encode_jpeg(pixels: &DynamicImage, quality: u8) -> Result<Vec<u8>, ImageError> {
    let (Ok(width), Ok(height)) = (u16::try_from(pixels.width()), u16::try_from(pixels.height())) else {
        let kind = ParameterErrorKind::DimensionMismatch;
        return Err(image::ImageError::Parameter(ParameterError::from_kind(kind)).into());
    };
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, quality);
    encoder.set_optimized_huffman_tables(true);
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    encoder.set_sampling_factor(if quality < 90 { SamplingFactor::F_2_2 } else { SamplingFactor::F_1_1 });
    #[allow(clippy::wildcard_enum_match_arm)] // The enum is another crate's, and grows.
    let written = match pixels {
        DynamicImage::ImageLuma8(pixels) => encoder.encode(pixels, width, height, ColorType::Luma),
        DynamicImage::ImageRgb8(pixels) => encoder.encode(pixels, width, height, ColorType::Rgb),
        _ if !pixels.color().has_color() => {
            encoder.encode(&pixels.to_luma8(), width, height, ColorType::Luma)
        }
        _ => encoder.encode(&pixels.to_rgb8(), width, height, ColorType::Rgb),
    };
    written.map_err(|error| {
        let hint = ImageFormatHint::Exact(image::ImageFormat::Jpeg);
        image::ImageError::Encoding(EncodingError::new(hint, error))
    })?;
    Ok(out)
}

/// Writes a PNG file.
///
/// # Errors
/// The encoder failed.
pub(crate) fn encode_png(pixels: &DynamicImage) -> Result<Vec<u8>, ImageError> {
    let mut out = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Default, FilterType::Adaptive);
    let (width, height, color) = (pixels.width(), pixels.height(), pixels.color());
    encoder.write_image(pixels.as_bytes(), width, height, color.into())?;
    Ok(out)
}
