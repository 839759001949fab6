//! Keeps the summaries of documents in the output folder, so that a run that builds one document still knows the others.
//!
//! The file is a memory, never an authority: what is in the folder is what the manifest says. What is not listed there
//! is dropped, and a file that can't be read is as good as none.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io,
    path::Path,
};

use serde::{Deserialize, Serialize};
use url::Url;

use super::{
    Report,
    manifest::{ManifestFile, is_inside},
    source::read_at_most,
};
use crate::{
    diagnostic::{Code, Diagnostic, Source},
    model::{Summary, SummaryPicture},
};

/// Where the summaries are in the output folder.
pub(super) const SUMMARIES: &str = ".pressroom/summaries.json";

/// The edition that the manifest says of the site's own files.
pub(super) const SITE: &str = "site";

/// The name and version of the file's form.
const FORMAT: &str = "pressroom-summaries/1";

/// The most bytes of the file: enough for a hundred thousand documents.
const MAX_BYTES: u64 = 256 << 20;

/// The width in pixels of the smallest form that pages offer of a picture, `STEM-480.EXTENSION`.
const SMALL: u32 = 480;

#[derive(Serialize, Deserialize)]
struct Stored {
    format: String,
    summaries: Vec<Summary>,
}

/// The summaries in an output folder; with a warning where they can't be read.
pub(super) fn read(output: &Path) -> (Vec<Summary>, Option<Report>) {
    let path = output.join(SUMMARIES);
    let bytes = match File::open(&path).and_then(|file| read_at_most(file, MAX_BYTES)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return (Vec::new(), None),
        Err(error) => return (Vec::new(), Some(forgotten(&path, &error.to_string()))),
    };
    match serde_json::from_slice::<Stored>(&bytes) {
        Ok(stored) if stored.format == FORMAT => {
            (stored.summaries.into_iter().filter(is_sound).collect(), None)
        }
        Ok(stored) => {
            let why = format!("its form is `{}`, not `{FORMAT}`", stored.format);
            (Vec::new(), Some(forgotten(&path, &why)))
        }
        Err(error) => (Vec::new(), Some(forgotten(&path, &error.to_string()))),
    }
}

fn forgotten(path: &Path, why: &str) -> Report {
    let message = format!("what earlier runs built is not known, since this file can't be used: {why}");
    let finding = Diagnostic::warning(Code::Unreadable, message)
        .help("run `pressroom build` over all explainers once; the site lists only those of this run");
    Report::new(Source::new(path.to_string_lossy(), ""), vec![finding])
}

/// False for what no document could have said. The text itself is escaped wherever it goes.
fn is_sound(summary: &Summary) -> bool {
    let name = |name: &str| is_inside(name) && !name.contains('/');
    let web = |url: &str| Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    name(&summary.slug)
        && summary.picture.as_ref().is_none_or(|picture| name(&picture.name))
        && summary.canonical_url.as_deref().is_none_or(web)
}

/// The summaries as they are written: one to a line.
pub(super) fn to_json(summaries: &[Summary]) -> Vec<u8> {
    let mut out = format!("{{\"format\": \"{FORMAT}\", \"summaries\": [");
    for (number, summary) in summaries.iter().enumerate() {
        out.push_str(if number == 0 { "\n" } else { ",\n" });
        out.push_str(&serde_json::to_string(summary).unwrap_or_default());
    }
    out.push_str("\n]}\n");
    out.into_bytes()
}

/// The summaries of what the folder holds now, sorted by slug: those of this run, and the known ones of documents that
/// the manifest still lists. Which editions and pictures there are is what the manifest says.
pub(super) fn settle(
    known: Vec<Summary>,
    new: BTreeMap<String, Summary>,
    files: &[ManifestFile],
) -> Vec<Summary> {
    let mut folders: BTreeMap<&str, (BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
    for file in files.iter().filter(|file| file.is_of_document()) {
        if let Some((folder, path)) = file.path.split_once('/') {
            let (editions, paths) = folders.entry(folder).or_default();
            editions.extend(file.editions());
            paths.insert(path);
        }
    }
    let mut all: BTreeMap<String, Summary> =
        known.into_iter().map(|summary| (summary.slug.clone(), summary)).collect();
    all.extend(new);
    let there = |mut summary: Summary| {
        let (editions, paths) = folders.get(summary.slug.as_str())?;
        summary.editions = editions.iter().map(|name| (*name).to_owned()).collect();
        summary.picture = summary.picture.and_then(|picture| smallest(picture, paths));
        Some(summary)
    };
    all.into_values().filter_map(there).collect()
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
    use std::fs;

    use super::*;

    fn summary(slug: &str) -> Summary {
        let json = format!(
            r#"{{"slug": "{slug}", "headline": "About {slug}", "language": "en", "minutes": 1, "cards": 0,
                "picture": {{"name": "p.png", "alt": "", "width": 1, "height": 1}}}}"#
        );
        serde_json::from_str(&json).unwrap()
    }

    fn file(path: &str, edition: &str) -> ManifestFile {
        ManifestFile {
            path: path.to_owned(),
            source: if edition == SITE { "" } else { "x.md" }.to_owned(),
            edition: edition.to_owned(),
            also_in: Vec::new(),
            bytes: 0,
            sha256: String::new(),
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let base = tempfile::tempdir().unwrap();
        fs::create_dir(base.path().join(".pressroom")).unwrap();
        let path = base.path().join(SUMMARIES);
        assert!(matches!(read(base.path()), (none, None) if none.is_empty()));
        let all = [summary("a"), summary("b")];
        fs::write(&path, to_json(&all)).unwrap();
        assert!(matches!(read(base.path()), (read, None) if read == all));
        fs::write(&path, to_json(&[])).unwrap();
        assert!(matches!(read(base.path()), (none, None) if none.is_empty()));
        let text = String::from_utf8(to_json(&all)).unwrap();
        for broken in [&text[..40], "", "[]", &text.replace("summaries/1", "summaries/9")] {
            fs::write(&path, broken).unwrap();
            let (none, report) = read(base.path());
            let finding = report.unwrap().findings.swap_remove(0).diagnostic;
            assert!(none.is_empty() && finding.help.unwrap().contains("pressroom build"), "{broken}");
        }
    }

    #[test]
    fn paths_and_addresses_of_the_file_are_not_trusted() {
        for (from, to) in [
            ("\"slug\":\"a\"", "\"slug\":\"../a\""),
            ("\"slug\":\"a\"", "\"slug\":\"a/b\""),
            ("p.png", "../../p.png"),
            ("\"language\"", "\"canonical_url\":\"javascript:alert(1)\",\"language\""),
        ] {
            let base = tempfile::tempdir().unwrap();
            fs::create_dir(base.path().join(".pressroom")).unwrap();
            let text = String::from_utf8(to_json(&[summary("a")])).unwrap();
            assert!(text.contains(from));
            fs::write(base.path().join(SUMMARIES), text.replace(from, to)).unwrap();
            assert!(matches!(read(base.path()), (none, None) if none.is_empty()), "{to}");
        }
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
    fn the_manifest_says_what_there_is() {
        let files = [
            file("a/a.html", "html"),
            file("a/a.txt", "text"),
            file("a/media/p.png", "html"),
            file("b/b.txt", "text"),
            file("section/x.html", SITE),
        ];
        let new = BTreeMap::from([("a".to_owned(), Summary { headline: "New".to_owned(), ..summary("a") })]);
        let known = vec![summary("a"), summary("b"), summary("gone"), summary("section")];
        let settled = settle(known, new, &files);
        let seen: Vec<_> = settled
            .iter()
            .map(|summary| (summary.headline.as_str(), summary.editions.join(" "), summary.picture.is_some()))
            .collect();
        assert_eq!(seen, [("New", "html text".to_owned(), true), ("About b", "text".to_owned(), false)]);
    }
}
