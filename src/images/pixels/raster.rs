//! Decoded pictures, for editions that keep pixels in a form of their own.

use image::{DynamicImage, GrayImage, Rgb, RgbImage};

use super::{
    encode,
    resize::{self, scaled_height},
};
use crate::error::ImageError;

/// A decoded picture in sRGB or in greys.
#[derive(Debug, Clone)]
pub struct Raster(pub(crate) DynamicImage);

impl Raster {
    /// Width in pixels.
    pub fn width(&self) -> u32 {
        self.0.width()
    }

    /// Height in pixels.
    pub fn height(&self) -> u32 {
        self.0.height()
    }

    /// True if the file has colours; false if it has greys.
    pub fn has_color(&self) -> bool {
        self.0.color().has_color()
    }

    /// The opacity of each pixel, 255 for an opaque one; `None` if all are opaque.
    pub fn opacity(&self) -> Option<Vec<u8>> {
        if !self.0.color().has_alpha() {
            return None;
        }
        let alpha: Vec<u8> = self.0.to_rgba8().pixels().map(|pixel| pixel.0[3]).collect();
        alpha.iter().any(|alpha| *alpha < u8::MAX).then_some(alpha)
    }

    /// Lays the picture on white paper.
    #[must_use]
    pub fn flatten_on_white(self) -> Self {
        let Self(pixels) = self;
        if !pixels.color().has_alpha() {
            return Self(pixels);
        }
        let on_white = |part: u8, alpha: u8| {
            let (part, alpha) = (u32::from(part), u32::from(alpha));
            u8::try_from((part * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
        };
        if !pixels.color().has_color() {
            let from = pixels.into_luma_alpha8();
            let to: Vec<u8> = from.pixels().map(|pixel| on_white(pixel.0[0], pixel.0[1])).collect();
            let grey = GrayImage::from_raw(from.width(), from.height(), to);
            return Self(grey.map_or_else(|| from.into(), DynamicImage::from));
        }
        let from = pixels.into_rgba8();
        let mut to = RgbImage::new(from.width(), from.height());
        for (to, from) in to.pixels_mut().zip(from.pixels()) {
            let [red, green, blue, alpha] = from.0;
            to.0 = [red, green, blue].map(|part| on_white(part, alpha));
        }
        Self(to.into())
    }

    /// Scales the picture down to a width; leaves it as it is if it is no wider.
    #[must_use]
    pub fn shrink_to_width(self, width: u32) -> Self {
        let Self(pixels) = self;
        if width >= pixels.width() {
            return Self(pixels);
        }
        let height = scaled_height(pixels.height(), width, pixels.width());
        Self(resize::shrink(&pixels, width, height))
    }

    /// Its greys, one byte for each pixel.
    pub fn into_gray(self) -> Vec<u8> {
        self.0.into_luma8().into_raw()
    }

    /// Its colours, 8 bits for each of three components.
    pub fn into_rgb(self) -> RgbPixels {
        RgbPixels(self.0.into_rgb8())
    }
}

impl From<RgbPixels> for Raster {
    fn from(pixels: RgbPixels) -> Self {
        Self(pixels.0.into())
    }
}

/// Pixels of 8 bits for each of red, green and blue.
#[derive(Debug, Clone)]
pub struct RgbPixels(RgbImage);

impl RgbPixels {
    /// A picture of one colour.
    pub fn solid(width: u32, height: u32, color: [u8; 3]) -> Self {
        Self(RgbImage::from_pixel(width, height, Rgb(color)))
    }

    /// Width in pixels.
    pub fn width(&self) -> u32 {
        self.0.width()
    }

    /// Height in pixels.
    pub fn height(&self) -> u32 {
        self.0.height()
    }

    /// The components of all pixels, row by row.
    pub fn samples(&self) -> &[u8] {
        self.0.as_raw()
    }

    /// Writes a JPEG file; `quality` is of 100.
    ///
    /// # Errors
    /// The encoder failed.
    pub fn encode_jpeg(self, quality: u8) -> Result<Vec<u8>, ImageError> {
        encode::encode_jpeg(&self.0.into(), quality)
    }

    /// Writes a PNG file.
    ///
    /// # Errors
    /// The encoder failed.
    pub fn encode_png(self) -> Result<Vec<u8>, ImageError> {
        encode::encode_png(&self.0.into())
    }
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::*;

    #[test]
    fn a_picture_that_lets_the_ground_through_lies_on_white() {
        let glass = Raster(RgbaImage::from_pixel(2, 2, Rgba([10, 20, 30, 128])).into());
        assert_eq!(glass.opacity(), Some(vec![128; 4]));
        assert_eq!(glass.flatten_on_white().into_rgb().samples()[..3], [132, 137, 142]);
    }
}
