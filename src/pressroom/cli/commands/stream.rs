//! `pressroom stream`.

use std::io;

use super::build::select_editions;
use crate::cli::{
    args::{self, MessageFormat},
    clock,
    exit::{CommandResult, ExitStatus},
    project::Project,
    terminal::{print_status, printer::Printer},
};
use pressroom_diagnostics::counted;
use pressroom_operations::{StreamJob, Streamed};

/// Makes editions of the records of standard input.
pub(super) fn stream(arguments: &args::Stream) -> CommandResult {
    // Standard output is for records alone.
    let printer = Printer::new(MessageFormat::Human);
    let now = clock::read_now(arguments.now)?;
    let (project, theme) = Project::with_theme(&arguments.common, &printer, &arguments.strictness)?;
    let editions = select_editions(&arguments.to);
    let job = StreamJob {
        editions: &editions,
        theme: &theme,
        site: &project.configuration.site,
        bases: arguments.pictures.as_deref(),
        output: arguments.out.as_deref(),
        threads: arguments.common.jobs.map_or(0, usize::from),
        ordered: !arguments.unordered,
        check: &project.configuration.check,
        now,
        include_embargoed: arguments.include_embargoed,
        drafts: arguments.drafts,
    };
    // Not `stdout`, which would write line by line what is written whole records at a time.
    match pressroom_operations::stream(&job, io::stdin().lock(), io::stdout()) {
        Ok(done) => {
            let failed = if done.failed > 0 { format!(", {} failed", done.failed) } else { String::new() };
            print_status(&format!("{}{failed}\n", counted(done.records, "record")));
            Ok(match done {
                Streamed { refused: 1.., .. } => ExitStatus::Disk,
                Streamed { failed: 1.., .. } => ExitStatus::FoundErrors,
                Streamed { .. } => ExitStatus::Done,
            })
        }
        Err(failure) => Err(printer.report_failure(failure)),
    }
}
