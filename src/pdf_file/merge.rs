//! Many tagged PDFs as one (ISO 32000-1: page tree 7.7.3, outline 12.3.3, structure 14.7).
//!
//! The first file gives the title, the metadata and the output intent; the others add their pages, bookmarks and
//! structure. Names that are of one file (destinations, the ids of notes and of cells) get its number, and what files have
//! in common (pictures, faces) is kept once.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

use crate::{
    error::Result,
    file::PdfFile,
    outline::write_outline,
    share::share_objects,
    tree::{read_tree, resolve, write_name_tree},
};

/// A file that others are added to.
#[derive(Debug)]
pub struct Merger {
    file: PdfFile,
    /// The pages of all, in order.
    pages: Vec<ObjectId>,
    /// The uppermost bookmarks.
    bookmarks: Vec<ObjectId>,
    /// The structure of each file: its uppermost elements.
    parts: Vec<Object>,
    /// The structure elements of each key of a page or annotation.
    parents: Vec<Object>,
    ids: Vec<(Vec<u8>, Object)>,
    destinations: Vec<(Vec<u8>, Object)>,
    roles: Dictionary,
    next_parent: i64,
    /// The number of files that were added.
    count: usize,
}

impl Merger {
    /// Begins with the file that the others follow.
    ///
    /// # Errors
    /// The file is not tagged, or not well-formed.
    pub fn new(file: PdfFile) -> Result<Self> {
        let mut merger = Self {
            file: PdfFile::new("1.7"),
            pages: Vec::new(),
            bookmarks: Vec::new(),
            parts: Vec::new(),
            parents: Vec::new(),
            ids: Vec::new(),
            destinations: Vec::new(),
            roles: Dictionary::new(),
            next_parent: 0,
            count: 0,
        };
        merger.file.0.trailer = file.0.trailer.clone();
        merger.add(file)?;
        Ok(merger)
    }

    /// Adds a file behind the others.
    ///
    /// # Errors
    /// The file is not tagged, or not well-formed.
    pub fn add(&mut self, file: PdfFile) -> Result<()> {
        let PdfFile(mut file) = file;
        if self.count > 0 {
            file.renumber_objects_with(self.file.0.max_id + 1);
        }
        let prefix = format!("{}-", self.count);
        for object in file.objects.values_mut() {
            adapt_names(object, prefix.as_bytes(), self.next_parent);
        }
        self.pages.extend(file.get_pages().into_values());
        let catalog = file.catalog()?.clone();
        if let Ok(outlines) = catalog.get(b"Outlines").and_then(|object| resolve(&file, object)) {
            let mut next = outlines.get(b"First").and_then(Object::as_reference).ok();
            while let Some(id) = next {
                self.bookmarks.push(id);
                next = file.get_dictionary(id)?.get(b"Next").and_then(Object::as_reference).ok();
            }
        }
        if let Ok(names) = catalog.get(b"Names").and_then(|object| resolve(&file, object))
            && let Ok(destinations) = names.get(b"Dests").and_then(|object| resolve(&file, object))
        {
            for (name, object) in read_tree(&file, destinations, b"Names")? {
                if let Object::String(name, _) = name {
                    self.destinations.push(([prefix.as_bytes(), &name].concat(), object));
                }
            }
        }
        self.add_structure(&file, &catalog, &prefix)?;
        self.file.0.max_id = self.file.0.max_id.max(file.max_id);
        self.file.0.objects.append(&mut file.objects);
        self.count += 1;
        Ok(())
    }

    fn add_structure(&mut self, file: &Document, catalog: &Dictionary, prefix: &str) -> Result<()> {
        let root = resolve(file, catalog.get(b"StructTreeRoot")?)?;
        let kids = root.get(b"K")?;
        match kids.as_array() {
            Ok(kids) => self.parts.extend(kids.iter().cloned()),
            Err(_) => self.parts.push(kids.clone()),
        }
        for (key, object) in read_tree(file, resolve(file, root.get(b"ParentTree")?)?, b"Nums")? {
            self.parents.extend([Object::Integer(key.as_i64()? + self.next_parent), object]);
        }
        if let Ok(ids) = root.get(b"IDTree").and_then(|object| resolve(file, object)) {
            for (name, object) in read_tree(file, ids, b"Names")? {
                if let Object::String(name, _) = name {
                    self.ids.push(([prefix.as_bytes(), &name].concat(), object));
                }
            }
        }
        if let Ok(roles) = root.get(b"RoleMap").and_then(|object| resolve(file, object)) {
            self.roles.extend(roles);
        }
        self.next_parent += root.get(b"ParentTreeNextKey").and_then(Object::as_i64)?;
        Ok(())
    }

    /// Makes links to a URL lead to a page instead: its place among all, and its name for screen readers.
    pub fn retarget_links(&mut self, targets: &BTreeMap<String, (usize, String)>) {
        let pages = &self.pages;
        for object in self.file.0.objects.values_mut() {
            let Ok(annotation) = object.as_dict_mut() else { continue };
            let url = annotation.get(b"A").and_then(Object::as_dict).and_then(|action| action.get(b"URI"));
            let Some(url) = url.ok().and_then(|url| url.as_str().ok()).map(String::from_utf8_lossy) else {
                continue;
            };
            let Some((page, name)) = targets.get(url.as_ref()) else { continue };
            let Some(page) = pages.get(*page) else { continue };
            annotation.remove(b"A");
            annotation.set("Dest", vec![Object::Reference(*page), "Fit".into()]);
            annotation.set("Contents", lopdf::text_string(name));
        }
    }

    /// Finishes the file.
    ///
    /// # Errors
    /// The first file is not well-formed.
    pub fn finish(mut self) -> Result<PdfFile> {
        let root = self.file.0.trailer.get(b"Root")?.as_reference()?;
        let pages = self.file.catalog_entry("Pages")?.as_reference()?;
        for id in &self.pages {
            self.file.dictionary_mut(*id)?.set("Parent", pages);
        }
        let kids: Vec<Object> = self.pages.iter().copied().map(Object::Reference).collect();
        let count = kids.len() as i64;
        self.file.set(pages, typed("Pages", [("Kids", kids.into()), ("Count", count.into())]));
        let outline = self.outline()?;
        let structure = self.structure()?;
        let names = write_name_tree(std::mem::take(&mut self.destinations));
        let catalog = self.file.dictionary_mut(root)?;
        // Pages are numbered through.
        catalog.remove(b"PageLabels");
        catalog.set("Outlines", outline);
        catalog.set("StructTreeRoot", structure);
        catalog.set("Names", Dictionary::from_iter([("Dests", names)]));
        share_objects(&mut self.file.0);
        self.file.0.prune_objects();
        Ok(self.file)
    }

    fn outline(&mut self) -> Result<ObjectId> {
        let root = self.file.reserve();
        for id in &self.bookmarks {
            let bookmark = self.file.dictionary_mut(*id)?;
            // Closed: its questions show when it is opened.
            if let Ok(inner) = bookmark.get(b"Count").and_then(Object::as_i64) {
                bookmark.set("Count", -inner.abs());
            }
            bookmark.set("Parent", root);
            bookmark.remove(b"Prev");
            bookmark.remove(b"Next");
        }
        write_outline(&mut self.file, root, &self.bookmarks)?;
        Ok(root)
    }

    /// One document, with a part for each file.
    fn structure(&mut self) -> Result<ObjectId> {
        let (root, document) = (self.file.reserve(), self.file.reserve());
        let parts = std::mem::take(&mut self.parts);
        for part in &parts {
            let element = self.file.dictionary_mut(part.as_reference()?)?;
            element.set("P", document);
            if element.get(b"S").and_then(Object::as_name).is_ok_and(|name| name == b"Document") {
                element.set("S", "Part");
            }
        }
        let element = [("S", "Document".into()), ("P", root.into()), ("K", parts.into())];
        self.file.set(document, typed("StructElem", element));
        let parents = Dictionary::from_iter([("Nums", Object::Array(std::mem::take(&mut self.parents)))]);
        let mut entries = vec![
            ("K", vec![Object::Reference(document)].into()),
            ("ParentTree", parents.into()),
            ("ParentTreeNextKey", self.next_parent.into()),
            ("RoleMap", std::mem::take(&mut self.roles).into()),
        ];
        if !self.ids.is_empty() {
            entries.push(("IDTree", write_name_tree(std::mem::take(&mut self.ids))));
        }
        self.file.set(root, typed("StructTreeRoot", entries));
        Ok(root)
    }
}

/// A dictionary of a type.
fn typed<'k>(kind: &str, entries: impl IntoIterator<Item = (&'k str, Object)>) -> Dictionary {
    let kind = ("Type", Object::from(kind));
    std::iter::once(kind).chain(entries).collect()
}

/// Prefixes names that are of one file, and moves the keys of its structure behind those before it.
fn adapt_names(object: &mut Object, prefix: &[u8], parents: i64) {
    let dictionary = match object {
        Object::Array(objects) => {
            return objects.iter_mut().for_each(|object| adapt_names(object, prefix, parents));
        }
        Object::Dictionary(dictionary) => dictionary,
        Object::Stream(stream) => &mut stream.dict,
        Object::Null
        | Object::Boolean(_)
        | Object::Integer(_)
        | Object::Real(_)
        | Object::Name(_)
        | Object::String(..)
        | Object::Reference(_) => return,
    };
    let is_element = dictionary.get(b"S").is_ok() && dictionary.get(b"P").is_ok();
    for (key, value) in dictionary.iter_mut() {
        match (key.as_slice(), value) {
            (b"StructParents" | b"StructParent", Object::Integer(number)) => *number += parents,
            (b"Dest" | b"D", Object::String(name, _)) => *name = [prefix, name.as_slice()].concat(),
            (b"ID", Object::String(name, _)) if is_element => *name = [prefix, name.as_slice()].concat(),
            (b"Headers", Object::Array(ids)) => {
                for id in ids {
                    if let Object::String(name, _) = id {
                        *name = [prefix, name.as_slice()].concat();
                    }
                }
            }
            (_, value) => adapt_names(value, prefix, parents),
        }
    }
}
