//! `pressroom fmt`.

use std::{io::IsTerminal as _, path::PathBuf};

use similar::TextDiff;

use super::{
    DISK, DONE, FOUND_ERRORS, WRONG_USAGE, args,
    build::{INPUT, OUTPUT, code_of_path, no_such_path},
    newsroom::Newsroom,
    output::{complain, print, print_error, visible},
    report::Printer,
};
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
pub(super) fn fmt(arguments: &args::Fmt) -> u8 {
    let printer = Printer::new(arguments.message_format);
    let strictness = args::Strictness::default();
    let project = match Newsroom::open(arguments.config.as_deref(), &printer, &strictness) {
        Ok(project) => project,
        Err(code) => return code,
    };
    let default = [PathBuf::from(INPUT)];
    let paths = if arguments.paths.is_empty() { &default[..] } else { &arguments.paths };
    if paths.iter().any(|path| path.as_os_str() == "-") {
        complain("standard input can't be formatted; name a file");
        return WRONG_USAGE;
    }
    let output = PathBuf::from(OUTPUT);
    let inputs = match pressroom_input::discover(
        paths,
        Some(&output).filter(|output| !paths.contains(output)).map(PathBuf::as_path),
    ) {
        Ok(inputs) if inputs.is_empty() => {
            let places: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
            complain(&format!("there is no .md or .markdown file in {}", places.join(", ")));
            return WRONG_USAGE;
        }
        Ok(inputs) => inputs,
        Err(error) => {
            complain(&no_such_path(&error, arguments.paths.is_empty()));
            return code_of_path(&error);
        }
    };
    let is_dry = arguments.diff || arguments.check;
    let job = FormatJob {
        inputs: &inputs,
        paths,
        site: &project.configuration.site,
        write: !is_dry,
        backup: !arguments.no_backup,
    };
    let mut totals = FormatTotals::default();
    pressroom_operations::format(&job, &mut |formatted| {
        totals.add(&formatted);
        tell(&formatted, arguments, &printer);
    });
    print_error(&totals.summary(is_dry));
    match totals {
        FormatTotals { failed: 1.., .. } | FormatTotals { unread: 1.., .. } => DISK,
        FormatTotals { refused: 1.., .. } => FOUND_ERRORS,
        FormatTotals { formatted: 1.., .. } if is_dry => FOUND_ERRORS,
        _ => DONE,
    }
}

/// Says what became of a document, or shows its change.
fn tell(formatted: &Formatted, arguments: &args::Fmt, printer: &Printer) {
    let name = visible(&formatted.name);
    let is_dry = arguments.diff || arguments.check;
    if let Some(why) = &formatted.failed {
        complain(&format!("{name} can't be written: {why}"));
    } else if let Some(why) = &formatted.refused {
        let verb = if is_dry { "would be" } else { "was" };
        complain(&format!("{name} {verb} left alone: {why}"));
    } else if formatted.is_changed() {
        if arguments.diff {
            let diff = TextDiff::from_lines(&formatted.before, &formatted.after);
            let text =
                diff.unified_diff().context_radius(3).header(&formatted.name, &formatted.name).to_string();
            // A patch is data; on a terminal, it must not command it.
            print(&if std::io::stdout().is_terminal() { visible(&text) } else { text });
        }
        let mut text = match is_dry {
            true => format!("{name}: would be formatted\n"),
            false => format!("{name}: formatted\n"),
        };
        if !is_dry && !arguments.no_backup {
            text.push_str(&format!("{name}: as it was, it is kept as {name}.orig\n"));
        }
        print_error(&text);
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
    fn summary(&self, dry: bool) -> String {
        let verb = if dry { "would be formatted" } else { "formatted" };
        let s = if self.documents == 1 { "" } else { "s" };
        let mut out = format!("{} of {} document{s} {verb}", self.formatted, self.documents);
        if self.refused + self.failed > 0 {
            out.push_str(&format!(", {} left alone", self.refused + self.failed));
        }
        out + "\n"
    }
}
