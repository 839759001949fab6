//! The text of a post while it is put together: a builder, and what must be said of it.

use serde_json::Value;

use super::{super::html_body::HtmlBody, shape};
use crate::{Action, FindingKind, ImportError, ImportFinding, assemble::append};
use pressroom_diagnostics::{Diagnostics, Source, Span};
use pressroom_read::builder::{Builder, Container, Draft, Picture};

/// A value that is a text, and not empty.
pub(super) fn string(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// An id: old exports count, new ones name.
pub(super) fn id(value: &Value, key: &str) -> Option<String> {
    match value.get(key)? {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The text of a post.
pub(super) struct PostText<'t, 'b, 'p> {
    pub(super) builder: Builder<'b>,
    pub(super) body: &'t mut HtmlBody<'p>,
    /// What stands before the text that is being built.
    before: Draft,
    /// Texts that did not fit.
    failed: Option<ImportError>,
}

impl<'t, 'b, 'p> PostText<'t, 'b, 'p> {
    pub(super) fn new(found: &'b mut Diagnostics, body: &'t mut HtmlBody<'p>) -> Self {
        Self { builder: Builder::new(found), body, before: Draft::default(), failed: None }
    }

    /// The draft of all of it.
    ///
    /// # Errors
    /// A part of it is too large.
    pub(super) fn finish(self) -> Result<Draft, ImportError> {
        match self.failed {
            Some(error) => Err(error),
            None => {
                let mut draft = self.before;
                append(&mut draft, self.builder.finish_all());
                Ok(draft)
            }
        }
    }

    /// HTML.
    pub(super) fn html(&mut self, html: &str) {
        let read = self.body.read(&mut self.builder, html, shape::shape);
        if let Err(error) = read {
            self.failed.get_or_insert(error);
        }
    }

    /// Markdown: it is read by itself, and stands between what comes before and after.
    pub(super) fn markdown(&mut self, markdown: &str) {
        let source = Source::new("markdown", markdown.to_owned());
        let (draft, found) = pressroom_read::markdown_draft(&source, &self.body.language);
        self.body.findings.extend(found.iter().map(ImportFinding::of_reader));
        let built = self.builder.take_draft();
        append(&mut self.before, built);
        append(&mut self.before, draft);
    }

    pub(super) fn text(&mut self, text: impl Into<String>) {
        self.builder.text(text.into(), Span::default());
    }

    pub(super) fn around(&mut self, container: Container, build: impl FnOnce(&mut Self)) {
        let opened = self.builder.open(container, Span::default());
        build(self);
        self.builder.close(opened);
    }

    /// A picture with its caption, which is HTML.
    pub(super) fn figure(&mut self, source: &str, alt: Option<String>, caption: Option<String>) {
        match self.body.pictures.take_picture(source) {
            Some(path) => {
                let picture = Picture { path, alt_missing: alt.is_none(), alt, ..Picture::default() };
                self.around(Container::Figure, |text| {
                    text.around(Container::Image(Box::new(picture)), |_| {});
                    if let Some(caption) = caption {
                        text.around(Container::Caption, |text| text.html(&caption));
                    }
                });
            }
            None => {
                let message =
                    format!("the picture `{source}` is neither in the folder of media nor on the web");
                self.find(FindingKind::Picture, Action::LeftOut, &alt.unwrap_or_default(), &message);
                if let Some(caption) = caption {
                    self.around(Container::Paragraph, |text| text.html(&caption));
                }
            }
        }
    }

    /// A paragraph that is a link.
    pub(super) fn link(&mut self, url: &str, words: &str) {
        self.around(Container::Paragraph, |text| {
            text.around(Container::Link { url: url.to_owned(), title: None }, |text| text.text(words));
        });
    }

    pub(super) fn find(&mut self, kind: FindingKind, action: Action, text: &str, message: &str) {
        self.body.findings.push(ImportFinding {
            kind,
            action,
            place: String::new(),
            text: text.to_owned(),
            message: message.to_owned(),
        });
    }
}
