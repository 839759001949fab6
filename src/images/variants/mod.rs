//! Pictures for screens: the widths that a page offers, and one bounded form for books and mails.
//!
//! Every variant is upright, in sRGB and without metadata: the inspection removed that from the file, and encoded pixels have
//! none. A picture is never made larger than it came. Each form is made once in a build, in the
//! [`ImageCache`]; forms of one name are the same bytes, whoever asks.

use std::{collections::HashSet, io::Cursor, sync::Arc};

use image::{
    AnimationDecoder, DynamicImage, ImageEncoder,
    codecs::{
        gif::GifDecoder,
        jpeg::JpegEncoder,
        png::{CompressionType, FilterType, PngDecoder, PngEncoder},
    },
    imageops::FilterType as Filter,
};

use crate::{
    cache::{CachedImage, ImageCache},
    error::ImageError,
    file::ImageFile,
};
use pressroom_document::{
    Asset, MediaType,
    paths::{self, PICTURE_WIDTHS},
};

/// JPEG's quality, of 100.
const QUALITY: u8 = 82;

/// A file with more pixels is written anew, smaller, even if it has few bytes.
const MOST_PIXELS: u64 = 16_000_000;

/// A picture of as many colours at most is a drawing, which JPEG would smear.
const DRAWING: usize = 256;

/// A photograph that came without loss is written as JPEG if that is so many times smaller.
const MUCH_SMALLER: usize = 4;

/// A picture as an edition shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// The file's name, without folders: that of the asset, or `STEM-WIDTH.EXTENSION` where the pixels were written anew.
    pub name: String,
    /// Its format.
    pub media_type: MediaType,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The file.
    pub bytes: Arc<[u8]>,
}

impl Variant {
    /// Its path in a document's folder.
    pub fn path(&self) -> String {
        paths::picture_file(&self.name)
    }
}

/// The kind of reader that a picture is for.
#[derive(Debug, Clone, Copy)]
enum Target {
    /// A browser shows it, which knows every kind and loads what it needs.
    Page,
    /// Any reading system or mail program shows it.
    Book,
}

/// A form of a picture, which documents that give it other names share.
struct Form {
    media_type: MediaType,
    width: u32,
    height: u32,
    bytes: Arc<[u8]>,
    /// It is the file as it was read.
    is_original: bool,
}

struct Forms(Vec<Form>);

impl CachedImage for Forms {
    fn size(&self) -> usize {
        self.0.iter().filter(|form| !form.is_original).map(|form| form.bytes.len()).sum()
    }
}

/// The form that pages show, in the cache.
const WEB: &str = "web";

/// Prepares the pictures of a page that no other thread is preparing: editions of one document are made at the same time.
pub fn prepare_page_variants(assets: &[Asset], cache: &ImageCache) {
    for asset in assets.iter().filter(|asset| assets.len() > 1 && cache.is_vacant(asset, WEB)) {
        // An error is reported where the picture is shown.
        _ = make_page_variants(asset, cache);
    }
}

/// The widths that a page offers, the widest last; never none. What moves is offered as it is.
///
/// # Errors
/// The picture can't be decoded or encoded.
pub fn make_page_variants(asset: &Asset, cache: &ImageCache) -> Result<Vec<Variant>, ImageError> {
    let forms = cache.get_or_try_insert_with(asset, WEB, || {
        if is_animated(asset) {
            return Ok(Forms(vec![original_form(asset)]));
        }
        let source = Decoded::open(asset)?;
        let (width, _) = source.size();
        let narrower = PICTURE_WIDTHS.into_iter().filter(|step| *step < width);
        let mut widths: Vec<u32> = narrower.chain((width <= PICTURE_WIDTHS[2]).then_some(width)).collect();
        let widest = source.make_widest(widths.pop().unwrap_or(width), Target::Page)?;
        let mut forms = vec![widest];
        for width in widths.into_iter().rev() {
            let form = source.make_form(width)?;
            // A narrower picture that is no lighter helps nobody.
            if forms.last().is_some_and(|wider| form.bytes.len() < wider.bytes.len()) {
                forms.push(form);
            }
        }
        forms.reverse();
        Ok(Forms(forms))
    })?;
    Ok(forms.0.iter().map(|form| form.to_variant(asset)).collect())
}

/// One form of at most so many pixels in width and in height, as JPEG, PNG or GIF, which every reading system and mail
/// program knows. A GIF that moves stays as it is; of a WebP that moves, it's the first frame.
///
/// # Errors
/// The picture can't be decoded or encoded.
pub fn make_bounded(asset: &Asset, cache: &ImageCache, largest: u32) -> Result<Variant, ImageError> {
    let forms = cache.get_or_try_insert_with(asset, &format!("bounded {largest}"), || {
        if asset.media_type == MediaType::Gif && is_animated(asset) {
            return Ok(Forms(vec![original_form(asset)]));
        }
        let source = Decoded::open(asset)?;
        let (width, height) = source.size();
        let longer = width.max(height);
        let width = match longer > largest {
            true => scale(width, largest, longer).max(1),
            false => width,
        };
        Ok(Forms(vec![source.make_widest(width, Target::Book)?]))
    })?;
    let form = forms.0.first().ok_or(ImageError::Empty)?;
    Ok(form.to_variant(asset))
}

/// True for a file that was compressed with loss, so that a JPEG does it no harm.
pub fn is_lossy(asset: &Asset) -> bool {
    match asset.media_type {
        MediaType::Jpeg => true,
        MediaType::Webp => has_chunk(&asset.bytes, b"VP8 "),
        MediaType::Png | MediaType::Gif => false,
    }
}

/// True for a WebP file with a chunk of this name (RFC 9649, section 2.3).
fn has_chunk(file: &[u8], name: &[u8; 4]) -> bool {
    let mut rest = file.get(12..).unwrap_or_default();
    while let Some((head, after)) = rest.split_first_chunk::<8>() {
        let [a, b, c, d, size @ ..] = *head;
        if [a, b, c, d] == *name {
            return true;
        }
        let size = usize::try_from(u32::from_le_bytes(size)).unwrap_or(usize::MAX);
        rest = after.get(size.saturating_add(size % 2)..).unwrap_or_default();
    }
    false
}

impl Form {
    fn to_variant(&self, asset: &Asset) -> Variant {
        let name = match self.is_original {
            true => asset.name.clone(),
            false => paths::scaled_picture_name(&asset.name, self.width, self.media_type.extension()),
        };
        let Self { media_type, width, height, .. } = *self;
        Variant { name, media_type, width, height, bytes: Arc::clone(&self.bytes) }
    }
}

/// The file as it was read.
fn original_form(asset: &Asset) -> Form {
    let Asset { media_type, width, height, .. } = *asset;
    Form { media_type, width, height, bytes: Arc::clone(&asset.bytes), is_original: true }
}

/// `length * part / whole`, rounded down.
fn scale(length: u32, part: u32, whole: u32) -> u32 {
    u32::try_from(u64::from(length) * u64::from(part) / u64::from(whole.max(1))).unwrap_or(length)
}

/// True for a picture of several frames.
pub fn is_animated(asset: &Asset) -> bool {
    let file = || Cursor::new(&*asset.bytes);
    match asset.media_type {
        MediaType::Gif => {
            GifDecoder::new(file()).is_ok_and(|decoder| decoder.into_frames().take(2).count() > 1)
        }
        MediaType::Webp => has_chunk(&asset.bytes, b"ANIM"),
        MediaType::Png => {
            PngDecoder::new(file()).and_then(|decoder| decoder.is_apng()).is_ok_and(|moving| moving)
        }
        MediaType::Jpeg => false,
    }
}

/// The pixels that forms are made of.
struct Decoded<'a> {
    asset: &'a Asset,
    /// 8 bits for each part; with alpha only where something shines through.
    pixels: DynamicImage,
    /// The file's colours are those of sRGB.
    is_srgb: bool,
    /// JPEG does it no harm.
    is_lossy: bool,
    /// JPEG would smear it.
    is_drawing: bool,
}

impl<'a> Decoded<'a> {
    fn open(asset: &'a Asset) -> Result<Self, ImageError> {
        let file = ImageFile::open(asset)?;
        let is_srgb = file.is_srgb();
        let pixels = reduce_to_eight_bits(file.decode()?.0);
        let is_lossy = is_lossy(asset);
        let is_drawing = !is_lossy && has_few_colors(&pixels);
        Ok(Self { asset, pixels, is_srgb, is_lossy, is_drawing })
    }

    fn size(&self) -> (u32, u32) {
        (self.pixels.width(), self.pixels.height())
    }

    /// The widest form for a place: the file itself, where it fits and is no heavier than what is made of it.
    fn make_widest(&self, width: u32, target: Target) -> Result<Form, ImageError> {
        let form = self.make_form(width)?;
        let (own_width, own_height) = self.size();
        let small = u64::from(own_width) * u64::from(own_height) <= MOST_PIXELS;
        let fits = match (self.asset.media_type, target) {
            (MediaType::Jpeg | MediaType::Png | MediaType::Webp, Target::Page) => small,
            (MediaType::Jpeg | MediaType::Png, Target::Book) => own_width == width,
            (MediaType::Webp, Target::Book) | (MediaType::Gif, _) => false,
        };
        match fits && self.is_srgb && self.asset.bytes.len() <= form.bytes.len() {
            true => Ok(original_form(self.asset)),
            false => Ok(form),
        }
    }

    /// The picture in a width, which is not more than its own.
    fn make_form(&self, width: u32) -> Result<Form, ImageError> {
        let (own_width, own_height) = self.size();
        let rounded = u64::from(own_height) * u64::from(width) + u64::from(own_width / 2);
        let height = u32::try_from(rounded / u64::from(own_width.max(1))).unwrap_or(own_height).max(1);
        let pixels = shrink(&self.pixels, width, height);
        let (media_type, bytes) = self.encode(&pixels)?;
        Ok(Form { media_type, width, height, bytes: bytes.into(), is_original: false })
    }

    fn encode(&self, pixels: &DynamicImage) -> Result<(MediaType, Vec<u8>), ImageError> {
        if pixels.color().has_alpha() || self.is_drawing {
            return Ok((MediaType::Png, encode_png(pixels)?));
        }
        let jpeg = encode_jpeg(pixels)?;
        if self.is_lossy {
            return Ok((MediaType::Jpeg, jpeg));
        }
        let png = encode_png(pixels)?;
        match jpeg.len().saturating_mul(MUCH_SMALLER) < png.len() {
            true => Ok((MediaType::Jpeg, jpeg)),
            false => Ok((MediaType::Png, png)),
        }
    }
}

fn encode_jpeg(pixels: &DynamicImage) -> Result<Vec<u8>, ImageError> {
    let mut out = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut out, QUALITY);
    pixels.write_with_encoder(encoder)?;
    Ok(out)
}

fn encode_png(pixels: &DynamicImage) -> Result<Vec<u8>, ImageError> {
    let mut out = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Default, FilterType::Adaptive);
    let (width, height, color) = (pixels.width(), pixels.height(), pixels.color());
    encoder.write_image(pixels.as_bytes(), width, height, color.into())?;
    Ok(out)
}

/// The pixels with 8 bits for each part, without alpha where all is opaque.
fn reduce_to_eight_bits(pixels: DynamicImage) -> DynamicImage {
    let clear = pixels.color().has_alpha() && !is_opaque(&pixels);
    match (pixels.color().has_color(), clear) {
        (false, false) => pixels.into_luma8().into(),
        (false, true) => pixels.into_luma_alpha8().into(),
        (true, false) => pixels.into_rgb8().into(),
        (true, true) => pixels.into_rgba8().into(),
    }
}

fn is_opaque(pixels: &DynamicImage) -> bool {
    pixels.to_luma_alpha8().pixels().all(|pixel| pixel.0[1] == u8::MAX)
}

fn has_few_colors(pixels: &DynamicImage) -> bool {
    let size = usize::from(pixels.color().bytes_per_pixel()).max(1);
    // Grey always has few.
    if size < 3 {
        return false;
    }
    let mut colors = HashSet::new();
    pixels
        .as_bytes()
        .chunks_exact(size)
        .all(|color| colors.contains(color) || (colors.insert(color) && colors.len() <= DRAWING))
}

/// The pixels in a smaller size: first the mean of what falls together, then a fine filter.
fn shrink(pixels: &DynamicImage, width: u32, height: u32) -> DynamicImage {
    if (width, height) == (pixels.width(), pixels.height()) {
        return pixels.clone();
    }
    let mut pixels = pixels.clone();
    // What shines through weighs less.
    let clear = pixels.color().has_alpha();
    if clear {
        pixels = weigh_colors(pixels, |part, alpha| part * alpha / 255);
    }
    let (coarse_width, coarse_height) = (width.saturating_mul(2), height.saturating_mul(2));
    if pixels.width() > coarse_width && pixels.height() > coarse_height {
        pixels = pixels.thumbnail_exact(coarse_width, coarse_height);
    }
    pixels = pixels.resize_exact(width, height, Filter::CatmullRom);
    if clear {
        pixels = weigh_colors(pixels, |part, alpha| (part * 255).checked_div(alpha).unwrap_or(0).min(255));
    }
    pixels
}

/// Each part of a colour by its alpha.
fn weigh_colors(pixels: DynamicImage, weigh: fn(u32, u32) -> u32) -> DynamicImage {
    let mut pixels = pixels.into_rgba8();
    for pixel in pixels.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        let [red, green, blue] = [red, green, blue]
            .map(|part| u8::try_from(weigh(u32::from(part), u32::from(alpha))).unwrap_or(u8::MAX));
        pixel.0 = [red, green, blue, alpha];
    }
    pixels.into()
}

#[cfg(test)]
mod tests;
