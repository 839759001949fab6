//! Says which program this is: a hash of all that decides how it behaves.
//!
//! A build in an output folder is kept as long as it was made by the same program; versions alone do not tell while one is
//! being worked on. Prose is no behaviour: a better sentence in a Markdown file makes nothing anew.

#![allow(clippy::disallowed_methods, clippy::print_stdout)]

#[path = "render/program_hash.rs"]
mod program_hash;

use std::{
    collections::{BTreeSet, hash_map::DefaultHasher},
    env,
    hash::Hasher,
    io,
    path::Path,
};

/// What Pressroom is made from; where nothing of it changed, neither did the hash.
const MADE_FROM: &[&str] = &["../../src", "../../themes", "../../Cargo.toml", "../../Cargo.lock"];

fn main() -> io::Result<()> {
    MADE_FROM.iter().for_each(|path| println!("cargo::rerun-if-changed={path}"));
    let paths: Vec<&Path> = MADE_FROM.iter().map(Path::new).collect();
    let mut hasher = DefaultHasher::new();
    hasher.write_u64(program_hash::hash_files(&paths)?);
    let features = env::vars().map(|(name, _)| name).filter(|name| name.starts_with("CARGO_FEATURE_"));
    for name in features.collect::<BTreeSet<_>>() {
        hasher.write(name.as_bytes());
    }
    println!("cargo::rustc-env=PRESSROOM_BUILD={:016x}", hasher.finish());
    Ok(())
}
