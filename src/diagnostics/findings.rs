//! The findings of one document, ready to be shown: in the order of the text, each said once.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{CheckPolicy, Class, Code, Diagnostic, Edit, LineColumn, Severity, Source, Span};

/// What was found in one document, configuration or theme.
#[derive(Debug, Clone)]
pub struct DiagnosticReport {
    /// The text that findings without a source of their own point into; empty where it could not be read.
    pub source: Source,
    /// In the order of their places; those about the whole file come first.
    pub findings: Vec<ReportedDiagnostic>,
    /// How many findings are not shown, because the newsroom allows them.
    pub allowed: usize,
}

/// One finding, and the editions that it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedDiagnostic {
    /// The finding.
    pub diagnostic: Diagnostic,
    /// The editions that said the same, in the order of the registry; empty where it concerns them all.
    pub editions: Vec<&'static str>,
}

impl DiagnosticReport {
    /// Sorts the findings, merges those that several editions made alike, and leaves out those that follow from another.
    pub fn new(source: Source, mut diagnostics: Vec<Diagnostic>) -> Self {
        let causes = Causes::from_diagnostics(&diagnostics);
        diagnostics.retain(|finding| !causes.explain(finding));
        let mut findings: Vec<ReportedDiagnostic> = Vec::with_capacity(diagnostics.len());
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
                None => {
                    findings.push(ReportedDiagnostic { diagnostic, editions: edition.into_iter().collect() })
                }
            }
        }
        Self { source, findings, allowed: 0 }
    }

    /// Leaves out the warnings that the newsroom allows, and turns those into errors on which it is strict.
    pub fn apply(&mut self, policy: &CheckPolicy) {
        let before = self.findings.len();
        self.findings.retain(|finding| !policy.allows(&finding.diagnostic));
        self.allowed += before - self.findings.len();
        for finding in &mut self.findings {
            if policy.promotes(&finding.diagnostic) {
                finding.diagnostic.severity = Severity::Error;
            }
        }
    }

    /// The text that a finding points into.
    pub fn source_of<'a>(&'a self, finding: &'a ReportedDiagnostic) -> &'a Source {
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
                class: diagnostic.code.class(),
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

    /// Returns true if there is nothing to show or to count.
    pub fn is_silent(&self) -> bool {
        self.findings.is_empty() && self.allowed == 0
    }

    /// True where the disk refused: what is said of the document may not be so in the next run.
    pub fn is_of_disk(&self) -> bool {
        let mut found = self.findings.iter().map(|finding| &finding.diagnostic);
        found.any(|finding| finding.is_error() && finding.code == Code::Disk)
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
#[derive(Debug, Serialize, JsonSchema)]
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
    #[schemars(with = "String")]
    pub code: Code,
    /// What it is about: `content`, `layout`, `rights` or `style`.
    #[schemars(with = "String", extend("enum" = ["content", "layout", "rights", "style"]))]
    pub class: Class,
    /// `error` or `warning`.
    #[schemars(with = "String", extend("enum" = ["error", "warning"]))]
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
#[derive(Debug, Serialize, JsonSchema)]
pub struct EditRecord<'a> {
    /// Where the replaced text begins.
    pub start: PlaceRecord,
    /// Where it ends.
    pub end: PlaceRecord,
    /// What takes its place.
    pub text: &'a str,
}

/// A place in a source; line and column count from 1.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
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

/// What the findings of a document speak of that concern all its editions. An edition's finding that follows from one of
/// them says nothing new.
pub struct Causes(BTreeSet<Code>);

impl Causes {
    /// The causes that findings speak of.
    pub fn from_diagnostics(found: &[Diagnostic]) -> Self {
        let of_reader = found.iter().filter(|finding| finding.edition.is_none());
        let mut causes: BTreeSet<Code> =
            of_reader.map(|finding| finding.cause.unwrap_or(finding.code)).collect();
        if causes.contains(&Code::MissingFrontMatter) {
            causes.extend([Code::MissingHeadline, Code::MissingLanguage, Code::MissingDate]);
        }
        Self(causes)
    }

    /// Returns true for an edition's finding that follows from one of them.
    pub fn explain(&self, finding: &Diagnostic) -> bool {
        finding.edition.is_some() && finding.cause.is_some_and(|cause| self.0.contains(&cause))
    }
}

/// Returns true if a document with these findings is not to be made, because of a warning.
pub fn is_refused(policy: &CheckPolicy, found: &[Diagnostic]) -> bool {
    let causes = Causes::from_diagnostics(found);
    found.iter().any(|finding| policy.promotes(finding) && !causes.explain(finding))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alike_findings_of_editions_are_one() {
        let same = |at: usize| Diagnostic::warning(Code::Simplified, "a").with_span(Span::new(at, at + 1));
        let report = DiagnosticReport::new(
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

    #[test]
    fn what_follows_from_another_finding_is_not_said() {
        let consequence =
            Diagnostic::warning(Code::Defaulted, "an EPUB needs a date").follows(Code::MissingDate);
        let codes = |found: Vec<Diagnostic>| -> Vec<Code> {
            let report = DiagnosticReport::new(Source::new("a.md", "text"), found);
            report.findings.iter().map(|finding| finding.diagnostic.code).collect()
        };
        let of_epub = || consequence.clone().in_edition("epub");
        assert_eq!(codes(vec![of_epub()]), [Code::Defaulted]);
        for cause in [
            Diagnostic::warning(Code::MissingDate, "no date"),
            Diagnostic::warning(Code::MissingFrontMatter, "nothing"),
            Diagnostic::warning(Code::WrongType, "`date` is wrong").follows(Code::MissingDate),
        ] {
            let code = cause.code;
            assert_eq!(codes(vec![of_epub(), cause]), [code]);
        }
        let other = Diagnostic::warning(Code::MissingDate, "another edition says so").in_edition("amp");
        assert_eq!(codes(vec![of_epub(), other]).len(), 2);
    }

    #[test]
    fn a_newsroom_chooses_what_is_shown_and_what_stops() {
        let found = || {
            let cause = Diagnostic::warning(Code::MissingDate, "no date");
            let follows = Diagnostic::warning(Code::Defaulted, "x").follows(Code::MissingDate);
            let style = Diagnostic::warning(Code::DuplicateRelated, "twice");
            vec![cause, follows.in_edition("epub"), style]
        };
        let policy =
            |allow: &[Code], strict: &[Class]| CheckPolicy { allow: allow.into(), strict: strict.into() };
        let counts = |policy: &CheckPolicy| {
            let mut report = DiagnosticReport::new(Source::new("a.md", "text"), found());
            report.apply(policy);
            (report.allowed, report.warnings(), report.errors(), is_refused(policy, &found()))
        };
        assert_eq!(counts(&policy(&[], &[])), (0, 2, 0, false));
        assert_eq!(counts(&CheckPolicy::strict()), (0, 0, 2, true));
        assert_eq!(counts(&policy(&[], &[Class::Content])), (0, 1, 1, true));
        assert_eq!(counts(&policy(&[Code::MissingDate], &[Class::Content])), (1, 1, 0, false));
        assert_eq!(counts(&policy(&[], &[Class::Rights])), (0, 2, 0, false));
    }
}
