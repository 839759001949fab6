//! What the readers of all tables share: keys, texts and URLs, and what is found wrong with them.

use std::{
    borrow::Cow,
    ops::{Range, RangeInclusive},
};

use toml::{Spanned, de::DeValue};

use super::amp_file::AmpFile;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Span, nearest};
use pressroom_document::{Language, check_language, clean, link};

/// Tables by name, each with its keys; the file's own table has no name.
pub(super) type Tables = &'static [(&'static str, &'static [&'static str])];

/// Reads values, and collects what is wrong with them.
pub(super) struct Reader {
    pub(super) tables: Tables,
    pub(super) found: Diagnostics,
    /// Files that tables name, to be read later.
    pub(super) files: Vec<AmpFile>,
}

impl Reader {
    pub(super) fn new(tables: Tables) -> Self {
        Self { tables, found: Vec::new(), files: Vec::new() }
    }

    /// The key as Pressroom spells it; one that it does not know is reported.
    pub(super) fn known(&mut self, table: &str, key: &Spanned<Cow<'_, str>>) -> Option<&'static str> {
        let written = key.get_ref().as_ref();
        let keys =
            self.tables.iter().find(|(name, _)| *name == table).map_or::<&[&str], _>(&[], |(_, keys)| keys);
        if let Some(known) = keys.iter().find(|known| **known == written) {
            return Some(known);
        }
        let place = if table.is_empty() { "here".to_owned() } else { format!("in [{table}]") };
        let finding = Diagnostic::warning(Code::UnknownKey, format!("`{written}` means nothing {place}"));
        let elsewhere = self.tables.iter().find(|(name, keys)| !name.is_empty() && keys.contains(&written));
        let help = match (nearest(written, keys.iter().copied()), elsewhere) {
            (_, Some((name, _))) => format!("`{written}` belongs in [{name}]"),
            (Some(near), None) => format!("did you mean `{near}`?"),
            (None, None) => format!("known {place}: {}", keys.join(", ")),
        };
        self.found.push(finding.with_span(span(&key.span())).help(help));
        None
    }

    /// A text, cleaned of characters that no edition may carry; blank is as good as missing.
    fn text(&mut self, key: &str, value: &Spanned<DeValue<'_>>, lines: bool) -> Option<String> {
        let DeValue::String(text) = value.get_ref() else {
            let kind = value.get_ref().type_str();
            self.wrong(value, &format!("`{key}` is a text in quotes: this is {}", article(kind)));
            return None;
        };
        let (text, cleaned) = if lines { clean::preformatted(text) } else { clean::line(text) };
        if cleaned.any() {
            let message = format!("`{key}` holds control characters; they were removed or replaced");
            self.found
                .push(Diagnostic::warning(Code::ControlCharacter, message).with_span(span(&value.span())));
        }
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    pub(super) fn line(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        self.text(key, value, false)
    }

    pub(super) fn lines(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        self.text(key, value, true)
    }

    pub(super) fn language(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Language> {
        let text = self.line("language", value)?;
        let (help, place) = ("language = ", span(&value.span()));
        self.found.extend(check_language(&text, place).map(|finding| Diagnostic {
            help: finding.help.map(|text| text.replace("language: ", help)),
            ..finding
        }));
        match text.parse() {
            Ok(language) => Some(language),
            Err(message) => {
                self.wrong(value, &message.to_string());
                None
            }
        }
    }

    pub(super) fn web_url(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        self.url(key, value, &["https", "http"])
    }

    /// An absolute URL in its normal form.
    pub(super) fn url(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        schemes: &[&str],
    ) -> Option<String> {
        let text = self.line(key, value)?;
        match url::Url::parse(&text) {
            Ok(url) if schemes.contains(&url.scheme()) => match link::host_problem(&url) {
                None => Some(url.to_string()),
                Some(problem) => {
                    self.wrong(value, &format!("`{key}` is not an absolute URL: {problem}"));
                    None
                }
            },
            _ => {
                let allowed = schemes.join(", ");
                self.wrong(value, &format!("`{key}` is not an absolute URL: expected one of {allowed}"));
                None
            }
        }
    }

    /// The base URL, with the slash at its end that relative URLs need.
    pub(super) fn base_url(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let mut url = url::Url::parse(&self.web_url("base_url", value)?).ok()?;
        if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
            self.wrong(
                value,
                "`base_url` holds more than a place: expected neither `?`, `#` nor a user's name",
            );
            return None;
        }
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        Some(url.to_string())
    }

    /// A number of a range; `message` says which is expected.
    pub(super) fn number<T: TryFrom<u64> + PartialOrd>(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        range: &RangeInclusive<T>,
        message: &str,
    ) -> Option<T> {
        let number = value.get_ref().as_integer();
        let number = number.and_then(|number| u64::from_str_radix(number.as_str(), number.radix()).ok());
        let number =
            number.and_then(|number| T::try_from(number).ok()).filter(|number| range.contains(number));
        if number.is_none() {
            self.wrong(value, message);
        }
        number
    }

    pub(super) fn wrong(&mut self, value: &Spanned<DeValue<'_>>, message: &str) {
        self.found.push(Diagnostic::error(Code::WrongType, message).with_span(span(&value.span())));
    }
}

pub(super) fn span(range: &Range<usize>) -> Span {
    Span::new(range.start, range.end)
}

fn article(kind: &str) -> String {
    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {kind}")
}
