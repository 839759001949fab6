//! The findings of one document, ready to be shown: in the order of the text, each said once.

use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic, Edit, LineColumn, Severity, Source, Span};

/// What was found in one document, configuration or theme.
#[derive(Debug, Clone)]
pub struct Report {
    /// The text that findings without a source of their own point into; empty where it could not be read.
    pub source: Source,
    /// In the order of their places; those about the whole file come first.
    pub findings: Vec<Finding>,
}

/// One finding, and the editions that it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The finding.
    pub diagnostic: Diagnostic,
    /// The editions that said the same, in the order of the registry; empty where it concerns them all.
    pub editions: Vec<&'static str>,
}

impl Report {
    /// Sorts the findings and merges those that several editions made alike.
    pub fn new(source: Source, diagnostics: Vec<Diagnostic>) -> Self {
        let mut findings: Vec<Finding> = Vec::with_capacity(diagnostics.len());
        let mut sorted: Vec<(usize, Diagnostic)> = diagnostics.into_iter().enumerate().collect();
        sorted.sort_by(|(a_order, a), (b_order, b)| {
            fn key(finding: &Diagnostic) -> (Option<&str>, Option<Span>, Code, Severity) {
                let source = finding.source.as_ref().map(|source| source.name.as_str());
                (source, finding.span, finding.code, finding.severity)
            }
            let whole = (key(a), &a.message, &a.help).cmp(&(key(b), &b.message, &b.help));
            whole.then(a_order.cmp(b_order))
        });
        for (_, mut diagnostic) in sorted {
            let edition = diagnostic.edition.take();
            match findings.last_mut().filter(|last| last.diagnostic == diagnostic) {
                Some(last) if last.editions.is_empty() || edition.is_none() => last.editions.clear(),
                Some(last) => last.editions.extend(edition.filter(|name| !last.editions.contains(name))),
                None => findings.push(Finding { diagnostic, editions: edition.into_iter().collect() }),
            }
        }
        Self { source, findings }
    }

    /// The text that a finding points into.
    pub fn source_of<'a>(&'a self, finding: &'a Finding) -> &'a Source {
        finding.diagnostic.source.as_deref().unwrap_or(&self.source)
    }

    /// The findings as programs read them, in their order.
    pub fn records(&self) -> impl Iterator<Item = FindingRecord<'_>> {
        self.findings.iter().map(|finding| {
            let (diagnostic, source) = (&finding.diagnostic, self.source_of(finding));
            let span = diagnostic.span.unwrap_or_default();
            let place = |offset: u32| PlaceRecord::from(source.line_column(offset as usize));
            let PlaceRecord { line, column } = place(span.start);
            FindingRecord {
                file: &source.name,
                line,
                column,
                end: place(span.end),
                code: diagnostic.code,
                severity: diagnostic.severity,
                message: &diagnostic.message,
                help: diagnostic.help.as_deref(),
                edition: &finding.editions,
                edits: diagnostic
                    .edits
                    .iter()
                    .map(|Edit { span, text }| EditRecord {
                        start: place(span.start),
                        end: place(span.end),
                        text,
                    })
                    .collect(),
            }
        })
    }

    /// How many findings are errors.
    pub fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.diagnostic.is_error()).count()
    }

    /// How many findings are warnings.
    pub fn warnings(&self) -> usize {
        self.findings.len() - self.errors()
    }
}

/// A finding as a program reads it. Lines and columns count from 1, columns in characters.
#[derive(Debug, Serialize)]
pub struct FindingRecord<'a> {
    /// The source.
    pub file: &'a str,
    /// Where the place begins.
    pub line: usize,
    /// Where the place begins.
    pub column: usize,
    /// Where the place ends.
    pub end: PlaceRecord,
    /// The finding's code.
    pub code: Code,
    /// `error` or `warning`.
    pub severity: Severity,
    /// What is wrong.
    pub message: &'a str,
    /// How to mend it.
    pub help: Option<&'a str>,
    /// The editions concerned; empty where it concerns them all.
    pub edition: &'a [&'static str],
    /// What mends it; empty where only the writer can.
    pub edits: Vec<EditRecord<'a>>,
}

/// A replacement as a program reads it.
#[derive(Debug, Serialize)]
pub struct EditRecord<'a> {
    /// Where the replaced text begins.
    pub start: PlaceRecord,
    /// Where it ends.
    pub end: PlaceRecord,
    /// What takes its place.
    pub text: &'a str,
}

/// A place in a source; line and column count from 1.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct PlaceRecord {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

impl From<LineColumn> for PlaceRecord {
    fn from(LineColumn { line, column }: LineColumn) -> Self {
        Self { line, column }
    }
}

/// Turns warnings into errors.
pub(super) fn promote(report: &mut Report) {
    for finding in &mut report.findings {
        finding.diagnostic.severity = Severity::Error;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alike_findings_of_editions_are_one() {
        let same = |at: usize| Diagnostic::warning(Code::Simplified, "a").at(Span::new(at, at + 1));
        let report = Report::new(
            Source::new("a.md", "text"),
            vec![
                same(2).in_edition("amp"),
                same(0).in_edition("amp"),
                Diagnostic::error(Code::Unreadable, "whole"),
                same(2).in_edition("html"),
                same(1).in_edition("epub"),
                same(1),
            ],
        );
        let seen: Vec<_> = report
            .findings
            .iter()
            .map(|finding| (finding.diagnostic.span.map(|span| span.start), finding.editions.clone()))
            .collect();
        assert_eq!(
            seen,
            [(None, vec![]), (Some(0), vec!["amp"]), (Some(1), vec![]), (Some(2), vec!["amp", "html"])]
        );
    }
}
