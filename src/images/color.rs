//! Colours of other spaces: the inks of a press, and the profile of sRGB.

use std::{fmt, sync::Arc};

use moxcms::{ColorProfile, Layout, ProfileText, RenderingIntent, Transform8BitExecutor, TransformOptions};

use crate::error::{ImageError, ProfileError};

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

/// Writes the profile of sRGB; empty if the library can't.
pub fn srgb_profile() -> Vec<u8> {
    ColorProfile::new_srgb().encode().unwrap_or_default()
}
