//! `pressroom build` and `pressroom check`.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    DISK, DONE, FOUND_ERRORS, STOPPED, WRONG_USAGE, args, clock, failed,
    newsroom::Newsroom,
    output::{complain, print_error},
    report::Printer,
    share, signals,
};
use crate::{
    pipeline::{self, Embargoed, Job, Outcome, PathError},
    render::{EditionKind, registry},
};

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
    let Some(newsroom) = Newsroom::open(arguments.house.config.as_deref(), &printer, arguments.strict) else {
        return WRONG_USAGE;
    };
    let Some(theme) = newsroom.theme(arguments.house.theme.as_deref(), &printer) else {
        return WRONG_USAGE;
    };
    let default = [PathBuf::from(INPUT)];
    let paths = if arguments.paths.is_empty() { &default[..] } else { &arguments.paths };
    // `check` may be asked to read what was written.
    let avoid =
        output.or_else(|| Some(Path::new(OUTPUT)).filter(|output| !paths.iter().any(|path| path == output)));
    let inputs = match pipeline::discover(paths, avoid) {
        Ok(inputs) if inputs.is_empty() => {
            let places: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
            complain(&format!("there is no .md, .markdown or .model.json file in {}", places.join(", ")));
            return WRONG_USAGE;
        }
        Ok(inputs) => inputs,
        Err(error) => {
            complain(&no_such_path(&error, arguments.paths.is_empty()));
            return WRONG_USAGE;
        }
    };
    let share = match build.and_then(|build| build.shard.as_deref()).map(share::read).transpose() {
        Ok(share) => share,
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
    let mine = |input: &pipeline::Input| share.is_none_or(|share| share.holds(&input.slug));
    let documents = inputs.iter().filter(mine).count();
    let editions = editions(&arguments.to);
    let searched = pipeline::searched(paths);
    let job = Job {
        inputs: &inputs,
        searched: &searched,
        force: build.is_some_and(|build| build.force),
        editions: &editions,
        theme: &theme,
        site: &newsroom.configuration.site,
        output,
        threads: arguments.house.jobs.map_or(0, usize::from),
        strict: arguments.strict,
        publish: build.is_some_and(|build| build.publish),
        allow_same_version: build.is_some_and(|build| build.allow_same_version),
        include_embargoed: build.is_some_and(|build| build.include_embargoed),
        share,
        workers: workers.as_ref(),
        now,
    };
    signals::listen();
    printer.begin(documents * editions.len());
    let result = pipeline::execute(&job, &printer);
    printer.end();
    match result {
        Ok(outcome) => {
            print_error(&summary(&outcome, documents, output.is_some(), printer.warnings()));
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

/// The file or folder whose name is nearest to that of a path which is not there.
fn nearest_beside(path: &Path) -> Option<String> {
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let entries = fs::read_dir(folder).ok()?.flatten();
    let names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let near =
        crate::diagnostic::nearest(&path.file_name()?.to_string_lossy(), names.iter().map(String::as_str))?;
    Some(path.with_file_name(near).display().to_string())
}

/// "12 documents, 96 files, 3 warnings"
fn summary(outcome: &Outcome, inputs: usize, written: bool, warnings: usize) -> String {
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
    if outcome.left > 0 {
        parts.push(format!("stopped before {}", count(outcome.left, "other")));
    }
    match (outcome.errors, outcome.failed) {
        (0, _) => {}
        (errors, 0) => parts.push(count(errors, "error")),
        (errors, failed) => {
            parts.push(format!("{} in {}", count(errors, "error"), count(failed, "document")))
        }
    }
    if warnings > 0 {
        parts.push(count(warnings, "warning"));
    }
    parts.join(", ") + "\n"
}

/// "2 embargoed (the first until 2026-03-01)"
pub(super) fn embargoed(Embargoed { documents, until }: Embargoed) -> Option<String> {
    let first = if documents > 1 { "the first " } else { "" };
    Some(format!("{documents} embargoed ({first}until {})", until?))
}
