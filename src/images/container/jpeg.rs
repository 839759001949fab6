//! The segments of JPEG files (ITU-T T.81, annex B).

use image::metadata::Orientation;

/// Start of image.
pub(crate) const SOI: u8 = 0xD8;
/// End of image.
pub(crate) const EOI: u8 = 0xD9;
/// Start of a scan: coded pixels follow.
pub(crate) const SOS: u8 = 0xDA;
/// The segment of EXIF and of XMP.
pub(crate) const APP1: u8 = 0xE1;

/// The segment of IPTC's records.
pub(crate) const APP13: u8 = 0xED;

/// The name that a segment of XMP begins with (ISO 16684-3, section 6.2).
pub(crate) const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
/// The name that a segment of EXIF begins with (Exif 3.0, section 4.7.2).
pub(crate) const EXIF: &[u8] = b"Exif\0\0";
/// The name that a segment of a colour profile begins with (ICC.1, annex B.4).
const ICC_PROFILE: &[u8] = b"ICC_PROFILE\0";

/// The segments of a file before its first scan: markers and contents.
#[derive(Debug, Clone)]
pub(crate) struct Segments<'a>(&'a [u8]);

impl<'a> Segments<'a> {
    /// The segments of a file; none if the file is no JPEG.
    pub(crate) fn new(file: &'a [u8]) -> Self {
        Self(file.strip_prefix(&[0xFF, SOI]).unwrap_or_default())
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (&marker, rest) = self.0.strip_prefix(&[0xFF])?.split_first()?;
            match marker {
                // Fill bytes may stand before a marker.
                0xFF => self.0 = self.0.get(1..)?,
                0x01 | 0xD0..=0xD8 => self.0 = rest,
                EOI | SOS => return None,
                _ => {
                    let (length, rest) = rest.split_first_chunk::<2>()?;
                    let length = usize::from(u16::from_be_bytes(*length)).checked_sub(2)?;
                    let (content, rest) = rest.split_at_checked(length)?;
                    self.0 = rest;
                    return Some((marker, content));
                }
            }
        }
    }
}

/// The facts about a JPEG file that stand before its pixels.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    /// Width in pixels, as stored.
    pub(crate) width: u32,
    /// Height in pixels, as stored.
    pub(crate) height: u32,
    /// The number of components: 1 for greys, 3 for colours, 4 for inks.
    pub(crate) components: u8,
    /// The coefficients come in several scans, so that a decoder holds all of them.
    pub(crate) is_progressive: bool,
    /// Adobe's marker is there: inks are stored inverted.
    pub(crate) is_adobe: bool,
    /// How the pixels are turned before they are shown (EXIF).
    pub(crate) orientation: Orientation,
    /// The colour profile.
    pub(crate) profile: Option<Vec<u8>>,
}

impl Head {
    /// Reads the head of a file; `None` if it has no frame.
    pub(crate) fn read(file: &[u8]) -> Option<Self> {
        let mut frame = None;
        let mut head = Self {
            width: 0,
            height: 0,
            components: 0,
            is_progressive: false,
            is_adobe: false,
            orientation: Orientation::NoTransforms,
            profile: None,
        };
        let mut profile = Vec::new();
        for (marker, content) in Segments::new(file) {
            match marker {
                // Every process has a frame header of its own; C4, C8 and CC mean something else.
                0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                    frame = frame.or(read_frame(content));
                    head.is_progressive |= matches!(marker, 0xC2 | 0xC6 | 0xCA | 0xCE);
                }
                APP1 => {
                    let exif = content.strip_prefix(EXIF);
                    if let Some(orientation) = exif.and_then(Orientation::from_exif_chunk) {
                        head.orientation = orientation;
                    }
                }
                0xE2 => {
                    let part =
                        content.strip_prefix(ICC_PROFILE).and_then(|part| part.split_first_chunk::<2>());
                    profile.extend(part.map(|([number, _], part)| (*number, part)));
                }
                0xEE => head.is_adobe |= content.starts_with(b"Adobe"),
                _ => {}
            }
        }
        profile.sort_by_key(|(number, _)| *number);
        let profile: Vec<u8> = profile.into_iter().flat_map(|(_, part)| part).copied().collect();
        let (width, height, components) = frame?;
        let profile = Some(profile).filter(|profile| !profile.is_empty());
        Some(Self { width, height, components, profile, ..head })
    }
}

/// Width, height and the number of components in a frame header (ITU-T T.81, B.2.2).
fn read_frame(content: &[u8]) -> Option<(u32, u32, u8)> {
    let [_, h1, h2, w1, w2, components, ..] = *content else { return None };
    Some((u16::from_be_bytes([w1, w2]).into(), u16::from_be_bytes([h1, h2]).into(), components))
}

/// A segment of EXIF that says how a picture is turned, and nothing else (Exif 3.0, section 4.6).
pub(crate) fn orientation_segment(orientation: Orientation) -> Vec<u8> {
    let mut content = EXIF.to_vec();
    // TIFF, the largest byte first; a directory at byte 8, of one entry: Orientation, a number of two bytes, once.
    content.extend(b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
    content.extend([orientation.to_exif(), 0, 0, 0, 0, 0, 0]);
    segment(APP1, &content)
}

/// A segment with a content of at most 65,533 bytes; more is cut off.
pub(crate) fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len().saturating_add(2)).unwrap_or(u16::MAX);
    let content = content.get(..usize::from(length).saturating_sub(2)).unwrap_or(content);
    [&[0xFF, marker][..], &length.to_be_bytes(), content].concat()
}

/// The same file with segments behind those that must come first: JFIF's and EXIF's. `None` if the file is no JPEG.
pub(crate) fn insert(file: &[u8], segments: &[u8]) -> Option<Vec<u8>> {
    let mut at = 2;
    for (marker, content) in Segments::new(file) {
        if marker != 0xE0 && !(marker == APP1 && content.starts_with(EXIF)) {
            break;
        }
        at += 4 + content.len();
    }
    let (head, rest) = file.split_at_checked(at)?;
    Some([head, segments, rest].concat())
}
