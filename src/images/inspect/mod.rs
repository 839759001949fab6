//! Inspects picture files: kind, size and orientation; metadata is removed, and the hash gives the published name.

use std::{io::Cursor, sync::Arc};

use image::{
    DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits,
    codecs::{jpeg::JpegEncoder, png::PngEncoder, webp::WebPEncoder},
    metadata::Orientation,
};

mod kind;
mod metadata;
mod suggest;

pub use suggest::suggest_path;

use crate::{
    decode_budget,
    error::InspectError,
    info::{ImageInfo, InspectedImage},
    pictures::Pictures,
};
use pressroom_document::{Asset, MediaType, sha256, slug, word};

/// The width or height in CSS pixels that a picture from elsewhere may be shown in.
pub const SIDES: std::ops::RangeInclusive<u32> = 1..=20_000;

/// The most pixels that a picture may have.
const MAX_PIXELS: u64 = 100_000_000;

/// Loads the picture in a file that a document names by `path`. The file is inspected if it was not before.
///
/// # Errors
/// The file can't be used as a picture.
pub fn load_asset(path: &str, file: &Arc<[u8]>, pictures: &dyn Pictures) -> Result<Asset, InspectError> {
    let slot = pictures.image_info(file);
    let ImageInfo(info) = slot.get_or_init(|| ImageInfo(inspect(Arc::clone(file))));
    let InspectedImage { media_type, width, height, sha256, bytes } = info.clone()?;
    let name = publish_name(path, &sha256, media_type);
    let path = word::nfc(path).into_owned();
    Ok(Asset { path, name, media_type, width, height, sha256, bytes })
}

/// Measures a picture and takes its metadata off; a picture that is to be shown turned (EXIF) is turned.
fn inspect(bytes: Arc<[u8]>) -> Result<InspectedImage, InspectError> {
    let kinds = [
        (ImageFormat::Png, MediaType::Png),
        (ImageFormat::Jpeg, MediaType::Jpeg),
        (ImageFormat::Gif, MediaType::Gif),
        (ImageFormat::WebP, MediaType::Webp),
    ];
    let guess = image::guess_format(&bytes).ok();
    let (format, media_type) = kinds
        .into_iter()
        .find(|(format, _)| Some(*format) == guess)
        .ok_or_else(|| InspectError::Unsupported(kind::refuse(&bytes)))?;
    let mut reader = ImageReader::with_format(Cursor::new(&*bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(1024 * 1024 * 1024);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(InspectError::TooManyPixels { width, height, limit: MAX_PIXELS });
    }
    if width == 0 || height == 0 {
        return Err(InspectError::Empty);
    }
    let _reserved = decode_budget::reserve_for_picture(width, height);
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    // The whole file is decoded: a picture that breaks in the middle must not break an edition.
    let mut pixels = DynamicImage::from_decoder(decoder)?;
    let bare = metadata::strip(&bytes, media_type).filter(|_| orientation == Orientation::NoTransforms);
    let (bytes, width, height) = match bare {
        Some(bare) if *bare == *bytes => (bytes, width, height),
        Some(bare) => (bare.into(), width, height),
        None => {
            pixels.apply_orientation(orientation);
            let written = write_anew(&pixels, media_type, profile)?;
            (written.into(), pixels.width(), pixels.height())
        }
    };
    let sha256 = sha256(&bytes);
    Ok(InspectedImage { media_type, width, height, sha256, bytes })
}

/// The pixels as a new file of the same kind, which has no metadata but its colour profile.
fn write_anew(
    pixels: &DynamicImage,
    kind: MediaType,
    profile: Option<Vec<u8>>,
) -> image::ImageResult<Vec<u8>> {
    let mut out = Vec::new();
    // The profile of inks or of greys does not fit the pixels that were decoded.
    let profile =
        profile.filter(|profile| profile.get(16..20) == Some(b"RGB ") && pixels.color().has_color());
    match kind {
        MediaType::Jpeg => {
            let mut encoder = JpegEncoder::new_with_quality(&mut out, 90);
            embed_profile(&mut encoder, profile);
            pixels.to_rgb8().write_with_encoder(encoder)?;
        }
        MediaType::Png => {
            let mut encoder = PngEncoder::new(&mut out);
            embed_profile(&mut encoder, profile);
            pixels.write_with_encoder(encoder)?;
        }
        MediaType::Webp => {
            let mut encoder = WebPEncoder::new_lossless(&mut out);
            embed_profile(&mut encoder, profile);
            pixels.write_with_encoder(encoder)?;
        }
        MediaType::Gif => pixels.write_to(&mut Cursor::new(&mut out), ImageFormat::Gif)?,
    }
    Ok(out)
}

/// Gives a file its colour profile; an encoder that can't is left without.
fn embed_profile(encoder: &mut impl ImageEncoder, profile: Option<Vec<u8>>) {
    if let Some(profile) = profile {
        _ = encoder.set_icc_profile(profile);
    }
}

/// The published name: the file's own name in ASCII, the first digits of its hash, the right extension.
fn publish_name(path: &str, sha256: &str, media_type: MediaType) -> String {
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let stem: String =
        slug::for_file(stem, None).chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let stem = stem.trim_matches('-');
    let stem = stem.get(..stem.len().min(40)).unwrap_or(stem).trim_matches('-');
    let stem = if stem.is_empty() { "picture" } else { stem };
    format!("{stem}-{}.{}", sha256.get(..8).unwrap_or(sha256), media_type.extension())
}

#[cfg(test)]
mod tests;
