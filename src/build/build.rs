//! Says which build of Pressroom this is: a hash of all that it is made from.
//!
//! A build in an output folder is kept as long as it was made by the same build of Pressroom; versions alone do not tell
//! while one is being worked on.

#![allow(clippy::disallowed_methods, clippy::print_stdout)]

use std::{
    collections::BTreeSet,
    env, fs,
    hash::{DefaultHasher, Hasher},
    io,
    path::{Path, PathBuf},
};

/// What Pressroom is made from; where nothing of it changed, neither did the hash.
const MADE_FROM: &[&str] = &["../../src", "../../themes", "../../Cargo.toml", "../../Cargo.lock"];

fn main() -> io::Result<()> {
    let mut files = BTreeSet::new();
    for path in MADE_FROM {
        println!("cargo::rerun-if-changed={path}");
        gather(Path::new(path), &mut files)?;
    }
    let mut hasher = DefaultHasher::new();
    for path in files {
        hasher.write(path.to_string_lossy().as_bytes());
        hasher.write(&fs::read(&path)?);
    }
    let features = env::vars().map(|(name, _)| name).filter(|name| name.starts_with("CARGO_FEATURE_"));
    for name in features.collect::<BTreeSet<_>>() {
        hasher.write(name.as_bytes());
    }
    println!("cargo::rustc-env=PRESSROOM_BUILD={:016x}", hasher.finish());
    Ok(())
}

/// The files at a path; there may be none, as a package has no lock file of its own.
fn gather(path: &Path, files: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            gather(&entry?.path(), files)?;
        }
    } else if path.exists() {
        files.insert(path.to_owned());
    }
    Ok(())
}
