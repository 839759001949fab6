//! How the memory and the manifest beside it stand to each other.

use std::{collections::BTreeMap, fs, path::Path, sync::atomic::Ordering};

use serde::{Deserialize, Serialize};

use super::{
    super::manifest::{MANIFEST, Manifest, ManifestDocument, ManifestFile},
    Broken, DocumentEntry, FORM, Kept, Stamp, Store,
};
use crate::model::sha256;

/// The manifest as it was when the memory was last in accord with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::pipeline) struct Trusted {
    /// `None`: there was none.
    stamp: Option<Stamp>,
    /// SHA-256 of what it said.
    sha256: String,
    /// SHA-256 of what a run was about to write in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// The name of a manifest that is not in accord with the memory in what is known of the build.
pub(super) const AHEAD: &str = "ahead";

impl Store {
    /// True where the memory holds what the manifest does not say yet.
    pub(in crate::pipeline) fn is_ahead(&self) -> bool {
        self.ahead.load(Ordering::Relaxed)
    }

    /// Notes that the folder is about to hold what the manifest does not say: where this run ends before its time, the next
    /// one has to look.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(in crate::pipeline) fn get_ahead(&self) -> Result<(), Broken> {
        self.set_build(AHEAD, &true)?;
        self.ahead.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// True where the manifest is the one that the memory knows, or the one that a run was about to write.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(super) fn fits(&self, output: &Path) -> Result<bool, Broken> {
        let Some(trusted) = self.build::<Trusted>("manifest") else { return Ok(false) };
        let stamp = stamp_in(output);
        if stamp == trusted.stamp {
            return Ok(true);
        }
        let Ok(content) = fs::read(output.join(MANIFEST)) else { return Ok(false) };
        let hash = sha256(&content);
        let known = hash == trusted.sha256 || trusted.next.is_some_and(|next| next == hash);
        if known {
            self.trust(output, hash)?;
        }
        Ok(known)
    }

    /// Notes that memory and manifest are in accord.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(in crate::pipeline) fn trust(&self, output: &Path, sha256: String) -> Result<(), Broken> {
        self.set_build("manifest", &Trusted { stamp: stamp_in(output), sha256, next: None })?;
        self.set_build(AHEAD, &false)?;
        self.ahead.store(false, Ordering::Relaxed);
        Ok(())
    }

    /// Notes what the manifest is about to say. From now on the memory fits the old one and the new one.
    ///
    /// # Errors
    /// A message: the disk refuses.
    pub(in crate::pipeline) fn announce(&self, next: &str) -> Result<(), Broken> {
        let nothing = Trusted { stamp: None, sha256: String::new(), next: None };
        let trusted = self.build::<Trusted>("manifest").unwrap_or(nothing);
        self.set_build("manifest", &Trusted { next: Some(next.to_owned()), ..trusted })
    }

    /// Begins the memory with what the manifest says.
    pub(super) fn import(&self, output: &Path, manifest: Manifest) -> Result<(), Broken> {
        let kept = |file| Kept { file, written: None };
        let (of_documents, of_build): (Vec<_>, Vec<_>) =
            manifest.files.into_iter().partition(ManifestFile::is_of_document);
        let mut records: BTreeMap<String, ManifestDocument> =
            manifest.documents.into_iter().map(|record| (record.slug.clone(), record)).collect();
        fn folder(file: &ManifestFile) -> &str {
            file.path.split('/').next().unwrap_or_default()
        }
        for files in of_documents.chunk_by(|one, other| folder(one) == folder(other)) {
            let Some(slug) = files.first().map(folder) else { continue };
            let entry = DocumentEntry { record: records.remove(slug), ..DocumentEntry::default() };
            let files: Vec<Kept> = files.iter().cloned().map(kept).collect();
            self.put(slug, &entry, &files)?;
        }
        self.flush()?;
        self.set_of_build(of_build.into_iter().map(kept).collect())?;
        self.set_build("form", &FORM)?;
        let sha256 = fs::read(output.join(MANIFEST)).map(|content| sha256(&content)).unwrap_or_default();
        self.trust(output, sha256)
    }
}

fn stamp_in(output: &Path) -> Option<Stamp> {
    fs::metadata(output.join(MANIFEST)).ok().map(|metadata| Stamp::of(&metadata))
}
