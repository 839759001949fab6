//! The properties of a document (ISO/IEC 29500-2, 8.3; -1, 22.2).

use crate::{
    Action, FindingKind, ImportFinding,
    article::ArticleMetadata,
    assemble::credit,
    word::xml::{Node, elements, name},
};
use pressroom_document::{Author, AuthorKind, Date, FIRST_YEAR};

/// Names that programs give as the author.
const NO_AUTHORS: &[&str] = &[
    "",
    "administrator",
    "admin",
    "user",
    "author",
    "windows user",
    "microsoft office user",
    "unknown",
    "un-named",
    "python-docx",
    "apache poi",
    "docx4j",
    "phpword",
    "office",
    "owner",
    "guest",
    "test",
    "default",
    "word",
    "mac user",
];

/// Beginnings of titles that programs give.
const NO_TITLES: &[&str] =
    &["microsoft word", "document", "untitled", "word document", "new document", "unbenannt", "dokument"];

/// Takes the properties that say something of the article. What the document's text said before counts more.
pub(in crate::word) fn take_properties(
    root: Node<'_>,
    metadata: &mut ArticleMetadata,
    findings: &mut Vec<ImportFinding>,
) {
    let mut days = [None, None];
    let mut find = |action, place: &str, text: &str, message: &str| {
        findings.push(ImportFinding {
            kind: FindingKind::Metadata,
            action,
            place: format!("property {place}"),
            text: text.to_owned(),
            message: message.to_owned(),
        });
    };
    for node in elements(root) {
        let text = node.text().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            continue;
        }
        match name(node) {
            "title" => {
                let lower = text.to_lowercase();
                match NO_TITLES.iter().any(|title| lower.starts_with(title)) {
                    true => find(Action::LeftOut, "title", &text, "it is the name that a program gave"),
                    false => metadata.title = Some(text),
                }
            }
            "creator" if metadata.authors.is_empty() => {
                if NO_AUTHORS.contains(&text.to_lowercase().as_str()) {
                    find(Action::LeftOut, "creator", &text, "it is the name of a program or of nobody");
                    continue;
                }
                let names = credit::authors(&text);
                let message =
                    "the author is who made the file, by its properties: see whether it is the byline";
                find(Action::Guessed, "creator", &text, message);
                let author = |name| Author { name, url: None, kind: AuthorKind::default() };
                metadata.authors = names.into_iter().map(author).collect();
            }
            "keywords" if metadata.keywords.is_empty() => {
                metadata.keywords = text.split([',', ';']).map(|word| word.trim().to_owned()).collect();
            }
            "created" => days[0] = day(&text),
            "modified" => days[1] = day(&text),
            "subject" | "description" | "category" | "contentStatus" => {
                let message = "a note of the file's properties, which may not be meant for readers";
                find(Action::LeftOut, name(node), &text, message);
            }
            _ => {}
        }
    }
    let [created, modified] = days;
    if metadata.date_published.is_none()
        && let Some(created) = created
    {
        let message = "the day on which the file was made stands in for that of publication: correct it";
        find(Action::Guessed, "created", &created.rfc3339(), message);
        metadata.date_published = Some(created);
        let later = modified.filter(|modified| modified.timestamp() > created.timestamp());
        metadata.date_modified = metadata.date_modified.or(later);
    }
}

/// The day of a moment.
fn day(text: &str) -> Option<Date> {
    let date = Date::parse_in(text.get(..10)?, None).ok()?;
    (date.day().year() >= FIRST_YEAR).then_some(date)
}

/// The program that made a document, and its version.
pub(in crate::word) fn producer(root: Node<'_>) -> Option<String> {
    let text = |wanted: &str| {
        let found = elements(root).find(|node| name(*node) == wanted)?;
        found.text().map(str::trim).filter(|text| !text.is_empty())
    };
    let program = text("Application")?;
    Some(match text("AppVersion") {
        Some(version) => format!("{program} {version}"),
        None => program.to_owned(),
    })
}
