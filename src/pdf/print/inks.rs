//! Pictures in the inks of a press.

use std::sync::Arc;

use image::{DynamicImage, RgbImage, imageops::FilterType};
use moxcms::{ColorProfile, Layout, ProfileText, RenderingIntent, Transform8BitExecutor, TransformOptions};

use crate::picture::{self, Color, Filter, Picture};
use pressroom_config::PrintPictures;
use pressroom_document::Asset;
use pressroom_images::{
    darkroom::Darkroom,
    photo::{Opened, on_white},
};
use pressroom_theme::Press;

/// A picture is made smaller where it has more than so many times the pixels that the preset wants.
const TOO_FINE: f64 = 1.5;

/// The way from sRGB to the inks of a preset.
pub(super) struct Inks {
    transform: Arc<Transform8BitExecutor>,
    description: Option<String>,
    /// The most ink, as the sum of four components.
    limit: u32,
    ppi: f64,
    treatment: PrintPictures,
    /// What the forms of pictures depend on.
    key: String,
}

impl Inks {
    /// Reads the preset's output profile.
    ///
    /// # Errors
    /// Why it can't be used.
    pub(super) fn new(press: &Press) -> Result<Self, String> {
        let path = &press.profile.path;
        let profile = ColorProfile::new_from_slice(&press.profile.bytes)
            .map_err(|error| format!("the profile `{path}` can't be read: {error}"))?;
        let options =
            TransformOptions { rendering_intent: RenderingIntent::Perceptual, ..TransformOptions::default() };
        // Four components without opacity have the layout that the library calls RGBA.
        let transform = ColorProfile::new_srgb()
            .create_transform_8bit(Layout::Rgb, &profile, Layout::Rgba, options)
            .map_err(|error| format!("the profile `{path}` turns no picture into inks: {error}"))?;
        let description = profile.description.as_ref().and_then(|text| match text {
            ProfileText::PlainString(text) => Some(text.clone()),
            ProfileText::Localizable(texts) => texts.first().map(|text| text.value.clone()),
            ProfileText::Description(text) => Some(text.ascii_string.clone()),
        });
        let limit = (press.ink_limit * 255.0 / 100.0).floor() as u32;
        Ok(Self {
            transform,
            description: description.map(|text| text.trim_matches(['\0', ' ']).to_owned()),
            limit,
            ppi: press.ppi,
            treatment: press.pictures,
            key: format!("{} {limit}", press.profile.sha256),
        })
    }

    /// What the profile calls itself.
    pub(super) fn description(&self) -> Option<&str> {
        self.description.as_deref().filter(|text| !text.is_empty())
    }

    /// The picture for a place that is so many inches wide.
    ///
    /// # Errors
    /// Why it can't be read.
    pub(super) fn develop(
        &self,
        asset: &Asset,
        inches: f64,
        darkroom: &Darkroom,
    ) -> Result<Arc<Picture>, String> {
        let wanted = (inches * self.ppi).ceil().max(1.0);
        let width = match f64::from(asset.width) > wanted * TOO_FINE {
            true => wanted as u32,
            false => asset.width,
        };
        match self.treatment {
            PrintPictures::Convert => {
                darkroom.develop(asset, &format!("inks {} {width}", self.key), || self.convert(asset, width))
            }
            PrintPictures::Tagged => {
                darkroom.develop(asset, &format!("paper {width}"), || on_paper(asset, width))
            }
        }
    }

    fn convert(&self, asset: &Asset, width: u32) -> Result<Picture, String> {
        let pixels = on_white(Opened::of(asset)?.pixels()?);
        if !pixels.color().has_color() {
            return Ok(gray(smaller(pixels, width)));
        }
        let pixels = pixels.into_rgb8();
        // A drawing of few colours keeps its pixels, and its greys and blacks need but one ink.
        if let Some((colors, numbers)) = picture::table(&pixels) {
            let mut inks = self.inks(&colors.concat())?;
            for (color, inks) in colors.iter().zip(inks.chunks_exact_mut(4)) {
                let [red, green, blue] = *color;
                if red == green && green == blue {
                    inks.copy_from_slice(&[0, 0, 0, 255 - red]);
                }
            }
            let ink = most_ink(&inks);
            return Ok(Picture {
                width: pixels.width(),
                height: pixels.height(),
                color: Color::Cmyk,
                filter: Filter::Table(inks),
                bytes: picture::deflate(&numbers),
                opacity: None,
                ink,
            });
        }
        let pixels = smaller(pixels.into(), width).into_rgb8();
        let inks = self.inks(pixels.as_raw())?;
        Ok(Picture {
            width: pixels.width(),
            height: pixels.height(),
            color: Color::Cmyk,
            filter: Filter::Differences,
            bytes: picture::differences(&inks, pixels.width(), 4),
            opacity: None,
            ink: most_ink(&inks),
        })
    }

    /// The inks of colours in sRGB, never more than the limit: what is too much is taken from the colours, so that black
    /// keeps its depth.
    fn inks(&self, pixels: &[u8]) -> Result<Vec<u8>, String> {
        let mut inks = vec![0; pixels.len() / 3 * 4];
        self.transform.transform(pixels, &mut inks).map_err(|error| error.to_string())?;
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

fn smaller(pixels: DynamicImage, width: u32) -> DynamicImage {
    if width >= pixels.width() {
        return pixels;
    }
    let height = (u64::from(pixels.height()) * u64::from(width)).div_ceil(u64::from(pixels.width()));
    pixels.resize_exact(width, u32::try_from(height).unwrap_or(u32::MAX).max(1), FilterType::CatmullRom)
}

/// A picture in black ink alone.
fn gray(pixels: DynamicImage) -> Picture {
    let pixels = pixels.into_luma8();
    let darkest = pixels.as_raw().iter().copied().min().unwrap_or(u8::MAX);
    Picture {
        width: pixels.width(),
        height: pixels.height(),
        color: Color::Gray,
        filter: Filter::Differences,
        bytes: picture::differences(pixels.as_raw(), pixels.width(), 1),
        opacity: None,
        ink: f64::from(255 - darkest) / 2.55,
    }
}

/// A picture that stays in sRGB: the press makes the inks.
fn on_paper(asset: &Asset, width: u32) -> Result<Picture, String> {
    let pixels = on_white(Opened::of(asset)?.pixels()?);
    if !pixels.color().has_color() {
        return Ok(gray(smaller(pixels, width)));
    }
    let pixels: RgbImage = smaller(pixels, width).into_rgb8();
    let bytes = picture::differences(pixels.as_raw(), pixels.width(), 3);
    let (width, height) = (pixels.width(), pixels.height());
    Ok(Picture {
        width,
        height,
        color: Color::Rgb,
        filter: Filter::Differences,
        bytes,
        opacity: None,
        ink: 0.0,
    })
}
