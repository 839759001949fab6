//! `pressroom.toml`: the newsroom's site and the theme that it uses.
//!
//! Every key may be missing. A key that Pressroom does not know is a warning with the nearest known one; a value of
//! the wrong type is an error at its place.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{
    Spanned,
    de::{DeTable, DeValue, ValueDeserializer},
};

mod amp;
mod amp_file;
mod check;
mod epub;
mod front_matter;
mod images;
mod import;
mod newsletter;
mod reader;
mod smtp;
mod web;

use self::{
    amp_file::AmpFile,
    reader::{Reader, Tables, span},
};
use crate::{FontSource, PrintSettings, Site, StyleMeaning};
use pressroom_diagnostics::{CheckPolicy, Code, Diagnostic, Diagnostics, Source};
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
    /// What the styles of a house mean in files that are imported, by their names in lower case.
    pub import_styles: BTreeMap<String, StyleMeaning>,
    amp_files: Vec<AmpFile>,
}

impl Configuration {
    /// Takes in the files that `[amp]` names; `open` gives the text of one, or why there is none as the rest of a
    /// sentence. Findings stand where `pressroom.toml` names the file.
    pub fn with_files<E: std::fmt::Display>(
        &mut self,
        open: impl Fn(&str) -> Result<String, E>,
    ) -> Diagnostics {
        amp::read_files(std::mem::take(&mut self.amp_files), &mut self.site.amp, open)
    }
}

/// The keys of each table; the file's own table has no name.
const TABLES: Tables = &[
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
            "images",
            "feeds",
            "check",
            "front_matter",
            "import",
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
    ("images", images::KEYS),
    ("feeds", &["items"]),
    ("check", check::KEYS),
    ("front_matter", &["status"]),
    ("import", &["styles"]),
];

/// How many explainers a feed can hold.
const ITEMS: std::ops::RangeInclusive<usize> = 1..=1000;

/// Reads `pressroom.toml`. Where the findings hold an error, the values are those that could be read. Files that it
/// names are taken in by [`Configuration::with_files`].
pub fn configuration(source: &Source) -> (Configuration, Diagnostics) {
    let mut reader = Reader::new(TABLES);
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
            (Some("import"), DeValue::Table(entries)) => {
                configuration.import_styles = import::styles(&mut reader, entries);
            }
            (Some(table), DeValue::Table(entries)) => reader.table(table, entries, &mut configuration.site),
            (Some(table), _) => reader.wrong(value, &format!("`{table}` is a table: expected [{table}]")),
            (None, _) => {}
        }
    }
    let knows_place = configuration.site.base_url.is_some() || has_base_url(root.get_ref());
    if let (Some(place), false) = (feeds, knows_place) {
        let message = "there are no feeds: nothing says where the site is";
        let finding = Diagnostic::warning(Code::Defaulted, message).with_span(place);
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
                ("images", Some(key)) => images::read(self, key, value, &mut site.images),
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

    /// How many explainers a feed holds.
    fn items(&mut self, value: &Spanned<DeValue<'_>>) -> Option<usize> {
        self.number(
            value,
            &ITEMS,
            &format!("`items` is a number of explainers: expected 1 to {}", ITEMS.end()),
        )
    }
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
