//! A theme that was read and checked: tokens, files and messages.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use super::{
    builtin::{self, builtin_names},
    files::{Files, OpenError, ThemeResolver, is_plain_name},
    fonts::SystemFonts,
    manifest::{self, Press, Presses, TokenTable, Tokens, contrast},
    messages::{MessageCache, Messages, check},
};
use pressroom_config::PrintSettings;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Severity, Source, Span, nearest};
use pressroom_document::{canonical, sha256};
use serde_json::{Value, json};
use toml::Spanned;

/// The folder of the interface words.
const MESSAGES: &str = "words/";

/// How many themes may extend one another.
const MAX_CHAIN: usize = 8;

/// A theme that was read and checked.
#[derive(Clone)]
pub struct Theme {
    /// Its name.
    pub name: String,
    /// The tokens of `theme.toml`, each given there or by the theme that it extends.
    pub tokens: Tokens,
    presses: Presses,
    files: BTreeMap<String, File>,
    system_fonts: Option<Arc<dyn SystemFonts>>,
    /// Interface words that were read already.
    messages: Arc<MessageCache>,
}

/// A file, and the theme that brings it.
#[derive(Clone)]
struct File {
    content: Cow<'static, [u8]>,
    theme: Arc<str>,
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

    /// A theme from its files, which may extend a built-in one.
    ///
    /// # Errors
    /// Findings about `theme.toml`, with the text that they point into.
    pub fn load(name: &str, files: Files) -> Result<Self, (Source, Diagnostics)> {
        Self::load_with_resolver(name, files, &|_| Ok(None))
    }

    /// A theme from its files, which may extend a built-in one or one that stands beside it.
    ///
    /// # Errors
    /// As [`Theme::load`], also about the themes that it extends.
    pub fn load_with_resolver(
        name: &str,
        files: Files,
        beside: ThemeResolver<'_>,
    ) -> Result<Self, (Source, Diagnostics)> {
        let own = name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned();
        Self::load_chained(name, files, beside, &mut vec![own])
    }

    fn load_chained(
        name: &str,
        files: Files,
        beside: ThemeResolver<'_>,
        chain: &mut Vec<String>,
    ) -> Result<Self, (Source, Diagnostics)> {
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
        let parent = match &manifest.extends {
            Some(extends) => Some(Self::extended(&source, extends, beside, chain)?),
            None => None,
        };
        let (print, places) = (manifest.print.clone(), manifest.places());
        let tokens = match manifest.tokens(parent.as_ref().map(|theme| &theme.tokens)) {
            Ok(tokens) => tokens,
            Err(finding) => return Err((source, vec![finding])),
        };
        let unreadable = contrast::check(&tokens, &places);
        if !unreadable.is_empty() {
            return Err((source, unreadable));
        }
        let presses = parent.as_ref().map(|theme| theme.presses.clone()).unwrap_or_default();
        let open = |path: &str| {
            files
                .get(path)
                .map(|bytes| Arc::from(&**bytes))
                .ok_or_else(|| OpenError::from("is not in the theme's folder"))
        };
        let presses = match presses.with(&print, open) {
            Ok(presses) => presses,
            Err(found) => return Err((source, found)),
        };
        // Built-in words are checked by the tests.
        if builtin::files(name).is_none() {
            check::check(name, &files)?;
        }
        let theme: Arc<str> = Arc::from(name);
        let mut all = parent.map(|parent| parent.files).unwrap_or_default();
        all.extend(
            files.into_iter().map(|(path, content)| (path, File { content, theme: Arc::clone(&theme) })),
        );
        Ok(Self {
            name: name.to_owned(),
            tokens,
            presses,
            files: all,
            system_fonts: None,
            messages: Arc::default(),
        })
    }

    /// The theme that another extends: a built-in one, else one beside it.
    fn extended(
        source: &Source,
        extends: &Spanned<String>,
        beside: ThemeResolver<'_>,
        chain: &mut Vec<String>,
    ) -> Result<Self, (Source, Diagnostics)> {
        let name = extends.as_ref().as_str();
        let refused = |message: String, help: Option<String>| {
            let span = Span::new(extends.span().start, extends.span().end);
            let finding = Diagnostic { help, ..Diagnostic::error(Code::BadTheme, message).with_span(span) };
            (source.clone(), vec![finding])
        };
        if let Some(files) = builtin::files(name) {
            return Self::load(name, files);
        }
        if !is_plain_name(name) {
            let help = "give the name of a built-in theme, or of a folder beside this theme's";
            return Err(refused(format!("`{name}` can't be the name of a theme"), Some(help.to_owned())));
        }
        if chain.iter().any(|before| before == name) || chain.len() >= MAX_CHAIN {
            let round = chain.iter().map(|before| format!("`{before}` extends ")).collect::<String>();
            let help = "one of them has to stand alone, or extend a built-in theme";
            return Err(refused(format!("{round}`{name}`: that never ends"), Some(help.to_owned())));
        }
        match beside(name) {
            Ok(Some((shown, files))) => {
                chain.push(name.to_owned());
                Self::load_chained(&shown, files, beside, chain)
            }
            Ok(None) => {
                let names = builtin_names();
                let help = match nearest(name, names.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => {
                        format!("built in: {}; others stand beside this theme's folder", names.join(", "))
                    }
                };
                Err(refused(format!("there is no theme `{name}` to extend"), Some(help)))
            }
            Err(error) => Err(refused(error.to_string(), None)),
        }
    }

    /// The same theme, with the print settings of the newsroom. `profile` opens the profiles that they name.
    ///
    /// # Errors
    /// Findings, each at its place in the text that the settings were read from.
    pub fn with_print(
        self,
        settings: &PrintSettings,
        profile: impl FnMut(&str) -> Result<Arc<[u8]>, OpenError>,
    ) -> Result<Self, Diagnostics> {
        Ok(Self { presses: self.presses.with(settings, profile)?, ..self })
    }

    /// The press that print files are made for; `None` if neither theme nor newsroom names one.
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
        self.files.get(path).map(|file| &file.content)
    }

    /// A template or style of the theme as text.
    ///
    /// # Errors
    /// A finding where the file is not there or is not UTF-8.
    pub fn text(&self, path: &str) -> Result<&str, Diagnostic> {
        let file = self.files.get(path).ok_or_else(|| self.missing(path))?;
        std::str::from_utf8(&file.content)
            .map_err(|_| Diagnostic::error(Code::BadTheme, format!("{}/{path} is not UTF-8", file.theme)))
    }

    /// A template or style of the theme as a text that findings point into, named as people find it: a theme that
    /// extends another has files of both.
    ///
    /// # Errors
    /// A finding where the file is not there or is not UTF-8.
    pub fn source(&self, path: &str) -> Result<Arc<Source>, Diagnostic> {
        let file = self.files.get(path).ok_or_else(|| self.missing(path))?;
        let (source, found) = Source::decode(format!("{}/{path}", file.theme), &file.content);
        let source = Arc::new(source);
        match found.into_iter().next() {
            Some(finding) => Err(Diagnostic { severity: Severity::Error, ..finding.in_source(&source) }),
            None => Ok(source),
        }
    }

    fn missing(&self, path: &str) -> Diagnostic {
        Diagnostic::error(Code::BadTheme, format!("theme `{}` has no file {path}", self.name))
    }

    /// The files below a folder of the theme, such as `fonts/`, in order of their paths.
    pub fn files_below<'a>(
        &'a self,
        folder: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a Cow<'static, [u8]>)> {
        self.files
            .range(folder.to_owned()..)
            .map(|(path, file)| (path.as_str(), &file.content))
            .take_while(move |(path, _)| path.starts_with(folder))
    }

    /// Hashes the whole theme. See [`Self::hash_parts`].
    pub fn hash(&self) -> String {
        self.hash_parts(&[""], TokenTable::ALL)
    }

    /// Hashes the parts of the theme that an edition uses: some token tables, the files below some folders such as
    /// `web/`, and the interface words, which every edition uses.
    ///
    /// Two themes have the same hash if their parts have the same canonical JSON (RFC 8785).
    pub fn hash_parts(&self, dirs: &[&str], tables: &[TokenTable]) -> String {
        let tokens: BTreeMap<&str, Value> =
            tables.iter().map(|table| (table.key(), self.table_value(*table))).collect();
        let files = [MESSAGES].iter().chain(dirs).flat_map(|dir| self.files_below(dir));
        let files: BTreeMap<&str, String> = files.map(|(path, content)| (path, sha256(content))).collect();
        sha256(&canonical(&json!({ "name": self.name, "tokens": tokens, "files": files })))
    }

    /// The tokens of a table.
    fn table_value(&self, table: TokenTable) -> Value {
        let Tokens { light, dark, font, page, web, epub } = &self.tokens;
        match table {
            TokenTable::Light => json!(light),
            TokenTable::Dark => json!(dark),
            TokenTable::Font => json!({ "faces": font, "has_system_fonts": self.system_fonts.is_some() }),
            TokenTable::Page => json!(page),
            TokenTable::Web => json!(web),
            TokenTable::Epub => json!(epub),
            TokenTable::Print => json!(self.press()),
        }
    }

    /// The same theme with no other files than the interface words and those below some folders.
    #[must_use]
    pub fn restrict_to(&self, dirs: &[&str]) -> Self {
        let is_kept = |path: &str| [MESSAGES].iter().chain(dirs).any(|dir| path.starts_with(dir));
        let mut theme = self.clone();
        theme.files.retain(|path, _| is_kept(path));
        theme
    }

    /// Interface words for a language tag; English where the theme has none for it.
    pub fn messages(&self, language: &str) -> Messages {
        Messages::new(language, &self.messages, |name| self.text(&format!("{MESSAGES}{name}.toml")).ok())
    }
}
