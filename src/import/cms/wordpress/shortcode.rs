//! A shortcode of WordPress as it is written.

/// The most bytes of a shortcode.
const MAX_SHORTCODE: usize = 4096;

/// A shortcode as it is written.
pub(super) struct Shortcode<'t> {
    pub(super) name: &'t str,
    pub(super) attributes: Vec<(&'t str, &'t str)>,
    pub(super) text: &'t str,
    pub(super) length: usize,
    /// `[name /]`
    pub(super) is_closed: bool,
}

impl<'t> Shortcode<'t> {
    /// The shortcode at the beginning of a text.
    pub(super) fn parse(text: &'t str) -> Option<Self> {
        let inner = text.strip_prefix('[')?;
        let slash = usize::from(inner.starts_with('/'));
        let end_of_name =
            inner.get(slash..)?.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))? + slash;
        let name = inner.get(..end_of_name)?;
        if !name.get(slash..)?.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let mut quote = None;
        let mut end = None;
        for (at, character) in
            inner.char_indices().skip_while(|(at, _)| *at < end_of_name).take(MAX_SHORTCODE)
        {
            match (quote, character) {
                (None, '"' | '\'') => quote = Some(character),
                (Some(open), _) if open == character => quote = None,
                (None, ']') => {
                    end = Some(at);
                    break;
                }
                (None, '[' | '<') => return None,
                _ => {}
            }
        }
        let end = end?;
        let written = inner.get(end_of_name..end)?.trim();
        let is_closed = written.ends_with('/');
        let length = end + 2;
        let attributes = attributes(written.trim_end_matches('/'));
        Some(Self { name, attributes, text: text.get(..length)?, length, is_closed })
    }

    pub(super) fn get(&self, key: &str) -> Option<&'t str> {
        let found = self.attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case(key))?.1;
        Some(found.trim()).filter(|value| !value.is_empty())
    }

    /// Values without a name.
    pub(super) fn bare_values(&self) -> impl Iterator<Item = &'t str> + '_ {
        self.attributes
            .iter()
            .filter(|(name, _)| name.is_empty())
            .map(|(_, value)| value.trim_start_matches('='))
    }
}

/// Attributes: `name="value"`, `name=value`, or a value alone.
fn attributes(text: &str) -> Vec<(&str, &str)> {
    let mut all = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let name_end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (name, after) = rest.split_at(name_end);
        if let Some(value) = after.strip_prefix('=').filter(|_| !name.is_empty() && !name.contains("://")) {
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (value, next) = match quote {
                Some(quote) => {
                    let inner = value.get(1..).unwrap_or_default();
                    inner.split_once(quote).unwrap_or((inner, ""))
                }
                None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
            };
            all.push((name, value));
            rest = next.trim_start();
        } else {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let (value, next) = rest.split_at(end);
            all.push(("", value.trim_matches(['"', '\''])));
            rest = next.trim_start();
        }
    }
    all
}
