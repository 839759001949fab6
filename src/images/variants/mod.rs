//! Pictures for screens: the widths that a page offers, and one bounded form for books and mails.
//!
//! Every variant is upright, in sRGB and without metadata: the inspection removed that from the file, and encoded pixels have
//! none. A picture is never made larger than it came. A picture is decoded once for its forms, and each narrower form is made
//! of the next wider one. Each form is made once in a build, in the [`ImageCache`]; forms of one name are the same bytes,
//! whoever asks.

use std::{borrow::Cow, io::Cursor, sync::Arc};

use image::{
    AnimationDecoder, DynamicImage,
    codecs::{gif::GifDecoder, png::PngDecoder},
};

use crate::{
    cache::{CachedImage, ImageCache},
    container::webp::find_chunk,
    error::ImageError,
    pixels::{
        encode::{encode_jpeg, encode_png},
        master::{self, Master},
        raster::Raster,
        resize::{scaled_height, shrink},
    },
};
use pressroom_document::{Asset, MediaType, paths};

/// The widths in pixels that pages offer of a wider picture, beside the widest: columns of phones and of desks, on screens of
/// one and of two dots for each CSS pixel.
const STEPS: [u32; 4] = [2000, 1440, 960, 480];

/// JPEG's quality, of 100.
const QUALITY: u8 = 82;

/// The most pixels of a form for a page: more costs phones too much memory.
const PAGE_PIXELS: u64 = 12_000_000;

/// The most pixels of a form for a book or a mail that is much longer than wide, or the other way round.
const BOOK_PIXELS: u64 = 4_000_000;

/// The widest form for a mail in pixels: twice the width of a mail's column.
const MAIL_WIDTH: u32 = 1200;

/// A picture whose longer side is more than so many times the other is a strip.
const STRIP: u32 = 2;

/// A photograph that came without loss is written as JPEG if that is so many times smaller.
const MUCH_SMALLER: usize = 4;

/// The longest side of a JPEG file.
const JPEG_SIDE: u32 = 65_535;

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
    /// True if the ground shines through some of its pixels.
    pub is_transparent: bool,
    /// The file.
    pub bytes: Arc<[u8]>,
}

impl Variant {
    /// The file as it was read: for a picture that could be measured and can't be decoded.
    pub fn original(asset: &Asset) -> Self {
        original_form(asset).to_variant(asset)
    }

    /// Its path in a document's folder.
    pub fn path(&self) -> String {
        paths::picture_file(&self.name)
    }
}

/// A form of a picture, which documents that give it other names share.
struct Form {
    media_type: MediaType,
    width: u32,
    height: u32,
    is_transparent: bool,
    bytes: Arc<[u8]>,
    origin: Origin,
}

/// How a form came to be, which is a part of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// It is the file as it was read.
    Original,
    /// It was written anew.
    Written,
    /// It was laid on white and written anew.
    OnWhite,
}

struct Forms(Vec<Form>);

impl CachedImage for Forms {
    fn size(&self) -> usize {
        self.0.iter().filter(|form| form.origin != Origin::Original).map(|form| form.bytes.len()).sum()
    }
}

/// The form that pages show, in the cache.
fn page_key(widest: u32) -> String {
    format!("web {widest}")
}

/// Prepares the pictures of a page that no other thread is preparing: editions of one document are made at the same time.
pub fn prepare_page_variants(assets: &[Asset], cache: &ImageCache, widest: u32) {
    let key = page_key(widest);
    // The latest first: their pixels are still there from the inspection.
    for asset in assets.iter().rev().filter(|asset| assets.len() > 1 && cache.is_vacant(asset, &key)) {
        // An error is reported where the picture is shown.
        _ = make_page_variants(asset, cache, widest);
    }
}

/// The widths that a page offers, at most `widest` pixels, the widest last; never none. What moves is offered as it is.
///
/// # Errors
/// The picture can't be decoded or encoded.
pub fn make_page_variants(
    asset: &Asset,
    cache: &ImageCache,
    widest: u32,
) -> Result<Vec<Variant>, ImageError> {
    let forms = cache.get_or_try_insert_with(asset, &page_key(widest), || {
        if is_animated(asset) {
            return Ok(Forms(vec![original_form(asset)]));
        }
        let mut source = FormSource::open(asset)?;
        let widest = width_for_area(source.size(), widest, PAGE_PIXELS);
        let mut forms = vec![source.make_widest(widest, PAGE_PIXELS, |_| true)?];
        for width in STEPS.into_iter().filter(|step| *step < widest) {
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

/// One form whose longer side has at most so many pixels, as JPEG, PNG or GIF, which every reading system knows. A strip may be longer, so that it can
/// still be read. A GIF that moves stays as it is; of a WebP that moves, it's the first frame.
///
/// # Errors
/// The picture can't be decoded or encoded.
pub fn make_bounded(asset: &Asset, cache: &ImageCache, largest: u32) -> Result<Variant, ImageError> {
    make_single(asset, cache, &format!("bounded {largest}"), |source| {
        let (width, height) = source.size();
        let longer = width.max(height);
        let bounded = match longer / width.min(height).max(1) >= STRIP {
            true => width_for_area((width, height), largest, BOOK_PIXELS),
            false if longer > largest => scale(width, largest, longer).max(1),
            false => width,
        };
        source.make_widest(bounded, BOOK_PIXELS, is_known_everywhere)
    })
}

/// One form for a mail: JPEG, PNG or GIF, as wide as a mail's column on a screen of two dots for each CSS pixel. If something shines through it, it lies on
/// white, because a mail program may put it on black. A GIF that moves stays as it is.
///
/// # Errors
/// The picture can't be decoded or encoded.
pub fn make_for_mail(asset: &Asset, cache: &ImageCache) -> Result<Variant, ImageError> {
    make_single(asset, cache, "mail", |source| {
        let width = width_for_area(source.size(), MAIL_WIDTH, BOOK_PIXELS);
        if source.has_opacity() {
            source.lay_on_white();
            let form = source.make_form(width)?;
            return Ok(Form { origin: Origin::OnWhite, ..form });
        }
        source.make_widest(width, BOOK_PIXELS, is_known_everywhere)
    })
}

/// The form of a picture that `make` makes, unless it is a GIF that moves.
fn make_single(
    asset: &Asset,
    cache: &ImageCache,
    key: &str,
    make: impl FnOnce(&mut FormSource<'_>) -> Result<Form, ImageError>,
) -> Result<Variant, ImageError> {
    let forms = cache.get_or_try_insert_with(asset, key, || {
        if asset.media_type == MediaType::Gif && is_animated(asset) {
            return Ok(Forms(vec![original_form(asset)]));
        }
        Ok(Forms(vec![make(&mut FormSource::open(asset)?)?]))
    })?;
    let form = forms.0.first().ok_or(ImageError::Empty)?;
    Ok(form.to_variant(asset))
}

/// True for a kind of file that every reading system and mail program shows.
fn is_known_everywhere(kind: MediaType) -> bool {
    match kind {
        MediaType::Jpeg | MediaType::Png => true,
        // A GIF is made a PNG, which is smaller; browsers alone know WebP.
        MediaType::Gif | MediaType::Webp => false,
    }
}

/// The width of a picture that is at most so wide and has at most so many pixels.
fn width_for_area((width, height): (u32, u32), widest: u32, most: u64) -> u32 {
    let widest = width.min(widest);
    let pixels = u64::from(widest) * u64::from(scaled_height(height, widest, width));
    match pixels > most {
        // Both sides shrink by the root of what is too much.
        true => (u64::from(widest) * u64::from(widest) * most / pixels).isqrt().max(1) as u32,
        false => widest,
    }
}

/// The pixels of a picture that is at most so wide and high, which must not be more than what pages show.
///
/// # Errors
/// The picture can't be decoded.
pub fn decode_to_fit(asset: &Asset, largest: u32) -> Result<Raster, ImageError> {
    let master = Master::open(asset)?;
    let (width, height) = (master.pixels.width(), master.pixels.height());
    let longer = width.max(height);
    let pixels = match longer > largest {
        true => shrink(
            &master.pixels,
            scale(width, largest, longer).max(1),
            scale(height, largest, longer).max(1),
        ),
        false => master.pixels.clone(),
    };
    Ok(Raster(pixels))
}

/// True for a file that was compressed with loss, so that a JPEG does it no harm.
pub fn is_lossy(asset: &Asset) -> bool {
    master::is_lossy(&asset.bytes, asset.media_type)
}

impl Form {
    fn to_variant(&self, asset: &Asset) -> Variant {
        let scaled = |name| paths::scaled_picture_name(name, self.width, self.media_type.extension());
        let name = match self.origin {
            Origin::Original => asset.name.clone(),
            Origin::Written => scaled(&asset.name),
            Origin::OnWhite => {
                let stem = asset.name.rsplit_once('.').map_or(&*asset.name, |(stem, _)| stem);
                scaled(&format!("{stem}-on-white.{}", self.media_type.extension()))
            }
        };
        let Self { media_type, width, height, is_transparent, .. } = *self;
        Variant { name, media_type, width, height, is_transparent, bytes: Arc::clone(&self.bytes) }
    }
}

/// The file as it was read. What moves fills its frame as a rule.
fn original_form(asset: &Asset) -> Form {
    let Asset { media_type, width, height, .. } = *asset;
    let bytes = Arc::clone(&asset.bytes);
    Form { media_type, width, height, is_transparent: false, bytes, origin: Origin::Original }
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
        MediaType::Webp => find_chunk(&asset.bytes, b"ANIM").is_some(),
        MediaType::Png => {
            PngDecoder::new(file()).and_then(|decoder| decoder.is_apng()).is_ok_and(|moving| moving)
        }
        MediaType::Jpeg => false,
    }
}

/// The pixels that forms are made of, from the widest to the narrowest.
struct FormSource<'a> {
    asset: &'a Asset,
    master: Arc<Master>,
    /// The pixels in the narrowest of the [steps](STEPS) that was made so far. Forms are made of steps alone, so that a form of a width has the
    /// same bytes whoever asks for it.
    step: Option<DynamicImage>,
}

impl<'a> FormSource<'a> {
    fn open(asset: &'a Asset) -> Result<Self, ImageError> {
        Ok(Self { asset, master: Master::open(asset)?, step: None })
    }

    /// Width and height of the file in pixels.
    fn size(&self) -> (u32, u32) {
        self.master.size
    }

    fn has_opacity(&self) -> bool {
        self.master.pixels.color().has_alpha()
    }

    /// Lays the picture on white.
    fn lay_on_white(&mut self) {
        self.step = Some(Raster(self.master.pixels.clone()).flatten_on_white().0);
    }

    /// The widest form for a place: the file itself, if the place shows its kind, it has at most so many pixels and it is no heavier
    /// than what is made of it. Drawings of few colours are often lighter as they came than in fewer pixels.
    fn make_widest(
        &mut self,
        width: u32,
        most: u64,
        is_known: impl Fn(MediaType) -> bool,
    ) -> Result<Form, ImageError> {
        let form = self.make_form(width)?;
        let (own_width, own_height) = self.size();
        let is_small = u64::from(own_width) * u64::from(own_height) <= most;
        let fits = is_small && is_known(self.asset.media_type);
        match fits && self.master.is_plain && self.asset.bytes.len() <= form.bytes.len() {
            true => Ok(Form { is_transparent: form.is_transparent, ..original_form(self.asset) }),
            false => Ok(form),
        }
    }

    /// The picture in a width, which is at most that of the form that was made last.
    fn make_form(&mut self, width: u32) -> Result<Form, ImageError> {
        let (own_width, own_height) = self.size();
        let height = |width| scaled_height(own_height, width, own_width);
        for step in STEPS.into_iter().filter(|step| *step >= width) {
            let wider = self.step.as_ref().unwrap_or(&self.master.pixels);
            if step < wider.width() {
                self.step = Some(shrink(wider, step, height(step)));
            }
        }
        let wider = self.step.as_ref().unwrap_or(&self.master.pixels);
        let pixels = match wider.width() == width {
            true => Cow::Borrowed(wider),
            false => Cow::Owned(shrink(wider, width, height(width))),
        };
        let height = pixels.height();
        let (media_type, bytes) = self.encode(&pixels)?;
        let bytes = self.master.rights.embed(bytes);
        let is_transparent = pixels.color().has_alpha();
        Ok(Form { media_type, width, height, is_transparent, bytes: bytes.into(), origin: Origin::Written })
    }

    fn encode(&self, pixels: &DynamicImage) -> Result<(MediaType, Vec<u8>), ImageError> {
        let is_long = pixels.width().max(pixels.height()) > JPEG_SIDE;
        if pixels.color().has_alpha() || self.master.is_drawing || is_long {
            return Ok((MediaType::Png, encode_png(pixels)?));
        }
        let jpeg = encode_jpeg(pixels, QUALITY)?;
        if self.master.is_lossy {
            return Ok((MediaType::Jpeg, jpeg));
        }
        let png = encode_png(pixels)?;
        match jpeg.len().saturating_mul(MUCH_SMALLER) < png.len() {
            true => Ok((MediaType::Jpeg, jpeg)),
            false => Ok((MediaType::Png, png)),
        }
    }
}

#[cfg(test)]
mod tests;
