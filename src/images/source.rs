//! Pictures: known by their content, measured, and named by their hash.

use std::{io::Cursor, sync::Arc};

use image::{
    DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits,
    codecs::{jpeg::JpegEncoder, png::PngEncoder, webp::WebPEncoder},
    metadata::Orientation,
};

mod kind;
mod meant;
mod metadata;

pub use meant::meant;

use super::Pictures;
use crate::decode_budget;
use pressroom_document::{Asset, MediaType, sha256, slug, word};

/// How many CSS pixels wide or high a picture from elsewhere may be shown.
pub const SIDES: std::ops::RangeInclusive<u32> = 1..=20_000;

/// The most pixels that a picture may have.
const MAX_PIXELS: u64 = 100_000_000;

/// What a picture file turned out to be, or why it can't be used, for people. To look at one takes longer than to read the
/// document that shows it, so that [`Pictures`] may remember it.
#[derive(Debug, Clone)]
pub struct Looked(Result<Picture, String>);

/// A picture that can be used: upright and without metadata.
#[derive(Debug, Clone)]
struct Picture {
    media_type: MediaType,
    width: u32,
    height: u32,
    sha256: String,
    bytes: Arc<[u8]>,
}

/// The picture in a file that a document names by `path`. It is looked at, if nobody did before.
///
/// # Errors
/// Why it can't be used, for people.
pub fn asset(path: &str, file: &Arc<[u8]>, pictures: &dyn Pictures) -> Result<Asset, String> {
    let place = pictures.looked(file);
    let Looked(looked) = place.get_or_init(|| Looked(look(Arc::clone(file))));
    let Picture { media_type, width, height, sha256, bytes } = looked.clone()?;
    let name = name(path, &sha256, media_type);
    let path = word::nfc(path).into_owned();
    Ok(Asset { path, name, media_type, width, height, sha256, bytes })
}

/// Measures a picture and takes its metadata off; a picture that is to be shown turned (EXIF) is turned.
fn look(bytes: Arc<[u8]>) -> Result<Picture, String> {
    let kinds = [
        (ImageFormat::Png, MediaType::Png),
        (ImageFormat::Jpeg, MediaType::Jpeg),
        (ImageFormat::Gif, MediaType::Gif),
        (ImageFormat::WebP, MediaType::Webp),
    ];
    let guess = image::guess_format(&bytes).ok();
    let (format, media_type) =
        kinds.into_iter().find(|(format, _)| Some(*format) == guess).ok_or_else(|| kind::refusal(&bytes))?;
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
    let _reserved = decode_budget::for_picture(width, height);
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    // The whole file is decoded: a picture that breaks in the middle must not break an edition.
    let mut pixels = DynamicImage::from_decoder(decoder).map_err(broken)?;
    let bare = metadata::without(&bytes, media_type).filter(|_| orientation == Orientation::NoTransforms);
    let (bytes, width, height) = match bare {
        Some(bare) if *bare == *bytes => (bytes, width, height),
        Some(bare) => (bare.into(), width, height),
        None => {
            pixels.apply_orientation(orientation);
            let anew = anew(&pixels, media_type, profile).map_err(broken)?;
            (anew.into(), pixels.width(), pixels.height())
        }
    };
    let sha256 = sha256(&bytes);
    Ok(Picture { media_type, width, height, sha256, bytes })
}

/// The pixels as a new file of the same kind, which has no metadata but its colour profile.
fn anew(pixels: &DynamicImage, kind: MediaType, profile: Option<Vec<u8>>) -> image::ImageResult<Vec<u8>> {
    let mut out = Vec::new();
    // The profile of inks or of greys does not fit the pixels that were decoded.
    let profile =
        profile.filter(|profile| profile.get(16..20) == Some(b"RGB ") && pixels.color().has_color());
    match kind {
        MediaType::Jpeg => {
            let mut encoder = JpegEncoder::new_with_quality(&mut out, 90);
            tag(&mut encoder, profile);
            pixels.to_rgb8().write_with_encoder(encoder)?;
        }
        MediaType::Png => {
            let mut encoder = PngEncoder::new(&mut out);
            tag(&mut encoder, profile);
            pixels.write_with_encoder(encoder)?;
        }
        MediaType::Webp => {
            let mut encoder = WebPEncoder::new_lossless(&mut out);
            tag(&mut encoder, profile);
            pixels.write_with_encoder(encoder)?;
        }
        MediaType::Gif => pixels.write_to(&mut Cursor::new(&mut out), ImageFormat::Gif)?,
    }
    Ok(out)
}

/// Gives a file its colour profile; an encoder that can't is left without.
fn tag(encoder: &mut impl ImageEncoder, profile: Option<Vec<u8>>) {
    if let Some(profile) = profile {
        _ = encoder.set_icc_profile(profile);
    }
}

/// The published name: the file's own name in ASCII, the first digits of its hash, the right extension.
fn name(path: &str, sha256: &str, media_type: MediaType) -> String {
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
