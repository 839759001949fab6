//! Many tagged PDFs as one (ISO 32000-1: page tree 7.7.3, outline 12.3.3, structure 14.7).
//!
//! The first file gives the title, the metadata and the output intent; the others add their pages, bookmarks and
//! structure. Names that are of one file (destinations, the ids of notes and of cells) get its number, and what files have
//! in common (pictures, faces) is kept once.

use std::collections::{BTreeMap, HashMap};

use lopdf::{Dictionary, Document as File, Object, ObjectId, Result};
use sha2::{Digest as _, Sha256};

/// A file that others are added to.
pub(super) struct Merger {
    file: File,
    /// The pages of all, in order.
    pages: Vec<ObjectId>,
    /// The uppermost bookmarks.
    bookmarks: Vec<ObjectId>,
    /// The structure of each file: its uppermost elements.
    parts: Vec<Object>,
    /// What each key of a page or annotation belongs to.
    parents: Vec<Object>,
    ids: Vec<(Vec<u8>, Object)>,
    destinations: Vec<(Vec<u8>, Object)>,
    roles: Dictionary,
    next_parent: i64,
    /// How many files were added.
    count: usize,
}

impl Merger {
    /// Begins with the file that the others follow.
    pub(super) fn new(file: File) -> Result<Self> {
        let mut merger = Self {
            file: File::with_version("1.7"),
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
        merger.file.trailer = file.trailer.clone();
        merger.add(file)?;
        Ok(merger)
    }

    /// Adds a file behind the others.
    pub(super) fn add(&mut self, mut file: File) -> Result<()> {
        if self.count > 0 {
            file.renumber_objects_with(self.file.max_id + 1);
        }
        let prefix = format!("{}-", self.count);
        for object in file.objects.values_mut() {
            adapt(object, prefix.as_bytes(), self.next_parent);
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
            for (name, object) in leaves(&file, destinations, b"Names")? {
                if let Object::String(name, _) = name {
                    self.destinations.push(([prefix.as_bytes(), &name].concat(), object));
                }
            }
        }
        self.structure(&file, &catalog, &prefix)?;
        self.file.max_id = self.file.max_id.max(file.max_id);
        self.file.objects.append(&mut file.objects);
        self.count += 1;
        Ok(())
    }

    fn structure(&mut self, file: &File, catalog: &Dictionary, prefix: &str) -> Result<()> {
        let root = resolve(file, catalog.get(b"StructTreeRoot")?)?;
        let kids = root.get(b"K")?;
        match kids.as_array() {
            Ok(kids) => self.parts.extend(kids.iter().cloned()),
            Err(_) => self.parts.push(kids.clone()),
        }
        for (key, object) in leaves(file, resolve(file, root.get(b"ParentTree")?)?, b"Nums")? {
            self.parents.extend([Object::Integer(key.as_i64()? + self.next_parent), object]);
        }
        if let Ok(ids) = root.get(b"IDTree").and_then(|object| resolve(file, object)) {
            for (name, object) in leaves(file, ids, b"Names")? {
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

    /// Lets links to a URL lead to a page instead: its place among all, and its name for those who can't see it.
    pub(super) fn lead(&mut self, targets: &BTreeMap<String, (usize, String)>) {
        let pages = &self.pages;
        for object in self.file.objects.values_mut() {
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

    /// The whole file.
    pub(super) fn finish(mut self) -> Result<File> {
        let root = self.file.trailer.get(b"Root")?.as_reference()?;
        let pages = self.file.catalog()?.get(b"Pages")?.as_reference()?;
        for id in &self.pages {
            self.file.get_dictionary_mut(*id)?.set("Parent", pages);
        }
        let kids: Vec<Object> = self.pages.iter().copied().map(Object::Reference).collect();
        let count = kids.len() as i64;
        self.file.objects.insert(pages, tree("Pages", [("Kids", kids.into()), ("Count", count.into())]));
        let outlines = self.outline()?;
        let structure = self.tree()?;
        self.destinations.sort_by(|left, right| left.0.cmp(&right.0));
        let names = named(std::mem::take(&mut self.destinations));
        let catalog = self.file.get_dictionary_mut(root)?;
        // Pages are numbered through.
        catalog.remove(b"PageLabels");
        catalog.set("Outlines", outlines);
        catalog.set("StructTreeRoot", structure);
        catalog.set("Names", Dictionary::from_iter([("Dests", names)]));
        share(&mut self.file);
        self.file.prune_objects();
        Ok(self.file)
    }

    fn outline(&mut self) -> Result<ObjectId> {
        let root = self.file.new_object_id();
        let (marks, mut count) = (std::mem::take(&mut self.bookmarks), 0);
        for (place, id) in marks.iter().enumerate() {
            let mark = self.file.get_dictionary_mut(*id)?;
            // Closed: its questions show when it is opened.
            if let Ok(inner) = mark.get(b"Count").and_then(Object::as_i64) {
                mark.set("Count", -inner.abs());
            }
            mark.set("Parent", root);
            mark.remove(b"Prev");
            mark.remove(b"Next");
            if let Some(before) = place.checked_sub(1).and_then(|before| marks.get(before)) {
                mark.set("Prev", *before);
            }
            if let Some(after) = marks.get(place + 1) {
                mark.set("Next", *after);
            }
            count += 1;
        }
        let mut outlines =
            Dictionary::from_iter([("Type", "Outlines".into()), ("Count", Object::Integer(count))]);
        if let (Some(first), Some(last)) = (marks.first(), marks.last()) {
            outlines.set("First", *first);
            outlines.set("Last", *last);
        }
        self.file.objects.insert(root, Object::Dictionary(outlines));
        Ok(root)
    }

    /// One document, with a part for each file.
    fn tree(&mut self) -> Result<ObjectId> {
        let (root, document) = (self.file.new_object_id(), self.file.new_object_id());
        let parts = std::mem::take(&mut self.parts);
        for part in &parts {
            let element = self.file.get_dictionary_mut(part.as_reference()?)?;
            element.set("P", document);
            if element.get(b"S").and_then(Object::as_name).is_ok_and(|name| name == b"Document") {
                element.set("S", "Part");
            }
        }
        let element = [("S", "Document".into()), ("P", root.into()), ("K", parts.into())];
        self.file.objects.insert(document, tree("StructElem", element));
        self.ids.sort_by(|left, right| left.0.cmp(&right.0));
        let parents = Dictionary::from_iter([("Nums", Object::Array(std::mem::take(&mut self.parents)))]);
        let mut entries = vec![
            ("K", vec![Object::Reference(document)].into()),
            ("ParentTree", parents.into()),
            ("ParentTreeNextKey", self.next_parent.into()),
            ("RoleMap", std::mem::take(&mut self.roles).into()),
        ];
        if !self.ids.is_empty() {
            entries.push(("IDTree", named(std::mem::take(&mut self.ids))));
        }
        self.file.objects.insert(root, tree("StructTreeRoot", entries));
        Ok(root)
    }
}

fn tree<'k>(kind: &str, entries: impl IntoIterator<Item = (&'k str, Object)>) -> Object {
    let kind = ("Type", Object::from(kind));
    Object::Dictionary(std::iter::once(kind).chain(entries).collect())
}

/// A name tree of one node; the names are sorted.
fn named(entries: Vec<(Vec<u8>, Object)>) -> Object {
    let names: Vec<Object> = entries.into_iter().flat_map(|(name, object)| [text(name), object]).collect();
    Object::Dictionary(Dictionary::from_iter([("Names", Object::Array(names))]))
}

fn text(bytes: Vec<u8>) -> Object {
    Object::String(bytes, lopdf::StringFormat::Literal)
}

fn resolve<'a>(file: &'a File, object: &'a Object) -> Result<&'a Dictionary> {
    file.dereference(object)?.1.as_dict()
}

/// The entries of a name or number tree.
fn leaves(file: &File, node: &Dictionary, key: &[u8]) -> Result<Vec<(Object, Object)>> {
    let (mut out, mut nodes) = (Vec::new(), vec![node]);
    while let Some(node) = nodes.pop() {
        if let Ok(kids) = node.get(b"Kids").and_then(Object::as_array) {
            for kid in kids.iter().rev() {
                nodes.push(resolve(file, kid)?);
            }
        }
        if let Ok(entries) = node.get(key).and_then(Object::as_array) {
            let pairs =
                entries.chunks(2).filter_map(|pair| Some((pair.first()?.clone(), pair.get(1)?.clone())));
            out.extend(pairs);
        }
    }
    Ok(out)
}

/// Gives what is named within one file its number, and moves the keys of its structure behind those before it.
fn adapt(object: &mut Object, prefix: &[u8], parents: i64) {
    let dictionary = match object {
        Object::Array(objects) => {
            return objects.iter_mut().for_each(|object| adapt(object, prefix, parents));
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
            (_, value) => adapt(value, prefix, parents),
        }
    }
}

/// Keeps streams and arrays that are alike once: first what refers to nothing (profiles, faces, masks), then what refers to
/// these (colour spaces, pictures).
fn share(file: &mut File) {
    loop {
        let mut known: HashMap<[u8; 32], ObjectId> = HashMap::new();
        let mut same: HashMap<ObjectId, ObjectId> = HashMap::new();
        for (id, object) in &file.objects {
            let Some(hash) = hash(object) else { continue };
            let first = *known.entry(hash).or_insert(*id);
            if first != *id {
                same.insert(*id, first);
            }
        }
        if same.is_empty() {
            return;
        }
        file.objects.retain(|id, _| !same.contains_key(id));
        file.objects.values_mut().for_each(|object| lead(object, &same));
    }
}

/// What a stream or an array holds, as a hash; nothing of what else there is.
fn hash(object: &Object) -> Option<[u8; 32]> {
    (object.as_stream().is_ok() || object.as_array().is_ok()).then(|| {
        let mut hash = Sha256::new();
        feed(object, &mut hash);
        hash.finalize().into()
    })
}

fn feed(object: &Object, hash: &mut Sha256) {
    let mut bytes = |kind: u8, bytes: &[u8]| {
        hash.update([kind]);
        hash.update(bytes.len().to_le_bytes());
        hash.update(bytes);
    };
    match object {
        Object::Null => bytes(0, &[]),
        Object::Boolean(value) => bytes(1, &[u8::from(*value)]),
        Object::Integer(value) => bytes(2, &value.to_le_bytes()),
        Object::Real(value) => bytes(3, &value.to_le_bytes()),
        Object::Name(name) => bytes(4, name),
        Object::String(text, _) => bytes(5, text),
        Object::Reference((number, generation)) => {
            bytes(6, &[&number.to_le_bytes()[..], &generation.to_le_bytes()[..]].concat());
        }
        Object::Array(objects) => {
            bytes(7, &objects.len().to_le_bytes());
            objects.iter().for_each(|object| feed(object, hash));
        }
        Object::Dictionary(dictionary) => feed_dictionary(dictionary, hash),
        Object::Stream(stream) => {
            bytes(8, &stream.content);
            feed_dictionary(&stream.dict, hash);
        }
    }
}

fn feed_dictionary(dictionary: &Dictionary, hash: &mut Sha256) {
    hash.update([9]);
    hash.update(dictionary.len().to_le_bytes());
    for (key, value) in dictionary {
        feed(&Object::Name(key.clone()), hash);
        feed(value, hash);
    }
}

/// Lets references lead to the one that was kept.
fn lead(object: &mut Object, same: &HashMap<ObjectId, ObjectId>) {
    match object {
        Object::Reference(id) => *id = same.get(id).copied().unwrap_or(*id),
        Object::Array(objects) => objects.iter_mut().for_each(|object| lead(object, same)),
        Object::Dictionary(dictionary) => dictionary.iter_mut().for_each(|(_, object)| lead(object, same)),
        Object::Stream(stream) => stream.dict.iter_mut().for_each(|(_, object)| lead(object, same)),
        Object::Null
        | Object::Boolean(_)
        | Object::Integer(_)
        | Object::Real(_)
        | Object::Name(_)
        | Object::String(..) => {}
    }
}
