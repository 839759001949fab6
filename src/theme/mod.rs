//! Themes: what an edition looks like, and the words that it adds in the document's language.
//!
//! A theme is a folder: `theme.toml` (tokens), `web/ epub/ pdf/ text/` (templates and styles), `fonts/` and `words/`.
//! Built-in themes are part of the program, made from `themes/`. A theme that `extends` another takes from it every
//! file that it does not bring itself.

mod builtin;
mod fonts;
mod manifest;
mod page;
mod press;
mod words;

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

pub use builtin::{DEFAULT, builtin_names};
pub use fonts::SystemFonts;
pub use manifest::{Colors, Fonts, Tokens};
pub use page::Page;
pub use press::{Ink, Press, Profile};
pub use words::{Count, Word, Words};

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Source},
    model::PrintSettings,
};
use press::Presses;

/// Files of a theme: path inside its folder, with `/` -> content.
pub type Files = BTreeMap<String, Cow<'static, [u8]>>;

/// A theme that was read and checked.
#[derive(Clone)]
pub struct Theme {
    /// Its name.
    pub name: String,
    /// The tokens of `theme.toml`, each given there or by the theme that it extends.
    pub tokens: Tokens,
    presses: Presses,
    files: Files,
    system_fonts: Option<Arc<dyn SystemFonts>>,
}

impl std::fmt::Debug for Theme {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Theme({}, {} files)", self.name, self.files.len())
    }
}

impl Theme {
    /// A built-in theme.
    ///
    /// # Errors
    /// [`Code::BadTheme`] where there is none of that name.
    pub fn builtin(name: &str) -> Result<Self, (Source, Diagnostics)> {
        match builtin::files(name) {
            Some(files) => Self::load(name, files),
            None => {
                let names = builtin_names().join(", ");
                let finding =
                    Diagnostic::error(Code::BadTheme, format!("there is no built-in theme `{name}`")).help(
                        format!("built in: {names}; a folder is named with a slash, as in themes/{name}"),
                    );
                Err((Source::new(name, ""), vec![finding]))
            }
        }
    }

    /// A theme from its files.
    ///
    /// # Errors
    /// Findings about `theme.toml`, with the text that they point into.
    pub fn load(name: &str, mut files: Files) -> Result<Self, (Source, Diagnostics)> {
        let path = format!("{name}/theme.toml");
        let (source, mut found) = match files.get("theme.toml") {
            Some(bytes) => Source::decode(path, bytes),
            None => {
                let finding = Diagnostic::error(Code::BadTheme, "a theme needs a file theme.toml");
                return Err((Source::new(path, ""), vec![finding]));
            }
        };
        let manifest = match manifest::read(&source, &mut found) {
            Some(manifest) if !found.iter().any(Diagnostic::is_error) => manifest,
            _ => return Err((source, found)),
        };
        let parent = match manifest.extends.as_deref() {
            Some(parent) => Some(Self::builtin(parent).map_err(|(_, found)| (source.clone(), found))?),
            None => None,
        };
        let print = manifest.print.clone();
        let tokens = manifest.tokens(parent.as_ref().map(|theme| &theme.tokens));
        let tokens = match tokens {
            Ok(tokens) => tokens,
            Err(finding) => return Err((source, vec![finding])),
        };
        let presses = parent.as_ref().map(|theme| theme.presses.clone()).unwrap_or_default();
        let open = |path: &str| {
            files
                .get(path)
                .map(|bytes| Arc::from(&**bytes))
                .ok_or_else(|| "is not in the theme's folder".to_owned())
        };
        let presses = match presses.with(&print, open) {
            Ok(presses) => presses,
            Err(found) => return Err((source, found)),
        };
        for (path, content) in parent.into_iter().flat_map(|theme| theme.files) {
            files.entry(path).or_insert(content);
        }
        Ok(Self { name: name.to_owned(), tokens, presses, files, system_fonts: None })
    }

    /// The same theme, with the print settings of the newsroom. `profile` opens the profiles that they name.
    ///
    /// # Errors
    /// Findings, each at its place in the text that the settings were read from.
    pub fn with_print(
        self,
        settings: &PrintSettings,
        profile: impl FnMut(&str) -> Result<Arc<[u8]>, String>,
    ) -> Result<Self, Diagnostics> {
        Ok(Self { presses: self.presses.with(settings, profile)?, ..self })
    }

    /// What the press wants that files for print are made for; `None` where neither theme nor newsroom names one.
    pub fn press(&self) -> Option<&Press> {
        self.presses.chosen()
    }

    /// The same theme, with the machine's fonts for characters that its own lack.
    #[must_use]
    pub fn with_system_fonts(self, fonts: Arc<dyn SystemFonts>) -> Self {
        Self { system_fonts: Some(fonts), ..self }
    }

    /// The machine's fonts, where they were handed in.
    pub fn system_fonts(&self) -> Option<&Arc<dyn SystemFonts>> {
        self.system_fonts.as_ref()
    }

    /// The content of a file of the theme.
    pub fn file(&self, path: &str) -> Option<&Cow<'static, [u8]>> {
        self.files.get(path)
    }

    /// A template or style of the theme as text.
    ///
    /// # Errors
    /// A finding where the file is not there or is not UTF-8.
    pub fn text(&self, path: &str) -> Result<&str, Diagnostic> {
        let missing =
            || Diagnostic::error(Code::BadTheme, format!("theme `{}` has no file {path}", self.name));
        std::str::from_utf8(self.files.get(path).ok_or_else(missing)?).map_err(|_| {
            Diagnostic::error(Code::BadTheme, format!("{path} of theme `{}` is not UTF-8", self.name))
        })
    }

    /// The files below a folder of the theme, such as `fonts/`, in order of their paths.
    pub fn files_below<'a>(
        &'a self,
        folder: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a Cow<'static, [u8]>)> {
        self.files
            .range(folder.to_owned()..)
            .map(|(path, content)| (path.as_str(), content))
            .take_while(move |(path, _)| path.starts_with(folder))
    }

    /// Interface words for a language tag; English where the theme has none for it.
    pub fn words(&self, language: &str) -> Words {
        Words::new(language, |name| self.text(&format!("words/{name}.toml")).ok())
    }
}
