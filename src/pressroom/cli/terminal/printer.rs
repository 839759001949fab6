//! The only printer of findings: for people, for editors and for programs.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use indicatif::{ProgressBar, ProgressStyle};

use super::{escape_control, has_colors, print, print_status, signals};
use crate::cli::{
    args::MessageFormat,
    exit::{CommandError, ExitStatus},
};
use pressroom_build::{Failure, Observer};
use pressroom_diagnostics::{
    Class, Code, DiagnosticReport, FindingRecord, LineColumn, ReportedDiagnostic, Severity, Source, Span,
    counted,
};

/// How many findings of one kind are shown of one document to people.
const SHOWN_OF_A_KIND: usize = 10;
/// How many characters of a source line are shown before the place and after its beginning.
const BEFORE: usize = 60;
const AFTER: usize = 100;

/// How many different warnings are remembered, so that those alike are not shown too often.
const MOST_ALIKE: usize = 2_000;
/// How many errors are said again at the end.
const REPEATED: usize = 10;

/// Prints findings as they come, and a progress bar below them.
pub(in crate::cli) struct Printer {
    format: MessageFormat,
    renderer: Renderer,
    bar: Mutex<Option<ProgressBar>>,
    counts: Mutex<Counts>,
}

/// What was shown so far.
#[derive(Default)]
struct Counts {
    warnings: BTreeMap<Class, usize>,
    allowed: usize,
    /// How often warnings with the same words were shown, in all documents.
    alike: BTreeMap<(Code, String), usize>,
    errors: usize,
    /// The first errors, a line each.
    first_errors: String,
    /// True if something was shown after the last of them.
    buried: bool,
}

impl Printer {
    pub(in crate::cli) fn new(format: MessageFormat) -> Self {
        let renderer = if has_colors() { Renderer::styled() } else { Renderer::plain() };
        Self { format, renderer, bar: Mutex::new(None), counts: Mutex::default() }
    }

    /// Shows a progress bar over `pairs` of document and edition, where standard error is a terminal.
    pub(in crate::cli) fn begin(&self, pairs: usize) {
        let bar = progress_bar(pairs, "editions");
        *self.bar.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar);
    }

    /// Takes the progress bar away.
    pub(in crate::cli) fn end(&self) {
        if let Some(bar) = self.bar.lock().unwrap_or_else(PoisonError::into_inner).take() {
            bar.finish_and_clear();
        }
    }

    /// What was counted of warnings, for the last line: "2 allowed", "3 warnings (2 content, 1 layout)".
    pub(in crate::cli) fn warnings(&self) -> Vec<String> {
        let counts = self.counts();
        let all: usize = counts.warnings.values().sum();
        let by_class = match counts.warnings.len() {
            1 => counts.warnings.keys().map(|class| class.name().to_owned()).collect(),
            _ => by_class(&counts.warnings),
        };
        let warnings = format!("{} ({by_class})", counted(all, "warning"));
        let allowed = Some(counts.allowed).filter(|allowed| *allowed > 0);
        let allowed = allowed.map(|allowed| format!("{allowed} allowed"));
        allowed.into_iter().chain(Some(warnings).filter(|_| all > 0)).collect()
    }

    /// Says what was not shown, and the first errors again, in a line each, if other findings came after them: what is last
    /// is seen.
    pub(in crate::cli) fn conclude(&self) {
        let counts = self.counts();
        if self.format != MessageFormat::Human {
            return;
        }
        for ((code, message), count) in &counts.alike {
            if let Some(more) = count.checked_sub(most_alike(*code)).filter(|more| *more > 0) {
                let message = escape_control(message).replace('\n', " ");
                print_status(&format!(
                    "warning[{code}]: {message}: {more} more (--message-format short shows all)\n\n"
                ));
            }
        }
        if !counts.buried {
            return;
        }
        let more = counts.errors.saturating_sub(REPEATED);
        let rest = if more > 0 { format!("and {}\n", counted(more, "more error")) } else { String::new() };
        print_status(&format!("{}{rest}\n", counts.first_errors));
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count(&self, report: &DiagnosticReport) {
        let mut counts = self.counts();
        counts.allowed += report.allowed;
        counts.buried |= counts.errors > 0 && !report.findings.is_empty();
        for finding in &report.findings {
            if !finding.diagnostic.is_error() {
                *counts.warnings.entry(finding.diagnostic.code.class()).or_default() += 1;
                continue;
            }
            counts.errors += 1;
            if counts.errors <= REPEATED {
                counts.first_errors.push_str(&short(report, finding));
            }
        }
    }

    /// Prints everything that a report says.
    pub(in crate::cli) fn show(&self, report: &DiagnosticReport) {
        self.count(report);
        if report.findings.is_empty() {
            return;
        }
        let text = match self.format {
            MessageFormat::Human => self.human(report),
            MessageFormat::Short => report.findings.iter().map(|finding| short(report, finding)).collect(),
            MessageFormat::Json => report.records().map(|record| to_json_line(&record)).collect(),
        };
        self.beside_bar(|| match self.format {
            MessageFormat::Human | MessageFormat::Short => print_status(&text),
            MessageFormat::Json => print(&text),
        });
    }

    /// Prints why nothing could be done at all, if that is a report; gives the error of the command.
    pub(in crate::cli) fn report_failure(&self, failure: Failure) -> CommandError {
        match &failure {
            Failure::Theme(report) => {
                self.show(report);
                CommandError::reported(ExitStatus::of_cause(report.is_of_disk()))
            }
            Failure::Output(_) | Failure::Threads(_) | Failure::Workers(_) | Failure::Stream { .. } => {
                CommandError::disk(failure.to_string())
            }
        }
    }

    /// Prints a line about the run itself.
    fn say(&self, line: &str) {
        self.beside_bar(|| print_status(line));
    }

    fn beside_bar(&self, write: impl FnOnce()) {
        match &*self.bar.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// Returns true if a warning was shown often enough, in other documents.
    fn is_known(&self, report: &DiagnosticReport, finding: &ReportedDiagnostic) -> bool {
        let diagnostic = &finding.diagnostic;
        if diagnostic.is_error() || diagnostic.source.is_some() || report.source.text.is_empty() {
            return false;
        }
        let mut counts = self.counts();
        let key = (diagnostic.code, diagnostic.message.clone());
        if counts.alike.len() >= MOST_ALIKE && !counts.alike.contains_key(&key) {
            return false;
        }
        let count = counts.alike.entry(key).or_default();
        *count += 1;
        *count > most_alike(diagnostic.code)
    }

    fn human(&self, report: &DiagnosticReport) -> String {
        let mut shown: BTreeMap<_, usize> = BTreeMap::new();
        let mut out = String::new();
        // Errors come last, where they are seen.
        let (errors, warnings): (Vec<&ReportedDiagnostic>, Vec<&ReportedDiagnostic>) =
            report.findings.iter().partition(|finding| finding.diagnostic.is_error());
        for finding in warnings.into_iter().chain(errors) {
            let (diagnostic, source) = (&finding.diagnostic, report.source_of(finding));
            let count = shown.entry((&source.name, diagnostic.code, diagnostic.severity)).or_default();
            *count += 1;
            if *count <= SHOWN_OF_A_KIND && !self.is_known(report, finding) {
                out.push_str(&self.snippet(source, finding));
                out.push_str("\n\n");
            }
        }
        for ((name, code, severity), count) in shown.iter().filter(|(_, count)| **count > SHOWN_OF_A_KIND) {
            let (more, name) = (count - SHOWN_OF_A_KIND, escape_control(name));
            let severity = word(*severity);
            out.push_str(&format!(
                "{severity}[{code}]: {more} more in {name} (--message-format short shows all)\n\n"
            ));
        }
        out
    }

    /// The message, the place, the line with a marker, and help.
    fn snippet(&self, source: &Source, finding: &ReportedDiagnostic) -> String {
        let diagnostic = &finding.diagnostic;
        let level = match diagnostic.severity {
            Severity::Warning => Level::WARNING,
            Severity::Error => Level::ERROR,
        };
        let title = level.primary_title(escape_control(&diagnostic.message)).id(diagnostic.code.name());
        let mut elements: Vec<Element<'_>> = Vec::new();
        let name = escape_control(&source.name);
        let at = source.line_column(diagnostic.span.map_or(0, |span| span.start as usize));
        let mut shown_column = at.column;
        match diagnostic.span {
            Some(span) => {
                let (line, marked) = excerpt(source, span, at);
                shown_column = line.get(..marked.start).map_or(0, |before| before.chars().count()) + 1;
                let annotation = AnnotationKind::Primary.span(marked);
                let snippet = Snippet::source(line).path(name.clone()).line_start(at.line);
                elements.push(snippet.annotation(annotation).into());
            }
            None => elements.push(Origin::path(name.clone()).line(at.line).char_column(at.column).into()),
        }
        if let Some(help) = &diagnostic.help {
            elements.push(Level::HELP.message(escape_control(help)).into());
        }
        if !finding.editions.is_empty() {
            elements.push(Level::NOTE.message(format!("in {}", finding.editions.join(", "))).into());
        }
        let text = self.renderer.render(&[Group::with_title(title).elements(elements)]);
        // Where the line was cut before the place, the column was counted from the cut.
        let place = |column: usize| format!("{name}:{}:{column}", at.line);
        if shown_column == at.column {
            text
        } else {
            text.replacen(&place(shown_column), &place(at.column), 1)
        }
    }
}

impl Observer for Printer {
    fn progress(&self, pairs: usize) {
        if let Some(bar) = &*self.bar.lock().unwrap_or_else(PoisonError::into_inner) {
            bar.inc(pairs as u64);
        }
    }

    fn document(&self, report: &DiagnosticReport) {
        self.show(report);
    }

    fn stopped(&self) -> bool {
        signals::is_stopped()
    }

    fn slow(&self, source: &str, edition: Option<&'static str>, seconds: u64) {
        self.say(&format!("{} has taken {seconds} seconds so far\n", doing(source, edition)));
    }

    fn show_note(&self, note: &str) {
        self.say(&format!("{note}\n"));
    }

    fn give_up(&self, source: &str, edition: Option<&'static str>) {
        self.say(&format!("stopped: {} did not end\n", doing(source, edition)));
        std::process::exit(i32::from(ExitStatus::Stopped.code()));
    }
}

/// What a thread is at.
fn doing(source: &str, edition: Option<&str>) -> String {
    let source = escape_control(source);
    edition.map_or_else(|| format!("reading {source}"), |edition| format!("making `{edition}` of {source}"))
}

/// In how many places warnings with the same words are shown, in all documents: an address that nothing gives is one cause,
/// however many documents lack it.
fn most_alike(code: Code) -> usize {
    if code == Code::MissingCanonicalUrl { 1 } else { SHOWN_OF_A_KIND }
}

/// "2 content, 1 layout"
fn by_class(counts: &BTreeMap<Class, usize>) -> String {
    let parts: Vec<_> = counts.iter().map(|(class, count)| format!("{count} {}", class.name())).collect();
    parts.join(", ")
}

/// A progress bar over `length` things called `what`, where standard error is a terminal.
pub(in crate::cli) fn progress_bar(length: usize, what: &str) -> ProgressBar {
    let bar = ProgressBar::new(length as u64);
    if let Ok(style) =
        ProgressStyle::with_template(&format!("{{bar:30}} {{pos}}/{{len}} {what}, {{per_sec}}, {{eta}} left"))
    {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// The line of a place, cut where it is long, and the marked bytes in it. A place of several lines is marked to the
/// end of its first.
fn excerpt(source: &Source, span: Span, at: LineColumn) -> (String, std::ops::Range<usize>) {
    let (start, end) = (source.line_start(at.line), source.line_start(at.line + 1));
    let line = source.slice(Span::new(start, end)).trim_end_matches('\n');
    let from = source.floor(span.start as usize).saturating_sub(start).min(line.len());
    let to = source.floor(span.end as usize).saturating_sub(start).clamp(from, line.len());
    let (before, rest) = line.split_at_checked(from).unwrap_or((line, ""));
    let marked = rest.get(..to - from).unwrap_or(rest);
    let cut_before = before.char_indices().rev().nth(BEFORE).map(|(index, first)| index + first.len_utf8());
    let cut_after = rest.char_indices().nth(AFTER).map(|(index, _)| index);
    let mut out = String::new();
    if cut_before.is_some() {
        out.push('…');
    }
    out.push_str(before.get(cut_before.unwrap_or(0)..).unwrap_or_default());
    let begin = out.len();
    out.push_str(rest.get(..cut_after.unwrap_or(rest.len())).unwrap_or_default());
    let finish = (begin + marked.len()).min(out.len());
    if cut_after.is_some() {
        out.push('…');
    }
    (out, begin..finish)
}

/// `file:line:column: severity[code]: message`
fn short(report: &DiagnosticReport, finding: &ReportedDiagnostic) -> String {
    let diagnostic = &finding.diagnostic;
    let source = report.source_of(finding);
    let LineColumn { line, column } = place(source, diagnostic.span.map_or(0, |span| span.start));
    let name = escape_control(&source.name);
    let message = escape_control(&diagnostic.message).replace('\n', " ");
    let editions = match finding.editions.as_slice() {
        [] => String::new(),
        editions => format!(" ({})", editions.join(", ")),
    };
    let severity = word(diagnostic.severity);
    format!("{name}:{line}:{column}: {severity}[{}]: {message}{editions}\n", diagnostic.code)
}

/// One JSON object on a line.
fn to_json_line(record: &FindingRecord<'_>) -> String {
    serde_json::to_string(record).unwrap_or_default() + "\n"
}

fn place(source: &Source, offset: u32) -> LineColumn {
    source.line_column(offset as usize)
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let text = format!("first\n{}ТУТ{}\nlast\n", "є".repeat(500), "x".repeat(500));
        let source = Source::new("a.md", text);
        let start = source.text.find("ТУТ").unwrap();
        let span = Span::new(start, start + "ТУТ".len());
        let (line, marked) = excerpt(&source, span, source.line_column(start));
        assert_eq!(line.get(marked), Some("ТУТ"));
        assert_eq!(line.chars().count(), 1 + BEFORE + AFTER + 1);
        let (line, marked) = excerpt(&source, Span::new(0, 400), LineColumn { line: 1, column: 1 });
        assert_eq!((line.as_str(), marked), ("first", 0..5));
        let (line, marked) = excerpt(&source, Span::new(9_999, 9_999), source.line_column(9_999));
        assert_eq!((line.as_str(), marked), ("", 0..0));
    }
}
