//! Names at the top of an output folder that are Pressroom's own, and names that no disk can be trusted with.
//!
//! [`paths`](super::paths) composes the names of Pressroom's own files; a slug that is one of them can't name a folder of
//! editions. A name is refused whatever a build makes, since the next build may make something else.

use super::paths::{FAILED, FEED_FILES, LANGUAGE, MANIFEST, MEDIA, NUMBERED, PAGE, SECTION, SITE_FILES, TAG};
use crate::word;

/// Names that are kept for files which a site may have one day.
const KEPT: &[&str] = &["feed.xml", "favicon.ico", "manifest.webmanifest", "opensearch.xml", "ads.txt"];

/// Devices of Windows, whose names no file can have there, whatever its extension. Of some there are several, with a digit.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];
/// See [`DEVICES`].
const NUMBERED_DEVICES: &[&str] = &["com", "lpt"];

/// Why a slug can't be the name of a folder of editions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reserved {
    /// It is the name of a file or folder that Pressroom may write itself.
    Own,
    /// It is the name of a device on Windows.
    Device,
}

impl Reserved {
    /// Why a slug is refused; `None` for one that is free. Capitals make no difference, as on the disks of a Mac and of
    /// Windows.
    pub fn find(slug: &str) -> Option<Self> {
        let slug = word::fold_case(slug);
        let own = [MANIFEST, FAILED, SECTION, TAG, LANGUAGE, PAGE, MEDIA];
        let lists = [&own[..], SITE_FILES, FEED_FILES, KEPT];
        let is_own = lists.iter().any(|list| list.contains(&slug.as_str()));
        let is_numbered = || {
            NUMBERED.iter().any(|(before, after)| {
                let number = slug.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
                number.is_some_and(|number| number.chars().all(|digit| digit.is_ascii_digit()))
            })
        };
        // What begins with a dot is Pressroom's workspace.
        match is_own || slug.starts_with('.') || is_numbered() {
            true => Some(Self::Own),
            false => is_device(&slug).then_some(Self::Device),
        }
    }

    /// What is wrong with a slug, as a sentence.
    pub fn message(self, slug: &str) -> String {
        match self {
            Self::Own => format!("`{slug}` is the name of a file or folder of the site itself"),
            Self::Device => {
                format!("`{slug}` is the name of a device on Windows, where no folder can be called so")
            }
        }
    }
}

/// True for a name that Windows takes for a device: `con`, and `con.html` as well.
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let mut characters = stem.chars();
    let last = characters.next_back();
    DEVICES.contains(&stem.as_str())
        || NUMBERED_DEVICES.contains(&characters.as_str())
            && last.is_some_and(|digit| digit.is_ascii_digit() || ['¹', '²', '³'].contains(&digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_names_are_reserved_whatever_their_capitals() {
        for slug in [
            "manifest.json",
            "MANIFEST.json",
            "failed.ndjson",
            "Failed.NDJSON",
            "section",
            "Tag",
            "page",
            "index.html",
            "404.HTML",
            "sitemap-12.xml",
            "news-sitemap-2.xml",
            "feed-2.json",
            "media",
            ".pressroom",
            "\u{17F}ection",
            "languag\u{65}",
        ] {
            assert_eq!(Reserved::find(slug), Some(Reserved::Own), "{slug}");
        }
        for slug in ["con", "NUL", "com1", "lpt9.html", "Aux.tar.gz", "com¹"] {
            assert_eq!(Reserved::find(slug), Some(Reserved::Device), "{slug}");
        }
        for slug in [
            "sections",
            "index",
            "sitemap-x.xml",
            "con-trails",
            "com",
            "com10",
            "console",
            "failed",
            "feed-x.json",
        ] {
            assert_eq!(Reserved::find(slug), None, "{slug}");
        }
    }
}
