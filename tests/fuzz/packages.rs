//! Packages for partners, entry by entry: what is taken is what its manifest says, and lies in its folder.

use std::{collections::BTreeMap, fs, io::Read as _, path::Path};

use pressroom_document::sha256;
use pressroom_package::{Limits, VerifyJob, verify};
use serde_json::{Value, json};
use tar::{Archive, Builder, EntryType, Header};

use super::{Target, json, mutate, random::Random, run};

#[rustfmt::skip]
const WORDS: &[&str] = &[
    "a/a.json", "b", "../x", "/etc/x", "a/../../x", "a//b", "./a", "a/.", "a\\b", "C:x", "CON", "a\nb",
    "a\u{1b}", "A", "manifest.json", "MANIFEST.JSON", "n\u{303}", "ñ", "", "a/", "format", "documents",
    "files", "path", "bytes", "sha256", "published", "hash", "source", "edition", "pressroom-manifest/3",
    "pressroom-manifest/9",
];

/// An entry: name, kind, the size that its header says, content.
type Entry = (String, EntryType, u64, Vec<u8>);

fn manifest(files: &[(String, Vec<u8>)]) -> Value {
    let files: Vec<_> = files
        .iter()
        .map(|(path, content)| {
            json!({ "path": path, "source": "a.md", "edition": "ninjs", "bytes": content.len(), "sha256": sha256(content) })
        })
        .collect();
    json!({ "format": "pressroom-manifest/3", "documents": [], "files": files })
}

fn archive(entries: &[Entry]) -> Vec<u8> {
    let mut archive = Builder::new(Vec::new());
    for (name, kind, size, content) in entries {
        let mut header = Header::new_ustar();
        let bytes = name.as_bytes();
        let length = bytes.len().min(100);
        header.as_ustar_mut().unwrap().name[..length].copy_from_slice(&bytes[..length]);
        header.set_entry_type(*kind);
        header.set_size(*size);
        header.set_mode(0o644);
        header.set_cksum();
        archive.append(&header, &content[..]).unwrap();
    }
    archive.into_inner().unwrap()
}

pub(crate) struct Package;

impl Target for Package {
    fn name(&self) -> &'static str {
        "packages"
    }

    fn short(&self) -> u64 {
        250
    }

    fn words(&self) -> &'static [&'static str] {
        WORDS
    }

    fn seeds(&self) -> Vec<Vec<u8>> {
        Vec::new()
    }

    fn fresh(&self, random: &mut Random) -> Vec<u8> {
        let mut files: BTreeMap<String, Vec<u8>> = (0..1 + random.below(4))
            .map(|at| {
                (format!("{}/{at}.json", ["a", "b", "ü"][random.below(3)]), vec![b'x'; random.below(700)])
            })
            .collect();
        if random.once_in(3) {
            files.insert(random.pick(WORDS).to_owned(), b"x".to_vec());
        }
        let files: Vec<_> = files.into_iter().collect();
        let manifest = manifest(&files);
        let json = match random.below(3) {
            0 => json::mutated(random, &manifest, &manifest, WORDS),
            _ => manifest.to_string().into_bytes(),
        };
        let regular = |name: &str, content: Vec<u8>| {
            (name.to_owned(), EntryType::Regular, content.len() as u64, content)
        };
        let mut entries = vec![regular("manifest.json", json)];
        entries.extend(files.into_iter().map(|(name, content)| regular(&name, content)));
        changed(random, entries)
    }

    fn mutated(&self, random: &mut Random, input: &[u8]) -> Vec<u8> {
        let mut tar = Vec::new();
        let plain = match zstd::Decoder::new(input) {
            Ok(reader) => reader.take(1 << 20).read_to_end(&mut tar).is_ok(),
            Err(_) => false,
        };
        let entries = entries(if plain { &tar } else { input });
        if !entries.is_empty() && !random.once_in(4) {
            return changed(random, entries);
        }
        let mut file = input.to_vec();
        mutate::bytes(random, &mut file);
        file
    }

    fn check(&self, input: &[u8]) -> Result<(), String> {
        let desk = tempfile::tempdir().map_err(|error| error.to_string())?;
        let (package, target) = (desk.path().join("p.tar.zst"), desk.path().join("target"));
        fs::write(&package, compressed(input)).map_err(|error| error.to_string())?;
        let limits = Limits { files: 50, bytes: 1 << 20 };
        let job = |extract| VerifyJob {
            package: &package,
            key: None,
            signature: None,
            name: None,
            newer_than: None,
            extract,
            limits,
        };
        let (one, other) = (verify(&job(None)), verify(&job(Some(&target))));
        if one != other {
            return Err(format!("it is taken once, and once not: {one:?} / {other:?}"));
        }
        let beside = fs::read_dir(desk.path()).map_err(|error| error.to_string())?.count();
        match other {
            Err(_) if beside == 1 => Ok(()),
            Err(_) => Err("what is refused leaves something".to_owned()),
            Ok(verified) if beside == 2 => extracted(&target, verified.files),
            Ok(_) => Err("something lies beside the folder".to_owned()),
        }
    }

    fn is_text(&self) -> bool {
        false
    }
}

/// The entries of an archive, as far as they can be read.
fn entries(tar: &[u8]) -> Vec<Entry> {
    let mut archive = Archive::new(tar);
    let Ok(entries) = archive.entries() else { return Vec::new() };
    let entry = |mut entry: tar::Entry<'_, &[u8]>| {
        let name = String::from_utf8_lossy(&entry.header().path_bytes()).into_owned();
        let (kind, size) = (entry.header().entry_type(), entry.header().size().ok()?);
        let mut content = Vec::new();
        entry.read_to_end(&mut content).ok()?;
        Some((name, kind, size, content))
    };
    entries.raw(true).map_while(|found| entry(found.ok()?)).collect()
}

/// An archive of entries that are moved, repeated, left out and changed, compressed.
fn changed(random: &mut Random, mut entries: Vec<Entry>) -> Vec<u8> {
    for _ in 0..random.below(3) {
        let at = random.below(entries.len());
        match random.below(7) {
            0 => drop(entries.remove(at)),
            1 => entries.insert(at, entries[at].clone()),
            2 => entries[at].0 = random.pick(WORDS).to_owned(),
            3 => {
                let kinds = [
                    EntryType::Symlink,
                    EntryType::Link,
                    EntryType::Directory,
                    EntryType::Fifo,
                    EntryType::Char,
                    EntryType::GNULongName,
                    EntryType::XHeader,
                    EntryType::XGlobalHeader,
                    EntryType::GNUSparse,
                    EntryType::Continuous,
                ];
                entries[at].1 = kinds[random.below(kinds.len())];
            }
            4 => entries[at].2 = [0, 1, 511, 512, 513, 1 << 20, 1 << 40, u64::MAX >> 8][random.below(8)],
            5 => mutate::bytes(random, &mut entries[at].3),
            _ => {
                let other = random.below(entries.len());
                entries.swap(at, other);
            }
        }
        if entries.is_empty() {
            break;
        }
    }
    let mut tar = archive(&entries);
    if random.once_in(8) {
        mutate::bytes(random, &mut tar);
    }
    let mut file = zstd::encode_all(&tar[..], 1).unwrap();
    if random.once_in(8) {
        mutate::bytes(random, &mut file);
    }
    file
}

/// A file as it is, if it is compressed; else compressed, with the checksums of its headers made right: so that changed
/// bytes of an archive reach what reads archives.
fn compressed(input: &[u8]) -> Vec<u8> {
    if input.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) {
        return input.to_vec();
    }
    let mut tar = input.to_vec();
    let mut at = 0;
    while let Some(block) = tar.get_mut(at..at + 512) {
        let mut header = Header::new_old();
        header.as_mut_bytes().copy_from_slice(block);
        header.set_cksum();
        let size = header.size().unwrap_or(0);
        block.copy_from_slice(header.as_bytes());
        let blocks = size.div_ceil(512).min(1 << 20) as usize;
        at += 512 * (1 + blocks);
    }
    zstd::encode_all(&tar[..], 1).unwrap_or_default()
}

/// What was extracted is what the manifest says.
fn extracted(target: &Path, count: usize) -> Result<(), String> {
    let json = fs::read(target.join("manifest.json")).map_err(|error| error.to_string())?;
    let manifest: Value = serde_json::from_slice(&json).map_err(|error| error.to_string())?;
    let files = manifest["files"].as_array().cloned().unwrap_or_default();
    for file in &files {
        let path = file["path"].as_str().unwrap_or_default();
        let content = fs::read(target.join(path)).map_err(|error| format!("{path}: {error}"))?;
        let outside =
            Path::new(path).components().any(|part| !matches!(part, std::path::Component::Normal(_)));
        if outside || file["sha256"] != sha256(&content) || file["bytes"] != content.len() {
            return Err(format!("{path} is not what the manifest says"));
        }
    }
    let mut there = 0;
    let mut folders = vec![target.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).map_err(|error| error.to_string())? {
            let path = entry.map_err(|error| error.to_string())?.path();
            let kind = fs::symlink_metadata(&path).map_err(|error| error.to_string())?.file_type();
            match (kind.is_dir(), kind.is_file()) {
                (true, _) => folders.push(path),
                (_, true) => there += 1,
                _ => return Err(format!("{} is no file", path.display())),
            }
        }
    }
    match there == count + 1 && files.len() == count {
        true => Ok(()),
        false => Err(format!("{there} files were extracted, {count} were announced")),
    }
}

#[test]
fn package_verification() {
    run(&Package);
}
