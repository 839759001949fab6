//! `pressroom.toml`: the newsroom's site and the theme that it uses.
//!
//! Every key may be missing. A key that Pressroom does not know is a warning with the nearest known one; a value of
//! the wrong type is an error at its place.

use std::ops::Range;

use serde::Deserialize;
use toml::{
    Spanned,
    de::{DeTable, DeValue, ValueDeserializer},
};

mod amp;
mod check;
mod epub;
mod front_matter;
mod newsletter;
mod smtp;
mod web;

use crate::{FontSource, PrintSettings, Site};
use pressroom_diagnostics::{CheckPolicy, Code, Diagnostic, Diagnostics, Source, Span, nearest};
use pressroom_document::{Language, check_language, clean, link};
pub use smtp::{Secret, Security, Smtp};

/// What `pressroom.toml` says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Configuration {
    /// The newsroom's site, publisher and newsletter.
    pub site: Site,
    /// The theme: the name of one, or a folder (with a slash) relative to the file.
    pub theme: Option<String>,
    /// Where fonts come from for characters that no font of the theme shows.
    pub fonts: FontSource,
    /// What the press wants.
    pub print: PrintSettings,
    /// The server that newsletters are handed to.
    pub smtp: Option<Smtp>,
    /// Which findings are shown, and which warnings stop an explainer.
    pub check: CheckPolicy,
    amp_files: Vec<amp::AmpFile>,
}

/// The keys of each table; the file's own table has no name.
const TABLES: &[(&str, &[&str])] = &[
    (
        "",
        &[
            "theme",
            "fonts",
            "site",
            "publisher",
            "newsletter",
            "print",
            "smtp",
            "amp",
            "epub",
            "web",
            "feeds",
            "check",
            "front_matter",
        ],
    ),
    ("fonts", &["source"]),
    ("site", &["name", "base_url", "language", "timezone", "rights", "pages", "feeds"]),
    ("publisher", &["name", "url", "logo"]),
    (
        "newsletter",
        &[
            "reason",
            "address",
            "unsubscribe",
            "width",
            "ascii",
            "references",
            "teaser",
            "view_online",
            "from",
            "list_id",
            "pictures",
            "utm",
            "utm_exclude",
        ],
    ),
    ("smtp", smtp::KEYS),
    ("amp", amp::KEYS),
    ("amp.analytics", amp::ANALYTICS),
    ("amp.consent", amp::CONSENT),
    ("epub", epub::KEYS),
    ("web", &["share"]),
    ("feeds", &["items"]),
    ("check", check::KEYS),
    ("front_matter", &["status"]),
];

/// How many explainers a feed can hold.
const ITEMS: std::ops::RangeInclusive<usize> = 1..=1000;

/// Reads `pressroom.toml`. Where the findings hold an error, the values are those that could be read. Files that it
/// names are taken in by [`Configuration::with_files`].
pub fn configuration(source: &Source) -> (Configuration, Diagnostics) {
    let mut reader = Reader { found: Vec::new(), files: Vec::new() };
    let mut configuration = Configuration::default();
    let (root, errors) = DeTable::parse_recoverable(&source.text);
    if let Some(error) = errors.first() {
        let finding = Diagnostic::error(Code::Syntax, error.message().trim());
        let span = error.span().map(|range| span(&range));
        return (configuration, vec![Diagnostic { span, ..finding }]);
    }
    // Where feeds are asked for.
    let mut feeds = None;
    for (key, value) in root.get_ref() {
        if key.get_ref() == "feeds" {
            feeds = Some(span(&key.span()));
        }
        match (reader.known("", key), value.get_ref()) {
            (Some("theme"), _) => configuration.theme = reader.line("theme", value),
            (Some("fonts"), DeValue::Table(entries)) => configuration.fonts = reader.fonts(entries),
            (Some("print"), DeValue::Table(_)) => {
                match PrintSettings::deserialize(ValueDeserializer::from(value.clone())) {
                    Ok(print) => configuration.print = print,
                    Err(error) => {
                        let span = error.span().map(|range| span(&range));
                        let finding = Diagnostic::error(Code::WrongType, error.message().trim());
                        reader.found.push(Diagnostic { span, ..finding });
                    }
                }
            }
            (Some("smtp"), DeValue::Table(entries)) => {
                configuration.smtp = smtp::read(&mut reader, span(&key.span()), entries);
            }
            (Some("amp"), DeValue::Table(entries)) => reader.amp(entries, &mut configuration.site.amp),
            (Some("check"), DeValue::Table(entries)) => {
                configuration.check = check::read(&mut reader, entries);
            }
            (Some("epub"), DeValue::Table(entries)) => {
                configuration.site.certification = epub::read(&mut reader, span(&key.span()), entries);
            }
            (Some("front_matter"), DeValue::Table(entries)) => {
                configuration.site.statuses = front_matter::statuses(&mut reader, entries);
            }
            (Some(table), DeValue::Table(entries)) => reader.table(table, entries, &mut configuration.site),
            (Some(table), _) => reader.wrong(value, &format!("`{table}` is a table: expected [{table}]")),
            (None, _) => {}
        }
    }
    let knows_place = configuration.site.base_url.is_some() || has_base_url(root.get_ref());
    if let (Some(place), false) = (feeds, knows_place) {
        let message = "there are no feeds: nothing says where the site is";
        let finding = Diagnostic::warning(Code::Defaulted, message).at(place);
        reader.found.push(finding.help("write `base_url` in [site]"));
    }
    reader.found.sort_by_key(|finding| finding.span);
    configuration.amp_files = reader.files;
    (configuration, reader.found)
}

/// Returns true if the file says where the site is, rightly or wrongly.
fn has_base_url(root: &DeTable<'_>) -> bool {
    root.get("site").and_then(|site| site.get_ref().get("base_url")).is_some()
}

struct Reader {
    found: Diagnostics,
    files: Vec<amp::AmpFile>,
}

impl Reader {
    fn table(&mut self, table: &'static str, entries: &DeTable<'_>, site: &mut Site) {
        for (key, value) in entries {
            match (table, self.known(table, key)) {
                ("site", Some("name")) => site.name = self.line("name", value),
                ("site", Some("base_url")) => site.base_url = self.base_url(value),
                ("site", Some("language")) => site.language = self.language(value),
                ("site", Some("timezone")) => site.timezone = front_matter::timezone(self, value),
                ("site", Some("rights")) => site.rights = self.line("rights", value),
                ("site", Some("pages")) => site.pages = self.flag("pages", value),
                ("site", Some("feeds")) => site.feeds.made = self.flag("feeds", value).unwrap_or(true),
                ("feeds", Some("items")) => site.feeds.items = self.items(value).unwrap_or(site.feeds.items),
                ("publisher", Some("name")) => site.publisher.name = self.line("name", value),
                ("publisher", Some("url")) => site.publisher.url = self.web_url("url", value),
                ("publisher", Some("logo")) => site.publisher.logo = self.web_url("logo", value),
                ("web", Some("share")) => {
                    if let Some(services) = self.share(value) {
                        site.web.share = services;
                    }
                }
                ("newsletter", Some(key)) => self.newsletter(key, value, &mut site.newsletter),
                _ => {}
            }
        }
    }

    /// Reads the table `[fonts]`.
    fn fonts(&mut self, entries: &DeTable<'_>) -> FontSource {
        let mut source = FontSource::default();
        for (key, value) in entries {
            if self.known("fonts", key).is_none() {
                continue;
            }
            match self.line("source", value).map(|name| FontSource::named(&name)) {
                Some(Some(named)) => source = named,
                Some(None) => self.wrong(value, "`source` is \"theme\" or \"machine\""),
                None => {}
            }
        }
        source
    }

    /// The key as Pressroom spells it; one that it does not know is reported.
    fn known(&mut self, table: &str, key: &Spanned<std::borrow::Cow<'_, str>>) -> Option<&'static str> {
        let written = key.get_ref().as_ref();
        let keys = TABLES.iter().find(|(name, _)| *name == table).map_or::<&[&str], _>(&[], |(_, keys)| keys);
        if let Some(known) = keys.iter().find(|known| **known == written) {
            return Some(known);
        }
        let place = if table.is_empty() { "here".to_owned() } else { format!("in [{table}]") };
        let finding = Diagnostic::warning(Code::UnknownKey, format!("`{written}` means nothing {place}"));
        let elsewhere = TABLES.iter().find(|(name, keys)| !name.is_empty() && keys.contains(&written));
        let help = match (nearest(written, keys.iter().copied()), elsewhere) {
            (_, Some((name, _))) => format!("`{written}` belongs in [{name}]"),
            (Some(near), None) => format!("did you mean `{near}`?"),
            (None, None) => format!("known {place}: {}", keys.join(", ")),
        };
        self.found.push(finding.at(span(&key.span())).help(help));
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
            self.found.push(Diagnostic::warning(Code::ControlCharacter, message).at(span(&value.span())));
        }
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn line(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        self.text(key, value, false)
    }

    fn lines(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        self.text(key, value, true)
    }

    /// How many explainers a feed holds.
    fn items(&mut self, value: &Spanned<DeValue<'_>>) -> Option<usize> {
        let number = value.get_ref().as_integer();
        let items = number.and_then(|number| usize::from_str_radix(number.as_str(), number.radix()).ok());
        let items = items.filter(|items| ITEMS.contains(items));
        if items.is_none() {
            let message = format!("`items` is a number of explainers: expected 1 to {}", ITEMS.end());
            self.wrong(value, &message);
        }
        items
    }

    fn language(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Language> {
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

    fn web_url(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        self.url(key, value, &["https", "http"])
    }

    /// An absolute URL in its normal form.
    fn url(&mut self, key: &str, value: &Spanned<DeValue<'_>>, schemes: &[&str]) -> Option<String> {
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
    fn base_url(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
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

    fn wrong(&mut self, value: &Spanned<DeValue<'_>>, message: &str) {
        self.found.push(Diagnostic::error(Code::WrongType, message).at(span(&value.span())));
    }
}

fn span(range: &Range<usize>) -> Span {
    Span::new(range.start, range.end)
}

fn article(kind: &str) -> String {
    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {kind}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Configuration, Vec<(Code, usize, usize, String)>) {
        let source = Source::new("pressroom.toml", text);
        let (configuration, found) = configuration(&source);
        let place = |finding: &Diagnostic| source.line_column(finding.span.unwrap().start as usize);
        let found = found.into_iter().map(|finding| {
            let at = place(&finding);
            (finding.code, at.line, at.column, finding.help.unwrap_or(finding.message))
        });
        (configuration, found.collect())
    }

    #[test]
    fn every_key_arrives() {
        let (configuration, found) = read(
            "theme = \"themes/house\"\n[site]\nname = \"The Desk\"\nbase_url = \"https://desk.example/x\"\n\
             language = \"uk\"\nrights = \"© The Desk\"\n[publisher]\nname = \"P\"\nurl = \"https://p.example\"\n\
             logo = \"https://p.example/l.png\"\n[newsletter]\nreason = \"r\"\naddress = '''\n1 Street\nTown'''\n\
             unsubscribe = \"mailto:u@desk.example\"\nwidth = 64\n",
        );
        assert_eq!(found, []);
        let site = configuration.site;
        assert_eq!(configuration.theme.as_deref(), Some("themes/house"));
        assert_eq!(site.base_url.as_deref(), Some("https://desk.example/x/"));
        assert_eq!(site.language.map(String::from).as_deref(), Some("uk"));
        assert_eq!(site.publisher.url.as_deref(), Some("https://p.example/"));
        assert_eq!(site.newsletter.address.as_deref(), Some("1 Street\nTown"));
        assert_eq!(site.newsletter.width, Some(64));
        assert!(site.name.is_some() && site.rights.is_some() && site.newsletter.unsubscribe.is_some());
    }

    #[test]
    fn findings_stand_at_their_place() {
        let (configuration, found) = read(
            "them = \"x\"\nbase_url = \"https://a.example\"\n[site]\n  name = 3\nbase_url = \"/news\"\n\
             language = \"English, mostly\"\n[newsletter]\nwidth = 4\nunsubscribe = \"javascript:alert(1)\"\n",
        );
        assert_eq!(configuration, Configuration::default());
        let places: Vec<_> = found.iter().map(|(code, line, column, _)| (*code, *line, *column)).collect();
        assert_eq!(
            places,
            [
                (Code::UnknownKey, 1, 1),
                (Code::UnknownKey, 2, 1),
                (Code::WrongType, 4, 10),
                (Code::WrongType, 5, 12),
                (Code::WrongType, 6, 12),
                (Code::WrongType, 8, 9),
                (Code::WrongType, 9, 15),
            ]
        );
        assert_eq!(found[0].3, "did you mean `theme`?");
        assert_eq!(found[1].3, "`base_url` belongs in [site]");
    }

    #[test]
    fn services_for_sharing_are_known_ones() {
        use crate::ShareService::{Bluesky, Email, X};
        let (configuration, found) = read("[web]\nshare = [\"x\", \"email\", \"x\"]\n");
        assert_eq!((configuration.site.web.share, found), (vec![X, Email], vec![]));
        let (configuration, found) = read("[web]\nshare = [\"bluesky\", \"facebok\"]\n");
        assert_eq!(configuration.site.web.share, [Bluesky]);
        assert!(found[0].1 == 2 && found[0].2 == 21 && found[0].3.contains("\"facebook\""), "{found:?}");
        let (configuration, found) = read("[web]\nshare = \"email\"\n");
        assert_eq!((configuration.site.web.share, found.len()), (vec![Email], 1));
        assert_eq!(read("[web]\nshare = []\n").0.site.web.share, []);
    }

    #[test]
    fn feeds_need_a_place() {
        let base = "[site]\nbase_url = \"https://a.example\"\n";
        let (configuration, found) = read(&format!("{base}[feeds]\nitems = 20\n"));
        assert_eq!((configuration.site.feeds.items, found), (20, vec![]));
        assert_eq!(configuration.site.feeds_base(), Some("https://a.example/"));
        let (configuration, found) = read(&format!("{base}feeds = false\n[feeds]\nitems = 0\n"));
        assert_eq!((configuration.site.feeds.items, configuration.site.feeds_base()), (100, None));
        assert_eq!((found[0].0, found[0].1, found[0].2), (Code::WrongType, 5, 9));
        let (_, found) = read("[feeds]\nitems = 20\n");
        assert_eq!((found[0].0, found[0].1, found.len()), (Code::Defaulted, 1, 1));
        let (_, found) = read("[site]\nbase_url = \"nowhere\"\n[feeds]\nitems = 20\n");
        assert_eq!((found[0].0, found.len()), (Code::WrongType, 1), "one cause, one finding: {found:?}");
        let (_, found) = read("[site]\nitems = 20\n");
        assert_eq!(found[0].3, "`items` belongs in [feeds]");
    }

    #[test]
    fn broken_syntax_has_a_line() {
        let (_, found) = read("[site]\nname = \"open\n");
        assert_eq!((found[0].0, found[0].1), (Code::Syntax, 2));
    }
}
