//! `pressroom merge`.

use crate::cli::{
    args, clock,
    exit::{CommandError, CommandResult, ExitStatus},
    project::Project,
    terminal::{print_status, printer::Printer},
};
use pressroom_diagnostics::counted;
use pressroom_operations::{MergeFailure, MergeJob, Merged};

/// Puts the shards of a build together.
pub(super) fn merge(arguments: &args::Merge) -> CommandResult {
    let printer = Printer::new(arguments.message_format);
    let now = clock::read_now(arguments.now)?;
    let (project, theme) = Project::with_theme(&arguments.common, &printer, &arguments.strictness)?;
    let job = MergeJob {
        folders: &arguments.folders,
        output: &arguments.out,
        theme: &theme,
        site: &project.configuration.site,
        threads: arguments.common.jobs.map_or(0, usize::from),
        check: &project.configuration.check,
        publish: arguments.publish,
        allow_same_version: arguments.allow_same_version,
        now,
    };
    match pressroom_operations::merge(&job, &printer) {
        Ok(Merged { documents, files, removed, errors, refused }) => {
            let gone = if removed > 0 { format!(", {removed} removed") } else { String::new() };
            print_status(&format!("{}, {}{gone}\n", counted(documents, "document"), counted(files, "file")));
            Ok(match (refused, errors) {
                (1.., _) => ExitStatus::Disk,
                (0, 1..) => ExitStatus::FoundErrors,
                (0, 0) => ExitStatus::Done,
            })
        }
        Err(MergeFailure::Theme(report)) => {
            printer.show(&report);
            Err(CommandError::reported(ExitStatus::WrongUsage))
        }
        Err(MergeFailure::Usage(usage)) => Err(CommandError::usage(usage.to_string())),
        Err(failure @ (MergeFailure::Output(_) | MergeFailure::Threads(_))) => {
            Err(CommandError::disk(failure.to_string()))
        }
    }
}
