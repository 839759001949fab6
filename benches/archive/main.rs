//! How fast whole archives are built, and in how much memory.
//!
//!     cargo bench --bench archive -- generate 1000 /tmp/articles
//!     cargo bench --bench archive -- measure --articles 100,1000,10000 --to amp,html,epub,text,ninjs
//!
//! `generate N DIR` writes N explainers of 300 to 3,000 words, with pictures, tables and footnotes, the same ones each
//! time. `measure` builds archives of such explainers and prints a table; each build has a process of its own, whose
//! peak of memory is measured. Without a command this is `measure` of 1,000 explainers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    missing_docs
)]

mod generator;
mod measure;

use std::{env, path::Path, process::ExitCode};

use generator::Plan;

/// The command's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGE: &str = "usage: cargo bench --bench archive -- generate N DIR [--seed N] [--pictures-every N]
       cargo bench --bench archive -- measure [--articles N,...] [--to EDITION,...] [--threads N,...] [--repeat N]
                                              [--seed N] [--pictures-every N]";

fn main() -> ExitCode {
    // Cargo adds `--bench`; `cargo test --benches` does not, and wants nothing measured.
    let (cargo, arguments): (Vec<_>, Vec<_>) =
        env::args().skip(1).partition(|argument| argument == "--bench");
    let mut arguments = Arguments { left: arguments };
    if arguments.left.is_empty() && cargo.is_empty() {
        return ExitCode::SUCCESS;
    }
    match run(&mut arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &mut Arguments) -> Result<(), String> {
    let mut plan = Plan::new(0);
    if let Some(seed) = arguments.option("--seed")? {
        plan.seed = number(&seed)?;
    }
    if let Some(every) = arguments.option("--pictures-every")? {
        plan.pictures_every = number(&every)?;
    }
    if arguments.left.is_empty() || arguments.left[0].starts_with("--") {
        arguments.left.insert(0, "measure".to_owned());
    }
    match arguments.left.remove(0).as_str() {
        "generate" => {
            let [articles, folder] = arguments.left.as_slice() else { return Err(USAGE.to_owned()) };
            plan.articles = number(articles)?;
            plan.write(Path::new(folder)).map_err(|error| format!("{folder} can't be written: {error}"))
        }
        "measure" => measure::measure(plan, &measure::Wish::parse(arguments)?),
        "build" => measure::build(&arguments.left),
        _ => Err(USAGE.to_owned()),
    }
}

/// What was asked for, as far as it was not looked at yet.
struct Arguments {
    left: Vec<String>,
}

impl Arguments {
    /// The value of an option, which is taken away.
    fn option(&mut self, name: &str) -> Result<Option<String>, String> {
        let Some(at) = self.left.iter().position(|argument| argument == name) else { return Ok(None) };
        self.left.remove(at);
        if at == self.left.len() {
            return Err(format!("{name} has no value\n{USAGE}"));
        }
        Ok(Some(self.left.remove(at)))
    }

    /// The numbers of an option: `1,2`.
    fn numbers(&mut self, name: &str, default: &[usize]) -> Result<Vec<usize>, String> {
        let Some(value) = self.option(name)? else { return Ok(default.to_vec()) };
        value.split(',').map(number).collect()
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text} is no number\n{USAGE}"))
}
