//! What the disk says of a file, to tell whether it was written again.

use std::{fs, time::UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A file as the disk knows it: what differs when it was written again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stamp {
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was last written: nanoseconds since 1970.
    pub written: u64,
}

impl Stamp {
    /// The stamp of a file.
    pub fn from_metadata(metadata: &fs::Metadata) -> Self {
        // What has no time, or one before 1970, is 0: it differs from what was written since, and is read again.
        let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let written = since.and_then(|since| u64::try_from(since.as_nanos()).ok()).unwrap_or_default();
        Self { bytes: metadata.len(), written }
    }
}
