//! What lists say of a document, in accord with the files that there are of it.

use std::{collections::BTreeSet, path::Path};

use url::Url;

use super::{
    Report,
    manifest::is_inside,
    store::{self, Kept},
};
use crate::{
    diagnostic::{Code, Diagnostic, Source},
    model::{Summary, SummaryPicture},
};

/// The edition that the manifest says of the site's own files.
pub(super) const SITE: &str = "site";

/// The width in pixels of the smallest form that pages offer of a picture, `STEM-480.EXTENSION`.
const SMALL: u32 = 480;

/// The summaries in the memory of an output folder that is only read; with a warning where they can't be had.
pub(super) fn read(output: &Path) -> (Vec<Summary>, Option<Report>) {
    match store::summaries_in(output) {
        Ok(summaries) => (summaries.into_iter().filter(is_sound).collect(), None),
        Err(why) => {
            let finding = Diagnostic::warning(Code::Unreadable, format!("what it holds is not known: {why}"))
                .help("build it again; the site goes without its explainers");
            (Vec::new(), Some(Report::new(Source::new(output.to_string_lossy(), ""), vec![finding])))
        }
    }
}

/// False for what no document could have said. The text itself is escaped wherever it goes.
fn is_sound(summary: &Summary) -> bool {
    let name = |name: &str| is_inside(name) && !name.contains('/');
    let web = |url: &str| Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    name(&summary.slug)
        && summary.picture.as_ref().is_none_or(|picture| name(&picture.name))
        && summary.canonical_url.as_deref().is_none_or(web)
}

/// A summary with the editions and the picture that there are of the document; `None` for one that no document could
/// have.
pub(super) fn settled(mut summary: Summary, files: &[Kept]) -> Option<Summary> {
    if !is_sound(&summary) {
        return None;
    }
    let (mut editions, mut paths) = (BTreeSet::new(), BTreeSet::new());
    for kept in files {
        editions.extend(kept.file.editions());
        paths.extend(kept.file.path.split_once('/').map(|(_, path)| path));
    }
    summary.editions = editions.into_iter().map(str::to_owned).collect();
    summary.picture = summary.picture.and_then(|picture| smallest(picture, &paths));
    Some(summary)
}

/// A lead picture in the smallest form that there is beside the document's pages, which lists show: its file, else the
/// form of [`SMALL`] pixels that pages offer of it. `None` where neither is there.
fn smallest(picture: SummaryPicture, paths: &BTreeSet<&str>) -> Option<SummaryPicture> {
    let whole = paths.contains(format!("media/{}", picture.name).as_str());
    let stem = picture.name.rsplit_once('.').map_or(picture.name.as_str(), |(stem, _)| stem);
    let form = format!("media/{stem}-{SMALL}.");
    let small = paths.range(form.as_str()..).next().filter(|path| path.starts_with(&form));
    match small.and_then(|path| path.strip_prefix("media/")) {
        Some(name) if picture.width > SMALL => {
            let height = u64::from(picture.height) * u64::from(SMALL) / u64::from(picture.width);
            let height = u32::try_from(height).unwrap_or(u32::MAX).max(1);
            Some(SummaryPicture { name: name.to_owned(), width: SMALL, height, ..picture })
        }
        Some(_) | None => whole.then_some(picture),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::manifest::ManifestFile;

    fn summary(slug: &str) -> Summary {
        let json = format!(
            r#"{{"slug": "{slug}", "headline": "About {slug}", "language": "en", "minutes": 1, "cards": 0,
                "picture": {{"name": "p.png", "alt": "", "width": 1, "height": 1}}}}"#
        );
        serde_json::from_str(&json).unwrap()
    }

    fn kept(path: &str, edition: &str) -> Kept {
        let json = format!(
            r#"{{"path": "{path}", "source": "x.md", "edition": "{edition}", "bytes": 0, "sha256": ""}}"#
        );
        let file: ManifestFile = serde_json::from_str(&json).unwrap();
        Kept { file, written: None }
    }

    #[test]
    fn paths_and_addresses_are_not_trusted() {
        assert!(settled(summary("a"), &[]).is_some());
        assert_eq!(settled(summary("../a"), &[]), None);
        assert_eq!(settled(summary("a/b"), &[]), None);
        let url = Some("javascript:alert(1)".to_owned());
        assert_eq!(settled(Summary { canonical_url: url, ..summary("a") }, &[]), None);
        let picture =
            summary("a").picture.map(|picture| SummaryPicture { name: "../../p.png".to_owned(), ..picture });
        assert_eq!(settled(Summary { picture, ..summary("a") }, &[]), None);
    }

    #[test]
    fn lists_show_the_smallest_form_of_a_picture() {
        let picture =
            |width, height| SummaryPicture { name: "p-1f.png".to_owned(), alt: String::new(), width, height };
        let seen = |picture: SummaryPicture, paths: &[&str]| {
            let found = smallest(picture, &paths.iter().copied().collect());
            found.map(|picture| format!("{} {}x{}", picture.name, picture.width, picture.height))
        };
        let all =
            ["a.html", "media/p-1f-480.webp", "media/p-1f-960.webp", "media/p-1f.png", "media/p-2f-480.png"];
        assert_eq!(seen(picture(1200, 800), &all).as_deref(), Some("p-1f-480.webp 480x320"));
        assert_eq!(seen(picture(9000, 1), &all).as_deref(), Some("p-1f-480.webp 480x1"));
        assert_eq!(seen(picture(400, 300), &all).as_deref(), Some("p-1f.png 400x300"));
        assert_eq!(seen(picture(1200, 800), &all[3..]).as_deref(), Some("p-1f.png 1200x800"));
        assert_eq!(seen(picture(1200, 800), &all[4..]), None);
        // What was chosen once is chosen again.
        let chosen = SummaryPicture { name: "p-1f-480.webp".to_owned(), ..picture(480, 320) };
        assert_eq!(seen(chosen, &all).as_deref(), Some("p-1f-480.webp 480x320"));
    }

    #[test]
    fn the_files_say_what_there_is() {
        let files = [kept("a/a.html", "html"), kept("a/a.txt", "text"), kept("a/media/p.png", "html")];
        let seen = |summary: Summary| (summary.editions.join(" "), summary.picture.is_some());
        assert_eq!(settled(summary("a"), &files).map(seen), Some(("html text".to_owned(), true)));
        assert_eq!(settled(summary("a"), &files[1..2]).map(seen), Some(("text".to_owned(), false)));
    }
}
