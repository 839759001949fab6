//! Interface words of many languages, each read once.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use pressroom_document::Language;
use pressroom_theme::{MessageKey, Messages, Theme};

/// The words of the languages that were asked for so far.
pub(crate) struct Localizer<'a> {
    theme: &'a Theme,
    known: RefCell<BTreeMap<String, Rc<Messages>>>,
}

impl<'a> Localizer<'a> {
    pub(crate) fn new(theme: &'a Theme) -> Self {
        Self { theme, known: RefCell::default() }
    }

    pub(crate) fn messages(&self, language: &Language) -> Rc<Messages> {
        let tag = language.as_str();
        let mut known = self.known.borrow_mut();
        Rc::clone(known.entry(tag.to_owned()).or_insert_with(|| Rc::new(self.theme.messages(tag))))
    }

    /// A language's own name; its tag if the theme has none.
    pub(crate) fn name(&self, language: &Language) -> String {
        let english = language.primary() == "en";
        let name = self.messages(language).get(MessageKey::LanguageName).to_owned();
        // A word that a language lacks is the English one.
        let borrowed = !english && name == self.messages(&Language::english()).get(MessageKey::LanguageName);
        if borrowed || name.is_empty() { language.as_str().to_owned() } else { name }
    }
}
