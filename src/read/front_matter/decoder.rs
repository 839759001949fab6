//! From the values of front matter to what they say.

use super::{
    fields::{FrontMatter, LeadWritten},
    keys::{CRITICAL, HIDING, KEYS, SHOWING, advice, canonical, example, is_slip_of, same},
    node::{Node, Value},
    plain,
};
use crate::{ReadOptions, body::hints};
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Source, Span, nearest};
use pressroom_document::{
    Author, AuthorKind, Correction, Date, Language, Newsletter, check_language, clean, link, word,
};

/// Reads values, and reports those that can't be what they should be.
pub(super) struct Decoder<'a> {
    pub(super) source: &'a Source,
    pub(super) options: &'a ReadOptions<'a>,
    pub(super) found: &'a mut Diagnostics,
    /// A foreign key was used: what can't be understood is a warning, since it was not written for us.
    pub(super) lenient: bool,
}

/// Dates of other systems that are not kept as they are.
#[derive(Default)]
pub(super) struct OtherDates {
    /// The date before which another system shows nothing.
    pub(super) publish: Option<Date>,
    /// The date of publication has the name that other systems give it: they wait until then.
    pub(super) is_foreign: bool,
}

impl<'a> Decoder<'a> {
    pub(super) fn new(source: &'a Source, options: &'a ReadOptions<'a>, found: &'a mut Diagnostics) -> Self {
        Self { source, options, found, lenient: false }
    }

    pub(super) fn front_matter(mut self, pairs: Vec<(String, Span, Node)>) -> FrontMatter {
        let mut front = FrontMatter::default();
        let mut dates = OtherDates::default();
        let mut seen: Vec<(&str, String)> = Vec::new();
        for (written, place, node) in pairs {
            if self.is_public_flag(&written, &node, &mut front) {
                continue;
            }
            let Some((key, alias)) = canonical(&written) else {
                self.unknown(&written, place, Some(&node));
                continue;
            };
            if let Some((_, before)) = seen.iter().find(|(other, _)| *other == key) {
                self.duplicate(key, &written, before, place);
                continue;
            }
            seen.push((key, written.clone()));
            if is_empty(&node) {
                if CRITICAL.contains(&key) {
                    self.empty(&written, place);
                }
                front.empty.push((key, place));
                continue;
            }
            self.lenient = alias && !CRITICAL.contains(&key);
            front.places.push((key, node.span));
            match key {
                "headline" => front.headline = self.text(key, &node),
                "kicker" => front.kicker = self.text(key, &node),
                "dek" => front.dek = self.text(key, &node),
                "slug" => front.slug = self.slug(key, &node),
                "translation_of" => front.translation_of = self.slug(key, &node),
                "language" => front.language = self.language(key, &node),
                "published" => {
                    front.published = self.date(key, &node);
                    dates.is_foreign = alias;
                }
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
                "embargo" => front.embargo = self.date(&written, &node),
                "expires" => front.expires = self.date(&written, &node),
                "publish_date" => dates.publish = self.date(&written, &node),
                "review_by" => front.review_by = self.date(key, &node),
                "status" => self.status(&written, &node, &mut front),
                "draft" => front.draft |= self.flag(&written, &node),
                "version" => front.version = self.version(&node),
                "corrections" => front.corrections = self.corrections(&node),
                _ => front.newsletter = self.newsletter(&node),
            }
        }
        self.settle_dates(&mut front, &dates);
        let mut known = std::collections::HashSet::new();
        front.tags.retain(|tag| known.insert(tag.clone()));
        front
    }

    /// A key without a value that would keep the explainer from readers: nobody knows what it was to say.
    fn empty(&mut self, written: &str, place: Span) {
        let message = format!("`{written}` has no value: Pressroom would ignore it");
        let finding = Diagnostic::error(Code::WrongType, message).with_span(place);
        let help = match example(canonical(written).map_or(written, |(key, _)| key)) {
            Some(example) => format!("give it a value, as in `{example}`, or remove the line"),
            None => "give it a value, or remove the line".to_owned(),
        };
        self.found.push(finding.help(help));
    }

    /// A key that was given twice. Of two values that keep an explainer from readers, nobody knows which is meant.
    fn duplicate(&mut self, key: &str, written: &str, before: &str, place: Span) {
        let message = match written == before {
            true => format!("`{written}` is given twice"),
            false => format!("`{written}` means the same as `{before}`, which is given above"),
        };
        self.found.push(match CRITICAL.contains(&key) {
            true => {
                Diagnostic::error(Code::DuplicateKey, message).with_span(place).help("remove one of them")
            }
            false => Diagnostic::warning(Code::DuplicateKey, message)
                .with_span(place)
                .help("Pressroom uses the first one"),
        });
    }

    /// A key that Pressroom does not know. One that would have kept the explainer from readers is an error.
    fn unknown(&mut self, written: &str, place: Span, node: Option<&Node>) {
        let value = node.and_then(|node| match &node.value {
            Value::Scalar(text) => Some(text.trim().to_lowercase()),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        });
        let off = matches!(
            value.as_deref(),
            None | Some("false" | "no" | "public" | "published" | "publish" | "live" | "")
        );
        if let Some((key, what)) = HIDING.iter().find(|(key, _)| same(written, key)).filter(|_| !off) {
            let message = format!("`{key}` {what} in other systems; Pressroom can't do that");
            let finding = Diagnostic::error(Code::UnknownKey, message).with_span(place);
            self.found.push(finding.help("write `draft: true` to keep it back, or remove the key"));
            return;
        }
        let shows = SHOWING.iter().any(|key| same(written, key));
        if shows && matches!(value.as_deref(), Some("false" | "no" | "never")) {
            let message = format!("`{written}` hides a page in other systems; Pressroom can't do that");
            let finding = Diagnostic::error(Code::UnknownKey, message).with_span(place);
            self.found.push(finding.help("write `draft: true` to keep it back, or remove the key"));
            return;
        }
        let inner = node.and_then(|node| match &node.value {
            Value::Map(pairs) => pairs.iter().find(|(key, _, value)| is_kept_back(key, value)),
            Value::Null | Value::Scalar(_) | Value::List(_) => None,
        });
        if let Some((key, place, _)) = inner {
            let message = format!("`{key}` is inside `{written}`: Pressroom would ignore it");
            let finding = Diagnostic::error(Code::UnreadFrontMatter, message).with_span(*place);
            self.found.push(finding.help(format!("move `{key}` to the top level, beside `headline`")));
            return;
        }
        let near = nearest(written, KEYS.iter().map(|(key, _)| *key));
        let finding = match near.filter(|key| is_slip_of(written, key, value.as_deref())) {
            Some(key) => {
                let message = format!("unknown key `{written}`: Pressroom would ignore `{key}`");
                Diagnostic::error(Code::UnknownKey, message)
            }
            None => Diagnostic::warning(Code::UnknownKey, format!("unknown key `{written}`; it was ignored")),
        };
        let finding = finding.with_span(place);
        self.found.push(match (advice(written), near) {
            (Some(advice), _) => finding.help(advice),
            (None, Some(key)) => {
                let cause = hints::missing_if_wrong(key);
                Diagnostic { cause, ..finding.help(format!("did you mean `{key}`?")) }
            }
            (None, None) => finding.help("the manual lists all keys, in input/manual/front-matter.md"),
        });
    }

    /// A key that has no meaning within another.
    fn unknown_within(&mut self, parent: &str, written: &str, place: Span, known: &[&str]) {
        let outer = canonical(written).map(|(key, _)| key);
        let finding = match outer.filter(|key| CRITICAL.contains(key)) {
            Some(key) => {
                let message = format!("`{written}` is inside `{parent}`: Pressroom would ignore `{key}`");
                Diagnostic::error(Code::UnreadFrontMatter, message)
            }
            None => {
                let message = format!("`{parent}` has no key `{written}`; it was ignored");
                Diagnostic::warning(Code::UnknownKey, message)
            }
        };
        let near = nearest(written, known.iter().copied());
        let help = match (near, outer) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, Some(outer)) => format!("write `{outer}` without indentation"),
            (None, None) => format!("the keys of `{parent}` are {}", known.join(", ")),
        };
        self.found.push(finding.with_span(place).help(help));
    }

    pub(super) fn wrong(&mut self, key: &str, node: &Node, expected: &str) {
        let help = example(key).map(|example| match example.contains('\n') {
            true => format!("as in\n{example}"),
            false => format!("as in `{example}`"),
        });
        self.wrong_with(key, node, expected, help, None);
    }

    /// A new value in the quotes of the old one.
    pub(super) fn as_written(&self, node: &Node, value: &str) -> String {
        let raw = self.source.slice(node.span);
        let quote = ["\"", "'"].into_iter().find(|quote| raw.starts_with(quote)).unwrap_or_default();
        format!("{quote}{value}{quote}")
    }

    /// A value that can't be read, with a help and what it is mended with.
    pub(super) fn wrong_with(
        &mut self,
        key: &str,
        node: &Node,
        expected: &str,
        help: Option<String>,
        mended: Option<String>,
    ) {
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
        let cause = hints::missing_if_wrong(key);
        let finding = Diagnostic { help, cause, ..finding.with_span(node.span) };
        self.found.push(match mended {
            Some(mended) => finding.edit(node.span, self.as_written(node, &mended)),
            None => finding,
        });
    }

    /// Returns true if a value was wrong since there were `before` findings.
    fn is_wrong_since(&self, before: usize) -> bool {
        self.found.iter().skip(before).any(|finding| finding.code == Code::WrongType)
    }

    /// One line of clean text; `None` where it is empty or no text.
    pub(super) fn text(&mut self, key: &str, node: &Node) -> Option<String> {
        match &node.value {
            Value::Scalar(text) => {
                let (cleaned, what) = clean::line(text);
                if what.any() {
                    let message = format!("`{key}` holds a control character that no edition may carry");
                    self.found
                        .push(Diagnostic::warning(Code::ControlCharacter, message).with_span(node.span));
                }
                let line = single_spaced(&cleaned);
                self.found.extend(plain::check(key, &line, node.span));
                Some(line).filter(|line| !line.is_empty())
            }
            Value::Null => None,
            Value::List(_) | Value::Map(_) => {
                self.wrong(key, node, "a text");
                None
            }
        }
    }

    pub(super) fn parsed<T: std::str::FromStr>(
        &mut self,
        key: &str,
        node: &Node,
        expected: &str,
    ) -> Option<T> {
        let text = self.text(key, node)?;
        let value = text.parse().ok();
        if value.is_none() {
            self.wrong(key, node, expected);
        }
        value
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
        self.found.extend(check_language(&text, node.span));
        let language = text.parse().ok();
        if language.is_none() {
            self.wrong(key, node, "a language tag like en, uk or pt-BR");
        }
        language
    }

    fn version(&mut self, node: &Node) -> Option<u32> {
        let version = self.parsed("version", node, "a whole number from 1")?;
        if version == 0 {
            self.wrong("version", node, "a whole number from 1");
            return None;
        }
        Some(version)
    }

    pub(super) fn flag(&mut self, key: &str, node: &Node) -> bool {
        match self.text(key, node).map(|text| text.to_lowercase()).as_deref() {
            Some("true" | "yes") => true,
            None | Some("false" | "no") => false,
            Some(_) => {
                self.wrong(key, node, "true or false");
                false
            }
        }
    }

    /// A list of names, in their composed forms; a single text is a list of one, or of several with commas between them.
    fn names(&mut self, key: &str, node: &Node) -> Vec<String> {
        match &node.value {
            Value::List(items) => {
                let texts = items.iter().filter_map(|item| self.text(key, item));
                texts.map(|name| word::nfc(&name).into_owned()).collect()
            }
            Value::Scalar(_) | Value::Null | Value::Map(_) => {
                let text = self.text(key, node).unwrap_or_default();
                let text = word::nfc(&text);
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
        let before = self.found.len();
        let mut author = Author { name: String::new(), url: None, kind: AuthorKind::Person };
        for (key, place, value) in pairs {
            match key.as_str() {
                "name" => author.name = self.text("name", value).unwrap_or_default(),
                "url" => author.url = self.url("url", value),
                "kind" => match self.text("kind", value).as_deref() {
                    Some("team") => author.kind = AuthorKind::Team,
                    Some("person") | None => {}
                    Some(kind) => self.wrong("kind", value, &hints::choice(kind, &["person", "team"])),
                },
                other => self.unknown_within("authors", other, *place, &["name", "url", "kind"]),
            }
        }
        if author.name.is_empty() {
            if !self.is_wrong_since(before) {
                self.wrong("authors", node, "names, or tables with `name`, `url` and `kind`");
            }
            return None;
        }
        Some(author)
    }

    fn image(&mut self, node: &Node) -> Option<LeadWritten> {
        let before = self.found.len();
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
                    self.unknown_within(
                        "image",
                        other,
                        *place,
                        &["src", "alt", "caption", "credit", "syndicate"],
                    );
                }
            }
        }
        if image.src.is_empty() {
            if !self.is_wrong_since(before) {
                self.wrong(
                    "image",
                    node,
                    "a path, or a table with `src`, `alt`, `caption`, `credit` and `syndicate`",
                );
            }
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
            let before = self.found.len();
            let (mut date, mut text) = (None, None);
            for (key, place, value) in pairs {
                match key.as_str() {
                    "date" => date = self.date("date", value),
                    "text" => text = self.text("text", value),
                    other => self.unknown_within("corrections", other, *place, &["date", "text"]),
                }
            }
            match (date, text) {
                (Some(date), Some(text)) => corrections.push(Correction { date, text, span: item.span }),
                _ if self.is_wrong_since(before) => {}
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
                other => self.unknown_within("newsletter", other, *place, &["subject", "preheader"]),
            }
        }
        newsletter
    }
}

/// A text with one space between its words.
fn single_spaced(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// True for a value that says nothing: none, or a text of white space.
fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Scalar(text) => text.trim().is_empty(),
        Value::List(_) | Value::Map(_) => false,
    }
}

/// True for a key that keeps an explainer from readers, with a value that does so.
fn is_kept_back(written: &str, node: &Node) -> bool {
    let Value::Scalar(text) = &node.value else { return false };
    canonical(written).is_some_and(|(key, _)| is_slip_of(written, key, Some(&text.trim().to_lowercase())))
}
