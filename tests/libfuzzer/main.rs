//! Runs the targets of `tests/fuzz/` under libFuzzer: the same checks, the same changes of a syntax's tokens, and beside
//! them libFuzzer's own changes and its choice of inputs by what they reach.
//!
//! `tests/fuzz/run` builds and runs this. `PRESSROOM_TARGET` names the target; with `PRESSROOM_SEEDS=FOLDER` the
//! program writes its seeds and its dictionary into the folder, and ends.

#![no_main]
#![allow(dead_code, unused_imports, reason = "the tests use all of it")]

#[path = "../extract.rs"]
mod extract;
#[path = "../fuzz/mod.rs"]
mod fuzz;
#[path = "../words.rs"]
mod words;

/// What the tests know of the repository.
mod built {
    use std::path::PathBuf;

    pub(crate) fn root() -> PathBuf {
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
    }
}

use std::{env, fs, path::Path, sync::LazyLock};

use fuzz::{Target, random::Random};
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

/// How many inputs of the target's own making a run begins with.
const MADE: u64 = 400;

static TARGET: LazyLock<&'static dyn Target> = LazyLock::new(|| {
    let name = env::var("PRESSROOM_TARGET").unwrap_or_default();
    let names: Vec<_> = fuzz::targets().iter().map(|target| target.name()).collect();
    let target = fuzz::targets().into_iter().find(|target| target.name() == name);
    target.unwrap_or_else(|| panic!("PRESSROOM_TARGET is to be one of {names:?}"))
});

fuzz_target!(
    init: {
        if let Some(folder) = env::var_os("PRESSROOM_SEEDS") {
            write_seeds(*TARGET, Path::new(&folder));
            std::process::exit(0);
        }
    },
    |input: &[u8]| {
        if let Err(message) = TARGET.check(input) {
            panic!("{message}");
        }
    }
);

fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    let mut random = Random::new(u64::from(seed), 0);
    if random.once_in(2) {
        return fuzzer_mutate(data, size, most);
    }
    let changed = TARGET.mutated(&mut random, &data[..size]);
    let size = changed.len().min(most).min(data.len());
    data[..size].copy_from_slice(&changed[..size]);
    size
});

/// Writes what a run begins with: seeds, the inputs that once failed, and inputs of the target's own making.
fn write_seeds(target: &dyn Target, folder: &Path) {
    let seeds = folder.join("seeds");
    fs::create_dir_all(&seeds).unwrap();
    let kept = fuzz::corpus(target.name()).into_iter().map(|(_, input)| input);
    let made = (0..MADE).map(|number| target.fresh(&mut Random::new(1, number)));
    for (number, input) in target.seeds().into_iter().chain(kept).chain(made).enumerate() {
        fs::write(seeds.join(format!("{number:04}")), input).unwrap();
    }
    fs::write(folder.join("dictionary"), dictionary(target.words())).unwrap();
}

/// libFuzzer's form of a dictionary: a quoted string in each line.
fn dictionary(words: &[&str]) -> String {
    let quoted = |word: &&str| {
        let bytes = word.bytes().map(|byte| match byte {
            b'"' | b'\\' => format!("\\{}", char::from(byte)),
            b' '..=b'~' => char::from(byte).to_string(),
            _ => format!("\\x{byte:02X}"),
        });
        format!("\"{}\"\n", bytes.collect::<String>())
    };
    words.iter().filter(|word| !word.is_empty()).map(quoted).collect()
}
