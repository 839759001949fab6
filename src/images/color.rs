//! Colours of other spaces: those of picture files, the inks of a press, and the profile of sRGB.

use std::{fmt, sync::Arc};

use image::DynamicImage;
use moxcms::{
    ColorProfile, DataColorSpace, Layout, ProfileText, RenderingIntent, Transform8BitExecutor,
    TransformOptions,
};

use crate::{
    error::{ImageError, ProfileError},
    pixels::resize::reduce_to_eight_bits,
};

/// The way from sRGB to the inks of a press, as the press's output profile describes it (ICC.1).
pub struct InkTransform {
    executor: Arc<Transform8BitExecutor>,
    description: Option<String>,
}

impl fmt::Debug for InkTransform {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("InkTransform").field("description", &self.description).finish_non_exhaustive()
    }
}

impl InkTransform {
    /// Reads an output profile of four inks.
    ///
    /// # Errors
    /// The profile can't be read, or describes something else.
    pub fn new(profile: &[u8]) -> Result<Self, ProfileError> {
        let profile = ColorProfile::new_from_slice(profile).map_err(ProfileError::Unreadable)?;
        let options =
            TransformOptions { rendering_intent: RenderingIntent::Perceptual, ..TransformOptions::default() };
        // moxcms calls the layout of four components RGBA, whatever they mean.
        let executor = ColorProfile::new_srgb()
            .create_transform_8bit(Layout::Rgb, &profile, Layout::Rgba, options)
            .map_err(ProfileError::NoInks)?;
        let description = profile.description.as_ref().and_then(|text| match text {
            ProfileText::PlainString(text) => Some(text.clone()),
            ProfileText::Localizable(texts) => texts.first().map(|text| text.value.clone()),
            ProfileText::Description(text) => Some(text.ascii_string.clone()),
        });
        let description = description.map(|text| text.trim_matches(['\0', ' ']).to_owned());
        Ok(Self { executor, description: description.filter(|text| !text.is_empty()) })
    }

    /// The name that the profile gives itself.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// Converts pixels of three components, in sRGB, to pixels of four: cyan, magenta, yellow, black.
    ///
    /// # Errors
    /// The pixels don't have three components each.
    pub fn convert(&self, pixels: &[u8]) -> Result<Vec<u8>, ImageError> {
        let mut inks = vec![0; pixels.len() / 3 * 4];
        self.executor.transform(pixels, &mut inks)?;
        Ok(inks)
    }
}

/// The way from a file's colours to sRGB, as its profile describes it (ICC.1).
#[derive(Debug, Default)]
pub(crate) struct ColorReader {
    /// The profile, if the file's numbers don't mean sRGB.
    foreign: Option<ColorProfile>,
    /// The file has inks in place of colours.
    has_inks: bool,
}

impl ColorReader {
    /// Reads the profile of a file that has so many components without opacity. A profile that can't be used is passed over, as browsers do.
    pub(crate) fn new(profile: Option<&[u8]>, components: u8) -> Self {
        let profile = profile.and_then(|profile| ColorProfile::new_from_slice(profile).ok());
        let space = match components {
            1 => DataColorSpace::Gray,
            4 => DataColorSpace::Cmyk,
            _ => DataColorSpace::Rgb,
        };
        let foreign = profile.filter(|profile| profile.color_space == space && differs_from_srgb(profile));
        Self { foreign, has_inks: components == 4 }
    }

    /// True if the file's numbers mean colours of sRGB.
    pub(crate) fn is_srgb(&self) -> bool {
        self.foreign.is_none() && !self.has_inks
    }

    /// Colours or greys of a file as those of sRGB.
    #[allow(clippy::wildcard_enum_match_arm)] // The enum is another crate's, and grows.
    pub(crate) fn read(&self, pixels: DynamicImage) -> DynamicImage {
        let Some(profile) = &self.foreign else { return pixels };
        match pixels {
            DynamicImage::ImageLuma8(mut greys) => {
                if let Some(table) = read_greys(profile) {
                    greys.pixels_mut().for_each(|pixel| pixel.0 = pixel.0.map(|grey| look_up(&table, grey)));
                }
                greys.into()
            }
            DynamicImage::ImageLumaA8(mut greys) => {
                if let Some(table) = read_greys(profile) {
                    greys.pixels_mut().for_each(|pixel| pixel.0[0] = look_up(&table, pixel.0[0]));
                }
                greys.into()
            }
            DynamicImage::ImageRgb8(mut colors) => {
                convert_rows(profile, &mut colors, Layout::Rgb, 3);
                colors.into()
            }
            DynamicImage::ImageRgba8(mut colors) => {
                convert_rows(profile, &mut colors, Layout::Rgba, 4);
                colors.into()
            }
            deep => self.read(reduce_to_eight_bits(deep)),
        }
    }

    /// Inks, 255 for the most of each, as colours of sRGB.
    pub(crate) fn read_inks(&self, inks: &[u8]) -> Vec<u8> {
        let srgb = ColorProfile::new_srgb();
        let mut colors = vec![0; inks.len() / 4 * 3];
        let converted = self.foreign.as_ref().and_then(|profile| {
            // moxcms calls the layout of four components RGBA, whatever they mean.
            let options = TransformOptions {
                rendering_intent: RenderingIntent::Perceptual,
                ..TransformOptions::default()
            };
            let transform = profile.create_transform_8bit(Layout::Rgba, &srgb, Layout::Rgb, options).ok()?;
            transform.transform(inks, &mut colors).ok()
        });
        if converted.is_none() {
            for (color, ink) in colors.as_chunks_mut::<3>().0.iter_mut().zip(inks.as_chunks::<4>().0) {
                let [cyan, magenta, yellow, black] = ink.map(|ink| u32::from(u8::MAX - ink));
                *color =
                    [cyan, magenta, yellow].map(|part| u8::try_from(part * black / 255).unwrap_or(u8::MAX));
            }
        }
        colors
    }
}

fn look_up(table: &[u8; 256], grey: u8) -> u8 {
    table.get(usize::from(grey)).copied().unwrap_or(grey)
}

/// The greys of sRGB for each grey of a profile.
fn read_greys(profile: &ColorProfile) -> Option<[u8; 256]> {
    let from: Vec<u8> = (0..=u8::MAX).collect();
    let mut to = vec![0; 256 * 3];
    let srgb = ColorProfile::new_srgb();
    let transform =
        profile.create_transform_8bit(Layout::Gray, &srgb, Layout::Rgb, TransformOptions::default());
    transform.ok()?.transform(&from, &mut to).ok()?;
    let mut table = [0; 256];
    for (to, [grey, ..]) in table.iter_mut().zip(to.as_chunks::<3>().0) {
        *to = *grey;
    }
    Some(table)
}

/// Converts colours in their place, some rows at a time, so that no second picture is needed.
fn convert_rows(profile: &ColorProfile, colors: &mut [u8], layout: Layout, components: usize) {
    const PIXELS: usize = 1 << 14;
    let srgb = ColorProfile::new_srgb();
    let Ok(transform) = profile.create_transform_8bit(layout, &srgb, layout, TransformOptions::default())
    else {
        return;
    };
    let mut from = vec![0; PIXELS * components];
    for part in colors.chunks_mut(PIXELS * components) {
        let Some(from) = from.get_mut(..part.len()) else { return };
        from.copy_from_slice(part);
        // The lengths fit, which is all that can fail.
        _ = transform.transform(from, part);
    }
}

/// True if a profile means something else than sRGB, beyond what 8 bits show.
#[allow(clippy::wildcard_enum_match_arm)] // The enum is another crate's, and grows.
fn differs_from_srgb(profile: &ColorProfile) -> bool {
    match profile.color_space {
        DataColorSpace::Cmyk => true,
        DataColorSpace::Gray => read_greys(profile)
            .is_some_and(|table| (0..=u8::MAX).any(|grey| look_up(&table, grey).abs_diff(grey) > 3)),
        _ => {
            let steps = [0, 64, 128, 192, 255];
            let from: Vec<u8> = steps
                .into_iter()
                .flat_map(|r| steps.map(|g| steps.map(|b| [r, g, b])))
                .flatten()
                .flatten()
                .collect();
            let mut to = from.clone();
            let srgb = ColorProfile::new_srgb();
            let transform =
                profile.create_transform_8bit(Layout::Rgb, &srgb, Layout::Rgb, TransformOptions::default());
            let converted = transform.is_ok_and(|transform| transform.transform(&from, &mut to).is_ok());
            converted && from.iter().zip(&to).any(|(from, to)| from.abs_diff(*to) > 3)
        }
    }
}

/// Writes the profile of sRGB; empty if the library can't.
pub fn srgb_profile() -> Vec<u8> {
    ColorProfile::new_srgb().encode().unwrap_or_default()
}
