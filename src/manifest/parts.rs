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

use crate::records::{
    FORMAT, FORMAT_1, FORMAT_2, ManifestDocument, ManifestFile, PublishedDocument, is_inside,
};

/// A part of a manifest.
pub enum Part {
    /// A document of the build.
    Document(ManifestDocument),
    /// A version that was published.
    Published(PublishedDocument),
    /// A file of the output folder.
    File(ManifestFile),
}

/// Why a manifest could not be read to its end.
#[derive(Debug)]
pub enum ReadError<E> {
    /// The disk refuses.
    Disk(io::Error),
    /// It is no manifest of Pressroom's. What it had before was shown.
    Foreign,
    /// The error of the function that a part was shown to.
    Refused(E),
}

/// Shows all that the manifest at `path` names, in the order in which it stands there; nothing where there is no manifest, and
/// no file that is not inside. Gives whether it says what was published, which earlier forms do not.
///
/// # Errors
/// [`ReadError`].
pub fn read_parts<E>(path: &Path, mut show: impl FnMut(Part) -> Result<(), E>) -> Result<bool, ReadError<E>> {
    let file = match File::open(path) {
        Ok(file) => BufReader::new(file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(ReadError::Disk(error)),
    };
    let mut refused = None;
    let mut show = |part: Part| match &part {
        Part::File(file) if !is_inside(&file.path) => Ok(()),
        Part::File(_) | Part::Document(_) | Part::Published(_) => {
            show(part).map_err(|error| refused = Some(error))
        }
    };
    let mut json = serde_json::Deserializer::from_reader(file);
    let read = Whole(&mut show).deserialize(&mut json).and_then(|says| json.end().map(|()| says));
    match (read, refused) {
        (_, Some(error)) => Err(ReadError::Refused(error)),
        (Ok(says), None) => Ok(says),
        (Err(error), None) if error.is_io() => Err(ReadError::Disk(error.into())),
        (Err(_), None) => Err(ReadError::Foreign),
    }
}

type Take<'t> = &'t mut dyn FnMut(Part) -> Result<(), ()>;

struct Whole<'t>(Take<'t>);

impl<'de> DeserializeSeed<'de> for Whole<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Whole<'_> {
    type Value = bool;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a manifest")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let (mut form, mut files) = (None, false);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "format" => {
                    let name = map.next_value::<String>()?;
                    form = [FORMAT, FORMAT_2, FORMAT_1].into_iter().find(|known| *known == name);
                }
                "documents" => map.next_value_seed(List { wrap: Part::Document, take: self.0 })?,
                "published" => map.next_value_seed(List { wrap: Part::Published, take: self.0 })?,
                "files" => {
                    files = true;
                    map.next_value_seed(List { wrap: Part::File, take: self.0 })?;
                }
                other => return Err(A::Error::custom(format!("unknown key {other}"))),
            }
        }
        let form = form.filter(|_| files).ok_or_else(|| A::Error::custom("no manifest"))?;
        Ok(form == FORMAT)
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
