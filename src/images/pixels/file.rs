//! Picture files, decoded to sRGB, which every edition shows.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, metadata::Orientation};

use super::{jpeg, raster::Raster, resize::reduce_to_eight_bits};
use crate::{color::ColorReader, container::jpeg::Head, decode_budget, error::ImageError};
use pressroom_document::Asset;

/// The most bytes that a decoder may set aside for a picture.
const MOST_BYTES: u64 = 1 << 30;

/// The bytes that a pixel takes while it is decoded by a decoder that knows no scales: as it was stored, and as it is shown.
const PIXEL: u64 = 8;

/// A picture file whose head was read.
pub struct ImageFile<'a> {
    source: Source<'a>,
    /// Width and height in pixels, as stored.
    stored: (u32, u32),
    orientation: Orientation,
    colors: ColorReader,
}

/// The way to the pixels of a file.
enum Source<'a> {
    /// A JPEG file, which can be decoded at several scales.
    Jpeg(&'a [u8], Head),
    /// Any other file.
    Other(Box<dyn ImageDecoder + 'a>),
}

impl<'a> ImageFile<'a> {
    /// Reads the head of a picture.
    ///
    /// # Errors
    /// The file is not a picture, or it has no pixels.
    pub fn open(asset: &'a Asset) -> Result<Self, ImageError> {
        Self::read(&asset.bytes)
    }

    /// Reads the head of a picture file.
    ///
    /// # Errors
    /// The file is not a picture, or it has no pixels.
    pub(crate) fn read(file: &'a [u8]) -> Result<Self, ImageError> {
        if image::guess_format(file).is_ok_and(|format| format == ImageFormat::Jpeg) {
            let head =
                Head::read(file).filter(|head| head.width > 0 && head.height > 0).ok_or(ImageError::Empty)?;
            let colors = ColorReader::new(head.profile.as_deref(), head.components);
            let (stored, orientation) = ((head.width, head.height), head.orientation);
            return Ok(Self { source: Source::Jpeg(file, head), stored, orientation, colors });
        }
        let reader = ImageReader::new(Cursor::new(file)).with_guessed_format();
        let mut reader = reader.map_err(image::ImageError::IoError)?;
        let mut limits = Limits::default();
        limits.max_alloc = Some(MOST_BYTES);
        reader.limits(limits);
        let mut decoder = reader.into_decoder()?;
        let stored = decoder.dimensions();
        if stored.0 == 0 || stored.1 == 0 {
            return Err(ImageError::Empty);
        }
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let profile = decoder.icc_profile().ok().flatten();
        let components = if decoder.color_type().has_color() { 3 } else { 1 };
        let colors = ColorReader::new(profile.as_deref(), components);
        Ok(Self { source: Source::Other(Box::new(decoder)), stored, orientation, colors })
    }

    /// Width and height in pixels, as shown.
    pub fn size(&self) -> (u32, u32) {
        let (width, height) = self.stored;
        if self.is_on_its_side() { (height, width) } else { (width, height) }
    }

    /// True if the file's numbers mean colours of sRGB.
    pub fn is_srgb(&self) -> bool {
        self.colors.is_srgb()
    }

    /// True if the file's pixels are shown as they are stored, and not turned.
    pub fn is_upright(&self) -> bool {
        self.orientation == Orientation::NoTransforms
    }

    /// How its pixels are turned before they are shown.
    pub(crate) fn orientation(&self) -> Orientation {
        self.orientation
    }

    /// True if width and height are exchanged when the picture is shown.
    fn is_on_its_side(&self) -> bool {
        matches!(
            self.orientation,
            Orientation::Rotate90
                | Orientation::Rotate270
                | Orientation::Rotate90FlipH
                | Orientation::Rotate270FlipH
        )
    }

    /// The number of bytes that decoding takes, if the picture need not be wider than `least`.
    fn decoding_bytes(&self, least: u32) -> u64 {
        let (width, height) = self.stored;
        match &self.source {
            Source::Jpeg(_, head) => jpeg::decoding_bytes(head, self.stored_width(least)),
            Source::Other(_) => u64::from(width).saturating_mul(height.into()).saturating_mul(PIXEL),
        }
    }

    /// The width as stored for a width as shown.
    fn stored_width(&self, shown: u32) -> u32 {
        match self.is_on_its_side() {
            true => {
                let (width, height) = (u64::from(self.stored.0), u64::from(self.stored.1));
                u32::try_from((u64::from(shown) * width).div_ceil(height)).unwrap_or(u32::MAX)
            }
            false => shown,
        }
    }

    /// Decodes the picture in sRGB and gives its pixels to `use_pixels`. It has at least so many pixels in its width, if the
    /// file has; it may have more, if that costs less than to make it smaller. The memory for it is set aside until `use_pixels`
    /// returns.
    ///
    /// # Errors
    /// The pixels can't be decoded, or `use_pixels` failed.
    pub fn decode<T>(
        self,
        least: u32,
        use_pixels: impl FnOnce(Raster) -> Result<T, ImageError>,
    ) -> Result<T, ImageError> {
        let _reserved = decode_budget::reserve(self.decoding_bytes(least));
        let least = self.stored_width(least);
        let mut pixels = match self.source {
            Source::Jpeg(file, head) => jpeg::decode(file, &head, &self.colors, least)?,
            Source::Other(decoder) => {
                self.colors.read(reduce_to_eight_bits(DynamicImage::from_decoder(decoder)?))
            }
        };
        pixels.apply_orientation(self.orientation);
        use_pixels(Raster(pixels))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use image::{ImageEncoder, Rgb, RgbImage, codecs::png::PngEncoder};

    use moxcms::ColorProfile;

    use super::*;
    use pressroom_document::MediaType;

    #[test]
    fn colours_of_another_profile_become_srgb() {
        let mut wide = Vec::new();
        let mut encoder = PngEncoder::new(&mut wide);
        encoder.set_icc_profile(ColorProfile::new_adobe_rgb().encode().unwrap()).unwrap();
        let pixels = RgbImage::from_pixel(2, 2, Rgb([200, 100, 100]));
        encoder.write_image(&pixels, 2, 2, image::ExtendedColorType::Rgb8).unwrap();
        let asset = Asset {
            path: "a.png".to_owned(),
            name: "a.png".to_owned(),
            media_type: MediaType::Png,
            width: 2,
            height: 2,
            sha256: "a".to_owned(),
            bytes: Arc::from(wide),
        };
        let file = ImageFile::open(&asset).unwrap();
        assert!(!file.is_srgb());
        let [red, green, _] =
            file.decode(u32::MAX, |pixels| Ok(pixels.0.into_rgb8().get_pixel(0, 0).0)).unwrap();
        // The same red has more of it in the narrower space.
        assert!(red > 210 && green < 105, "{red} {green}");
        assert!(ColorReader::new(Some(&ColorProfile::new_srgb().encode().unwrap()), 3).is_srgb());
    }
}
