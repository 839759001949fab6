//! Rights in IPTC-IIM records (Information Interchange Model, version 4.2), which newsrooms' older systems read, and in EXIF.

use std::borrow::Cow;

use super::terms::{MOST_CREATORS, Rights, clean};

/// The name that a segment of Photoshop's resources begins with.
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
/// The kind of each resource.
const RESOURCE: &[u8] = b"8BIM";
/// The number of the resource that holds records.
const RECORDS: [u8; 2] = [0x04, 0x04];
/// The escape sequence that says that texts are UTF-8 (ISO 2022), in data set 1:90.
const UTF_8: &[u8] = b"\x1B%G";

/// Data sets of the application record (2).
const BYLINE: u8 = 80;
const CREDIT: u8 = 110;
const COPYRIGHT: u8 = 116;

/// The most bytes of a text (IIM, section 6).
const LENGTHS: [(u8, usize); 3] = [(BYLINE, 32), (CREDIT, 32), (COPYRIGHT, 128)];

/// Reads the rights in a segment `APP13`; none if it has no records.
pub(super) fn read(segment: &[u8]) -> Rights {
    let mut rights = Rights::default();
    let Some(records) = find_records(segment) else { return rights };
    let sets = DataSets(records);
    let is_utf8 = sets.clone().any(|(record, set, value)| (record, set) == (1, 90) && value == UTF_8);
    for (record, set, value) in sets {
        if record != 2 {
            continue;
        }
        let text = match std::str::from_utf8(value) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) if is_utf8 => String::from_utf8_lossy(value),
            // Without a declaration, cameras and programs write Latin-1.
            Err(_) => value.iter().map(|byte| char::from(*byte)).collect(),
        };
        match set {
            BYLINE if rights.creators.len() < MOST_CREATORS => rights.creators.extend(clean(&text)),
            CREDIT => rights.credit = rights.credit.take().or_else(|| clean(&text)),
            COPYRIGHT => rights.copyright = rights.copyright.take().or_else(|| clean(&text)),
            _ => {}
        }
    }
    rights
}

/// The records among Photoshop's resources.
fn find_records(segment: &[u8]) -> Option<&[u8]> {
    let mut rest = segment.strip_prefix(PHOTOSHOP)?;
    loop {
        let (id, after) = rest.strip_prefix(RESOURCE)?.split_first_chunk::<2>()?;
        // A name of a length that, with its own byte, is even.
        let name = usize::from(*after.first()?) + 1;
        let after = after.get(name + name % 2..)?;
        let (length, after) = after.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let content = after.get(..length)?;
        if *id == RECORDS {
            return Some(content);
        }
        rest = after.get(length + length % 2..)?;
    }
}

/// The data sets of records: record, number and value.
#[derive(Clone)]
struct DataSets<'a>(&'a [u8]);

impl<'a> Iterator for DataSets<'a> {
    type Item = (u8, u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (head, rest) = self.0.split_first_chunk::<5>()?;
        let [0x1C, record, set, high, low] = *head else { return None };
        // A length of more than 15 bits is of pixels, not of texts.
        let length = usize::from(u16::from_be_bytes([high, low]));
        let (value, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((record, set, value))
    }
}

/// Writes the content of a segment `APP13`.
pub(super) fn write(rights: &Rights) -> Vec<u8> {
    let mut records = Vec::new();
    push(&mut records, 1, 90, UTF_8);
    // The version of the record.
    push(&mut records, 2, 0, &[0, 4]);
    let one = |set, text: &Option<String>| text.clone().map(|text| (set, text));
    let texts = rights.creators.iter().map(|creator| (BYLINE, creator.clone()));
    let texts = texts.chain(one(CREDIT, &rights.credit)).chain(one(COPYRIGHT, &rights.copyright));
    for (set, text) in texts {
        let most = LENGTHS.iter().find(|(known, _)| *known == set).map_or(0, |(_, most)| *most);
        push(&mut records, 2, set, text.get(..text.floor_char_boundary(most)).unwrap_or_default().as_bytes());
    }
    let length = u32::try_from(records.len()).unwrap_or(u32::MAX).to_be_bytes();
    let padding = records.len() % 2;
    records.extend(vec![0; padding]);
    [PHOTOSHOP, RESOURCE, &RECORDS, &[0, 0], &length, &records].concat()
}

fn push(records: &mut Vec<u8>, record: u8, set: u8, value: &[u8]) {
    let length = u16::try_from(value.len()).unwrap_or(0);
    records.extend([0x1C, record, set]);
    records.extend(length.to_be_bytes());
    records.extend(value.get(..usize::from(length)).unwrap_or_default());
}

/// Reads artist and copyright in EXIF (Exif 3.0, section 4.6.4).
pub(super) fn read_exif(tiff: &[u8]) -> Rights {
    let text = |tag| read_text(tiff, tag).and_then(|text| clean(&String::from_utf8_lossy(text)));
    Rights { creators: text(0x013B).into_iter().collect(), copyright: text(0x8298), ..Rights::default() }
}

/// The text of a tag in the first directory of a TIFF structure (TIFF 6.0, section 2).
fn read_text(tiff: &[u8], wanted: u16) -> Option<&[u8]> {
    let is_large_first = match tiff.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let two = |at: usize| {
        let bytes: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if is_large_first { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    };
    let four = |at: usize| {
        let bytes: [u8; 4] = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        let number = if is_large_first { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) };
        usize::try_from(number).ok()
    };
    let directory = four(4)?;
    let count = usize::from(two(directory)?);
    let entry = (0..count).map(|number| directory + 2 + number * 12).find(|at| two(*at) == Some(wanted))?;
    // ASCII, or UTF-8 since Exif 3.0.
    if !matches!(two(entry + 2)?, 2 | 129) {
        return None;
    }
    let length = four(entry + 4)?;
    let at = if length <= 4 { entry + 8 } else { four(entry + 8)? };
    let text = tiff.get(at..at.checked_add(length)?)?;
    // Two texts may stand there, of the photographer and the editor.
    text.split(|byte| *byte == 0).find(|text| !text.is_empty())
}
