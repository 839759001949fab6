//! `pressroom fix`.

use std::{io::IsTerminal as _, path::PathBuf};

use similar::TextDiff;

use super::{
    DISK, DONE, FOUND_ERRORS, WRONG_USAGE, args,
    build::{INPUT, OUTPUT, code_of_path, no_such_path},
    newsroom::Newsroom,
    output::{complain, print, print_error, visible},
    report::Printer,
};
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
pub(super) fn fix(arguments: &args::Fix) -> u8 {
    let printer = Printer::new(arguments.message_format);
    let strictness = args::Strictness::default();
    let newsroom = match Newsroom::open(arguments.config.as_deref(), &printer, &strictness) {
        Ok(newsroom) => newsroom,
        Err(code) => return code,
    };
    let default = [PathBuf::from(INPUT)];
    let paths = if arguments.paths.is_empty() { &default[..] } else { &arguments.paths };
    if paths.iter().any(|path| path.as_os_str() == "-") {
        complain("standard input can't be mended; name a file");
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
    let job = FixJob {
        inputs: &inputs,
        paths,
        site: &newsroom.configuration.site,
        write: !arguments.diff,
        backup: !arguments.no_backup,
    };
    let mut totals = Totals::default();
    pressroom_operations::fix(&job, &mut |fixed| {
        totals.add(&fixed);
        if arguments.diff { show_diff(&fixed) } else { tell(&fixed, arguments, &printer) }
    });
    print_error(&totals.summary(arguments.diff));
    match totals {
        Totals { failed: 1.., .. } | Totals { unread: 1.., .. } => DISK,
        Totals { refused: 1.., .. } => FOUND_ERRORS,
        Totals { mended: 1.., .. } if arguments.diff => FOUND_ERRORS,
        Totals { errors: 1.., .. } if !arguments.diff => FOUND_ERRORS,
        _ => DONE,
    }
}

/// Says what was mended in a document, and what is left.
fn tell(fixed: &Fixed, arguments: &args::Fix, printer: &Printer) {
    let name = visible(&fixed.name);
    if let Some(why) = &fixed.failed {
        complain(&format!("{name} can't be written: {why}"));
    } else if let Some(why) = &fixed.refused {
        complain(&format!("{name} was left alone: {why}"));
    } else if !fixed.mends.is_empty() {
        let lines = fixed.mends.iter().map(|mend| {
            let message = visible(&mend.message).replace('\n', " ");
            format!("{name}:{}: mended[{}]: {message}\n", mend.line, mend.code)
        });
        let mut text: String = lines.collect();
        if !arguments.no_backup {
            text.push_str(&format!("{name}: as it was, it is kept as {name}.orig\n"));
        }
        print_error(&text);
    }
    printer.show(&fixed.left);
}

/// Prints a document's change as a unified diff.
fn show_diff(fixed: &Fixed) {
    if let Some(why) = &fixed.refused {
        complain(&format!("{} would be left alone: {why}", visible(&fixed.name)));
    } else if !fixed.mends.is_empty() {
        let diff = TextDiff::from_lines(&fixed.before, &fixed.after);
        let text = diff.unified_diff().context_radius(3).header(&fixed.name, &fixed.name).to_string();
        // A patch is data; on a terminal, it must not command it.
        print(&if std::io::stdout().is_terminal() { visible(&text) } else { text });
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
    fn summary(&self, dry: bool) -> String {
        let count = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
        let verb = if dry { "would be mended" } else { "mended" };
        let mut out = format!("{} of {} {verb}", self.mended, count(self.documents, "document"));
        if self.mends > 0 {
            out.push_str(&format!(" ({})", count(self.mends, "mend")));
        }
        if self.refused + self.failed > 0 {
            out.push_str(&format!(", {} left alone", self.refused + self.failed));
        }
        let left: Vec<String> = [(self.errors, "error"), (self.warnings, "warning")]
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, one)| count(n, one))
            .collect();
        if !left.is_empty() {
            out.push_str(&format!("; left: {}", left.join(", ")));
        }
        out + "\n"
    }
}
