//! Picture files, decoded to sRGB, which every edition shows.

use std::io::Cursor;

use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageReader, Limits};
use moxcms::{ColorProfile, Layout, TransformOptions};

use crate::{error::ImageError, raster::Raster};
use pressroom_document::Asset;

/// A picture file whose head was read.
pub struct ImageFile<'a> {
    decoder: Box<dyn ImageDecoder + 'a>,
    size: (u32, u32),
    /// The file has inks in place of colours.
    inks: bool,
    /// Its colour profile, if its colours are not those of sRGB.
    foreign: Option<ColorProfile>,
}

impl<'a> ImageFile<'a> {
    /// Reads the head of a picture.
    ///
    /// # Errors
    /// The file is not a picture, or it has no pixels.
    pub fn open(asset: &'a Asset) -> Result<Self, ImageError> {
        let reader = ImageReader::new(Cursor::new(&*asset.bytes)).with_guessed_format();
        let mut reader = reader.map_err(image::ImageError::IoError)?;
        let mut limits = Limits::default();
        limits.max_alloc = Some(1 << 30);
        reader.limits(limits);
        let mut decoder = reader.into_decoder()?;
        let size = decoder.dimensions();
        if size.0 == 0 || size.1 == 0 {
            return Err(ImageError::Empty);
        }
        let profile = decoder.icc_profile().ok().flatten();
        let foreign =
            profile.and_then(|profile| read_foreign_profile(&profile, decoder.color_type().has_color()));
        Ok(Self {
            size,
            inks: decoder.original_color_type() == ExtendedColorType::Cmyk8,
            foreign,
            decoder: Box::new(decoder),
        })
    }

    /// Width and height in pixels.
    pub fn size(&self) -> (u32, u32) {
        self.size
    }

    /// True if the file's numbers mean colours of sRGB.
    pub fn is_srgb(&self) -> bool {
        self.foreign.is_none() && !self.inks
    }

    /// Decodes all of its pixels, in sRGB.
    ///
    /// # Errors
    /// The pixels can't be decoded.
    pub fn decode(self) -> Result<Raster, ImageError> {
        let pixels = DynamicImage::from_decoder(self.decoder)?;
        let Some(profile) = self.foreign else { return Ok(Raster(pixels)) };
        let (from, to) = (pixels.into_rgba8(), ColorProfile::new_srgb());
        let transform =
            profile.create_transform_8bit(Layout::Rgba, &to, Layout::Rgba, TransformOptions::default());
        let Ok(transform) = transform else { return Ok(Raster(from.into())) };
        let mut out = from.clone();
        Ok(Raster(match transform.transform(&from, &mut out) {
            Ok(()) => out.into(),
            Err(_) => from.into(),
        }))
    }
}

/// The profile of a picture in RGB, unless it means sRGB (within what 8 bits show). What can't be used is passed over, as
/// browsers do.
fn read_foreign_profile(profile: &[u8], has_color: bool) -> Option<ColorProfile> {
    let profile = ColorProfile::new_from_slice(profile).ok().filter(|_| has_color)?;
    if profile.color_space != moxcms::DataColorSpace::Rgb {
        return None;
    }
    let steps = [0, 64, 128, 192, 255];
    let from: Vec<u8> =
        steps.into_iter().flat_map(|r| steps.map(|g| steps.map(|b| [r, g, b]))).flatten().flatten().collect();
    let mut to = from.clone();
    let srgb = ColorProfile::new_srgb();
    let transform =
        profile.create_transform_8bit(Layout::Rgb, &srgb, Layout::Rgb, TransformOptions::default());
    transform.ok()?.transform(&from, &mut to).ok()?;
    let differs = from.iter().zip(&to).any(|(from, to)| from.abs_diff(*to) > 3);
    differs.then_some(profile)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use image::{ImageEncoder, Rgb, RgbImage, codecs::png::PngEncoder};

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
        let [red, green, _] = file.decode().unwrap().0.into_rgb8().get_pixel(0, 0).0;
        // The same red has more of it in the narrower space.
        assert!(red > 210 && green < 105, "{red} {green}");
        assert!(read_foreign_profile(&ColorProfile::new_srgb().encode().unwrap(), true).is_none());
    }
}
