//! `pressroom digest`.

use std::path::{Path, PathBuf};

use super::build::{self, INPUT, OUTPUT, path_error};
use crate::cli::{
    args, clock,
    exit::{CommandError, CommandResult, ExitStatus},
    project::Project,
    terminal::{print_status, printer::Printer},
};
use pressroom_build::Failure;
use pressroom_diagnostics::counted;
use pressroom_editions::digest_kinds;
use pressroom_operations::{DigestError, DigestJob, DigestOutcome};
use pressroom_render::DigestKind;

/// Binds explainers in one file.
pub(super) fn digest(arguments: &args::Digest) -> CommandResult {
    let printer = Printer::new(arguments.message_format);
    let outputs = plan_outputs(&arguments.out)?;
    let now = clock::read_now(arguments.now)?;
    let (project, theme) = Project::with_theme(&arguments.common, &printer, &arguments.strictness)?;
    let default = [PathBuf::from(INPUT)];
    let paths = if arguments.paths.is_empty() { &default[..] } else { &arguments.paths };
    let avoid = Some(Path::new(OUTPUT)).filter(|output| !paths.iter().any(|path| path == output));
    let inputs = pressroom_input::discover(paths, avoid)
        .map_err(|error| path_error(&error, arguments.paths.is_empty()))?;
    let job = DigestJob {
        inputs: &inputs,
        outputs: &outputs,
        theme: &theme,
        site: &project.configuration.site,
        title: &arguments.title,
        language: arguments.language.as_ref(),
        since: arguments.since,
        section: arguments.section.as_deref(),
        threads: arguments.common.jobs.map_or(0, usize::from),
        check: &project.configuration.check,
        now,
        include_embargoed: arguments.include_embargoed,
        drafts: arguments.drafts,
    };
    match pressroom_operations::build_digest(&job, &printer) {
        Ok(bound) => {
            printer.conclude();
            conclude(&bound, arguments, inputs.len())
        }
        Err(DigestError::Theme(report)) => Err(printer.report_failure(Failure::Theme(report))),
        Err(error) => Err(CommandError::disk(error.to_string())),
    }
}

/// Says what was done.
fn conclude(bound: &DigestOutcome, arguments: &args::Digest, inputs: usize) -> CommandResult {
    let withdrawn = (bound.withdrawn > 0).then(|| format!("{} withheld or canceled", bound.withdrawn));
    let held: Vec<String> = withdrawn
        .into_iter()
        .chain(build::count_embargoed(bound.embargoed))
        .chain(build::count_drafts(bound.drafts))
        .collect();
    if bound.documents == 0 && bound.failed == 0 {
        let chosen = arguments.since.is_some() || arguments.section.is_some();
        return Err(CommandError::usage(match (held.is_empty(), chosen && inputs > 0) {
            (false, _) => format!("there is nothing to bind: {}", held.join(", ")),
            (true, true) => format!(
                "there is nothing to bind: --since and --section leave none of {}",
                counted(inputs, "explainer")
            ),
            (true, false) => {
                "there is nothing to bind: no .md, .markdown or .model.json file was found".to_owned()
            }
        }));
    }
    let mut line =
        format!("{} bound in {}", counted(bound.documents, "explainer"), counted(bound.files, "file"));
    for held in held {
        line.push_str(&format!(", {held}"));
    }
    if bound.failed > 0 {
        line.push_str(&format!(", errors in {}", bound.failed));
    }
    print_status(&(line + "\n"));
    Ok(match bound {
        DigestOutcome { refused: 1.., .. } => ExitStatus::Disk,
        DigestOutcome { errors: 1.., .. } => ExitStatus::FoundErrors,
        _ => ExitStatus::Done,
    })
}

/// The kind of each file, by its extension.
fn plan_outputs(paths: &[PathBuf]) -> Result<Vec<(DigestKind, PathBuf)>, CommandError> {
    let kind = |path: &PathBuf| {
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
        let kind = digest_kinds().iter().find(|kind| Some(kind.extension) == extension.as_deref());
        let known: Vec<String> = digest_kinds().iter().map(|kind| format!(".{}", kind.extension)).collect();
        let wrong = || {
            let (path, known) = (path.display(), known.join(", "));
            CommandError::usage(format!("{path} has no extension of a digest; give it one of {known}"))
        };
        kind.map(|kind| (*kind, path.clone())).ok_or_else(wrong)
    };
    let outputs: Vec<_> = paths.iter().map(kind).collect::<Result<_, _>>()?;
    for (number, (_, path)) in outputs.iter().enumerate() {
        if outputs.iter().skip(number + 1).any(|(_, other)| other == path) {
            return Err(CommandError::usage(format!("{} is named twice", path.display())));
        }
    }
    Ok(outputs)
}
