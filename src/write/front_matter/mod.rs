//! Metadata as front matter: the keys in the order of the manual.

mod yaml;

use pressroom_document::{
    Author, AuthorKind, Date, Document, ImageSource, Language, LeadImage, Metadata, Newsletter, Status, link,
    slug,
};
use pressroom_read::ReadOptions;

use crate::{body::path, habits::Habits};

/// A key and its lines.
pub(crate) type Entry = (&'static str, String);

/// The keys in the order in which they are written.
pub(crate) const ORDER: &[&str] = &[
    "headline",
    "kicker",
    "dek",
    "slug",
    "language",
    "published",
    "updated",
    "authors",
    "section",
    "tags",
    "image",
    "canonical_url",
    "translation_of",
    "rights",
    "embargo",
    "expires",
    "review_by",
    "status",
    "draft",
    "version",
    "corrections",
    "newsletter",
];

/// The keys of a document and their lines, in the order of the manual; the headline only if `with_headline`.
pub(crate) fn entries(
    document: &Document,
    options: &ReadOptions<'_>,
    habits: &Habits,
    with_headline: bool,
) -> Vec<Entry> {
    let Metadata {
        slug,
        headline,
        kicker,
        description,
        language,
        authors,
        date_published,
        date_modified,
        section,
        keywords,
        image,
        canonical_url,
        translation_of,
        rights,
        embargo,
        expires,
        review_by,
        status,
        draft,
        version,
        corrections,
        newsletter,
    } = &document.metadata;
    let site = options.site;
    let text = |key: &'static str, value: &str| Some((key, yaml::text(0, key, value)));
    let word = |key: &'static str, value: &str| Some((key, format!("{key}: {}", yaml::scalar(value))));
    let date = |key: &'static str, date: &Option<Date>| {
        date.map(|date| (key, format!("{key}: {}", date_text(date))))
    };
    let all = [
        text("headline", headline).filter(|_| with_headline),
        kicker.as_deref().and_then(|kicker| text("kicker", kicker)),
        description.as_deref().and_then(|dek| text("dek", dek)),
        word("slug", slug).filter(|_| habits.has("slug") || *slug != derived_slug(language, options)),
        word("language", language.as_str()).filter(|_| says_language(language, options, habits)),
        date("published", date_published),
        date("updated", date_modified),
        list("authors", authors.iter().map(author).collect()),
        section.as_deref().map(|section| {
            let value = if section.contains(',') {
                format!("[{}]", yaml::item(section))
            } else {
                yaml::scalar(section)
            };
            ("section", format!("section: {value}"))
        }),
        tags(keywords),
        image.as_ref().map(|image| ("image", lead(document, image))),
        canonical_url
            .as_deref()
            .and_then(|url| word("canonical_url", url))
            .filter(|_| habits.has("canonical_url") || *canonical_url != derived_url(slug, options)),
        translation_of.as_deref().and_then(|slug| word("translation_of", slug)),
        rights
            .as_deref()
            .and_then(|rights| text("rights", rights))
            .filter(|_| habits.has("rights") || *rights != site.rights),
        date("embargo", embargo),
        date("expires", expires),
        date("review_by", review_by),
        word("status", status_word(*status)).filter(|_| habits.has("status") || *status != Status::Usable),
        (habits.has("draft") || *draft).then(|| ("draft", format!("draft: {draft}"))),
        word("version", &version.to_string()).filter(|_| habits.has("version") || *version != 1),
        list(
            "corrections",
            corrections
                .iter()
                .map(|correction| {
                    format!(
                        "date: {}\n{}",
                        date_text(correction.date),
                        yaml::text(4, "text", &correction.text)
                    )
                })
                .collect(),
        ),
        newsletter_lines(newsletter),
    ];
    all.into_iter().flatten().collect()
}

/// The key of the first value that is not the same in both.
pub(crate) fn difference(one: &Metadata, other: &Metadata) -> Option<&'static str> {
    let same = [
        ("headline", one.headline == other.headline),
        ("kicker", one.kicker == other.kicker),
        ("dek", one.description == other.description),
        ("slug", one.slug == other.slug),
        ("language", one.language == other.language),
        ("published", one.date_published == other.date_published),
        ("updated", one.date_modified == other.date_modified),
        ("authors", one.authors == other.authors),
        ("section", one.section == other.section),
        ("tags", one.keywords == other.keywords),
        ("image", one.image == other.image),
        ("canonical_url", one.canonical_url == other.canonical_url),
        ("translation_of", one.translation_of == other.translation_of),
        ("rights", one.rights == other.rights),
        ("embargo", one.embargo == other.embargo),
        ("expires", one.expires == other.expires),
        ("review_by", one.review_by == other.review_by),
        ("status", one.status == other.status),
        ("draft", one.draft == other.draft),
        ("version", one.version == other.version),
        ("corrections", one.corrections == other.corrections),
        ("newsletter", one.newsletter == other.newsletter),
    ];
    same.into_iter().find(|(_, same)| !same).map(|(key, _)| key)
}

fn says_language(language: &Language, options: &ReadOptions<'_>, habits: &Habits) -> bool {
    let default = options.site.language.clone().unwrap_or_else(Language::english);
    habits.keys.is_none() || habits.has("language") || *language != default
}

fn derived_slug(language: &Language, options: &ReadOptions<'_>) -> String {
    let slug = slug::for_file(options.slug, Some(language));
    if slug.is_empty() { "untitled".to_owned() } else { slug }
}

fn derived_url(slug: &str, options: &ReadOptions<'_>) -> Option<String> {
    let base = options.site.base_url.as_deref()?;
    link::web(&format!("{base}{slug}/"))
}

fn status_word(status: Status) -> &'static str {
    match status {
        Status::Usable => "usable",
        Status::Withheld => "withheld",
        Status::Canceled => "canceled",
    }
}

/// A date as RFC 3339 writes it.
fn date_text(date: Date) -> String {
    let text = String::from(date);
    text.strip_suffix("+00:00").map_or(text.clone(), |moment| format!("{moment}Z"))
}

/// A list of things, each of which begins with a mark.
fn list(key: &'static str, items: Vec<String>) -> Option<Entry> {
    let lines: Vec<String> = items.into_iter().map(|item| format!("  - {item}")).collect();
    (!lines.is_empty()).then(|| (key, format!("{key}:\n{}", lines.join("\n"))))
}

fn author(author: &Author) -> String {
    let Author { name, url, kind } = author;
    if url.is_none() && *kind == AuthorKind::Person {
        return yaml::scalar(name);
    }
    let mut lines = vec![format!("name: {}", yaml::scalar(name))];
    if *kind == AuthorKind::Team {
        lines.push("    kind: team".to_owned());
    }
    lines.extend(url.as_ref().map(|url| format!("    url: {}", yaml::scalar(url))));
    lines.join("\n")
}

fn tags(keywords: &[String]) -> Option<Entry> {
    if keywords.is_empty() {
        return None;
    }
    let items: Vec<String> = keywords.iter().map(|tag| yaml::item(tag)).collect();
    let line = format!("tags: [{}]", items.join(", "));
    if line.chars().count() <= 118 { Some(("tags", line)) } else { list("tags", items) }
}

fn lead(document: &Document, lead: &LeadImage) -> String {
    let LeadImage { image, caption } = lead;
    let src = match &image.source {
        ImageSource::Local(index) => {
            path(document.asset(*index).map(|asset| asset.path.as_str()).unwrap_or_default())
        }
        ImageSource::Missing(missing) if missing.is_empty() => "#".to_owned(),
        ImageSource::Missing(missing) => path(missing),
        ImageSource::Remote { url, size: _ } => url.clone(),
    };
    let mut lines = vec!["image:".to_owned(), format!("  src: {}", yaml::scalar(&src))];
    lines.extend(image.alt.as_ref().map(|alt| yaml::text(2, "alt", alt)));
    lines.extend(caption.as_ref().map(|caption| yaml::text(2, "caption", caption)));
    lines.extend(image.credit.as_ref().map(|credit| yaml::text(2, "credit", credit)));
    lines.extend(image.syndicate.then(|| "  syndicate: true".to_owned()));
    lines.join("\n")
}

fn newsletter_lines(newsletter: &Newsletter) -> Option<Entry> {
    let Newsletter { subject, preheader } = newsletter;
    let mut lines = vec!["newsletter:".to_owned()];
    lines.extend(subject.as_ref().map(|subject| yaml::text(2, "subject", subject)));
    lines.extend(preheader.as_ref().map(|preheader| yaml::text(2, "preheader", preheader)));
    (lines.len() > 1).then(|| ("newsletter", lines.join("\n")))
}
