//! Objects that are alike are kept once.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Object, ObjectId};
use sha2::{Digest as _, Sha256};

/// Keeps equal streams and arrays once: first those that refer to nothing (profiles, faces, masks), then those that refer to
/// these (colour spaces, pictures).
pub(crate) fn share_objects(file: &mut Document) {
    loop {
        let mut known: HashMap<[u8; 32], ObjectId> = HashMap::new();
        let mut same: HashMap<ObjectId, ObjectId> = HashMap::new();
        for (id, object) in &file.objects {
            let Some(hash) = hash_object(object) else { continue };
            let first = *known.entry(hash).or_insert(*id);
            if first != *id {
                same.insert(*id, first);
            }
        }
        if same.is_empty() {
            return;
        }
        file.objects.retain(|id, _| !same.contains_key(id));
        file.objects.values_mut().for_each(|object| redirect(object, &same));
    }
}

/// The hash of a stream or an array; `None` for other objects.
fn hash_object(object: &Object) -> Option<[u8; 32]> {
    (object.as_stream().is_ok() || object.as_array().is_ok()).then(|| {
        let mut hash = Sha256::new();
        hash_into(object, &mut hash);
        hash.finalize().into()
    })
}

fn hash_into(object: &Object, hash: &mut Sha256) {
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
            objects.iter().for_each(|object| hash_into(object, hash));
        }
        Object::Dictionary(dictionary) => hash_dictionary(dictionary, hash),
        Object::Stream(stream) => {
            bytes(8, &stream.content);
            hash_dictionary(&stream.dict, hash);
        }
    }
}

fn hash_dictionary(dictionary: &Dictionary, hash: &mut Sha256) {
    hash.update([9]);
    hash.update(dictionary.len().to_le_bytes());
    for (key, value) in dictionary {
        hash_into(&Object::Name(key.clone()), hash);
        hash_into(value, hash);
    }
}

/// Lets references lead to the one that was kept.
fn redirect(object: &mut Object, same: &HashMap<ObjectId, ObjectId>) {
    match object {
        Object::Reference(id) => *id = same.get(id).copied().unwrap_or(*id),
        Object::Array(objects) => objects.iter_mut().for_each(|object| redirect(object, same)),
        Object::Dictionary(dictionary) => {
            dictionary.iter_mut().for_each(|(_, object)| redirect(object, same))
        }
        Object::Stream(stream) => stream.dict.iter_mut().for_each(|(_, object)| redirect(object, same)),
        Object::Null
        | Object::Boolean(_)
        | Object::Integer(_)
        | Object::Real(_)
        | Object::Name(_)
        | Object::String(..) => {}
    }
}
