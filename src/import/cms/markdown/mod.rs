//! Markdown of other systems: our own reader reads it, front matter included, after the marks that are no Markdown got a form
//! that is.
//!
//! [`scan`] finds the marks outside of code; [`shortcodes`] reads those of Hugo, Zola and Jekyll, [`wiki`] those of Obsidian
//! and Notion, [`data`] takes the pictures that stand in the text.

mod data;
mod files;
mod rewritten;
mod scan;
mod shortcodes;
mod wiki;

use crate::{ImportError, ImportFinding, ImportOptions, ImportSource, article::Article};
use files::Files;
use pressroom_diagnostics::Source;
use pressroom_read::ReadOptions;

/// True for a text that begins with front matter, as Markdown of a site generator does.
pub(crate) fn has_front_matter(start: &str) -> bool {
    let mut lines = start.trim_start_matches('\u{feff}').lines();
    let Some(fence @ ("---" | "+++")) = lines.next().map(str::trim_end) else { return false };
    let inner: Vec<&str> = lines.by_ref().take_while(|line| line.trim_end() != fence).take(200).collect();
    let is_pair = |line: &&str| line.contains([':', '=']) && !line.starts_with(char::is_whitespace);
    inner.iter().any(is_pair)
}

/// Reads Markdown.
///
/// # Errors
/// It is no text, or no document.
pub(crate) fn read(
    source: &ImportSource<'_>,
    options: &ImportOptions<'_>,
) -> Result<Vec<Article>, ImportError> {
    let (decoded, found) = source.decode()?;
    if decoded.text.trim().is_empty() {
        return Err(ImportError::Empty);
    }
    let mut findings: Vec<ImportFinding> = found.iter().map(ImportFinding::of_reader).collect();
    let mut files = Files::new(source.beside);
    let text = data::take_pictures(&decoded.text, &mut files, &mut findings);
    let text = scan::rewrite(&text, &files, &mut findings);
    let slug = name(source);
    let read_options = ReadOptions { site: options.site, slug: &slug, pictures: &files, now: None };
    let markdown = Source::new(source.name, text);
    let (document, found) = pressroom_read::markdown(&markdown, &read_options);
    let Some(document) = document else {
        let error = found.iter().find(|finding| finding.is_error());
        return Err(ImportError::Document(error.map(|error| error.message.clone()).unwrap_or_default()));
    };
    findings.extend(found.iter().map(|finding| {
        let line = finding.span.map(|span| format!("line {}", markdown.line(span.start as usize)));
        ImportFinding { place: line.unwrap_or_default(), ..ImportFinding::of_reader(finding) }
    }));
    Ok(vec![Article {
        name: document.metadata.slug.clone(),
        producer: None,
        findings,
        document: Some(Box::new(document)),
        ..Article::default()
    }])
}

/// The name of a file, without the date that Jekyll and the id that Notion put there.
fn name(source: &ImportSource<'_>) -> String {
    let stem = source.stem();
    let stem = match stem.as_bytes() {
        [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'-', ..]
            if [y1, y2, y3, y4, m1, m2, d1, d2].iter().all(|b| b.is_ascii_digit()) =>
        {
            stem.get(11..).unwrap_or(stem)
        }
        _ => stem,
    };
    let stem = wiki::without_notion_id(stem);
    // `post/index.md` is named by its folder.
    if matches!(stem, "index" | "_index") {
        let folder =
            source.name.rsplit(['/', '\\']).nth(1).filter(|folder| !folder.is_empty() && *folder != ".");
        return folder.unwrap_or(stem).to_owned();
    }
    pressroom_document::slug::for_file(stem, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_known() {
        assert!(has_front_matter("---\ntitle: A\n---\nText"));
        assert!(has_front_matter("+++\ntitle = 'A'\n+++\n"));
        assert!(!has_front_matter("---\n\nText without any\n---\n"));
        assert!(!has_front_matter("Text: here"));
    }
}
