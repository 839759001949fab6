//! Reads a manifest one part at a time: that of a large archive is larger than what should be in memory.

use std::{
    fs::File,
    io::{self, BufReader},
    path::Path,
};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor},
};

use super::manifest::{FORMAT, FORMAT_1, ManifestDocument, ManifestFile, is_inside};

/// A part of a manifest.
pub(super) enum Part {
    Document(ManifestDocument),
    File(ManifestFile),
}

/// What a reader does with a part.
type Show<'s> = &'s mut dyn FnMut(Part) -> Result<(), String>;

/// Why a manifest could not be read to its end.
pub(super) enum Unread {
    /// The disk refuses.
    Disk(io::Error),
    /// It is no manifest of Pressroom's. What it had before was shown.
    Foreign,
    /// What was said when a part was shown.
    Refused(String),
}

/// Shows every document and file that the manifest at `path` names, in the order in which they stand there; none where
/// there is no manifest, or it names files that are not inside. One of the form before knows no documents.
///
/// # Errors
/// [`Unread`].
pub(super) fn each_part(path: &Path, show: Show<'_>) -> Result<(), Unread> {
    let file = match File::open(path) {
        Ok(file) => BufReader::new(file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Unread::Disk(error)),
    };
    let mut refused = None;
    let mut show = |part: Part| match &part {
        Part::File(file) if !is_inside(&file.path) => Ok(()),
        Part::File(_) | Part::Document(_) => show(part).map_err(|message| refused = Some(message)),
    };
    let mut json = serde_json::Deserializer::from_reader(file);
    let read = Whole(&mut show).deserialize(&mut json).and_then(|()| json.end());
    match (read, refused) {
        (_, Some(message)) => Err(Unread::Refused(message)),
        (Ok(()), None) => Ok(()),
        (Err(error), None) if error.is_io() => Err(Unread::Disk(error.into())),
        (Err(_), None) => Err(Unread::Foreign),
    }
}

type Take<'t> = &'t mut dyn FnMut(Part) -> Result<(), ()>;

struct Whole<'t>(Take<'t>);

impl<'de> DeserializeSeed<'de> for Whole<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Whole<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a manifest")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let (mut ours, mut files) = (false, false);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "format" => ours = [FORMAT, FORMAT_1].contains(&map.next_value::<String>()?.as_str()),
                "documents" => map.next_value_seed(List { wrap: Part::Document, take: self.0 })?,
                "files" => {
                    files = true;
                    map.next_value_seed(List { wrap: Part::File, take: self.0 })?;
                }
                other => return Err(A::Error::custom(format!("unknown key {other}"))),
            }
        }
        if ours && files { Ok(()) } else { Err(A::Error::custom("no manifest")) }
    }
}

/// A list of parts of one kind.
struct List<'t, T> {
    wrap: fn(T) -> Part,
    take: Take<'t>,
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for List<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for List<'_, T> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(part) = list.next_element()? {
            (self.take)((self.wrap)(part)).map_err(|()| A::Error::custom("refused"))?;
        }
        Ok(())
    }
}
