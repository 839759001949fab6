//! Pictures made ready for editions: each once per build, however many documents and editions show it.

use std::{
    any::Any,
    collections::{HashMap, VecDeque},
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use crate::decode_budget;
use pressroom_document::Asset;

/// How many bytes of finished pictures are kept for documents still to come.
const KEPT: usize = 128 << 20;

/// What an entry takes besides its picture, in bytes.
const ENTRY: usize = 256;

/// Finished pictures that editions share. What is not used any more goes when room is needed.
#[derive(Default)]
pub struct Darkroom {
    shelf: Mutex<Shelf>,
}

impl fmt::Debug for Darkroom {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Darkroom").finish_non_exhaustive()
    }
}

/// A picture, or why there is none.
type Developed = Result<Arc<dyn Any + Send + Sync>, String>;

/// A picture in the form that an edition wants.
pub trait Print: Send + Sync + 'static {
    /// How much memory it takes, in bytes.
    fn size(&self) -> usize;
}

#[derive(Default)]
struct Shelf {
    known: HashMap<String, Arc<OnceLock<Developed>>>,
    /// Oldest first, with their sizes in bytes.
    order: VecDeque<(String, usize)>,
    bytes: usize,
}

impl Darkroom {
    /// The picture in a form, which `develop` makes if nobody did before. Who comes while it is being made waits. A form
    /// has one type.
    ///
    /// # Errors
    /// Why it could not be made.
    pub fn develop<T: Print>(
        &self,
        asset: &Asset,
        form: &str,
        develop: impl FnOnce() -> Result<T, String>,
    ) -> Result<Arc<T>, String> {
        let key = key(asset, form);
        let place = Arc::clone(self.lock().known.entry(key.clone()).or_default());
        let mut size = None;
        let developed = place.get_or_init(|| {
            // Who waits for room holds none: pictures are not made of one another.
            let _reserved = decode_budget::for_picture(asset.width, asset.height);
            let print = develop();
            size = Some(ENTRY + print.as_ref().map_or(0, T::size));
            print.map(|print| Arc::new(print) as Arc<dyn Any + Send + Sync>)
        });
        if let Some(size) = size {
            self.lock().keep(key, size);
        }
        developed.clone()?.downcast().map_err(|_| format!("the form `{form}` has two types"))
    }

    /// True where nobody has made a form of a picture, or is about to. Who needs many pictures makes those first that
    /// others are not at, and seldom has to wait.
    pub(crate) fn is_free(&self, asset: &Asset, form: &str) -> bool {
        !self.lock().known.contains_key(&key(asset, form))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(asset: &Asset, form: &str) -> String {
    format!("{} {form}", asset.sha256)
}

impl Shelf {
    fn keep(&mut self, key: String, size: usize) {
        self.bytes += size;
        self.order.push_back((key, size));
        while self.bytes > KEPT && self.order.len() > 1 {
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

    impl Print for Fake {
        fn size(&self) -> usize {
            self.0
        }
    }

    #[test]
    fn a_picture_is_made_once_for_each_form() {
        let (darkroom, asset) = (Darkroom::default(), asset("a"));
        let made = std::sync::atomic::AtomicUsize::new(0);
        let make = |form| {
            darkroom.develop(&asset, form, || {
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
    fn a_form_is_free_until_somebody_is_at_it() {
        let (darkroom, asset) = (Darkroom::default(), asset("a"));
        assert!(darkroom.is_free(&asset, "screen"));
        let make = || {
            assert!(!darkroom.is_free(&asset, "screen") && darkroom.is_free(&asset, "press"));
            Ok(Fake(9))
        };
        darkroom.develop(&asset, "screen", make).unwrap();
        assert!(!darkroom.is_free(&asset, "screen"));
    }

    #[test]
    fn the_oldest_goes_when_room_is_needed() {
        let darkroom = Darkroom::default();
        for name in ["a", "b", "c"] {
            darkroom.develop(&asset(name), "screen", || Ok(Fake(KEPT / 3 * 2))).unwrap();
        }
        let shelf = darkroom.lock();
        assert!(shelf.bytes <= KEPT && shelf.order.len() == 1 && shelf.known.len() == 1, "{}", shelf.bytes);
    }
}
