//! The keys of front matter: our names, the names of other systems, and what is said of the others.

use std::sync::LazyLock;

/// The keys, and the foreign names that are understood as each.
pub(super) const KEYS: &[(&str, &[&str])] = &[
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
    ("image", &["cover", "featured_image", "feature_image", "thumbnail"]),
    ("canonical_url", &["canonical"]),
    ("translation_of", &[]),
    ("rights", &["license", "copyright"]),
    ("embargo", &["embargo_until", "embargoed_until"]),
    ("expires", &["expiry_date", "unpublish_date", "expires_at"]),
    ("publish_date", &["pub_date", "publish_at"]),
    ("review_by", &[]),
    ("status", &["pub_status"]),
    ("draft", &["private", "unpublished", "wip"]),
    ("version", &[]),
    ("corrections", &[]),
    ("newsletter", &[]),
];

/// Keys that other systems write for those that they don't publish, if their value is `false`.
pub(super) const PUBLIC: &[&str] = &["published", "publish", "public"];

/// Keys that keep an explainer from readers: passing one of these over is always an error.
pub(super) const CRITICAL: &[&str] = &["embargo", "expires", "publish_date", "status", "draft"];

/// What Pressroom does not do, with what it is there for. It is an error where the value is not `false`: what it hides
/// would be shown.
pub(super) const HIDING: &[(&str, &str)] = &[
    ("unlisted", "keeps a page out of lists"),
    ("hidden", "hides a page"),
    ("password", "asks readers for a password"),
    ("visibility", "says who may see a page"),
    ("headless", "keeps a page from being made"),
    ("noindex", "keeps a page out of search engines"),
    ("is_draft", "marks a draft"),
    ("post_status", "says who may see a page"),
    ("embargoed", "keeps a page back"),
    ("under_embargo", "keeps a page back"),
    ("withheld", "keeps a page back"),
    ("canceled", "takes a page back"),
    ("cancelled", "takes a page back"),
    ("hold", "keeps a page back"),
    ("on_hold", "keeps a page back"),
    ("do_not_publish", "keeps a page back"),
    ("kill", "takes a page back"),
    ("killed", "takes a page back"),
    ("spiked", "takes a page back"),
    ("retracted", "takes a page back"),
    ("withdrawn", "takes a page back"),
    ("publish_on", "keeps a page back until a day"),
    ("publish_at", "keeps a page back until a day"),
    ("scheduled_for", "keeps a page back until a day"),
    ("go_live", "keeps a page back until a day"),
];

/// Keys of other systems that hide a page where their value is `false`.
pub(super) const SHOWING: &[&str] = &["visible", "live", "render", "active", "enabled"];

/// Keys of other systems that say nothing to Pressroom, with a word on each.
const FOREIGN: &[(&str, &str)] = &[
    ("weight", "the order of pages in Hugo; Pressroom lists the newest first"),
    ("layout", "a template; a theme says how editions look"),
    ("template", "a template; a theme says how editions look"),
    ("type", "a kind of page in Hugo; a theme says how editions look"),
    ("aliases", "old addresses of a page; let the web server redirect them"),
    ("redirect_from", "old addresses of a page; let the web server redirect them"),
    ("permalink", "the address of a page; write `slug:` for its name, or `canonical_url:` for its address"),
    ("url", "the address of a page; write `slug:` for its name, or `canonical_url:` for its address"),
    ("toc", "a switch for the table of contents; the editions that have one always show it"),
    ("comments", "a switch for readers' comments; Pressroom has none"),
    ("math", "a switch for formulas; Pressroom always reads them"),
    ("mathjax", "a switch for formulas; Pressroom always reads them"),
    ("excerpt", "a summary; write `dek:`"),
    ("abstract", "a summary; write `dek:`"),
    ("menu", "a menu of the site; Pressroom makes its own index"),
    ("series", "a series of pages; write `section:` or `tags:`"),
    ("params", "values for a template of Hugo"),
    ("extra", "values for a template of Zola"),
    ("taxonomies", "lists of Zola; write `section:` and `tags:`"),
    ("featured", "a mark for a home page; Pressroom lists the newest first"),
    ("pinned", "a mark for a home page; Pressroom lists the newest first"),
    ("id", "a key of other systems; write `slug:` for the name in addresses"),
];

/// Keys that belong within another.
const NESTED: &[(&str, &str, &str)] = &[
    ("caption", "image", "image:\n  src: bridge.jpg\n  caption: …"),
    ("alt", "image", "image:\n  src: bridge.jpg\n  alt: …"),
    ("credit", "image", "image:\n  src: bridge.jpg\n  credit: …"),
    ("syndicate", "image", "image:\n  src: bridge.jpg\n  syndicate: true"),
    ("src", "image", "image:\n  src: bridge.jpg"),
    ("subject", "newsletter", "newsletter:\n  subject: …"),
    ("preheader", "newsletter", "newsletter:\n  preheader: …"),
];

/// True for two names of one key: no system tells capitals, `-` and `_` apart. Asked of every line of front matter and every
/// key, so that it must not take memory.
pub(super) fn same(written: &str, known: &str) -> bool {
    let is_letter = |c: &char| !matches!(c, '-' | '_');
    let (mut rest, mut expected) =
        (written.trim().chars().filter(is_letter), known.chars().filter(is_letter));
    loop {
        return match (rest.next(), expected.next()) {
            (None, None) => true,
            (Some(one), Some(other)) if one.eq_ignore_ascii_case(&other) => continue,
            (Some(one), Some(_)) if one.is_ascii() => false,
            (Some(one), Some(other)) if one.to_lowercase().eq(other.to_lowercase()) => continue,
            (_, _) => false,
        };
    }
}

/// All names of keys: a number for the name, the name, its key, and whether only other systems write it so.
static NAMES: LazyLock<Vec<(u64, &str, &str, bool)>> = LazyLock::new(|| {
    let names = KEYS.iter().flat_map(|(key, aliases)| {
        let is_foreign = matches!(*key, "publish_date" | "draft");
        let own = (fingerprint(key), *key, *key, is_foreign);
        std::iter::once(own).chain(aliases.iter().map(|alias| (fingerprint(alias), *alias, *key, true)))
    });
    names.collect()
});

/// A number that is the same for names of one key, if they are in ASCII.
fn fingerprint(name: &str) -> u64 {
    let letters = name.trim().bytes().filter(|byte| !matches!(byte, b'-' | b'_'));
    letters.fold(0, |hash: u64, letter| {
        (hash ^ u64::from(letter.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3).rotate_left(5)
    })
}

/// The key that a written one means, and whether it is a foreign name for it.
pub(super) fn canonical(written: &str) -> Option<(&'static str, bool)> {
    let wanted = written.is_ascii().then(|| fingerprint(written));
    let mut names = NAMES.iter().filter(|(number, ..)| wanted.is_none_or(|wanted| wanted == *number));
    names.find(|(_, name, ..)| same(written, name)).map(|(_, _, key, is_foreign)| (*key, *is_foreign))
}

/// What can be said of a key that Pressroom does not know.
pub(super) fn advice(written: &str) -> Option<String> {
    let nested = NESTED.iter().find(|(key, _, _)| same(written, key));
    if let Some((key, parent, form)) = nested {
        return Some(format!("`{key}` belongs under `{parent}`:\n{form}"));
    }
    let foreign = FOREIGN.iter().find(|(key, _)| same(written, key));
    foreign.map(|(key, what)| format!("`{key}` is {what}"))
}

/// How a value is written, by the name of its key.
pub(super) fn example(key: &str) -> Option<&'static str> {
    Some(match key {
        "headline" => "headline: \"Why is the bridge closed?\"",
        "kicker" => "kicker: Explainers",
        "dek" => "dek: What is known, and what is not.",
        "slug" | "translation_of" => "slug: why-is-the-bridge-closed",
        "language" => "language: uk",
        "published" | "updated" => "published: 2026-01-31",
        "embargo" | "publish_date" => "embargo: 2026-01-31T06:00:00Z",
        "expires" => "expires: 2026-01-31T06:00:00Z",
        "status" => "status: withheld",
        "authors" | "name" => "authors:\n  - Ada Lovelace\n  - name: The data desk\n    kind: team",
        "tags" => "tags: [bridges, traffic]",
        "section" => "section: City",
        "image" | "src" => "image:\n  src: bridge.jpg\n  alt: The old bridge\n  credit: Ada Lovelace",
        "canonical_url" | "url" => "canonical_url: https://example.org/bridge/",
        "version" => "version: 2",
        "corrections" | "text" => {
            "corrections:\n  - date: 2026-02-01\n    text: The bridge has two lanes, not three."
        }
        "newsletter" => "newsletter:\n  subject: Why the bridge is closed",
        "draft" | "syndicate" => "draft: true",
        _ => return None,
    })
}

/// True for a slip of the hand in a key that keeps an explainer from readers: the value is one of that key's.
pub(super) fn is_slip_of(written: &str, key: &str, value: Option<&str>) -> bool {
    let value = value.unwrap_or_default();
    match key {
        "embargo" | "expires" | "publish_date" => value.starts_with(|c: char| c.is_ascii_digit()),
        "status" => STATUSES.contains(&value) && !same(written, "state"),
        "draft" => matches!(value, "true" | "yes"),
        _ => false,
    }
}

/// The words that `status` has here and elsewhere.
pub(super) const STATUSES: &[&str] = &[
    "usable",
    "withheld",
    "canceled",
    "cancelled",
    "draft",
    "publish",
    "published",
    "private",
    "pending",
    "future",
    "scheduled",
    "archived",
    "final",
    "review",
    "embargoed",
    "hold",
];
