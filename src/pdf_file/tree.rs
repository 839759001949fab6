//! Name trees and number trees (ISO 32000-1, 7.9.6 and 7.9.7).

use lopdf::{Dictionary, Document, Object, Result};

/// Writes a name tree of one node.
pub(crate) fn write_name_tree(mut entries: Vec<(Vec<u8>, Object)>) -> Object {
    entries.sort_by(|left, right| left.0.cmp(&right.0));
    let names: Vec<Object> = entries.into_iter().flat_map(|(name, object)| [text(name), object]).collect();
    Object::Dictionary(Dictionary::from_iter([("Names", Object::Array(names))]))
}

fn text(bytes: Vec<u8>) -> Object {
    Object::String(bytes, lopdf::StringFormat::Literal)
}

/// The dictionary that an object is or leads to.
pub(crate) fn resolve<'a>(file: &'a Document, object: &'a Object) -> Result<&'a Dictionary> {
    file.dereference(object)?.1.as_dict()
}

/// Reads the entries of a name or number tree.
pub(crate) fn read_tree(file: &Document, node: &Dictionary, key: &[u8]) -> Result<Vec<(Object, Object)>> {
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
