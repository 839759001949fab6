//! What a row is: a construct and how a text with `n` of it is written.

use super::{html, markdown, metadata, pictures, slips};

/// A construct of the reader.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) form: Form,
    /// The text with `n` of it; its length grows with `n`, in proportion.
    pub(super) make: fn(usize) -> String,
}

/// What reads the text of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The body of an explainer.
    Body,
    /// A whole explainer.
    Explainer,
    /// The model's JSON.
    Model,
    /// `pressroom.toml`.
    Configuration,
}

/// A row of the body.
pub(super) const fn row(name: &'static str, make: fn(usize) -> String) -> Row {
    Row { name, form: Form::Body, make }
}

/// A row of the whole explainer.
pub(super) const fn whole(name: &'static str, make: fn(usize) -> String) -> Row {
    Row { name, form: Form::Explainer, make }
}

/// Every row.
pub(super) fn all() -> Vec<Row> {
    [markdown::ROWS, slips::ROWS, html::ROWS, metadata::ROWS, pictures::ROWS].concat()
}

/// `n` pieces, each with its number.
pub(super) fn lines(n: usize, piece: impl Fn(usize) -> String) -> String {
    (0..n).map(piece).collect()
}

impl Row {
    /// The text with `n` of the construct, as a file.
    pub(super) fn text(&self, n: usize) -> String {
        let text = (self.make)(n);
        match self.form {
            Form::Body => {
                let front = "---\nheadline: Why is it so?\nslug: growth\nlanguage: en\npublished: 2026-01-02\n---\n\n";
                format!("{front}{text}")
            }
            Form::Explainer | Form::Model | Form::Configuration => text,
        }
    }
}
