//! Inspects picture files: kind, size and orientation; metadata is removed, and the hash gives the published name.

use std::{io::Cursor, sync::Arc};

use image::{
    ImageFormat,
    codecs::{png::PngEncoder, webp::WebPEncoder},
};

pub(crate) mod info;
mod kind;
mod metadata;
mod suggest;

pub use suggest::suggest_path;

use crate::{
    error::{ImageError, InspectError},
    pictures::Pictures,
    pixels::{
        encode::encode_jpeg,
        file::ImageFile,
        master::{self, Master},
    },
    rights::Rights,
};
use info::{ImageInfo, InspectedImage};
use pressroom_document::{Asset, MediaType, sha256, slug, word};

/// The width or height in CSS pixels that a picture from elsewhere may be shown in.
pub const SIDES: std::ops::RangeInclusive<u32> = 1..=20_000;

/// The most pixels that a picture may have.
const MAX_PIXELS: u64 = 100_000_000;

/// JPEG's quality, of 100, if a file is written anew.
const TURNED_QUALITY: u8 = 92;

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

/// Measures a picture and takes its metadata off.
fn inspect(file: Arc<[u8]>) -> Result<InspectedImage, InspectError> {
    let kinds = [
        (ImageFormat::Png, MediaType::Png),
        (ImageFormat::Jpeg, MediaType::Jpeg),
        (ImageFormat::Gif, MediaType::Gif),
        (ImageFormat::WebP, MediaType::Webp),
    ];
    let guess = image::guess_format(&file).ok();
    let (_, media_type) = kinds
        .into_iter()
        .find(|(format, _)| Some(*format) == guess)
        .ok_or_else(|| InspectError::Unsupported(kind::refuse(&file)))?;
    let head = ImageFile::read(&file)?;
    let ((width, height), orientation) = (head.size(), head.orientation());
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(InspectError::TooManyPixels { width, height, limit: MAX_PIXELS });
    }
    drop(head);
    let bare = match metadata::strip(&file, media_type, orientation) {
        Some(bare) => bare,
        None => write_anew(&file, media_type)?,
    };
    // Of all that a file says of itself, only its rights go out.
    let bare = Rights::read(&file).embed(bare);
    let bytes: Arc<[u8]> = if *bare == *file { file } else { bare.into() };
    // The whole file is decoded: a picture that breaks in the middle must not break an edition.
    Master::decode(&bytes, media_type, master::WIDTH)?.keep(&bytes);
    let sha256 = sha256(&bytes);
    Ok(InspectedImage { media_type, width, height, sha256, bytes })
}

/// The pixels as a new file of the same kind, upright and without metadata.
fn write_anew(file: &[u8], kind: MediaType) -> Result<Vec<u8>, ImageError> {
    ImageFile::read(file)?.decode(u32::MAX, |pixels| {
        let mut out = Vec::new();
        match kind {
            MediaType::Jpeg => return encode_jpeg(&pixels.0, TURNED_QUALITY),
            MediaType::Png => pixels.0.write_with_encoder(PngEncoder::new(&mut out))?,
            MediaType::Webp => pixels.0.write_with_encoder(WebPEncoder::new_lossless(&mut out))?,
            MediaType::Gif => pixels.0.write_to(&mut Cursor::new(&mut out), ImageFormat::Gif)?,
        }
        Ok(out)
    })
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
