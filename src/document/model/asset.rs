//! Local pictures.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A picture file beside the document, loaded and measured once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asset {
    /// The path as authored, relative to the document, with `/`.
    pub path: String,
    /// The name that it is published under, without folders: lower-case ASCII, from the file's name and its hash, so
    /// that different pictures never share one.
    pub name: String,
    /// What it is, by its content.
    pub media_type: MediaType,
    /// Width in pixels, as shown (after any EXIF rotation).
    pub width: u32,
    /// Height in pixels, as shown.
    pub height: u32,
    /// SHA-256 of the bytes, lower-case hexadecimal.
    #[schemars(extend("pattern" = "^[0-9a-f]{64}$"))]
    pub sha256: String,
    /// The file. Not part of the JSON form, which is read back beside its pictures.
    #[serde(skip)]
    pub bytes: Arc<[u8]>,
}

impl std::fmt::Debug for Asset {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Asset({}, {}x{}, {} bytes)", self.name, self.width, self.height, self.bytes.len())
    }
}

/// The kinds of pictures that every edition can carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum MediaType {
    /// `image/png`
    #[serde(rename = "image/png")]
    Png,
    /// `image/jpeg`
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// `image/gif`
    #[serde(rename = "image/gif")]
    Gif,
    /// `image/webp`
    #[serde(rename = "image/webp")]
    Webp,
}

impl MediaType {
    /// The IANA media type.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
        }
    }

    /// The usual file extension, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Gif => "gif",
            Self::Webp => "webp",
        }
    }
}
