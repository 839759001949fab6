//! Pictures as a PDF holds them, in the places of their stand-ins.

use std::{collections::BTreeMap, sync::Arc};

use super::stand_in::stand_in_number;
use pressroom_document::{Asset, MediaType};
use pressroom_images::{CachedImage, ImageCache, ImageError, ImageFile, Raster, RgbPixels, variants};
use pressroom_pdf_file::{ImageDictionary, Object, PdfFile};

/// JPEG's quality, of 100, if a lossy picture must be written anew.
const QUALITY: u8 = 85;

/// Pixels to the inch of pictures for screens, which readers enlarge and print in offices.
const PPI: f64 = 300.0;

/// A picture is made smaller if it has more than so many times the pixels that are wanted.
const TOO_FINE: f64 = 1.25;

/// A drawing of few colours keeps at most so many pixels.
const DRAWING_PIXELS: u64 = 8_000_000;

/// A picture as an image XObject takes it (ISO 32000-1, 8.9.5): 8 bits for each component.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PdfImage {
    /// Width in pixels.
    pub(crate) width: u32,
    /// Height in pixels.
    pub(crate) height: u32,
    /// The meaning of the components.
    pub(crate) color: ColorSpace,
    /// The compression of `bytes`.
    pub(crate) filter: Filter,
    /// The pixels.
    pub(crate) bytes: Vec<u8>,
    /// Opacity, one component, deflated; `None` where all is opaque.
    pub(crate) opacity: Option<Vec<u8>>,
    /// The most ink that any pixel lays down, in per cent; 0 for a screen.
    pub(crate) ink: f64,
}

impl CachedImage for PdfImage {
    fn size(&self) -> usize {
        self.bytes.len() + self.opacity.as_ref().map_or(0, Vec::len)
    }
}

/// The colour space of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColorSpace {
    /// One component: grey on a screen, black ink on paper.
    Gray,
    /// sRGB.
    Rgb,
    /// The four inks.
    Cmyk,
}

impl ColorSpace {
    /// The number of components of a pixel.
    pub(crate) fn components(self) -> usize {
        match self {
            Self::Gray => 1,
            Self::Rgb => 3,
            Self::Cmyk => 4,
        }
    }
}

/// The compression of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Filter {
    /// A JPEG file (`DCTDecode`).
    Jpeg,
    /// `FlateDecode`; each component is the difference to the pixel before it (TIFF predictor 2).
    Differences,
    /// `FlateDecode` of one byte for each pixel: its number in this table of colours.
    Table(Vec<u8>),
}

/// Puts pictures in the places of their stand-ins. `space` gives the colour space of a picture whose stand-in had the one
/// given.
pub(crate) fn replace_stand_ins(
    file: &mut PdfFile,
    pictures: &BTreeMap<usize, Arc<PdfImage>>,
    mut space: impl FnMut(&mut PdfFile, ColorSpace, Object) -> Object,
) {
    for stand_in in file.images() {
        let number = stand_in_number(stand_in.width, stand_in.height);
        let Some(picture) = number.and_then(|number| pictures.get(&number)) else { continue };
        let space = space(file, picture.color, stand_in.color_space);
        let dictionary = picture.dictionary(file, space);
        file.replace_image(stand_in.id, dictionary, picture.bytes.clone());
    }
}

impl PdfImage {
    /// The dictionary of the picture; its mask is added to the file.
    fn dictionary(&self, file: &mut PdfFile, space: Object) -> ImageDictionary {
        let components = self.color.components();
        let image = ImageDictionary::new(self.width, self.height).with_eight_bits();
        let image = match &self.filter {
            Filter::Jpeg => image.with_color_space(space).with_filter("DCTDecode"),
            Filter::Differences => image
                .with_color_space(space)
                .with_filter("FlateDecode")
                .with_differences(components, self.width),
            Filter::Table(colors) => {
                image.with_color_table(space, colors.clone(), components).with_filter("FlateDecode")
            }
        };
        let Some(opacity) = &self.opacity else { return image };
        let mask = ImageDictionary::new(self.width, self.height).with_eight_bits();
        let mask = mask.with_color_space("DeviceGray").with_filter("FlateDecode");
        let mask = file.add_image(mask, opacity.clone());
        image.with_soft_mask(mask)
    }
}

/// A picture for screens, in a place that is so many inches wide: sRGB or grey.
///
/// A JPEG file goes in as it is, if it has one or three components, its colours are those of sRGB and it is upright; and if it
/// is hardly finer than what a screen or a printer in an office shows.
///
/// # Errors
/// The picture can't be decoded or encoded.
pub(crate) fn convert_for_screen(
    asset: &Asset,
    inches: f64,
    image_cache: &ImageCache,
) -> Result<Arc<PdfImage>, ImageError> {
    let wanted = (inches * PPI).ceil().max(1.0);
    let width = match f64::from(asset.width) > wanted * TOO_FINE {
        true => wanted as u32,
        false => asset.width,
    };
    image_cache.get_or_try_insert_with(asset, &format!("screen {width}"), || {
        let source = ImageFile::open(asset)?;
        let fits = width == asset.width && source.is_srgb() && source.is_upright();
        if fits && asset.media_type == MediaType::Jpeg {
            let color = match read_frame_header(&asset.bytes) {
                Some((8, 1)) => Some(ColorSpace::Gray),
                Some((8, 3)) => Some(ColorSpace::Rgb),
                _ => None,
            };
            if let Some(color) = color {
                let (width, height) = source.size();
                let bytes = asset.bytes.to_vec();
                return Ok(PdfImage {
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
        let lossy = variants::is_lossy(asset);
        source.decode(width, |pixels| convert_pixels(pixels, lossy, width))
    })
}

/// Decoded pixels for screens, in a width. Those of a lossy file may lose a little again; a drawing of few colours keeps all of
/// its pixels.
fn convert_pixels(pixels: Raster, lossy: bool, width: u32) -> Result<PdfImage, ImageError> {
    let (own_width, own_height) = (pixels.width(), pixels.height());
    if !lossy && pixels.has_color() && u64::from(own_width) * u64::from(own_height) <= DRAWING_PIXELS {
        let opacity = deflate_opacity(&pixels);
        if let Some((colors, numbers)) = index_colors(&pixels.clone().into_rgb()) {
            return Ok(PdfImage {
                width: own_width,
                height: own_height,
                color: ColorSpace::Rgb,
                filter: Filter::Table(colors.concat()),
                bytes: deflate(&numbers),
                opacity,
                ink: 0.0,
            });
        }
    }
    let pixels = pixels.shrink_to_width(width);
    let opacity = deflate_opacity(&pixels);
    let (width, height) = (pixels.width(), pixels.height());
    let picture = |color, filter, bytes| PdfImage { width, height, color, filter, bytes, opacity, ink: 0.0 };
    if !pixels.has_color() {
        let grey = pixels.into_gray();
        return Ok(picture(ColorSpace::Gray, Filter::Differences, deflate_differences(&grey, width, 1)));
    }
    let pixels = pixels.into_rgb();
    if lossy {
        return Ok(picture(ColorSpace::Rgb, Filter::Jpeg, pixels.encode_jpeg(QUALITY)?));
    }
    let bytes = deflate_differences(pixels.samples(), width, 3);
    Ok(picture(ColorSpace::Rgb, Filter::Differences, bytes))
}

/// The opacity of pixels of which some let the ground through.
fn deflate_opacity(pixels: &Raster) -> Option<Vec<u8>> {
    pixels.opacity().map(|opacity| deflate(&opacity))
}

/// The colours of a picture that has no more than 256, and each pixel's number among them.
pub(crate) fn index_colors(pixels: &RgbPixels) -> Option<(Vec<[u8; 3]>, Vec<u8>)> {
    let mut numbers = std::collections::HashMap::new();
    let mut colors = Vec::new();
    let mut out = Vec::with_capacity(pixels.samples().len() / 3);
    let mut last: Option<([u8; 3], u8)> = None;
    for color in pixels.samples().as_chunks::<3>().0 {
        let number = match last {
            Some((before, number)) if before == *color => number,
            _ => *numbers.entry(*color).or_insert_with(|| {
                colors.push(*color);
                u8::try_from(colors.len() - 1).unwrap_or(u8::MAX)
            }),
        };
        if colors.len() > 256 {
            return None;
        }
        last = Some((*color, number));
        out.push(number);
    }
    Some((colors, out))
}

/// Components as differences to the pixel before (TIFF predictor 2), deflated.
pub(crate) fn deflate_differences(pixels: &[u8], width: u32, components: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(pixels.len());
    for row in pixels.chunks(usize::try_from(width).unwrap_or(usize::MAX).saturating_mul(components).max(1)) {
        let before = std::iter::repeat_n(&0, components).chain(row);
        out.extend(row.iter().zip(before).map(|(now, before)| now.wrapping_sub(*before)));
    }
    deflate(&out)
}

/// Deflates, with zlib's wrapping.
pub(crate) fn deflate(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    // Writing to memory does not fail.
    _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// The precision and the number of components in a JPEG's frame header (ITU-T T.81, B.2.2), where its process is one that
/// PDF knows: baseline, extended or progressive, with Huffman's code.
fn read_frame_header(bytes: &[u8]) -> Option<(u8, u8)> {
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

    use image::{DynamicImage, GrayImage, Rgb, RgbImage};

    use super::*;

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
    fn a_jpeg_goes_in_as_it_is() {
        for (pixels, color) in [
            (DynamicImage::from(RgbImage::from_pixel(9, 7, Rgb([9, 90, 200]))), ColorSpace::Rgb),
            (GrayImage::new(9, 7).into(), ColorSpace::Gray),
        ] {
            let asset = asset(pixels, image::ImageFormat::Jpeg);
            let picture = convert_for_screen(&asset, 1.0, &ImageCache::default()).unwrap();
            assert_eq!((picture.color, &picture.filter), (color, &Filter::Jpeg));
            assert_eq!(picture.bytes, asset.bytes.to_vec());
        }
    }

    #[test]
    fn few_colours_are_a_table_and_many_are_not() {
        let few = RgbImage::from_fn(40, 3, |x, _| Rgb([x as u8 / 8, 0, 9]));
        let picture =
            convert_for_screen(&asset(few, image::ImageFormat::Png), 1.0, &ImageCache::default()).unwrap();
        assert_eq!(picture.filter, Filter::Table(vec![0, 0, 9, 1, 0, 9, 2, 0, 9, 3, 0, 9, 4, 0, 9]));
        assert_eq!(inflate(&picture.bytes).len(), 120);
        let many = RgbImage::from_fn(40, 30, |x, y| Rgb([x as u8, y as u8, 9]));
        let picture =
            convert_for_screen(&asset(many, image::ImageFormat::Png), 1.0, &ImageCache::default()).unwrap();
        assert_eq!(picture.filter, Filter::Differences);
        assert_eq!(inflate(&picture.bytes)[..9], [0, 0, 9, 1, 0, 0, 1, 0, 0]);
    }

    #[test]
    fn what_lets_the_ground_through_has_an_opacity() {
        let glass = image::RgbaImage::from_pixel(2, 2, image::Rgba([10, 20, 30, 128]));
        let picture =
            convert_for_screen(&asset(glass.clone(), image::ImageFormat::Png), 1.0, &ImageCache::default())
                .unwrap();
        assert_eq!(inflate(picture.opacity.as_deref().unwrap()), [128; 4]);
        let opaque = image::RgbaImage::from_pixel(2, 2, image::Rgba([10, 20, 30, 255]));
        let picture =
            convert_for_screen(&asset(opaque, image::ImageFormat::Png), 1.0, &ImageCache::default()).unwrap();
        assert_eq!(picture.opacity, None);
    }

    #[test]
    fn what_is_no_picture_says_why() {
        let mut asset = asset(GrayImage::new(1, 1), image::ImageFormat::Png);
        asset.bytes = Arc::from(*b"\x89PNG\r\n\x1a\n");
        assert!(convert_for_screen(&asset, 1.0, &ImageCache::default()).is_err());
    }
}
