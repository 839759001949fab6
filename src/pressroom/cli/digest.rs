//! `pressroom digest`.

use std::path::{Path, PathBuf};

use super::{
    DISK, DONE, FOUND_ERRORS, WRONG_USAGE, args,
    build::{self, INPUT, OUTPUT},
    clock, failed,
    newsroom::Newsroom,
    output::{complain, print_error},
    report::Printer,
};
use pressroom_build::Failure;
use pressroom_editions::digest_kinds;
use pressroom_operations::{DigestError, DigestJob, DigestOutcome};
use pressroom_render::DigestKind;

/// Binds explainers in one file.
pub(super) fn digest(arguments: &args::Digest) -> u8 {
    let printer = Printer::new(arguments.message_format);
    let outputs = match outputs(&arguments.out) {
        Ok(outputs) => outputs,
        Err(message) => {
            complain(&message);
            return WRONG_USAGE;
        }
    };
    let Some(now) = clock::now(arguments.now) else { return WRONG_USAGE };
    let opened = Newsroom::with_theme(&arguments.house, &printer, &arguments.strictness);
    let (newsroom, theme) = match opened {
        Ok(both) => both,
        Err(code) => return code,
    };
    let default = [PathBuf::from(INPUT)];
    let paths = if arguments.paths.is_empty() { &default[..] } else { &arguments.paths };
    let avoid = Some(Path::new(OUTPUT)).filter(|output| !paths.iter().any(|path| path == output));
    let inputs = match pressroom_input::discover(paths, avoid) {
        Ok(inputs) => inputs,
        Err(error) => {
            complain(&build::no_such_path(&error, arguments.paths.is_empty()));
            return build::code_of_path(&error);
        }
    };
    let job = DigestJob {
        inputs: &inputs,
        outputs: &outputs,
        theme: &theme,
        site: &newsroom.configuration.site,
        title: &arguments.title,
        language: arguments.language.as_ref(),
        since: arguments.since,
        section: arguments.section.as_deref(),
        threads: arguments.house.jobs.map_or(0, usize::from),
        check: &newsroom.configuration.check,
        now,
        include_embargoed: arguments.include_embargoed,
        drafts: arguments.drafts,
    };
    match pressroom_operations::build_digest(&job, &printer) {
        Ok(bound) => {
            printer.conclude();
            conclude(&bound, arguments, inputs.len())
        }
        Err(DigestError::Theme(report)) => failed(Failure::Theme(report), &printer),
        Err(error) => {
            complain(&error.to_string());
            DISK
        }
    }
}

/// Says what was done.
fn conclude(bound: &DigestOutcome, arguments: &args::Digest, inputs: usize) -> u8 {
    let explainers = |n: usize| format!("{n} explainer{}", if n == 1 { "" } else { "s" });
    let withdrawn = (bound.withdrawn > 0).then(|| format!("{} withheld or canceled", bound.withdrawn));
    let held: Vec<String> = withdrawn
        .into_iter()
        .chain(build::embargoed(bound.embargoed))
        .chain(build::drafts(bound.drafts))
        .collect();
    if bound.documents == 0 && bound.failed == 0 {
        let chosen = arguments.since.is_some() || arguments.section.is_some();
        complain(&match (held.is_empty(), chosen && inputs > 0) {
            (false, _) => format!("there is nothing to bind: {}", held.join(", ")),
            (true, true) => format!(
                "there is nothing to bind: --since and --section leave none of {}",
                explainers(inputs)
            ),
            (true, false) => {
                "there is nothing to bind: no .md, .markdown or .model.json file was found".to_owned()
            }
        });
        return WRONG_USAGE;
    }
    let mut said = format!(
        "{} bound in {} file{}",
        explainers(bound.documents),
        bound.files,
        if bound.files == 1 { "" } else { "s" }
    );
    for held in held {
        said.push_str(&format!(", {held}"));
    }
    if bound.failed > 0 {
        said.push_str(&format!(", errors in {}", bound.failed));
    }
    print_error(&(said + "\n"));
    match bound {
        DigestOutcome { refused: 1.., .. } => DISK,
        DigestOutcome { errors: 1.., .. } => FOUND_ERRORS,
        _ => DONE,
    }
}

/// The kind of each file, by its extension.
fn outputs(paths: &[PathBuf]) -> Result<Vec<(DigestKind, PathBuf)>, String> {
    let kind = |path: &PathBuf| {
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
        let kind = digest_kinds().iter().find(|kind| Some(kind.extension) == extension.as_deref());
        let known: Vec<String> = digest_kinds().iter().map(|kind| format!(".{}", kind.extension)).collect();
        let wrong = || {
            format!("{} has no extension of a digest; give it one of {}", path.display(), known.join(", "))
        };
        kind.map(|kind| (*kind, path.clone())).ok_or_else(wrong)
    };
    let outputs: Vec<_> = paths.iter().map(kind).collect::<Result<_, _>>()?;
    for (number, (_, path)) in outputs.iter().enumerate() {
        if outputs.iter().skip(number + 1).any(|(_, other)| other == path) {
            return Err(format!("{} is named twice", path.display()));
        }
    }
    Ok(outputs)
}
