//! Rights, put into files.

use image::ImageFormat;

use super::{iim, terms::Rights, xmp};
use crate::container::{jpeg, png, webp};

/// The same file with rights; a kind that has no place for them stays as it is.
pub(super) fn embed(rights: &Rights, file: Vec<u8>) -> Vec<u8> {
    let packet = xmp::write(rights);
    let changed = match image::guess_format(&file) {
        Ok(ImageFormat::Jpeg) => {
            let xmp = jpeg::segment(jpeg::APP1, &[jpeg::XMP, packet.as_bytes()].concat());
            let records = jpeg::segment(jpeg::APP13, &iim::write(rights));
            jpeg::insert(&file, &[xmp, records].concat())
        }
        Ok(ImageFormat::Png) => png::insert_xmp(&file, &packet),
        Ok(ImageFormat::WebP) => webp::insert_xmp(&file, packet.as_bytes()),
        Ok(_) | Err(_) => None,
    };
    changed.unwrap_or(file)
}
