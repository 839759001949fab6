//! Pictures in the inks of a press.

use std::sync::Arc;

use crate::file::{self, ColorSpace, Filter, PdfImage};
use pressroom_config::PrintPictures;
use pressroom_document::Asset;
use pressroom_images::{ImageCache, ImageError, ImageFile, InkTransform, ProfileError, Raster};
use pressroom_theme::Press;

/// A picture is made smaller where it has more than so many times the pixels that the preset wants.
const TOO_FINE: f64 = 1.5;

/// The way from sRGB to the inks of a preset.
pub(super) struct InkConverter {
    transform: InkTransform,
    /// The most ink, as the sum of four components.
    limit: u32,
    ppi: f64,
    treatment: PrintPictures,
    /// The part of cache keys that stands for profile and limit.
    key: String,
}

impl InkConverter {
    /// Reads the preset's output profile.
    ///
    /// # Errors
    /// The profile can't be used.
    pub(super) fn new(press: &Press) -> Result<Self, ProfileError> {
        let transform = InkTransform::new(&press.profile.bytes)?;
        let limit = (press.ink_limit * 255.0 / 100.0).floor() as u32;
        let key = format!("{} {limit}", press.profile.sha256);
        Ok(Self { transform, limit, ppi: press.ppi, treatment: press.pictures, key })
    }

    /// The name that the profile gives itself.
    pub(super) fn description(&self) -> Option<&str> {
        self.transform.description()
    }

    /// The picture for a place that is so many inches wide.
    ///
    /// # Errors
    /// The picture can't be decoded.
    pub(super) fn prepare_picture(
        &self,
        asset: &Asset,
        inches: f64,
        image_cache: &ImageCache,
    ) -> Result<Arc<PdfImage>, ImageError> {
        let wanted = (inches * self.ppi).ceil().max(1.0);
        let width = match f64::from(asset.width) > wanted * TOO_FINE {
            true => wanted as u32,
            false => asset.width,
        };
        match self.treatment {
            PrintPictures::Convert => {
                image_cache.get_or_try_insert_with(asset, &format!("inks {} {width}", self.key), || {
                    self.convert_picture(asset, width)
                })
            }
            PrintPictures::Tagged => {
                image_cache
                    .get_or_try_insert_with(asset, &format!("paper {width}"), || keep_in_srgb(asset, width))
            }
        }
    }

    fn convert_picture(&self, asset: &Asset, width: u32) -> Result<PdfImage, ImageError> {
        ImageFile::open(asset)?.decode(width, |pixels| self.convert_pixels(pixels.flatten_on_white(), width))
    }

    fn convert_pixels(&self, pixels: Raster, width: u32) -> Result<PdfImage, ImageError> {
        if !pixels.has_color() {
            return Ok(in_black(pixels.shrink_to_width(width)));
        }
        let pixels = pixels.into_rgb();
        // A drawing of few colours keeps its pixels, and its greys and blacks need but one ink.
        if let Some((colors, numbers)) = file::index_colors(&pixels) {
            let mut inks = self.limit_inks(&colors.concat())?;
            for (color, inks) in colors.iter().zip(inks.chunks_exact_mut(4)) {
                let [red, green, blue] = *color;
                if red == green && green == blue {
                    inks.copy_from_slice(&[0, 0, 0, 255 - red]);
                }
            }
            let ink = most_ink(&inks);
            return Ok(PdfImage {
                width: pixels.width(),
                height: pixels.height(),
                color: ColorSpace::Cmyk,
                filter: Filter::Table(inks),
                bytes: file::deflate(&numbers),
                opacity: None,
                ink,
            });
        }
        let pixels = Raster::from(pixels).shrink_to_width(width).into_rgb();
        let inks = self.limit_inks(pixels.samples())?;
        Ok(PdfImage {
            width: pixels.width(),
            height: pixels.height(),
            color: ColorSpace::Cmyk,
            filter: Filter::Differences,
            bytes: file::deflate_differences(&inks, pixels.width(), 4),
            opacity: None,
            ink: most_ink(&inks),
        })
    }

    /// The inks of colours in sRGB, never more than the limit: what is too much is taken from the colours, so that black
    /// keeps its depth.
    fn limit_inks(&self, pixels: &[u8]) -> Result<Vec<u8>, ImageError> {
        let mut inks = self.transform.convert(pixels)?;
        for pixel in inks.chunks_exact_mut(4) {
            if let [cyan, magenta, yellow, black] = pixel {
                let colors = u32::from(*cyan) + u32::from(*magenta) + u32::from(*yellow);
                let room = self.limit.saturating_sub(u32::from(*black));
                if colors > room {
                    for part in [cyan, magenta, yellow] {
                        *part = u8::try_from(u32::from(*part) * room / colors).unwrap_or(u8::MAX);
                    }
                }
            }
        }
        Ok(inks)
    }
}

/// The most ink of any pixel of four components, in per cent.
fn most_ink(inks: &[u8]) -> f64 {
    let most = inks.chunks_exact(4).map(|pixel| pixel.iter().map(|&ink| u32::from(ink)).sum()).max();
    f64::from(most.unwrap_or(0u32)) / 2.55
}

/// A picture in black ink alone.
fn in_black(pixels: Raster) -> PdfImage {
    let (width, height) = (pixels.width(), pixels.height());
    let greys = pixels.into_gray();
    let darkest = greys.iter().copied().min().unwrap_or(u8::MAX);
    PdfImage {
        width,
        height,
        color: ColorSpace::Gray,
        filter: Filter::Differences,
        bytes: file::deflate_differences(&greys, width, 1),
        opacity: None,
        ink: f64::from(255 - darkest) / 2.55,
    }
}

/// A picture that stays in sRGB: the press makes the inks.
fn keep_in_srgb(asset: &Asset, width: u32) -> Result<PdfImage, ImageError> {
    ImageFile::open(asset)?.decode(width, |pixels| {
        let pixels = pixels.flatten_on_white().shrink_to_width(width);
        if !pixels.has_color() {
            return Ok(in_black(pixels));
        }
        let pixels = pixels.into_rgb();
        let bytes = file::deflate_differences(pixels.samples(), pixels.width(), 3);
        let (width, height) = (pixels.width(), pixels.height());
        Ok(PdfImage {
            width,
            height,
            color: ColorSpace::Rgb,
            filter: Filter::Differences,
            bytes,
            opacity: None,
            ink: 0.0,
        })
    })
}
