//! `pressroom build` and `pressroom check`.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::{
    DISK, DONE, FOUND_ERRORS, STOPPED, WRONG_USAGE, args, clock, failed,
    newsroom::Newsroom,
    output::{complain, print_error},
    report::Printer,
    shard, signals,
};
use pressroom_build::{Embargoed, Job, Outcome};
use pressroom_diagnostics::nearest;
use pressroom_editions::registry;
use pressroom_files::disk;
use pressroom_input::PathError;
use pressroom_render::EditionKind;

/// How many entries of a folder are looked at for a name that was meant.
const ENTRIES: usize = 4_000;

/// What is built where no path is given.
pub(super) const INPUT: &str = "input";
/// Where `build` writes by default; `check` does not read it, either.
pub(super) const OUTPUT: &str = "output";

/// Builds editions and writes them.
pub(super) fn build(arguments: &args::Build) -> u8 {
    run(&arguments.job, Some(arguments))
}

/// Builds editions and writes nothing.
pub(super) fn check(arguments: &args::Check) -> u8 {
    run(&arguments.job, None)
}

/// Runs what `build` and `check` have in common; `build` writes.
fn run(arguments: &args::Job, build: Option<&args::Build>) -> u8 {
    let output = build.map(|build| build.out.as_path());
    let printer = Printer::new(arguments.message_format);
    let Some(now) = clock::now(arguments.now) else { return WRONG_USAGE };
    let opened = Newsroom::with_theme(&arguments.house, &printer, &arguments.strictness);
    let (newsroom, theme) = match opened {
        Ok(both) => both,
        Err(code) => return code,
    };
    let default = [PathBuf::from(INPUT)];
    let paths = if arguments.paths.is_empty() { &default[..] } else { &arguments.paths };
    // `check` may be asked to read what was written.
    let avoid =
        output.or_else(|| Some(Path::new(OUTPUT)).filter(|output| !paths.iter().any(|path| path == output)));
    let inputs = match pressroom_input::discover(paths, avoid) {
        Ok(inputs) if inputs.is_empty() => {
            let places: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
            complain(&format!("there is no .md, .markdown or .model.json file in {}", places.join(", ")));
            return WRONG_USAGE;
        }
        Ok(inputs) => inputs,
        Err(error) => {
            complain(&no_such_path(&error, arguments.paths.is_empty()));
            return code_of_path(&error);
        }
    };
    let shard = match build.and_then(|build| build.shard.as_deref()).map(shard::read).transpose() {
        Ok(shard) => shard,
        Err(message) => {
            complain(&message);
            return WRONG_USAGE;
        }
    };
    let workers = match arguments.isolation.workers(arguments) {
        Ok(workers) => workers,
        Err(message) => {
            complain(&message);
            return WRONG_USAGE;
        }
    };
    let mine = |input: &pressroom_input::Input| shard.is_none_or(|shard| shard.holds(&input.slug));
    let documents = inputs.iter().filter(mine).count();
    let editions = editions(&arguments.to);
    let searched = match pressroom_input::searched(paths) {
        Ok(searched) => searched,
        Err(error) => {
            complain(&no_such_path(&error, arguments.paths.is_empty()));
            return code_of_path(&error);
        }
    };
    let job = Job {
        inputs: &inputs,
        searched: &searched,
        force: build.is_some_and(|build| build.force),
        editions: &editions,
        theme: &theme,
        site: &newsroom.configuration.site,
        output,
        threads: arguments.house.jobs.map_or(0, usize::from),
        check: &newsroom.configuration.check,
        publish: build.is_some_and(|build| build.publish),
        allow_same_version: build.is_some_and(|build| build.allow_same_version),
        include_embargoed: build.is_some_and(|build| build.include_embargoed),
        drafts: build.is_some_and(|build| build.drafts),
        shard,
        workers: workers.as_ref(),
        now,
    };
    signals::listen();
    printer.begin(documents * editions.len());
    let result = pressroom_build::execute(&job, &printer);
    printer.end();
    match result {
        Ok(outcome) => {
            printer.conclude();
            print_error(&summary(&outcome, documents, output.is_some(), &printer.warnings()));
            match outcome {
                Outcome { left: 1.., .. } => STOPPED,
                Outcome { refused: 1.., .. } => DISK,
                Outcome { errors: 1.., .. } => FOUND_ERRORS,
                _ => DONE,
            }
        }
        Err(failure) => failed(failure, &printer),
    }
}

/// The editions of `--to`, in the order of the registry; all of them where it was not given.
pub(super) fn editions(asked: &[String]) -> Vec<EditionKind> {
    let all = asked.is_empty() || asked.iter().any(|name| name == "all");
    registry().iter().filter(|kind| all || asked.iter().any(|name| name == kind.name)).copied().collect()
}

/// The exit code of a path that can't be built.
pub(super) fn code_of_path(error: &PathError) -> u8 {
    if disk::is_of_disk(&error.error) { DISK } else { WRONG_USAGE }
}

pub(super) fn no_such_path(error: &PathError, by_default: bool) -> String {
    let PathError { path, error } = error;
    let missing = error.kind() == io::ErrorKind::NotFound;
    if error.kind() == io::ErrorKind::InvalidInput {
        let path = path.display();
        return format!("{path} is both what is read and where editions go; name another folder with --out");
    }
    match (missing, by_default) {
        (true, true) => format!(
            "there is no folder {INPUT} here\n\nName files or folders to build, or start a newsroom with \
             `pressroom init DIR`."
        ),
        (true, false) => match nearest_beside(path) {
            Some(near) => format!("there is no {}; did you mean {near}?", path.display()),
            None => format!("there is no {}", path.display()),
        },
        (false, _) => format!("{} can't be read: {error}", path.display()),
    }
}

/// The file or folder whose name is nearest to that of a path which is not there: beside it, else among the explainers.
fn nearest_beside(path: &Path) -> Option<String> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let name = path.file_name()?.to_string_lossy();
    let in_input = || {
        let input = Path::new(INPUT).join(folder);
        Some(input.join(nearest_in(&input, &name)?))
    };
    let near = match nearest_in(folder, &name) {
        Some(near) => path.with_file_name(near),
        None => in_input()?,
    };
    Some(near.display().to_string())
}

/// The entry of a folder whose name is nearest to another.
fn nearest_in(folder: &Path, name: &str) -> Option<String> {
    let folder = if folder == Path::new("") { Path::new(".") } else { folder };
    // What can't be listed is not offered.
    let entries = disk::entries_at_most(folder, ENTRIES).unwrap_or_default();
    let mut names: Vec<String> =
        entries.into_iter().map(|entry| entry.name.to_string_lossy().into_owned()).collect();
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    let with_extension = format!("{name}.md");
    names.iter().find(|known| **known == with_extension).cloned().or_else(|| {
        let near = nearest(name, names.iter().map(String::as_str))?;
        Some(near.to_owned())
    })
}

/// "12 documents, 96 files, 3 warnings (2 content, 1 layout), 1 error in 1 document"
fn summary(outcome: &Outcome, inputs: usize, written: bool, warnings: &[String]) -> String {
    let count = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    let mut parts = vec![count(inputs - outcome.left, "document")];
    if written {
        parts.push(count(outcome.files, "file"));
    } else {
        parts.push("nothing written".to_owned());
    }
    if outcome.unchanged > 0 {
        parts.push(format!("{} unchanged", outcome.unchanged));
    }
    if outcome.removed > 0 {
        parts.push(format!("{} removed", outcome.removed));
    }
    if outcome.notices > 0 {
        parts.push(format!("{} withheld or canceled (notices only)", outcome.notices));
    }
    parts.extend(embargoed(outcome.embargoed));
    parts.extend(drafts(outcome.drafts));
    if outcome.left > 0 {
        parts.push(format!("stopped before {}", count(outcome.left, "other")));
    }
    parts.extend_from_slice(warnings);
    match (outcome.errors, outcome.failed) {
        (0, _) => {}
        (errors, 0) => parts.push(count(errors, "error")),
        (errors, failed) => {
            parts.push(format!("{} in {}", count(errors, "error"), count(failed, "document")))
        }
    }
    parts.join(", ") + "\n"
}

/// "2 drafts left out"
pub(super) fn drafts(documents: usize) -> Option<String> {
    let s = if documents == 1 { "" } else { "s" };
    (documents > 0).then(|| format!("{documents} draft{s} left out"))
}

/// "2 embargoed (the first until 2026-03-01)"
pub(super) fn embargoed(Embargoed { documents, until }: Embargoed) -> Option<String> {
    let first = if documents > 1 { "the first " } else { "" };
    Some(format!("{documents} embargoed ({first}until {})", until?))
}
