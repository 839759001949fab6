//! The rights of a picture: who made it, whom to name, and what may be done with it.
//!
//! They are read from the XMP and the IPTC-IIM of a file, and from its EXIF, and written into each form that is made of the
//! picture. Nothing else of a file's metadata goes out.

mod embed;
mod iim;
mod terms;
mod xmp;

use image::ImageFormat;

pub use terms::Rights;

use crate::container::{jpeg, png, webp};

impl Rights {
    /// Reads the rights that a file names. Where it names one twice, XMP is believed before IPTC-IIM, and both before EXIF.
    pub fn read(file: &[u8]) -> Self {
        let mut rights = Self::default();
        match image::guess_format(file) {
            Ok(ImageFormat::Jpeg) => {
                let (mut records, mut exif) = (Self::default(), Self::default());
                for (marker, content) in jpeg::Segments::new(file) {
                    match marker {
                        jpeg::APP1 if content.starts_with(jpeg::XMP) => {
                            rights.fill_from(xmp::read(content.get(jpeg::XMP.len()..).unwrap_or_default()));
                        }
                        jpeg::APP1 if content.starts_with(jpeg::EXIF) => {
                            exif = iim::read_exif(content.get(jpeg::EXIF.len()..).unwrap_or_default());
                        }
                        jpeg::APP13 => records = iim::read(content),
                        _ => {}
                    }
                }
                rights.fill_from(records);
                rights.fill_from(exif);
            }
            Ok(ImageFormat::Png) => {
                if let Some(packet) = png::find_xmp(file) {
                    rights.fill_from(xmp::read(packet));
                }
            }
            Ok(ImageFormat::WebP) => {
                if let Some(packet) = webp::find_chunk(file, b"XMP ") {
                    rights.fill_from(xmp::read(packet));
                }
            }
            Ok(_) | Err(_) => {}
        }
        rights
    }

    /// The rights as an XMP packet (ISO 16684-1).
    pub fn to_xmp(&self) -> String {
        xmp::write(self)
    }

    /// The same file with these rights; the file itself if it has none to be written, or is of a kind that has no place for
    /// them.
    pub(crate) fn embed(&self, file: Vec<u8>) -> Vec<u8> {
        match self.is_empty() {
            true => file,
            false => embed::embed(self, file),
        }
    }
}

#[cfg(test)]
mod tests;
