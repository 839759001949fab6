//! Pictures: known by their content, measured, and named by their hash.

use std::{io::Cursor, sync::Arc};

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, metadata::Orientation};
use sha2::{Digest, Sha256};

use super::slug;
use crate::model::{Asset, MediaType};

/// The most pixels that a picture may have.
const MAX_PIXELS: u64 = 100_000_000;

/// Measures a picture; a picture that is to be shown turned (EXIF) is turned.
///
/// # Errors
/// Why it can't be used, for people.
pub(super) fn asset(path: &str, bytes: Arc<[u8]>) -> Result<Asset, String> {
    let kinds = [
        (ImageFormat::Png, MediaType::Png),
        (ImageFormat::Jpeg, MediaType::Jpeg),
        (ImageFormat::Gif, MediaType::Gif),
        (ImageFormat::WebP, MediaType::Webp),
    ];
    let advice = "use PNG, JPEG, GIF or WebP";
    let (format, media_type) = match image::guess_format(&bytes) {
        Ok(guess) => kinds
            .into_iter()
            .find(|(format, _)| *format == guess)
            .ok_or_else(|| format!("is a picture of the kind {guess:?}; {advice}"))?,
        Err(_) if looks_like_svg(&bytes) => {
            return Err(format!("is an SVG drawing, which may hold scripts; {advice}"));
        }
        Err(_) => return Err(format!("is not a picture; {advice}")),
    };
    let broken = |error: image::ImageError| format!("is broken: {error}");
    let mut reader = ImageReader::with_format(Cursor::new(&*bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(1024 * 1024 * 1024);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(format!(
            "has {width} × {height} pixels; the limit is {} million",
            MAX_PIXELS / 1_000_000
        ));
    }
    if width == 0 || height == 0 {
        return Err("has no pixels".to_owned());
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    // The whole file is decoded: a picture that breaks in the middle must not break an edition.
    let mut pixels = DynamicImage::from_decoder(decoder).map_err(broken)?;
    let (bytes, width, height) = if orientation == Orientation::NoTransforms {
        (bytes, width, height)
    } else {
        pixels.apply_orientation(orientation);
        let mut turned = Vec::new();
        let written = if format == ImageFormat::Jpeg {
            let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut turned, 90);
            pixels.to_rgb8().write_with_encoder(encoder)
        } else {
            pixels.write_to(&mut Cursor::new(&mut turned), format)
        };
        written.map_err(broken)?;
        (Arc::from(turned), pixels.width(), pixels.height())
    };
    let sha256 = hexadecimal(&Sha256::digest(&bytes));
    Ok(Asset {
        path: path.to_owned(),
        name: name(path, &sha256, media_type),
        media_type,
        width,
        height,
        sha256,
        bytes,
    })
}

/// The published name: the file's own name in ASCII, the first digits of its hash, the right extension.
fn name(path: &str, sha256: &str, media_type: MediaType) -> String {
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let stem: String =
        slug::for_file(stem).chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let stem = stem.trim_matches('-');
    let stem = stem.get(..stem.len().min(40)).unwrap_or(stem).trim_matches('-');
    let stem = if stem.is_empty() { "picture" } else { stem };
    format!("{stem}-{}.{}", sha256.get(..8).unwrap_or(sha256), media_type.extension())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn looks_like_svg(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(1024)).unwrap_or_default()).into_owned();
    head.contains("<svg") || head.contains("<!DOCTYPE svg")
}
