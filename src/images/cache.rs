//! The cache of finished pictures: each form is made once per build, however many documents and editions show it.

use std::{
    any::Any,
    collections::{HashMap, VecDeque},
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use crate::error::ImageError;
use pressroom_document::Asset;

/// The most bytes of finished pictures that the cache holds.
const CAPACITY: usize = 128 << 20;

/// The memory that an entry takes besides its picture, in bytes.
const ENTRY_SIZE: usize = 256;

/// Finished pictures that editions share. When the cache is full, it drops the oldest.
#[derive(Default)]
pub struct ImageCache {
    entries: Mutex<Entries>,
}

impl fmt::Debug for ImageCache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ImageCache").finish_non_exhaustive()
    }
}

/// A finished picture, or the reason why it could not be made.
type CachedResult = Result<Arc<dyn Any + Send + Sync>, ImageError>;

/// A picture in the form that an edition needs.
pub trait CachedImage: Send + Sync + 'static {
    /// The memory that it takes, in bytes.
    fn size(&self) -> usize;
}

#[derive(Default)]
struct Entries {
    known: HashMap<String, Arc<OnceLock<CachedResult>>>,
    /// Oldest first, with their sizes in bytes.
    order: VecDeque<(String, usize)>,
    bytes: usize,
}

impl ImageCache {
    /// Returns a picture in a form; `make` is called if the cache has no such entry. Other threads that ask meanwhile wait
    /// for it. Each form has exactly one type.
    ///
    /// # Errors
    /// `make` failed, now or when it was called first.
    pub fn get_or_try_insert_with<T: CachedImage>(
        &self,
        asset: &Asset,
        form: &str,
        make: impl FnOnce() -> Result<T, ImageError>,
    ) -> Result<Arc<T>, ImageError> {
        let key = entry_key(asset, form);
        let slot = Arc::clone(self.lock().known.entry(key.clone()).or_default());
        let mut size = None;
        let result = slot.get_or_init(|| {
            let image = make();
            size = Some(ENTRY_SIZE + image.as_ref().map_or(0, T::size));
            image.map(|image| Arc::new(image) as Arc<dyn Any + Send + Sync>)
        });
        if let Some(size) = size {
            self.lock().record(key, size);
        }
        result.clone()?.downcast().map_err(|_| ImageError::FormConflict(form.to_owned()))
    }

    /// True if no thread has made this form of a picture or is making it. A thread that needs many pictures begins with
    /// these, so that it seldom waits.
    pub(crate) fn is_vacant(&self, asset: &Asset, form: &str) -> bool {
        !self.lock().known.contains_key(&entry_key(asset, form))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn entry_key(asset: &Asset, form: &str) -> String {
    format!("{} {form}", asset.sha256)
}

impl Entries {
    fn record(&mut self, key: String, size: usize) {
        self.bytes += size;
        self.order.push_back((key, size));
        while self.bytes > CAPACITY && self.order.len() > 1 {
            if let Some((oldest, size)) = self.order.pop_front() {
                self.known.remove(&oldest);
                self.bytes -= size;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pressroom_document::MediaType;

    fn asset(sha256: &str) -> Asset {
        Asset {
            path: "a.png".to_owned(),
            name: "a.png".to_owned(),
            media_type: MediaType::Png,
            width: 1,
            height: 1,
            sha256: sha256.to_owned(),
            bytes: Arc::from([]),
        }
    }

    struct Fake(usize);

    impl CachedImage for Fake {
        fn size(&self) -> usize {
            self.0
        }
    }

    #[test]
    fn a_picture_is_made_once_for_each_form() {
        let (cache, asset) = (ImageCache::default(), asset("a"));
        let made = std::sync::atomic::AtomicUsize::new(0);
        let make = |form| {
            cache.get_or_try_insert_with(&asset, form, || {
                made.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                (0..100).for_each(|_| std::thread::yield_now());
                Ok(Fake(9))
            })
        };
        std::thread::scope(|scope| {
            for form in ["screen", "press", "screen", "press", "screen"] {
                scope.spawn(move || make(form));
            }
        });
        assert!(Arc::ptr_eq(&make("screen").unwrap(), &make("screen").unwrap()));
        assert_eq!(made.into_inner(), 2);
    }

    #[test]
    fn a_form_is_vacant_until_somebody_makes_it() {
        let (cache, asset) = (ImageCache::default(), asset("a"));
        assert!(cache.is_vacant(&asset, "screen"));
        let make = || {
            assert!(!cache.is_vacant(&asset, "screen") && cache.is_vacant(&asset, "press"));
            Ok(Fake(9))
        };
        cache.get_or_try_insert_with(&asset, "screen", make).unwrap();
        assert!(!cache.is_vacant(&asset, "screen"));
    }

    #[test]
    fn the_oldest_goes_when_room_is_needed() {
        let cache = ImageCache::default();
        for name in ["a", "b", "c"] {
            cache.get_or_try_insert_with(&asset(name), "screen", || Ok(Fake(CAPACITY / 3 * 2))).unwrap();
        }
        let entries = cache.lock();
        assert!(
            entries.bytes <= CAPACITY && entries.order.len() == 1 && entries.known.len() == 1,
            "{}",
            entries.bytes
        );
    }
}
