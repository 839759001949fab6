//! Front matter: the metadata as the author wrote it.
//!
//! `front-matter.schema.json` beside this file describes the same keys for editors.

use super::{
    clean, language, link,
    node::{self, Node, Value},
    slug,
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Source, Span, nearest},
    model::{Author, AuthorKind, Correction, Date, Language, Newsletter, Status, word},
};

/// The JSON Schema of the front matter.
pub const SCHEMA: &str = include_str!("front-matter.schema.json");

/// The keys, and the foreign names that are understood as each.
const KEYS: &[(&str, &[&str])] = &[
    ("headline", &["title"]),
    ("kicker", &[]),
    ("dek", &["description", "subtitle", "summary"]),
    ("slug", &[]),
    ("language", &["lang"]),
    ("published", &["date"]),
    ("updated", &["lastmod", "modified"]),
    ("authors", &["author"]),
    ("section", &["categories", "category"]),
    ("tags", &["keywords"]),
    ("image", &[]),
    ("canonical_url", &["canonical"]),
    ("translation_of", &[]),
    ("rights", &["license", "copyright"]),
    ("embargo", &[]),
    ("expires", &[]),
    ("review_by", &[]),
    ("status", &[]),
    ("version", &[]),
    ("corrections", &[]),
    ("newsletter", &[]),
];

/// What the front matter said.
#[derive(Debug, Default)]
pub(super) struct FrontMatter {
    pub(super) headline: Option<String>,
    pub(super) kicker: Option<String>,
    pub(super) dek: Option<String>,
    pub(super) slug: Option<String>,
    pub(super) language: Option<Language>,
    pub(super) published: Option<Date>,
    pub(super) updated: Option<Date>,
    pub(super) authors: Vec<Author>,
    pub(super) section: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) image: Option<LeadWritten>,
    pub(super) canonical_url: Option<String>,
    pub(super) translation_of: Option<String>,
    pub(super) rights: Option<String>,
    pub(super) embargo: Option<Date>,
    pub(super) expires: Option<Date>,
    pub(super) review_by: Option<Date>,
    pub(super) status: Status,
    pub(super) version: Option<u32>,
    pub(super) corrections: Vec<Correction>,
    pub(super) newsletter: Newsletter,
    /// Where the value of each key stands that was given.
    pub(super) places: Vec<(&'static str, Span)>,
    /// Where it stands; empty where there is none.
    pub(super) span: Span,
}

/// The lead picture as written.
#[derive(Debug, Default)]
pub(super) struct LeadWritten {
    pub(super) src: String,
    pub(super) alt: Option<String>,
    pub(super) caption: Option<String>,
    pub(super) credit: Option<String>,
    pub(super) syndicate: bool,
    pub(super) span: Span,
}

impl FrontMatter {
    /// Where the value of a key stands; the whole front matter where it was not given.
    pub(super) fn place(&self, key: &str) -> Span {
        self.places.iter().find(|(known, _)| *known == key).map_or(self.span, |(_, place)| *place)
    }
}

/// Reads the front matter; gives it with the byte at which the body begins. `None`: it can't be read at all, and a
/// finding says why.
pub(super) fn read(source: &Source, found: &mut Diagnostics) -> (Option<FrontMatter>, usize) {
    let Some((fence, inner, body)) = fences(&source.text) else { return (Some(FrontMatter::default()), 0) };
    let parsed =
        if fence == "+++" { node::toml(source, inner.clone()) } else { node::yaml(source, inner.clone()) };
    let span = Span::new(inner.start, inner.end);
    match parsed {
        Ok(Node { value: Value::Map(pairs), .. }) => {
            let mut decoder = Decoder { found, lenient: false };
            let mut front_matter = decoder.front_matter(pairs);
            front_matter.span = span;
            (Some(front_matter), body)
        }
        Ok(Node { value: Value::Null, .. }) => (Some(FrontMatter { span, ..FrontMatter::default() }), body),
        // Two rules with text between them are no front matter.
        Ok(_) => (Some(FrontMatter::default()), 0),
        Err(finding) => {
            found.push(finding);
            (None, body)
        }
    }
}

/// The fence, the bytes between the fences, and the byte after them.
fn fences(text: &str) -> Option<(&str, std::ops::Range<usize>, usize)> {
    let first = text.lines().next()?;
    let fence = ["---", "+++"].into_iter().find(|fence| first.trim_end() == *fence)?;
    let start = first.len() + 1;
    let mut at = start;
    for line in text.get(start..)?.split_inclusive('\n') {
        let end = at + line.len();
        if line.trim_end() == fence || (fence == "---" && line.trim_end() == "...") {
            return Some((fence, start..at, end));
        }
        at = end;
    }
    None
}

struct Decoder<'a> {
    found: &'a mut Diagnostics,
    /// A foreign key was used: what can't be understood is a warning, since it was not written for us.
    lenient: bool,
}

impl Decoder<'_> {
    fn front_matter(&mut self, pairs: Vec<(String, Span, Node)>) -> FrontMatter {
        let mut front = FrontMatter::default();
        let mut seen: Vec<(&str, String)> = Vec::new();
        for (written, place, node) in pairs {
            let Some((key, alias)) = canonical(&written) else {
                self.unknown(&written, place, KEYS.iter().map(|(key, _)| *key));
                continue;
            };
            let duplicate = seen.iter().find(|(other, _)| *other == key).map(|(_, name)| name.clone());
            if let Some(before) = duplicate {
                let message = format!("`{written}` means the same as `{before}`, which was given already");
                self.found.push(
                    Diagnostic::warning(Code::DuplicateKey, message).at(place).help("the first one counts"),
                );
                continue;
            }
            seen.push((key, written.clone()));
            if node.value == Value::Null {
                continue;
            }
            self.lenient = alias;
            front.places.push((key, node.span));
            match key {
                "headline" => front.headline = self.text(key, &node),
                "kicker" => front.kicker = self.text(key, &node),
                "dek" => front.dek = self.text(key, &node),
                "slug" => front.slug = self.slug(key, &node),
                "translation_of" => front.translation_of = self.slug(key, &node),
                "language" => front.language = self.language(key, &node),
                "published" => front.published = self.date(key, &node),
                "updated" => front.updated = self.date(key, &node),
                "authors" => front.authors = self.authors(&node),
                "section" => {
                    let mut names = self.names(key, &node).into_iter();
                    front.section = names.next();
                    front.tags.extend(names);
                }
                "tags" => front.tags.extend(self.names(key, &node)),
                "image" => front.image = self.image(&node),
                "canonical_url" => front.canonical_url = self.url(key, &node),
                "rights" => front.rights = self.text(key, &node),
                "embargo" => front.embargo = self.date(key, &node),
                "expires" => front.expires = self.date(key, &node),
                "review_by" => front.review_by = self.date(key, &node),
                "status" => front.status = self.status(&node),
                "version" => front.version = self.version(&node),
                "corrections" => front.corrections = self.corrections(&node),
                _ => front.newsletter = self.newsletter(&node),
            }
        }
        let mut known = std::collections::HashSet::new();
        front.tags.retain(|tag| known.insert(tag.clone()));
        front
    }

    fn unknown<'k>(&mut self, written: &str, place: Span, keys: impl Iterator<Item = &'k str>) {
        let finding =
            Diagnostic::warning(Code::UnknownKey, format!("unknown key `{written}`; it was ignored"))
                .at(place);
        self.found.push(match nearest(written, keys) {
            Some(key) => finding.help(format!("did you mean `{key}`?")),
            None => finding.help("the keys are in the README, under “The authoring format”"),
        });
    }

    fn wrong(&mut self, key: &str, node: &Node, expected: &str) {
        let given = match &node.value {
            Value::Scalar(text) => format!("`{}`", text.chars().take(60).collect::<String>()),
            Value::Null | Value::List(_) | Value::Map(_) => node.kind().to_owned(),
        };
        let message = format!("`{key}` must be {expected}, not {given}");
        let finding = if self.lenient {
            Diagnostic::warning(Code::WrongType, format!("{message}; it was ignored"))
        } else {
            Diagnostic::error(Code::WrongType, message)
        };
        self.found.push(finding.at(node.span));
    }

    /// One line of clean text; `None` where it is empty or no text.
    fn text(&mut self, key: &str, node: &Node) -> Option<String> {
        match &node.value {
            Value::Scalar(text) => {
                let (cleaned, what) = clean::line(text);
                if what.any() {
                    let message = format!("`{key}` holds a control character that no edition may carry");
                    self.found.push(Diagnostic::warning(Code::ControlCharacter, message).at(node.span));
                }
                let line = cleaned.split_whitespace().collect::<Vec<_>>().join(" ");
                Some(line).filter(|line| !line.is_empty())
            }
            Value::Null => None,
            Value::List(_) | Value::Map(_) => {
                self.wrong(key, node, "a text");
                None
            }
        }
    }

    fn parsed<T: std::str::FromStr>(&mut self, key: &str, node: &Node, expected: &str) -> Option<T> {
        let text = self.text(key, node)?;
        let value = text.parse().ok();
        if value.is_none() {
            self.wrong(key, node, expected);
        }
        value
    }

    fn date(&mut self, key: &str, node: &Node) -> Option<Date> {
        self.parsed(key, node, "a date: YYYY-MM-DD or YYYY-MM-DDThh:mm:ss+hh:mm")
    }

    fn url(&mut self, key: &str, node: &Node) -> Option<String> {
        let text = self.text(key, node)?;
        let url = link::web(&text);
        if url.is_none() {
            self.wrong(key, node, "an absolute http or https URL");
        }
        url
    }

    fn language(&mut self, key: &str, node: &Node) -> Option<Language> {
        let text = self.text(key, node)?;
        self.found.extend(language::doubt(&text, node.span));
        let language = text.parse().ok();
        if language.is_none() {
            self.wrong(key, node, "a language tag like en, uk or pt-BR");
        }
        language
    }

    fn slug(&mut self, key: &str, node: &Node) -> Option<String> {
        let text = word::nfc(&self.text(key, node)?).into_owned();
        if slug::is_file_slug(&text) {
            return Some(text);
        }
        self.wrong(key, node, "letters, digits, `-`, `_` and `.`, at most 100 bytes");
        None
    }

    fn status(&mut self, node: &Node) -> Status {
        match self.text("status", node).as_deref() {
            None | Some("usable") => Status::Usable,
            Some("withheld") => Status::Withheld,
            Some("canceled" | "cancelled") => Status::Canceled,
            Some(_) => {
                self.wrong("status", node, "usable, withheld or canceled");
                Status::Usable
            }
        }
    }

    fn version(&mut self, node: &Node) -> Option<u32> {
        let version = self.parsed("version", node, "a whole number from 1")?;
        if version == 0 {
            self.wrong("version", node, "a whole number from 1");
            return None;
        }
        Some(version)
    }

    fn flag(&mut self, key: &str, node: &Node) -> bool {
        match self.text(key, node).as_deref() {
            Some("true" | "yes") => true,
            None | Some("false" | "no") => false,
            Some(_) => {
                self.wrong(key, node, "true or false");
                false
            }
        }
    }

    /// A list of texts; a single text is a list of one, or of several with commas between them.
    fn names(&mut self, key: &str, node: &Node) -> Vec<String> {
        match &node.value {
            Value::List(items) => items.iter().filter_map(|item| self.text(key, item)).collect(),
            Value::Scalar(_) | Value::Null | Value::Map(_) => {
                let text = self.text(key, node).unwrap_or_default();
                text.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
            }
        }
    }

    fn authors(&mut self, node: &Node) -> Vec<Author> {
        match &node.value {
            Value::List(items) => items.iter().filter_map(|item| self.author(item)).collect(),
            Value::Scalar(_) | Value::Null | Value::Map(_) => self.author(node).into_iter().collect(),
        }
    }

    fn author(&mut self, node: &Node) -> Option<Author> {
        let Value::Map(pairs) = &node.value else {
            let name = self.text("authors", node)?;
            return Some(Author { name, url: None, kind: AuthorKind::Person });
        };
        let mut author = Author { name: String::new(), url: None, kind: AuthorKind::Person };
        for (key, place, value) in pairs {
            match key.as_str() {
                "name" => author.name = self.text("name", value).unwrap_or_default(),
                "url" => author.url = self.url("url", value),
                "kind" => match self.text("kind", value).as_deref() {
                    Some("team") => author.kind = AuthorKind::Team,
                    Some("person") | None => {}
                    Some(_) => self.wrong("kind", value, "person or team"),
                },
                other => self.unknown(other, *place, ["name", "url", "kind"].into_iter()),
            }
        }
        if author.name.is_empty() {
            self.wrong("authors", node, "names, or tables with `name`, `url` and `kind`");
            return None;
        }
        Some(author)
    }

    fn image(&mut self, node: &Node) -> Option<LeadWritten> {
        let mut image = LeadWritten { span: node.span, ..LeadWritten::default() };
        let Value::Map(pairs) = &node.value else {
            image.src = self.text("image", node)?;
            return Some(image);
        };
        for (key, place, value) in pairs {
            match key.as_str() {
                "src" => image.src = self.text("src", value).unwrap_or_default(),
                // An empty text says that the picture is decoration; nothing says nothing.
                "alt" => {
                    image.alt =
                        (value.value != Value::Null).then(|| self.text("alt", value).unwrap_or_default())
                }
                "caption" => image.caption = self.text("caption", value),
                "credit" => image.credit = self.text("credit", value),
                "syndicate" => image.syndicate = self.flag("syndicate", value),
                other => {
                    self.unknown(other, *place, ["src", "alt", "caption", "credit", "syndicate"].into_iter());
                }
            }
        }
        if image.src.is_empty() {
            self.wrong(
                "image",
                node,
                "a path, or a table with `src`, `alt`, `caption`, `credit` and `syndicate`",
            );
            return None;
        }
        Some(image)
    }

    fn corrections(&mut self, node: &Node) -> Vec<Correction> {
        let expected = "a list of tables with `date` and `text`";
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            Value::Map(_) => std::slice::from_ref(node),
            Value::Scalar(_) | Value::Null => {
                self.wrong("corrections", node, expected);
                return Vec::new();
            }
        };
        let mut corrections = Vec::new();
        for item in items {
            let Value::Map(pairs) = &item.value else {
                self.wrong("corrections", item, expected);
                continue;
            };
            let (mut date, mut text) = (None, None);
            for (key, place, value) in pairs {
                match key.as_str() {
                    "date" => date = self.date("date", value),
                    "text" => text = self.text("text", value),
                    other => self.unknown(other, *place, ["date", "text"].into_iter()),
                }
            }
            match (date, text) {
                (Some(date), Some(text)) => corrections.push(Correction { date, text, span: item.span }),
                _ => self.wrong("corrections", item, expected),
            }
        }
        corrections
    }

    fn newsletter(&mut self, node: &Node) -> Newsletter {
        let mut newsletter = Newsletter::default();
        let Value::Map(pairs) = &node.value else {
            self.wrong("newsletter", node, "a table with `subject` and `preheader`");
            return newsletter;
        };
        for (key, place, value) in pairs {
            match key.as_str() {
                "subject" => newsletter.subject = self.text("subject", value),
                "preheader" => newsletter.preheader = self.text("preheader", value),
                other => self.unknown(other, *place, ["subject", "preheader"].into_iter()),
            }
        }
        newsletter
    }
}

/// The key that a written one means, and whether it is a foreign name for it.
fn canonical(written: &str) -> Option<(&'static str, bool)> {
    let plain = written.trim().to_lowercase().replace('-', "_");
    KEYS.iter().find_map(|(key, aliases)| {
        if *key == plain {
            Some((*key, false))
        } else {
            aliases.contains(&plain.as_str()).then_some((*key, true))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{KEYS, SCHEMA, read};
    use crate::diagnostic::Source;

    fn findings(text: &str) -> Vec<String> {
        let source = Source::new("a.md", text);
        let mut found = Vec::new();
        read(&source, &mut found);
        let place = |finding: &crate::diagnostic::Diagnostic| {
            let place = source.line_column(finding.span.map_or(0, |span| span.start as usize));
            format!("{}:{}: {}: {}", place.line, place.column, finding.code, finding.message)
        };
        found.iter().map(place).collect()
    }

    #[test]
    fn mistakes_are_shown_at_their_place() {
        assert_eq!(
            findings("---\nheadlin: Why?\n---\n"),
            ["2:1: unknown-key: unknown key `headlin`; it was ignored"]
        );
        assert_eq!(
            findings("---\nheadline: Why?\npublished: yesterday\n---\n"),
            [
                "3:12: wrong-type: `published` must be a date: YYYY-MM-DD or YYYY-MM-DDThh:mm:ss+hh:mm, not `yesterday`"
            ]
        );
        assert_eq!(
            findings("+++\nheadline = \"Why?\"\nversion = 0\n+++\n"),
            ["3:11: wrong-type: `version` must be a whole number from 1, not `0`"]
        );
        assert_eq!(findings("---\na: &a [x]\nb: *a\n---\n").len(), 1);
        assert_eq!(findings("---\nheadline: [Why\n---\n").len(), 1);
    }

    #[test]
    fn two_rules_are_no_front_matter() {
        let source = Source::new("a.md", "---\nOnly text.\n---\n");
        assert_eq!(read(&source, &mut Vec::new()).1, 0);
    }

    #[test]
    fn the_schema_names_the_same_keys() {
        let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
        let described: Vec<&str> =
            schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        for (key, _) in KEYS {
            assert!(described.contains(key), "{key}");
        }
    }
}
