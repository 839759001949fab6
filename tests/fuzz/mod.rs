//! Inputs that nobody wrote: mutated token by token from kept ones, for each reader that strangers' data reach.
//!
//! In every run each target reads the inputs of `tests/corpus/TARGET`, which were once answered wrongly or reach what few
//! others reach, and some hundred new ones. The seed is fixed, so that a run can be repeated:
//!
//!     PRESSROOM_FUZZ=1000000 PRESSROOM_SEED=7 cargo test --test main fuzz::documents::markdown
//!
//! makes that many from another seed. A failing input is made smaller and written to the temporary folder, and the test
//! names it; in `tests/corpus/TARGET` it is read in every later run. These mutations know the syntax (tokens, JSON values,
//! chunks of pictures, entries of archives), not the coverage. `tests/fuzz/run` does the same checks and mutations under
//! libFuzzer, which is guided by coverage.

#![allow(clippy::wildcard_enum_match_arm, reason = "enums of other crates, of which some variants matter")]

mod configuration;
mod documents;
mod exports;
mod json;
mod model;
pub(crate) mod mutate;
mod packages;
mod pictures;
pub(crate) mod random;
#[cfg(feature = "send")]
mod smtp;
mod stream;
mod templates;
mod web_pages;
mod well_formed;
mod word;

use std::{
    collections::BTreeSet,
    env, fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use random::Random;

use crate::{
    built::root,
    effort::{self, Effort},
};

/// The longest that one input may take. A guard against hanging, not a measure: a debug build on a busy machine.
const TIME: Duration = Duration::from_secs(60);

/// The most that the memory of a long run may grow by one input, in KiB.
const MEMORY: u64 = 512 * 1024;

/// How many different failures a long run gathers before it ends.
const FAILURES: usize = 12;

/// Who is tried.
pub(crate) trait Target: Sync {
    /// The name of its folder in `tests/corpus`.
    fn name(&self) -> &'static str;

    /// How many new inputs a short run makes.
    fn short(&self) -> u64;

    /// The pieces of the syntax: mutations insert them, and they are libFuzzer's dictionary.
    fn words(&self) -> &'static [&'static str];

    /// Whole inputs for libFuzzer to begin with, beside those of `tests/corpus` and some of `fresh`.
    fn seeds(&self) -> Vec<Vec<u8>>;

    /// Makes a new input.
    fn fresh(&self, random: &mut Random) -> Vec<u8>;

    /// Changes an input, which may be none of this syntax.
    fn mutated(&self, random: &mut Random, input: &[u8]) -> Vec<u8> {
        mutate::text(random, &[String::from_utf8_lossy(input).into_owned()], self.words()).into_bytes()
    }

    /// Reads an input.
    ///
    /// # Errors
    /// Which promise was broken. A panic is a failure, too.
    fn check(&self, input: &[u8]) -> Result<(), String>;

    /// True where parts of an input may be left out to find out what matters.
    fn is_text(&self) -> bool {
        true
    }
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|value| value.parse().expect("a number"))
}

/// Tries a target.
pub(crate) fn run(target: &dyn Target) {
    let kept = corpus(target.name());
    let watch = Watch::new(target.name());
    let mut failures = Vec::new();
    for (name, input) in &kept {
        if let Err(message) = watch.check(target, input) {
            failures.push(format!("tests/corpus/{}/{name}: {message}", target.name()));
        }
    }
    let kept: Vec<_> = kept.into_iter().map(|(_, input)| input).collect();
    let (is_long, seed) = (effort::is_long("fuzz"), number("PRESSROOM_SEED").unwrap_or(1));
    let short = usize::try_from(target.short()).unwrap();
    let count = Effort { sweep: "fuzz", short, long: 100_000 }.now() as u64;
    let (start, mut peak, mut known) = (Instant::now(), peak_memory(), BTreeSet::new());
    for index in 0..count {
        let mut random = Random::new(seed, index);
        let input = match kept.get(random.below(8 * kept.len().max(1))) {
            Some(kept) => target.mutated(&mut random, kept),
            None => target.fresh(&mut random),
        };
        let mut result = watch.check(target, &input);
        if is_long {
            let now = peak_memory();
            if result.is_ok() && now > peak + MEMORY {
                result = Err(format!("it takes {} MiB more memory than all before it", (now - peak) / 1024));
            }
            peak = now;
        }
        if let Err(message) = result
            && known.insert(kind(&message))
        {
            let (input, message) = smaller(target, &watch, input, message);
            let path = keep(target.name(), &input);
            failures.push(format!(
                "input {index} of seed {seed}: {message}\n  it is in {}:\n{}",
                path.display(),
                String::from_utf8_lossy(&input).chars().take(1500).collect::<String>()
            ));
            if failures.len() >= FAILURES {
                break;
            }
        }
        if is_long && index % 10_000 == 9_999 {
            let (done, seconds) = (index + 1, start.elapsed().as_secs());
            eprintln!("{}: {done} inputs, {seconds} s, {} failures", target.name(), failures.len());
        }
    }
    let seconds = start.elapsed().as_secs_f32();
    eprintln!("{}: {count} inputs in {seconds:.1} s", target.name());
    assert!(failures.is_empty(), "{}: {}", target.name(), failures.join("\n\n"));
}

/// All targets.
pub(crate) fn targets() -> Vec<&'static dyn Target> {
    vec![
        &documents::Kind::FrontMatter,
        &documents::Kind::Markdown,
        &documents::Kind::Html,
        &model::Model,
        &configuration::Pressroom,
        &configuration::ThemeToml,
        &templates::Jinja,
        #[cfg(feature = "pdf")]
        &templates::Typst,
        &pictures::Picture,
        &packages::Package,
        #[cfg(feature = "send")]
        &smtp::Answers,
        &stream::Records,
        &exports::Exports,
        &web_pages::WebPages,
        &word::Docx,
    ]
}

/// What libFuzzer begins with is read without a failure.
#[test]
fn seeds_pass() {
    for target in targets() {
        for seed in target.seeds() {
            target.check(&seed).unwrap_or_else(|message| panic!("{}: {message}", target.name()));
        }
    }
}

/// What a failure is about: its message without numbers and quotations.
fn kind(message: &str) -> String {
    let first = message.lines().next().unwrap_or_default();
    first.chars().filter(|c| !c.is_ascii_digit()).take(60).collect()
}

/// The inputs of a target's corpus, by name.
pub(crate) fn corpus(name: &str) -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = fs::read_dir(root().join("tests/corpus").join(name)) else { return Vec::new() };
    let mut all: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect();
    all.sort();
    all
}

/// Writes an input that failed.
fn keep(name: &str, input: &[u8]) -> PathBuf {
    let folder = env::temp_dir().join("pressroom-fuzz").join(name);
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(pressroom_document::sha256(input).get(..12).unwrap());
    fs::write(&path, input).unwrap();
    path
}

/// Leaves out what an input fails without.
fn smaller(target: &dyn Target, watch: &Watch, input: Vec<u8>, message: String) -> (Vec<u8>, String) {
    let Some(text) = String::from_utf8(input.clone()).ok().filter(|_| target.is_text()) else {
        return (input, message);
    };
    let wanted = kind(&message);
    let mut tokens: Vec<String> = mutate::tokens(&text).into_iter().map(str::to_owned).collect();
    let (mut message, mut size, mut tries) = (message, tokens.len() / 2, 0);
    while size > 0 && tries < 600 {
        let mut at = 0;
        while at < tokens.len() && tries < 600 {
            tries += 1;
            let mut less = tokens.clone();
            less.drain(at..(at + size).min(less.len()));
            match watch.check(target, less.concat().as_bytes()) {
                Err(found) if kind(&found) == wanted => (tokens, message) = (less, found),
                _ => at += size,
            }
        }
        size /= 2;
    }
    (tokens.concat().into_bytes(), message)
}

/// The most memory that the process ever had, in KiB; 0 where nothing says so.
fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

/// An input that is being read, and since when.
type Running = Arc<Mutex<Option<(Instant, Vec<u8>)>>>;

/// Ends the process where an input hangs, and says which one it is.
struct Watch {
    now: Running,
    done: Arc<AtomicBool>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Watch {
    fn new(name: &'static str) -> Self {
        let now = Running::default();
        let done = Arc::new(AtomicBool::new(false));
        let (seen, ended) = (Arc::clone(&now), Arc::clone(&done));
        let thread = thread::spawn(move || {
            while !ended.load(Ordering::Relaxed) {
                thread::park_timeout(Duration::from_millis(500));
                let late = seen.lock().unwrap().clone().filter(|(start, _)| start.elapsed() > TIME);
                if let Some((_, input)) = late {
                    let path = keep(name, &input);
                    eprintln!("{name}: an input takes more than {} s: {}", TIME.as_secs(), path.display());
                    std::process::exit(101);
                }
            }
        });
        Self { now, done, thread: Some(thread) }
    }

    fn check(&self, target: &dyn Target, input: &[u8]) -> Result<(), String> {
        *self.now.lock().unwrap() = Some((Instant::now(), input.to_vec()));
        let result = catch_unwind(AssertUnwindSafe(|| target.check(input)));
        *self.now.lock().unwrap() = None;
        result.unwrap_or_else(|panic| {
            let words = panic.downcast_ref::<String>().map(String::as_str);
            let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no words");
            Err(format!("panicked: {words}"))
        })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}
