//! Pictures as a PDF holds them.
//!
//! typst gets a stand-in for each picture, a file of a few bytes whose width in pixels says which picture it stands for.
//! The finishing pass puts the picture itself in its place: it was made ready once in the build, and typst neither decodes
//! it for the layout nor compresses it again for every file.

use std::{collections::BTreeMap, sync::Arc};

use image::{
    DynamicImage, ImageBuffer, ImageEncoder, Rgb, RgbImage,
    codecs::{jpeg, png::PngEncoder},
};
use lopdf::{Dictionary, Document as File, Object, Stream, StringFormat, dictionary};

use pressroom_document::{Asset, MediaType};
use pressroom_images::{
    darkroom::{Darkroom, Print},
    photo::{self, Opened},
};

/// JPEG's quality, of 100, where a lossy picture has to be written anew.
const QUALITY: u8 = 90;

/// A picture as an image XObject takes it (ISO 32000-1, 8.9.5): 8 bits for each component.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Picture {
    /// Width in pixels.
    pub(super) width: u32,
    /// Height in pixels.
    pub(super) height: u32,
    /// What the components are.
    pub(super) color: Color,
    /// How `bytes` are compressed.
    pub(super) filter: Filter,
    /// The pixels.
    pub(super) bytes: Vec<u8>,
    /// Opacity, one component, deflated; `None` where all is opaque.
    pub(super) opacity: Option<Vec<u8>>,
    /// The most ink that any pixel lays down, in per cent; 0 for a screen.
    pub(super) ink: f64,
}

impl Print for Picture {
    fn size(&self) -> usize {
        self.bytes.len() + self.opacity.as_ref().map_or(0, Vec::len)
    }
}

/// The colour space of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Color {
    /// One component: grey on a screen, black ink on paper.
    Gray,
    /// sRGB.
    Rgb,
    /// The four inks.
    Cmyk,
}

impl Color {
    /// How many components a pixel has.
    pub(super) fn components(self) -> usize {
        match self {
            Self::Gray => 1,
            Self::Rgb => 3,
            Self::Cmyk => 4,
        }
    }
}

/// The compression of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Filter {
    /// A JPEG file (`DCTDecode`).
    Jpeg,
    /// `FlateDecode`; each component is the difference to the pixel before it (TIFF predictor 2).
    Differences,
    /// `FlateDecode` of one byte for each pixel: its number in this table of colours.
    Table(Vec<u8>),
}

/// What typst sets in place of the picture of a number.
///
/// # Errors
/// Never in practice: the file is written to memory.
pub(super) fn stand_in(number: usize) -> Result<Vec<u8>, String> {
    let width = u32::try_from(number + 1).map_err(|error| error.to_string())?;
    // A colour, so that it's taken for a picture in colour.
    let pixels: RgbImage = ImageBuffer::from_pixel(width, 1, Rgb([255, 0, 0]));
    let mut out = Vec::new();
    let encoder = PngEncoder::new(&mut out);
    let written = encoder.write_image(&pixels, width, 1, image::ExtendedColorType::Rgb8);
    written.map_err(|error| error.to_string()).map(|()| out)
}

/// The number of the picture that an image of this size stands for.
pub(super) fn number(width: u32, height: u32) -> Option<usize> {
    (height == 1).then(|| usize::try_from(width).ok()?.checked_sub(1)).flatten()
}

/// Puts pictures in the places of their stand-ins. `space` gives the colour space of a picture whose stand-in had the one
/// given.
pub(super) fn place(
    file: &mut File,
    pictures: &BTreeMap<usize, Arc<Picture>>,
    mut space: impl FnMut(&mut File, Color, Object) -> Object,
) {
    let stand_ins: Vec<_> = file
        .objects
        .iter()
        .filter_map(|(id, object)| {
            let dictionary = &object.as_stream().ok()?.dict;
            if dictionary.get(b"Subtype").and_then(Object::as_name).ok()? != b"Image" {
                return None;
            }
            let side = |key| u32::try_from(dictionary.get(key).and_then(Object::as_i64).ok()?).ok();
            let picture = pictures.get(&number(side(b"Width")?, side(b"Height")?)?)?;
            Some((*id, picture, dictionary.get(b"ColorSpace").ok()?.clone()))
        })
        .collect();
    for (id, picture, stand_in) in stand_ins {
        let space = space(file, picture.color, stand_in);
        let image = picture.stream(file, space);
        file.objects.insert(id, Object::Stream(image));
    }
}

impl Picture {
    fn stream(&self, file: &mut File, space: Object) -> Stream {
        let side = |pixels: u32| Object::Integer(pixels.into());
        let mut dictionary = dictionary! {
            "Type" => "XObject",
            "Subtype" => "Image",
            "Width" => side(self.width),
            "Height" => side(self.height),
            "BitsPerComponent" => 8,
        };
        let space = match &self.filter {
            Filter::Jpeg | Filter::Differences => space,
            Filter::Table(colors) => {
                let last = (colors.len() / self.color.components()).saturating_sub(1);
                let colors = Object::String(colors.clone(), StringFormat::Hexadecimal);
                vec!["Indexed".into(), space, Object::Integer(last as i64), colors].into()
            }
        };
        dictionary.set("ColorSpace", space);
        dictionary.set("Filter", if self.filter == Filter::Jpeg { "DCTDecode" } else { "FlateDecode" });
        if self.filter == Filter::Differences {
            let columns = side(self.width);
            dictionary.set(
                "DecodeParms",
                dictionary! { "Predictor" => 2, "Colors" => self.color.components() as i64, "Columns" => columns },
            );
        }
        if let Some(opacity) = &self.opacity {
            let mask = dictionary! {
                "Type" => "XObject",
                "Subtype" => "Image",
                "Width" => side(self.width),
                "Height" => side(self.height),
                "BitsPerComponent" => 8,
                "ColorSpace" => "DeviceGray",
                "Filter" => "FlateDecode",
            };
            let mask = file.add_object(stream(mask, opacity.clone()));
            dictionary.set("SMask", mask);
        }
        stream(dictionary, self.bytes.clone())
    }
}

fn stream(dictionary: Dictionary, content: Vec<u8>) -> Stream {
    Stream::new(dictionary, content).with_compression(false)
}

/// A picture for screens: sRGB or grey.
///
/// A JPEG file goes in as it is, if it has one or three components and its colours are those of sRGB.
///
/// # Errors
/// Why it can't be shown.
pub(super) fn for_screen(asset: &Asset, darkroom: &Darkroom) -> Result<Arc<Picture>, String> {
    darkroom.develop(asset, "screen", || {
        let opened = Opened::of(asset)?;
        if asset.media_type == MediaType::Jpeg && opened.is_srgb() {
            let color = match frame_components(&asset.bytes) {
                Some((8, 1)) => Some(Color::Gray),
                Some((8, 3)) => Some(Color::Rgb),
                _ => None,
            };
            if let Some(color) = color {
                let (width, height) = opened.size();
                let bytes = asset.bytes.to_vec();
                return Ok(Picture {
                    width,
                    height,
                    color,
                    filter: Filter::Jpeg,
                    bytes,
                    opacity: None,
                    ink: 0.0,
                });
            }
        }
        let lossy = photo::is_lossy(asset);
        let pixels = opened.pixels()?;
        let opacity = opacity(&pixels);
        let (width, height) = (pixels.width(), pixels.height());
        let picture =
            |color, filter, bytes| Picture { width, height, color, filter, bytes, opacity, ink: 0.0 };
        if !pixels.color().has_color() {
            let grey = pixels.into_luma8();
            return Ok(picture(Color::Gray, Filter::Differences, differences(grey.as_raw(), width, 1)));
        }
        let pixels = pixels.into_rgb8();
        if lossy {
            let mut bytes = Vec::new();
            let encoder = jpeg::JpegEncoder::new_with_quality(&mut bytes, QUALITY);
            pixels.write_with_encoder(encoder).map_err(|error| error.to_string())?;
            return Ok(picture(Color::Rgb, Filter::Jpeg, bytes));
        }
        Ok(match table(&pixels) {
            Some((colors, numbers)) => picture(Color::Rgb, Filter::Table(colors.concat()), deflate(&numbers)),
            None => picture(Color::Rgb, Filter::Differences, differences(pixels.as_raw(), width, 3)),
        })
    })
}

/// The opacity of pixels of which some let the ground through.
fn opacity(pixels: &DynamicImage) -> Option<Vec<u8>> {
    if !pixels.color().has_alpha() {
        return None;
    }
    let alpha: Vec<u8> = pixels.to_rgba8().pixels().map(|pixel| pixel.0[3]).collect();
    alpha.iter().any(|&alpha| alpha < 255).then(|| deflate(&alpha))
}

/// The colours of a picture that has no more than 256, and each pixel's number among them.
pub(super) fn table(pixels: &RgbImage) -> Option<(Vec<[u8; 3]>, Vec<u8>)> {
    let mut numbers = std::collections::HashMap::new();
    let mut colors = Vec::new();
    let mut out = Vec::with_capacity(pixels.as_raw().len() / 3);
    let mut last: Option<([u8; 3], u8)> = None;
    for pixel in pixels.pixels() {
        let number = match last {
            Some((color, number)) if color == pixel.0 => number,
            _ => *numbers.entry(pixel.0).or_insert_with(|| {
                colors.push(pixel.0);
                u8::try_from(colors.len() - 1).unwrap_or(u8::MAX)
            }),
        };
        if colors.len() > 256 {
            return None;
        }
        last = Some((pixel.0, number));
        out.push(number);
    }
    Some((colors, out))
}

/// Components as differences to the pixel before (TIFF predictor 2), deflated.
pub(super) fn differences(pixels: &[u8], width: u32, components: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(pixels.len());
    for row in pixels.chunks(usize::try_from(width).unwrap_or(usize::MAX).saturating_mul(components).max(1)) {
        let before = std::iter::repeat_n(&0, components).chain(row);
        out.extend(row.iter().zip(before).map(|(now, before)| now.wrapping_sub(*before)));
    }
    deflate(&out)
}

/// Deflates, with zlib's wrapping.
pub(super) fn deflate(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    // Writing to memory does not fail.
    _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// The precision and the number of components in a JPEG's frame header (ITU-T T.81, B.2.2), where its process is one that
/// PDF knows: baseline, extended or progressive, with Huffman's code.
fn frame_components(bytes: &[u8]) -> Option<(u8, u8)> {
    let mut at = 2;
    loop {
        let (&marker, &kind) = (bytes.get(at)?, bytes.get(at + 1)?);
        match (marker, kind) {
            (0xFF, 0xFF) => at += 1,
            (0xFF, 0xC0..=0xC2) => return Some((*bytes.get(at + 4)?, *bytes.get(at + 9)?)),
            (0xFF, 0x01 | 0xD0..=0xD8) => at += 2,
            (0xFF, 0xC4 | 0xC8 | 0xCC | 0xDA..=0xFE) => {
                let length = u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]);
                at += 2 + usize::from(length);
            }
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::GrayImage;

    use super::*;
    use pressroom_images::photo::on_white;

    fn asset(pixels: impl Into<DynamicImage>, format: image::ImageFormat) -> Asset {
        let pixels = pixels.into();
        let mut bytes = Cursor::new(Vec::new());
        pixels.write_to(&mut bytes, format).unwrap();
        Asset {
            path: "a".to_owned(),
            name: "a".to_owned(),
            media_type: if format == image::ImageFormat::Jpeg { MediaType::Jpeg } else { MediaType::Png },
            width: pixels.width(),
            height: pixels.height(),
            sha256: format!("{:?}", bytes.get_ref()),
            bytes: bytes.into_inner().into(),
        }
    }

    fn inflate(bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::ZlibDecoder::new(bytes), &mut out).unwrap();
        out
    }

    #[test]
    fn a_stand_in_says_which_picture_it_stands_for() {
        for wanted in [0, 1, 4095] {
            let pixels = image::load_from_memory(&stand_in(wanted).unwrap()).unwrap();
            assert_eq!(number(pixels.width(), pixels.height()), Some(wanted));
        }
        assert_eq!(number(3, 2), None);
    }

    #[test]
    fn a_jpeg_goes_in_as_it_is() {
        for (pixels, color) in [
            (DynamicImage::from(RgbImage::from_pixel(9, 7, Rgb([9, 90, 200]))), Color::Rgb),
            (GrayImage::new(9, 7).into(), Color::Gray),
        ] {
            let asset = asset(pixels, image::ImageFormat::Jpeg);
            let picture = for_screen(&asset, &Darkroom::default()).unwrap();
            assert_eq!((picture.color, &picture.filter), (color, &Filter::Jpeg));
            assert_eq!(picture.bytes, asset.bytes.to_vec());
        }
    }

    #[test]
    fn few_colours_are_a_table_and_many_are_not() {
        let few = RgbImage::from_fn(40, 3, |x, _| Rgb([x as u8 / 8, 0, 9]));
        let picture = for_screen(&asset(few, image::ImageFormat::Png), &Darkroom::default()).unwrap();
        assert_eq!(picture.filter, Filter::Table(vec![0, 0, 9, 1, 0, 9, 2, 0, 9, 3, 0, 9, 4, 0, 9]));
        assert_eq!(inflate(&picture.bytes).len(), 120);
        let many = RgbImage::from_fn(40, 30, |x, y| Rgb([x as u8, y as u8, 9]));
        let picture = for_screen(&asset(many, image::ImageFormat::Png), &Darkroom::default()).unwrap();
        assert_eq!(picture.filter, Filter::Differences);
        assert_eq!(inflate(&picture.bytes)[..9], [0, 0, 9, 1, 0, 0, 1, 0, 0]);
    }

    #[test]
    fn what_lets_the_ground_through_has_an_opacity() {
        let glass = image::RgbaImage::from_pixel(2, 2, image::Rgba([10, 20, 30, 128]));
        let picture =
            for_screen(&asset(glass.clone(), image::ImageFormat::Png), &Darkroom::default()).unwrap();
        assert_eq!(inflate(picture.opacity.as_deref().unwrap()), [128; 4]);
        assert_eq!(on_white(glass.into()).into_rgb8().get_pixel(0, 0).0, [132, 137, 142]);
        let opaque = image::RgbaImage::from_pixel(2, 2, image::Rgba([10, 20, 30, 255]));
        let picture = for_screen(&asset(opaque, image::ImageFormat::Png), &Darkroom::default()).unwrap();
        assert_eq!(picture.opacity, None);
    }

    #[test]
    fn what_is_no_picture_says_why() {
        let mut asset = asset(GrayImage::new(1, 1), image::ImageFormat::Png);
        asset.bytes = Arc::from(*b"\x89PNG\r\n\x1a\n");
        assert!(for_screen(&asset, &Darkroom::default()).is_err());
    }
}
