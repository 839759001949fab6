//! Metadata that an explainer does not give, and what is put in its place.
//!
//! A key with a wrong value is not missing: what is wrong with it was said. Of an explainer without front matter one finding
//! says all that is missing, with the front matter to paste.

use crate::front_matter::FrontMatter;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Span};

/// Collects what is missing.
pub(crate) struct Missing {
    /// Where the front matter stands; `None` if there is none.
    front: Option<Span>,
    /// Where the keys stand that have no value.
    empty: Vec<(&'static str, Span)>,
    /// The keys that were given, rightly or wrongly.
    given: Vec<&'static str>,
    found: Diagnostics,
    /// What is missing because there is no front matter: what it is, and the line to paste.
    lines: Vec<(String, &'static str)>,
}

impl Missing {
    /// Nothing is missing yet.
    pub(crate) fn new(front: &FrontMatter) -> Self {
        Self {
            // It begins after its fence.
            front: Some(front.span).filter(|span| span.start > 0),
            empty: front.empty.clone(),
            given: front.places.iter().map(|(key, _)| *key).collect(),
            found: Diagnostics::new(),
            lines: Vec::new(),
        }
    }

    /// There is no headline; `name` is used.
    pub(crate) fn headline(&mut self, name: &str) {
        self.add(
            Code::MissingHeadline,
            "headline",
            &format!("there is no headline; “{name}” is used"),
            "write `headline:` in the front matter, or begin with `# Headline`",
            Some((format!("headline (“{name}” is used)"), "headline: What is it about?")),
        );
    }

    /// There is no language, neither here nor in the configuration.
    pub(crate) fn language(&mut self) {
        self.add(
            Code::MissingLanguage,
            "language",
            "no language is given; English is assumed",
            "write `language: en` in the front matter",
            Some(("language (English is assumed)".to_owned(), "language: en")),
        );
    }

    /// There is no date of publication.
    pub(crate) fn date(&mut self) {
        self.add(
            Code::MissingDate,
            "published",
            "no date of publication is given",
            "write `published: YYYY-MM-DD` in the front matter",
            Some(("date".to_owned(), "published: YYYY-MM-DD")),
        );
    }

    /// Nothing says where the explainer will live.
    pub(crate) fn canonical_url(&mut self) {
        self.add(
            Code::MissingCanonicalUrl,
            "canonical_url",
            "Pressroom can't tell the explainer's address on the web",
            "write `canonical_url:` in the front matter, or `base_url` in pressroom.toml",
            None,
        );
    }

    fn add(
        &mut self,
        code: Code,
        key: &'static str,
        message: &str,
        help: &str,
        line: Option<(String, &'static str)>,
    ) {
        if self.given.contains(&key) {
            return;
        }
        match (self.front, line) {
            (None, Some(line)) => self.lines.push(line),
            (span, _) => {
                let empty = self.empty.iter().find(|(empty, _)| *empty == key).map(|(_, place)| *place);
                let span = empty.or(span).unwrap_or_default();
                self.found.push(Diagnostic::warning(code, message).with_span(span).help(help));
            }
        }
    }

    /// Says what is missing.
    pub(crate) fn report(self, found: &mut Diagnostics) {
        if !self.lines.is_empty() {
            let what: Vec<&str> = self.lines.iter().map(|(what, _)| what.as_str()).collect();
            let message = format!("there is no front matter, so no {}", what.join(", no "));
            let lines: Vec<&str> = self.lines.iter().map(|(_, line)| *line).collect();
            let help = format!("begin the file with\n---\n{}\n---", lines.join("\n"));
            let finding = Diagnostic::warning(Code::MissingFrontMatter, message);
            found.push(finding.with_span(Span::default()).help(help));
        }
        found.extend(self.found);
    }
}
