//! `pressroom build` and `pressroom check`.

use std::path::{Path, PathBuf};

mod inputs;
mod shard;
mod worker;

pub(super) use self::{
    inputs::{INPUT, OUTPUT, path_error, select_editions},
    worker::worker,
};
use crate::cli::{
    args, clock,
    exit::{CommandError, CommandResult, ExitStatus},
    project::Project,
    terminal::{print_status, printer::Printer, signals},
};
use pressroom_build::{Embargoed, Job, Outcome};
use pressroom_diagnostics::counted;

/// Builds editions and writes them.
pub(super) fn build(arguments: &args::Build) -> CommandResult {
    run(&arguments.job, Some(arguments))
}

/// Builds editions and writes nothing.
pub(super) fn check(arguments: &args::Check) -> CommandResult {
    run(&arguments.job, None)
}

/// Runs what `build` and `check` have in common; `build` writes.
fn run(arguments: &args::Job, build: Option<&args::Build>) -> CommandResult {
    let output = build.map(|build| build.out.as_path());
    let printer = Printer::new(arguments.message_format);
    let now = clock::read_now(arguments.now)?;
    let (project, theme) = Project::with_theme(&arguments.common, &printer, &arguments.strictness)?;
    let default = [PathBuf::from(INPUT)];
    let paths = if arguments.paths.is_empty() { &default[..] } else { &arguments.paths };
    // `check` may be asked to read what was written.
    let avoid =
        output.or_else(|| Some(Path::new(OUTPUT)).filter(|output| !paths.iter().any(|path| path == output)));
    let by_default = arguments.paths.is_empty();
    let inputs = pressroom_input::discover(paths, avoid).map_err(|error| path_error(&error, by_default))?;
    if inputs.is_empty() {
        let places: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
        let places = places.join(", ");
        return Err(CommandError::usage(format!(
            "there is no .md, .markdown or .model.json file in {places}"
        )));
    }
    let shard = build.and_then(|build| build.shard.as_deref()).map(shard::read_shard).transpose()?;
    let workers = worker::plan_workers(arguments)?;
    let is_in_shard = |input: &pressroom_input::Input| shard.is_none_or(|shard| shard.holds(&input.slug));
    let documents = inputs.iter().filter(is_in_shard).count();
    let editions = select_editions(&arguments.to);
    let searched = pressroom_input::searched(paths).map_err(|error| path_error(&error, by_default))?;
    let job = Job {
        inputs: &inputs,
        searched: &searched,
        force: build.is_some_and(|build| build.force),
        editions: &editions,
        theme: &theme,
        site: &project.configuration.site,
        output,
        threads: arguments.common.jobs.map_or(0, usize::from),
        check: &project.configuration.check,
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
            print_status(&summarize(&outcome, documents, output.is_some(), &printer.warnings()));
            Ok(match outcome {
                Outcome { left: 1.., .. } => ExitStatus::Stopped,
                Outcome { refused: 1.., .. } => ExitStatus::Disk,
                Outcome { errors: 1.., .. } => ExitStatus::FoundErrors,
                _ => ExitStatus::Done,
            })
        }
        Err(failure) => Err(printer.report_failure(failure)),
    }
}

/// "12 documents, 96 files, 3 warnings (2 content, 1 layout), 1 error in 1 document"
fn summarize(outcome: &Outcome, inputs: usize, written: bool, warnings: &[String]) -> String {
    let mut parts = vec![counted(inputs - outcome.left, "document")];
    if written {
        parts.push(counted(outcome.files, "file"));
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
    parts.extend(count_embargoed(outcome.embargoed));
    parts.extend(count_drafts(outcome.drafts));
    if outcome.left > 0 {
        parts.push(format!("stopped before {}", counted(outcome.left, "other")));
    }
    parts.extend_from_slice(warnings);
    match (outcome.errors, outcome.failed) {
        (0, _) => {}
        (errors, 0) => parts.push(counted(errors, "error")),
        (errors, failed) => {
            parts.push(format!("{} in {}", counted(errors, "error"), counted(failed, "document")))
        }
    }
    parts.join(", ") + "\n"
}

/// "2 drafts left out"
pub(super) fn count_drafts(documents: usize) -> Option<String> {
    (documents > 0).then(|| format!("{} left out", counted(documents, "draft")))
}

/// "2 embargoed (the first until 2026-03-01)"
pub(super) fn count_embargoed(Embargoed { documents, until }: Embargoed) -> Option<String> {
    let first = if documents > 1 { "the first " } else { "" };
    Some(format!("{documents} embargoed ({first}until {})", until?))
}
