//! A PDF file in memory.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use crate::{error::Result, value::hexadecimal};

/// A PDF file in memory.
#[derive(Debug)]
pub struct PdfFile(pub(crate) Document);

/// A font of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FontEntry {
    /// Its PostScript name, without the tag of a subset.
    pub name: String,
    /// Its `Subtype`, such as `TrueType`.
    pub kind: String,
    /// Its program is in the file.
    pub is_embedded: bool,
    /// Only a part of its glyphs is in the file.
    pub is_subset: bool,
}

impl PdfFile {
    /// An empty file of a version, such as `1.7`.
    pub fn new(version: &str) -> Self {
        Self(Document::with_version(version))
    }

    /// Reads a file.
    ///
    /// # Errors
    /// It is not well-formed.
    pub fn load(bytes: &[u8]) -> Result<Self> {
        Ok(Self(Document::load_mem(bytes)?))
    }

    /// Writes the file.
    ///
    /// # Errors
    /// An object can't be written.
    pub fn save(mut self) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        self.0.save_to(&mut out)?;
        Ok(out)
    }

    /// States the version of PDF that the file is of.
    pub fn set_version(&mut self, version: &str) {
        version.clone_into(&mut self.0.version);
    }

    /// The pages, in order.
    pub fn pages(&self) -> Vec<ObjectId> {
        self.0.page_iter().collect()
    }

    /// The number of pages.
    pub fn page_count(&self) -> usize {
        self.0.get_pages().len()
    }

    /// A copy of an entry of the catalog.
    ///
    /// # Errors
    /// There is no catalog, or no such entry.
    pub fn catalog_entry(&self, key: &str) -> Result<Object> {
        Ok(self.0.catalog()?.get(key.as_bytes())?.clone())
    }

    /// Removes a key from a dictionary that is an entry of the catalog, if they are there.
    ///
    /// # Errors
    /// There is no catalog.
    pub fn remove_from_catalog_entry(&mut self, entry: &str, key: &str) -> Result<()> {
        if let Ok(Object::Dictionary(dictionary)) = self.0.catalog_mut()?.get_mut(entry.as_bytes()) {
            dictionary.remove(key.as_bytes());
        }
        Ok(())
    }

    /// A dictionary by its number.
    ///
    /// # Errors
    /// There is none of this number.
    pub fn dictionary(&self, id: ObjectId) -> Result<&Dictionary> {
        Ok(self.0.get_dictionary(id)?)
    }

    /// A dictionary by its number, to be changed.
    ///
    /// # Errors
    /// There is none of this number.
    pub fn dictionary_mut(&mut self, id: ObjectId) -> Result<&mut Dictionary> {
        Ok(self.0.get_dictionary_mut(id)?)
    }

    /// Adds a dictionary.
    pub fn add(&mut self, dictionary: Dictionary) -> ObjectId {
        self.0.add_object(dictionary)
    }

    /// Takes a number for an object that is [`set`](Self::set) later.
    pub fn reserve(&mut self) -> ObjectId {
        self.0.new_object_id()
    }

    /// Sets the dictionary of a number.
    pub fn set(&mut self, id: ObjectId, dictionary: Dictionary) {
        self.0.set_object(id, dictionary);
    }

    /// Adds a stream whose content stays as it is.
    pub fn add_stream(&mut self, dictionary: Dictionary, content: Vec<u8>) -> ObjectId {
        self.0.add_object(Stream::new(dictionary, content).with_compression(false))
    }

    /// Adds a stream whose content is deflated.
    ///
    /// # Errors
    /// The content can't be deflated.
    pub fn add_deflated_stream(&mut self, dictionary: Dictionary, content: Vec<u8>) -> Result<ObjectId> {
        let mut stream = Stream::new(dictionary, content);
        stream.compress()?;
        Ok(self.0.add_object(stream))
    }

    /// Adds a packet of XMP (ISO 16684-1).
    pub fn add_metadata(&mut self, packet: String) -> ObjectId {
        let dictionary = lopdf::dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
        self.add_stream(dictionary, packet.into_bytes())
    }

    /// Sets the trailer: the catalog, the document information and the identifier.
    pub fn set_trailer(&mut self, root: ObjectId, info: ObjectId, identifier: Vec<u8>) {
        let mut trailer = Dictionary::new();
        trailer.set("Root", root);
        trailer.set("Info", info);
        let id = hexadecimal(identifier);
        trailer.set("ID", vec![id.clone(), id]);
        self.0.trailer = trailer;
    }

    /// Removes the objects that nothing leads to any more, and numbers the others anew.
    pub fn compact(&mut self) {
        self.0.prune_objects();
        self.0.renumber_objects();
    }

    /// The fonts of the file, each once.
    pub fn fonts(&self) -> BTreeSet<FontEntry> {
        let name = |dictionary: &Dictionary, key: &[u8]| {
            let name = dictionary.get(key).and_then(Object::as_name).unwrap_or_default();
            String::from_utf8_lossy(name).into_owned()
        };
        let mut fonts = BTreeSet::new();
        for object in self.0.objects.values() {
            let Ok(font) = object.as_dict() else { continue };
            let kind = name(font, b"Subtype");
            // The descendants of composite fonts have the descriptors.
            if name(font, b"Type") != "Font" || kind == "Type0" {
                continue;
            }
            let descriptor = font.get(b"FontDescriptor").and_then(|found| self.0.dereference(found));
            let descriptor = descriptor.ok().and_then(|(_, found)| found.as_dict().ok());
            let is_embedded = kind == "Type3"
                || descriptor.is_some_and(|found| {
                    [b"FontFile".as_slice(), b"FontFile2", b"FontFile3"].iter().any(|key| found.has(key))
                });
            let full = name(font, b"BaseFont");
            let (is_subset, name) = match full.split_once('+') {
                Some((tag, base)) if tag.len() == 6 => (true, base.to_owned()),
                _ => (false, full),
            };
            fonts.insert(FontEntry { name, kind, is_embedded, is_subset });
        }
        fonts
    }
}
