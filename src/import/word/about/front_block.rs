//! A block of metadata at the top of a document: lines such as `headline: Why?`, closed by a blank line (after ArchieML).

use crate::{
    Action, FindingKind, ImportFinding,
    article::{ArticleMetadata, LeadPicture},
    assemble::credit,
    word::xml::{Node, elements, name},
};
use pressroom_document::{Author, AuthorKind, Date};

/// Keys that a block may begin with.
const KEYS: &[&str] = &[
    "headline",
    "title",
    "kicker",
    "dek",
    "subtitle",
    "standfirst",
    "description",
    "byline",
    "by",
    "author",
    "authors",
    "published",
    "date",
    "updated",
    "modified",
    "language",
    "section",
    "tags",
    "keywords",
    "slug",
    "url",
    "canonical_url",
    "rights",
    "embargo",
    "expires",
    "image",
    "image_alt",
    "image_caption",
    "image_credit",
    "draft",
];

/// The most lines of a block.
const MAX_LINES: usize = 60;

/// Reads a block at the top of a body; gives how many of its elements it takes.
pub(in crate::word) fn read(
    body: Node<'_>,
    metadata: &mut ArticleMetadata,
    name_of_file: &mut String,
    findings: &mut Vec<ImportFinding>,
) -> usize {
    let mut lines: Vec<(usize, String)> = Vec::new();
    let mut taken = 0;
    let mut is_closed = false;
    for (at, node) in elements(body).enumerate() {
        if name(node) != "p" {
            break;
        }
        let text = text(node);
        if text.trim().is_empty() {
            if lines.is_empty() {
                continue;
            }
            is_closed = true;
            taken = at + 1;
            break;
        }
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            lines.push((at + 1, line.trim().to_owned()));
        }
        if lines.len() > MAX_LINES {
            break;
        }
        let is_key = lines
            .first()
            .and_then(|(_, line)| pair(line))
            .is_some_and(|(key, _)| KEYS.contains(&key.as_str()));
        if !is_key || lines.iter().any(|(_, line)| pair(line).is_none()) {
            break;
        }
    }
    let pairs: Option<Vec<(usize, String, String)>> =
        lines.into_iter().map(|(at, line)| pair(&line).map(|(key, value)| (at, key, value))).collect();
    let Some(pairs) = pairs
        .filter(|pairs| is_closed && pairs.first().is_some_and(|(_, key, _)| KEYS.contains(&key.as_str())))
    else {
        return 0;
    };
    for (at, key, value) in pairs {
        let refused = set(metadata, name_of_file, &key, &value).err();
        if let Some(message) = refused {
            findings.push(ImportFinding {
                kind: FindingKind::Metadata,
                action: Action::LeftOut,
                place: format!("paragraph {at}"),
                text: format!("{key}: {value}"),
                message: message.to_owned(),
            });
        }
    }
    taken
}

/// The words of a paragraph, with its line ends.
fn text(paragraph: Node<'_>) -> String {
    let mut out = String::new();
    for node in paragraph.descendants() {
        match name(node) {
            "t" => out.extend(node.children().filter_map(|text| text.text())),
            "tab" => out.push(' '),
            "br" | "cr" => out.push('\n'),
            _ => {}
        }
    }
    out
}

/// A key and its value.
fn pair(line: &str) -> Option<(String, String)> {
    let (key, value) = line.split_once(':')?;
    let key = key.trim().to_lowercase().replace([' ', '-'], "_");
    let is_key =
        !key.is_empty() && key.len() <= 24 && key.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    is_key.then(|| (key, value.trim().to_owned()))
}

fn set(
    metadata: &mut ArticleMetadata,
    slug: &mut String,
    key: &str,
    value: &str,
) -> Result<(), &'static str> {
    if value.is_empty() {
        return Ok(());
    }
    let text = || Some(value.to_owned());
    let list = || value.split([',', ';']).map(|word| word.trim().to_owned()).collect();
    let date = || Date::parse_in(value, None).map_err(|_| "it is no date: write it as 2026-01-31");
    let image = metadata.image.get_or_insert_default();
    match key {
        "image" => image.path = value.to_owned(),
        "image_alt" => image.alt = text(),
        "image_caption" => image.caption = text(),
        "image_credit" => image.credit = text(),
        _ => {}
    }
    match key {
        "headline" | "title" => metadata.headline = text(),
        "kicker" => metadata.kicker = text(),
        "dek" | "subtitle" | "standfirst" | "description" => metadata.description = text(),
        "byline" | "by" | "author" | "authors" => {
            let author = |name| Author { name, url: None, kind: AuthorKind::default() };
            metadata.authors.extend(credit::authors(value).into_iter().map(author));
        }
        "published" | "date" => metadata.date_published = Some(date()?),
        "updated" | "modified" => metadata.date_modified = Some(date()?),
        "embargo" => metadata.embargo = Some(date()?),
        "expires" => metadata.expires = Some(date()?),
        "language" => {
            metadata.language =
                Some(value.parse().map_err(|_| "it is no language tag, such as en or pt-BR")?);
        }
        "section" => metadata.section = text(),
        "tags" | "keywords" => metadata.keywords = list(),
        "slug" => value.clone_into(slug),
        "url" | "canonical_url" => metadata.canonical_url = text(),
        "rights" => metadata.rights = text(),
        "draft" => metadata.draft = matches!(value.to_lowercase().as_str(), "yes" | "true" | "1"),
        "image" | "image_alt" | "image_caption" | "image_credit" => {}
        _ => return Err("front matter has no such key"),
    }
    Ok(())
}

/// Takes a lead picture away that names no file.
pub(in crate::word) fn without_empty_picture(metadata: &mut ArticleMetadata) {
    metadata.image.take_if(|LeadPicture { path, .. }| path.is_empty());
}
