//! `pressroom stream`.

use std::io;

use super::{
    DISK, DONE, FOUND_ERRORS, WRONG_USAGE,
    args::{self, MessageFormat},
    build::editions,
    clock, failed,
    newsroom::Newsroom,
    output::print_error,
    report::Printer,
};
use pressroom_operations::{StreamJob, Streamed};

/// Makes editions of the records of standard input.
pub(super) fn stream(arguments: &args::Stream) -> u8 {
    // Standard output is for records alone.
    let printer = Printer::new(MessageFormat::Human);
    let Some(now) = clock::now(arguments.now) else { return WRONG_USAGE };
    let opened = Newsroom::with_theme(&arguments.house, &printer, &arguments.strictness);
    let (newsroom, theme) = match opened {
        Ok(both) => both,
        Err(code) => return code,
    };
    let editions = editions(&arguments.to);
    let job = StreamJob {
        editions: &editions,
        theme: &theme,
        site: &newsroom.configuration.site,
        bases: arguments.pictures.as_deref(),
        output: arguments.out.as_deref(),
        threads: arguments.house.jobs.map_or(0, usize::from),
        ordered: !arguments.unordered,
        check: &newsroom.configuration.check,
        now,
        include_embargoed: arguments.include_embargoed,
        drafts: arguments.drafts,
    };
    // Not `stdout`, which would write line by line what is written whole records at a time.
    match pressroom_operations::stream(&job, io::stdin().lock(), io::stdout()) {
        Ok(done) => {
            let failed = if done.failed > 0 { format!(", {} failed", done.failed) } else { String::new() };
            let s = if done.records == 1 { "" } else { "s" };
            print_error(&format!("{} record{s}{failed}\n", done.records));
            match done {
                Streamed { refused: 1.., .. } => DISK,
                Streamed { failed: 1.., .. } => FOUND_ERRORS,
                Streamed { .. } => DONE,
            }
        }
        Err(failure) => failed(failure, &printer),
    }
}
