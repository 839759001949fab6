//! The way to the same explainer in other languages.

use std::collections::BTreeMap;

use minijinja::{Value, context};

use pressroom_document::paths::sibling_edition_path;
use pressroom_render::Context;
use pressroom_theme::{MessageKey, Messages, Theme};

/// The own names of the languages that the theme has messages in, by primary subtag.
pub(crate) struct LanguageNames(BTreeMap<String, String>);

impl LanguageNames {
    /// The names that a theme knows.
    pub(crate) fn new(theme: &Theme) -> Self {
        let languages = theme.files_below("words/").filter_map(|(path, _)| {
            let language = path.strip_prefix("words/")?.strip_suffix(".toml")?;
            Some((language.to_owned(), theme.messages(language).get(MessageKey::LanguageName).to_owned()))
        });
        Self(languages.collect())
    }

    /// The links for the page's template, in the order of the languages' tags. A language without a name is shown by the
    /// explainer's headline. `extension` is that of the page beside which the other one stands, where its address is not
    /// known.
    pub(crate) fn links(&self, context: &Context<'_>, extension: &str) -> Vec<Value> {
        let link = |translation: &pressroom_render::Translation| {
            let language = &translation.language;
            let name = Messages::files(language.as_str()).iter().find_map(|file| self.0.get(file));
            let beside = || sibling_edition_path(&translation.slug, extension);
            context! {
                language => language.as_str(),
                direction => language.direction().as_str(),
                name => name.unwrap_or(&translation.headline),
                headline => &translation.headline,
                url => translation.url.clone().unwrap_or_else(beside),
            }
        };
        context.translations.iter().map(link).collect()
    }
}
