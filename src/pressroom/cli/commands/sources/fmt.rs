//! `pressroom fmt`.

use super::files::{find_sources, paths_or_input, print_diff};
use crate::cli::{
    args,
    exit::{CommandResult, ExitStatus},
    project::Project,
    terminal::{escape_control, print_error, print_status, printer::Printer},
};
use pressroom_diagnostics::counted;
use pressroom_operations::{FormatJob, Formatted};

/// Counts of a run.
#[derive(Default)]
struct FormatTotals {
    documents: usize,
    formatted: usize,
    refused: usize,
    failed: usize,
    /// Those that the disk did not give.
    unread: usize,
}

/// Puts sources in one form, or says which are not in it.
pub(in crate::cli::commands) fn fmt(arguments: &args::Fmt) -> CommandResult {
    let printer = Printer::new(arguments.message_format);
    let strictness = args::Strictness::default();
    let project = Project::open(arguments.config.as_deref(), &printer, &strictness)?;
    let paths = paths_or_input(&arguments.paths);
    let inputs = find_sources(&paths, arguments.paths.is_empty(), "formatted")?;
    let is_dry = arguments.diff || arguments.check;
    let job = FormatJob {
        inputs: &inputs,
        paths: &paths,
        site: &project.configuration.site,
        write: !is_dry,
        backup: !arguments.no_backup,
    };
    let mut totals = FormatTotals::default();
    pressroom_operations::format(&job, &mut |formatted| {
        totals.add(&formatted);
        print_outcome(&formatted, arguments, &printer);
    });
    print_status(&totals.summarize(is_dry));
    Ok(match totals {
        FormatTotals { failed: 1.., .. } | FormatTotals { unread: 1.., .. } => ExitStatus::Disk,
        FormatTotals { refused: 1.., .. } => ExitStatus::FoundErrors,
        FormatTotals { formatted: 1.., .. } if is_dry => ExitStatus::FoundErrors,
        _ => ExitStatus::Done,
    })
}

/// Says what became of a document, or shows its change.
fn print_outcome(formatted: &Formatted, arguments: &args::Fmt, printer: &Printer) {
    let name = escape_control(&formatted.name);
    let is_dry = arguments.diff || arguments.check;
    if let Some(why) = &formatted.failed {
        print_error(&format!("{name} can't be written: {why}"));
    } else if let Some(why) = &formatted.refused {
        let verb = if is_dry { "would be" } else { "was" };
        print_error(&format!("{name} {verb} left alone: {why}"));
    } else if formatted.is_changed() {
        if arguments.diff {
            print_diff(&formatted.name, &formatted.before, &formatted.after);
        }
        let mut text = match is_dry {
            true => format!("{name}: would be formatted\n"),
            false => format!("{name}: formatted\n"),
        };
        if !is_dry && !arguments.no_backup {
            text.push_str(&format!("{name}: as it was, it is kept as {name}.orig\n"));
        }
        print_status(&text);
    }
    printer.show(&formatted.errors);
}

impl FormatTotals {
    fn add(&mut self, formatted: &Formatted) {
        self.documents += 1;
        self.refused += usize::from(formatted.refused.is_some());
        self.failed += usize::from(formatted.failed.is_some());
        self.formatted += usize::from(formatted.is_changed() && formatted.failed.is_none());
        self.unread += usize::from(formatted.errors.is_of_disk());
    }

    /// "2 of 5 documents formatted, 1 left alone"
    fn summarize(&self, dry: bool) -> String {
        let verb = if dry { "would be formatted" } else { "formatted" };
        let mut out = format!("{} of {} {verb}", self.formatted, counted(self.documents, "document"));
        if self.refused + self.failed > 0 {
            out.push_str(&format!(", {} left alone", self.refused + self.failed));
        }
        out + "\n"
    }
}
