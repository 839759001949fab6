//! The pixels that the forms of a picture are made of, decoded once for all of them.
//!
//! A picture is decoded when it is inspected, and soon after that somebody asks for its forms. So the latest masters are kept
//! for a while, beside the files that they were decoded from.

use std::{
    collections::{HashSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use image::DynamicImage;

use super::{
    file::ImageFile,
    resize::{scaled_height, shrink},
};
use crate::{container::webp::find_chunk, error::ImageError, rights::Rights};
use pressroom_document::{Asset, MediaType};

/// The width of masters, in pixels; narrower pictures keep their own.
pub(crate) const WIDTH: u32 = 2000;

/// The most bytes of masters and their files that are kept.
const CAPACITY: usize = 96 << 20;

/// A picture of as many colours at most is a drawing, which JPEG would smear.
const DRAWING: usize = 256;

/// A picture in sRGB, upright, with 8 bits for each component, as wide as its widest form may be.
#[derive(Debug)]
pub(crate) struct Master {
    pub(crate) pixels: DynamicImage,
    /// Width and height of the file in pixels, as shown.
    pub(crate) size: (u32, u32),
    /// A browser or reader shows the file as it is meant: it is upright, and its colours are those of sRGB.
    pub(crate) is_plain: bool,
    /// The file was compressed with loss, so that JPEG does it no harm.
    pub(crate) is_lossy: bool,
    /// JPEG would smear it.
    pub(crate) is_drawing: bool,
    /// What each form of it says.
    pub(crate) rights: Rights,
}

impl Master {
    /// Decodes a file, at most `width` pixels wide.
    ///
    /// # Errors
    /// The file is not a picture, or damaged.
    pub(crate) fn decode(file: &[u8], media_type: MediaType, width: u32) -> Result<Self, ImageError> {
        let head = ImageFile::read(file)?;
        let (size, is_plain) = (head.size(), head.is_srgb() && head.is_upright());
        let is_lossy = is_lossy(file, media_type);
        head.decode(width, |raster| {
            let is_drawing = !is_lossy && has_few_colors(&raster.0);
            let pixels = match raster.width() > width {
                true => shrink(&raster.0, width, scaled_height(size.1, width, size.0)),
                false => raster.0,
            };
            Ok(Self { pixels, size, is_plain, is_lossy, is_drawing, rights: Rights::read(file) })
        })
    }

    /// The master of an asset, which is decoded if it is not kept any more.
    ///
    /// # Errors
    /// The file is not a picture, or damaged.
    pub(crate) fn open(asset: &Asset) -> Result<Arc<Self>, ImageError> {
        let slot = lock().find_slot(&asset.bytes);
        let mut is_new = false;
        let master = slot.get_or_init(|| {
            is_new = true;
            Self::decode(&asset.bytes, asset.media_type, WIDTH).map(Arc::new)
        });
        if is_new {
            lock().record(&asset.bytes, master.as_ref().map_or(0, |master| master.pixels.as_bytes().len()));
        }
        master.clone()
    }

    /// Keeps the master of a file for a while.
    pub(crate) fn keep(self, file: &Arc<[u8]>) {
        let size = self.pixels.as_bytes().len();
        let slot = lock().find_slot(file);
        if slot.set(Ok(Arc::new(self))).is_ok() {
            lock().record(file, size);
        }
    }
}

/// A master, or the reason why there is none; empty while it is decoded.
type Slot = Arc<OnceLock<Result<Arc<Master>, ImageError>>>;

static LATEST: Mutex<Latest> = Mutex::new(Latest { entries: VecDeque::new(), bytes: 0 });

fn lock() -> MutexGuard<'static, Latest> {
    LATEST.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The latest masters, oldest first.
struct Latest {
    entries: VecDeque<Entry>,
    bytes: usize,
}

struct Entry {
    /// The file. A file is known by its place in memory, which is free for another one only after the entry is gone.
    file: Arc<[u8]>,
    slot: Slot,
    /// The memory that it takes, in bytes; 0 while it is decoded.
    size: usize,
}

impl Latest {
    fn find_slot(&mut self, file: &Arc<[u8]>) -> Slot {
        if let Some(entry) = self.entries.iter().find(|entry| Arc::ptr_eq(&entry.file, file)) {
            return Arc::clone(&entry.slot);
        }
        let slot = Slot::default();
        self.entries.push_back(Entry { file: Arc::clone(file), slot: Arc::clone(&slot), size: 0 });
        slot
    }

    /// Notes the size of a master that was decoded, and drops the oldest ones that there is no room for.
    fn record(&mut self, file: &Arc<[u8]>, pixels: usize) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| Arc::ptr_eq(&entry.file, file)) {
            entry.size = pixels + file.len();
            self.bytes += entry.size;
        }
        while self.bytes > CAPACITY {
            let Some(entry) = self.entries.pop_front() else { return };
            self.bytes -= entry.size;
        }
    }
}

/// True for a file that was compressed with loss, so that a JPEG does it no harm.
pub(crate) fn is_lossy(file: &[u8], media_type: MediaType) -> bool {
    match media_type {
        MediaType::Jpeg => true,
        MediaType::Webp => find_chunk(file, b"VP8 ").is_some(),
        MediaType::Png | MediaType::Gif => false,
    }
}

fn has_few_colors(pixels: &DynamicImage) -> bool {
    let size = usize::from(pixels.color().bytes_per_pixel()).max(1);
    // Grey always has few.
    if size < 3 {
        return false;
    }
    let mut colors = HashSet::new();
    let mut last = None;
    pixels.as_bytes().chunks_exact(size).all(|color| {
        // Neighbours are often equal.
        let is_known = last.replace(color) == Some(color) || colors.contains(color);
        is_known || (colors.insert(color) && colors.len() <= DRAWING)
    })
}
