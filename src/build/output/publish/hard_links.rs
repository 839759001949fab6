//! Pictures that many documents show: hashed once, and written once where the disk can have one file in several folders.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use pressroom_document::sha256;

/// Of how many pictures it is remembered where they stand.
const MOST: usize = 8192;
/// How many bytes of pictures are held for their hashes.
const MOST_BYTES: usize = 32 << 20;

/// The pictures that were written in this run.
#[derive(Default)]
pub(crate) struct HardLinks {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// Contents and their hashes, by their places in memory, which are theirs as long as they are held.
    hashes: HashMap<usize, (Arc<[u8]>, Arc<str>)>,
    /// How many bytes these have.
    held: usize,
    /// Where a content stands in the output folder, by its hash.
    places: HashMap<Arc<str>, PathBuf>,
}

impl HardLinks {
    /// The SHA-256 of a picture.
    pub(crate) fn hash(&self, content: &Arc<[u8]>) -> Arc<str> {
        let place = content.as_ptr().addr();
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, hash)) = known.hashes.get(&place).filter(|(known, _)| Arc::ptr_eq(known, content)) {
            return Arc::clone(hash);
        }
        drop(known);
        let hash: Arc<str> = sha256(content).into();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.held + content.len() > MOST_BYTES {
            known.hashes.clear();
            known.held = 0;
        }
        known.held += content.len();
        known.hashes.insert(place, (Arc::clone(content), Arc::clone(&hash)));
        hash
    }

    /// Writes a file into a folder that is there, or has the disk show the one that holds the same already.
    ///
    /// # Errors
    /// The disk's.
    pub(crate) fn write(&self, path: &Path, content: &[u8], hash: &str) -> io::Result<()> {
        let place = self.known.lock().unwrap_or_else(PoisonError::into_inner).places.get(hash).cloned();
        if let Some(place) = place {
            let same = |metadata: fs::Metadata| metadata.len() == content.len() as u64;
            if fs::hard_link(&place, path).is_ok() {
                if fs::metadata(path).is_ok_and(same) {
                    return Ok(());
                }
                fs::remove_file(path)?;
            }
        }
        fs::write(path, content)
    }

    /// Notes where a content stands from now on.
    pub(crate) fn remember(&self, hash: &str, place: PathBuf) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.places.len() >= MOST {
            known.places.clear();
        }
        known.places.insert(hash.into(), place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_is_written_once_and_hashed_by_what_it_is() {
        let base = tempfile::tempdir().unwrap();
        ["a", "b", "c", "d"].iter().for_each(|name| fs::create_dir(base.path().join(name)).unwrap());
        let (one, other) = (base.path().join("a/one"), base.path().join("b/other"));
        let shared = HardLinks::default();
        let content: Arc<[u8]> = Arc::from(b"picture".as_slice());
        let hash = shared.hash(&content);
        assert_eq!((&*hash, &*shared.hash(&content)), (&*sha256(b"picture"), &*sha256(b"picture")));
        shared.write(&one, &content, &hash).unwrap();
        shared.remember(&hash, one.clone());
        shared.write(&other, &content, &hash).unwrap();
        assert_eq!(fs::read(&other).unwrap(), b"picture");
        // One that is not as it was, or gone, is no help.
        fs::write(&one, "changed").unwrap();
        fs::write(&one, "longer than before").unwrap();
        let third = base.path().join("c/third");
        shared.write(&third, &content, &hash).unwrap();
        fs::remove_dir_all(base.path().join("a")).unwrap();
        let fourth = base.path().join("d/fourth");
        shared.write(&fourth, &content, &hash).unwrap();
        assert_eq!(
            (fs::read(&third).unwrap(), fs::read(&fourth).unwrap()),
            (content.to_vec(), content.to_vec())
        );
        for number in 0..50_u8 {
            let content: Arc<[u8]> = Arc::from([number]);
            assert_eq!(&*shared.hash(&content), sha256(&content));
        }
    }
}
