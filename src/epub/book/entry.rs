//! The table of contents: its entries and their names.

use minijinja::{Value, context};

use pressroom_document::Language;
use pressroom_render::markup::escape;

/// An entry of the table of contents.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The file, with a fragment where the entry begins within it.
    pub(crate) href: String,
    /// How it is named.
    pub(crate) label: Label,
    /// The language of the name.
    pub(crate) language: Language,
    /// The entries below it.
    pub(crate) children: Vec<Entry>,
}

/// The name of an entry.
#[derive(Debug, Clone)]
pub(crate) struct Label {
    /// A card's number.
    pub(crate) number: Option<u32>,
    /// Escaped markup without links.
    pub(crate) markup: String,
    /// The same without markup, on one line.
    pub(crate) plain: String,
}

impl Label {
    /// A label of plain words.
    pub(crate) fn words(text: &str) -> Self {
        Self { number: None, markup: escape(text), plain: text.to_owned() }
    }

    /// Number and words, for lists that know no markup.
    pub(crate) fn numbered(&self) -> String {
        match self.number {
            Some(number) => format!("{number}. {}", self.plain),
            None => self.plain.clone(),
        }
    }
}

impl Entry {
    /// Template values for a contents list in `language`.
    pub(crate) fn values(&self, language: &Language) -> Value {
        let foreign = (self.language != *language).then_some(&self.language);
        context! {
            file => &self.href,
            number => self.label.number,
            markup => Value::from_safe_string(self.label.markup.clone()),
            language => foreign.map(Language::as_str),
            direction => foreign.map(|language| language.direction().as_str()),
            children => self.children.iter().map(|child| child.values(&self.language)).collect::<Vec<_>>(),
        }
    }
}
