//! From the values of front matter to what they say.

use super::{FrontMatter, KEYS, LeadWritten, canonical};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Span, nearest},
    model::{Author, AuthorKind, Correction, Date, Newsletter, Status},
    read::{
        clean, link,
        node::{Node, Value},
        slug,
    },
};

/// Reads values, and reports those that can't be what they should be.
pub(super) struct Decoder<'a> {
    pub(super) found: &'a mut Diagnostics,
    /// A foreign key was used: what can't be understood is a warning, since it was not written for us.
    pub(super) lenient: bool,
}

impl Decoder<'_> {
    pub(super) fn front_matter(&mut self, pairs: Vec<(String, Span, Node)>) -> FrontMatter {
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
                "language" => front.language = self.parsed(key, &node, "a language tag like en, uk or pt-BR"),
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

    fn slug(&mut self, key: &str, node: &Node) -> Option<String> {
        let text = self.text(key, node)?;
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
