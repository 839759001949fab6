//! `pressroom.toml` and `theme.toml`.

use std::{borrow::Cow, collections::BTreeMap, fs, sync::LazyLock};

use pressroom_config::configuration;
use pressroom_diagnostics::{Diagnostic, Diagnostics, Source};
use pressroom_theme::Theme;

use super::{Target, mutate, random::Random, run};
use crate::built::root;

#[rustfmt::skip]
const WORDS: &[&str] = &[
    "[", "]", "[[", "]]", "{", "}", " = ", ".", ", ", "\n", "# ", "\"", "'", "\"\"\"", "'''", "\\u0001",
    "\\uD800", "true", "false", "nan", "inf", "-inf", "0x1F", "1e9", "-1", "0", "1_000", "1.5",
    "1979-05-27", "07:32:00", "[]", "{}", "theme", "[site]\n", "[publisher]\n", "[newsletter]\n",
    "[print]\n", "[smtp]\n", "[amp]\n", "[amp.analytics]\n", "[amp.consent]\n", "[epub]\n", "[web]\n",
    "[feeds]\n", "[check]\n", "[front_matter.status]\n", "name", "base_url", "language", "timezone",
    "rights", "pages", "feeds", "url", "logo", "reason", "address", "unsubscribe", "width", "ascii",
    "references", "teaser", "view_online", "from", "list_id", "pictures", "utm", "utm_exclude", "host",
    "port", "security", "user", "password", "password_env", "ca_file", "token_key_env", "rate", "retries",
    "backoff", "timeout", "vendor", "json", "items", "allow", "strict", "share", "certified_by", "extends",
    "[light]\n", "[dark]\n", "[font]\n", "[page]\n", "[print.presets.newspaper]\n", "text", "background",
    "accent", "size", "margin", "columns", "gutter", "text_size", "leading", "fallback", "profile", "ppi",
    "bleed", "\"default\"", "\"bulletin\"", "\"../x\"", "\"#ffffff\"", "\"#ABCDEG\"", "\"A4\"",
    "\"https://a..b/\"", "\"https://example.org/{token}\"", "\"Europe/Kyiv\"", "\"tr\"",
    "\"Desk <a@example.org>\"", "[24, 24, 26, 24]",
];

/// A configuration with every table.
const CONFIGURATION: &str = r#"theme = "bulletin"
[site]
name = "The Desk"
base_url = "https://desk.example/x"
language = "uk"
timezone = "Europe/Kyiv"
rights = "© The Desk"
pages = true
feeds = true
[publisher]
name = "P"
url = "https://p.example"
logo = "https://p.example/l.png"
[newsletter]
reason = "r"
address = '''
1 Street
Town'''
unsubscribe = "https://desk.example/out?t={token}"
width = 64
ascii = false
references = "end"
from = "Desk <desk@desk.example>"
list_id = "list.desk.example"
pictures = "cid"
utm = { utm_source = "letter" }
utm_exclude = ["example.org"]
[smtp]
host = "mail.desk.example"
port = 587
security = "starttls"
user = "u"
password_env = "PASSWORD"
rate = 2.5
[amp]
transformed = true
[amp.analytics]
vendor = "x"
[epub]
certified_by = "A"
[web]
share = ["email", "x"]
[feeds]
items = 20
[check]
allow = ["missing-date"]
strict = ["content"]
[front_matter.status]
publish = "usable"
"#;

static THEMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let read = |name: &str| fs::read_to_string(root().join("themes").join(name).join("theme.toml")).unwrap();
    let own = "extends = \"default\"\n[page]\nsize = \"A5\"\ncolumns = 1\ntext_size = 9.5\n[light]\naccent = \"#003366\"\n";
    vec![read("default"), read("bulletin"), own.to_owned()]
});

pub(crate) struct Pressroom;

impl Target for Pressroom {
    fn name(&self) -> &'static str {
        "pressroom-toml"
    }

    fn short(&self) -> u64 {
        400
    }

    fn words(&self) -> &'static [&'static str] {
        WORDS
    }

    fn seeds(&self) -> Vec<Vec<u8>> {
        vec![CONFIGURATION.into()]
    }

    fn fresh(&self, random: &mut Random) -> Vec<u8> {
        mutate::text(random, &[CONFIGURATION.to_owned()], WORDS).into_bytes()
    }

    fn check(&self, input: &[u8]) -> Result<(), String> {
        let (source, _) = Source::decode("pressroom.toml", input);
        let (read, found) = configuration(&source);
        let again = configuration(&source);
        if (&read, &found) != (&again.0, &again.1) {
            return Err("it is read in two ways".to_owned());
        }
        placed(&source, &found)?;
        let site = &read.site;
        let urls = [&site.base_url, &site.publisher.url, &site.publisher.logo];
        for url in urls.into_iter().flatten() {
            let parsed = url::Url::parse(url).map_err(|error| format!("{url}: {error}"))?;
            if !matches!(parsed.scheme(), "http" | "https") || parsed.as_str() != url {
                return Err(format!("an address is not in its normal form: {url}"));
            }
        }
        if site.base_url.as_ref().is_some_and(|url| !url.ends_with('/')) {
            return Err("the base URL does not end in a slash".to_owned());
        }
        if site.name.as_ref().is_some_and(|name| name.trim().is_empty() || name.contains(char::is_control)) {
            return Err("the name of the site is blank or holds a control character".to_owned());
        }
        Ok(())
    }
}

pub(crate) struct ThemeToml;

impl Target for ThemeToml {
    fn name(&self) -> &'static str {
        "theme-toml"
    }

    fn short(&self) -> u64 {
        300
    }

    fn words(&self) -> &'static [&'static str] {
        WORDS
    }

    fn seeds(&self) -> Vec<Vec<u8>> {
        THEMES.iter().map(|text| text.clone().into_bytes()).collect()
    }

    fn fresh(&self, random: &mut Random) -> Vec<u8> {
        mutate::text(random, &THEMES, WORDS).into_bytes()
    }

    fn check(&self, input: &[u8]) -> Result<(), String> {
        let load = || {
            let profile: &'static [u8] = include_bytes!("../../themes/default/profiles/newsprint.icc");
            let files = BTreeMap::from([
                ("theme.toml".to_owned(), Cow::Owned(input.to_vec())),
                ("profiles/newsprint.icc".to_owned(), Cow::Borrowed(profile)),
            ]);
            Theme::load("fuzz", files)
        };
        match (load(), load()) {
            (Ok(one), Ok(other)) => {
                let page = &one.tokens.page;
                let sizes = [page.width, page.height, page.text_size, page.leading, page.gutter];
                if one.tokens != other.tokens || !sizes.iter().all(|size| size.is_finite() && *size > 0.0) {
                    return Err(format!("the tokens make no sense: {page:?}"));
                }
                Ok(())
            }
            (Err((source, one)), Err((_, other))) if one == other => {
                match one.iter().any(Diagnostic::is_error) {
                    true => placed(&source, &one),
                    false => Err("nothing says why it is refused".to_owned()),
                }
            }
            (_, _) => Err("it is read in two ways".to_owned()),
        }
    }
}

fn placed(source: &Source, found: &Diagnostics) -> Result<(), String> {
    match found
        .iter()
        .find(|finding| finding.span.is_some_and(|span| source.text.get(span.range()).is_none()))
    {
        Some(finding) => Err(format!("a finding points at no text: {}", finding.message)),
        None => Ok(()),
    }
}

#[test]
fn pressroom_toml() {
    run(&Pressroom);
}

#[test]
fn theme_toml() {
    run(&ThemeToml);
}
