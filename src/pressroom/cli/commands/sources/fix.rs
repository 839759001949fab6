//! `pressroom fix`.

use super::files::{find_sources, paths_or_input, print_diff};
use crate::cli::{
    args,
    exit::{CommandResult, ExitStatus},
    project::Project,
    terminal::{escape_control, print_error, print_status, printer::Printer},
};
use pressroom_diagnostics::counted;
use pressroom_operations::{FixJob, Fixed};

/// What the run came to.
#[derive(Default)]
struct Totals {
    documents: usize,
    mended: usize,
    mends: usize,
    refused: usize,
    failed: usize,
    /// Those that the disk did not give.
    unread: usize,
    errors: usize,
    warnings: usize,
}

/// Mends sources in place, or shows how it would.
pub(in crate::cli::commands) fn fix(arguments: &args::Fix) -> CommandResult {
    let printer = Printer::new(arguments.message_format);
    let strictness = args::Strictness::default();
    let project = Project::open(arguments.config.as_deref(), &printer, &strictness)?;
    let paths = paths_or_input(&arguments.paths);
    let inputs = find_sources(&paths, arguments.paths.is_empty(), "mended")?;
    let job = FixJob {
        inputs: &inputs,
        paths: &paths,
        site: &project.configuration.site,
        write: !arguments.diff,
        backup: !arguments.no_backup,
    };
    let mut totals = Totals::default();
    pressroom_operations::fix(&job, &mut |fixed| {
        totals.add(&fixed);
        if arguments.diff { show_diff(&fixed) } else { print_mends(&fixed, arguments, &printer) }
    });
    print_status(&totals.summarize(arguments.diff));
    Ok(match totals {
        Totals { failed: 1.., .. } | Totals { unread: 1.., .. } => ExitStatus::Disk,
        Totals { refused: 1.., .. } => ExitStatus::FoundErrors,
        Totals { mended: 1.., .. } if arguments.diff => ExitStatus::FoundErrors,
        Totals { errors: 1.., .. } if !arguments.diff => ExitStatus::FoundErrors,
        _ => ExitStatus::Done,
    })
}

/// Says what was mended in a document, and what is left.
fn print_mends(fixed: &Fixed, arguments: &args::Fix, printer: &Printer) {
    let name = escape_control(&fixed.name);
    if let Some(why) = &fixed.failed {
        print_error(&format!("{name} can't be written: {why}"));
    } else if let Some(why) = &fixed.refused {
        print_error(&format!("{name} was left alone: {why}"));
    } else if !fixed.mends.is_empty() {
        let lines = fixed.mends.iter().map(|mend| {
            let message = escape_control(&mend.message).replace('\n', " ");
            format!("{name}:{}: mended[{}]: {message}\n", mend.line, mend.code)
        });
        let mut text: String = lines.collect();
        if !arguments.no_backup {
            text.push_str(&format!("{name}: as it was, it is kept as {name}.orig\n"));
        }
        print_status(&text);
    }
    printer.show(&fixed.left);
}

/// Prints a document's change as a unified diff.
fn show_diff(fixed: &Fixed) {
    if let Some(why) = &fixed.refused {
        print_error(&format!("{} would be left alone: {why}", escape_control(&fixed.name)));
    } else if !fixed.mends.is_empty() {
        print_diff(&fixed.name, &fixed.before, &fixed.after);
    }
}

impl Totals {
    fn add(&mut self, fixed: &Fixed) {
        self.documents += 1;
        self.refused += usize::from(fixed.refused.is_some());
        self.failed += usize::from(fixed.failed.is_some());
        if fixed.refused.is_none() && fixed.failed.is_none() && !fixed.mends.is_empty() {
            self.mended += 1;
            self.mends += fixed.mends.len();
        }
        self.unread += usize::from(fixed.left.is_of_disk());
        self.errors += fixed.left.errors();
        self.warnings += fixed.left.warnings();
    }

    /// "2 of 5 documents mended (7 mends); left: 1 error, 3 warnings"
    fn summarize(&self, dry: bool) -> String {
        let verb = if dry { "would be mended" } else { "mended" };
        let mut out = format!("{} of {} {verb}", self.mended, counted(self.documents, "document"));
        if self.mends > 0 {
            out.push_str(&format!(" ({})", counted(self.mends, "mend")));
        }
        if self.refused + self.failed > 0 {
            out.push_str(&format!(", {} left alone", self.refused + self.failed));
        }
        let left: Vec<String> = [(self.errors, "error"), (self.warnings, "warning")]
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, one)| counted(n, one))
            .collect();
        if !left.is_empty() {
            out.push_str(&format!("; left: {}", left.join(", ")));
        }
        out + "\n"
    }
}
