//! `pressroom merge`.

use super::{
    DISK, DONE, FOUND_ERRORS, WRONG_USAGE, args, clock,
    newsroom::Newsroom,
    output::{complain, print_error},
    report::Printer,
};
use pressroom_operations::{MergeFailure, MergeJob, Merged};

/// Puts the shards of a build together.
pub(super) fn merge(arguments: &args::Merge) -> u8 {
    let printer = Printer::new(arguments.message_format);
    let Some(now) = clock::now(arguments.now) else { return WRONG_USAGE };
    let opened = Newsroom::with_theme(&arguments.house, &printer, &arguments.strictness);
    let (newsroom, theme) = match opened {
        Ok(both) => both,
        Err(code) => return code,
    };
    let job = MergeJob {
        folders: &arguments.folders,
        output: &arguments.out,
        theme: &theme,
        site: &newsroom.configuration.site,
        threads: arguments.house.jobs.map_or(0, usize::from),
        check: &newsroom.configuration.check,
        publish: arguments.publish,
        allow_same_version: arguments.allow_same_version,
        now,
    };
    match pressroom_operations::merge(&job, &printer) {
        Ok(Merged { documents, files, removed, errors, refused }) => {
            let s = |count: usize| if count == 1 { "" } else { "s" };
            let gone = if removed > 0 { format!(", {removed} removed") } else { String::new() };
            print_error(&format!("{documents} document{}, {files} file{}{gone}\n", s(documents), s(files)));
            match (refused, errors) {
                (1.., _) => DISK,
                (0, 1..) => FOUND_ERRORS,
                (0, 0) => DONE,
            }
        }
        Err(MergeFailure::Theme(report)) => {
            printer.show(&report);
            WRONG_USAGE
        }
        Err(MergeFailure::Usage(usage)) => {
            complain(&usage.to_string());
            WRONG_USAGE
        }
        Err(failure @ (MergeFailure::Output(_) | MergeFailure::Threads(_))) => {
            complain(&failure.to_string());
            DISK
        }
    }
}
