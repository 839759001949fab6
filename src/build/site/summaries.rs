//! What lists say of a document, in accord with the files that there are of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write as _},
    path::Path,
    sync::{Mutex, PoisonError},
};

use tempfile::SpooledTempFile;
use url::Url;

use crate::output::{cache::OutputFile, error::OutputError, reconcile::ReconciledOutput};
use pressroom_diagnostics::{Code, Diagnostic};
use pressroom_document::{
    Summary, SummaryPicture,
    paths::{picture_file, picture_name, scaled_picture_width},
};
use pressroom_files::DiskError;
use pressroom_manifest::is_inside;
use pressroom_website::Summaries;

/// The width in pixels of the smallest form that pages offer of a picture, `STEM-480.EXTENSION`.
const SMALL: u32 = 480;

/// How many bytes of summaries are in memory before they go to a temporary file.
const IN_MEMORY: usize = 1 << 20;

/// Takes summaries in, in any order.
pub(crate) struct SummaryWriter {
    file: BufWriter<SpooledTempFile>,
    /// Where each ends.
    ends: Vec<u64>,
}

/// Summaries on the disk, unless they are few: each takes sixteen bytes of memory.
pub(crate) struct SummaryFile {
    file: Mutex<SpooledTempFile>,
    /// Where each is: its first byte and the one after its last.
    places: Vec<(u64, u64)>,
}

impl SummaryWriter {
    /// None yet; they will be in a `folder`, else in that of temporary files.
    pub(crate) fn new(folder: Option<&Path>) -> Self {
        let file = match folder {
            Some(folder) => tempfile::spooled_tempfile_in(IN_MEMORY, folder),
            None => tempfile::spooled_tempfile(IN_MEMORY),
        };
        Self { file: BufWriter::new(file), ends: Vec::new() }
    }

    /// Takes one in.
    ///
    /// # Errors
    /// The disk's.
    pub(crate) fn add(&mut self, summary: &Summary) -> io::Result<()> {
        let json = serde_json::to_vec(summary)?;
        self.file.write_all(&json)?;
        self.ends.push(self.ends.last().copied().unwrap_or_default() + json.len() as u64);
        Ok(())
    }

    /// All of them, in the order in which they came.
    ///
    /// # Errors
    /// The disk's.
    pub(crate) fn finish(self) -> io::Result<SummaryFile> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let places = starts.zip(self.ends.iter().copied()).collect();
        Ok(SummaryFile { file: Mutex::new(file), places })
    }

    /// All of them, in the order of their slugs.
    ///
    /// # Errors
    /// The disk's.
    pub(crate) fn sorted(self) -> io::Result<SummaryFile> {
        let mut all = self.finish()?;
        let slug = |place: &(u64, u64)| Ok((all.read(*place)?.slug, *place));
        let mut slugs: Vec<(String, (u64, u64))> = all.places.iter().map(slug).collect::<io::Result<_>>()?;
        slugs.sort();
        all.places = slugs.into_iter().map(|(_, place)| place).collect();
        Ok(all)
    }
}

impl Default for SummaryFile {
    /// None.
    fn default() -> Self {
        Self { file: Mutex::new(tempfile::spooled_tempfile(IN_MEMORY)), places: Vec::new() }
    }
}

impl SummaryFile {
    fn read(&self, (start, end): (u64, u64)) -> io::Result<Summary> {
        let mut json = vec![0; usize::try_from(end - start).unwrap_or_default()];
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut json)?;
        drop(file);
        Ok(serde_json::from_slice(&json)?)
    }
}

impl Summaries for SummaryFile {
    fn count(&self) -> u32 {
        u32::try_from(self.places.len()).unwrap_or(u32::MAX)
    }

    fn get(&self, place: u32) -> Result<Summary, Diagnostic> {
        let place = self.places.get(place as usize).copied().unwrap_or_default();
        self.read(place).map_err(|error| {
            Diagnostic::error(Code::Disk, format!("what is known of the documents can't be read: {error}"))
        })
    }
}

/// The summaries of what is in an output folder, in the order of their slugs; and of how many documents there are none.
///
/// # Errors
/// A message: the disk refuses.
pub(super) fn read_summaries(folder: &ReconciledOutput) -> Result<(SummaryFile, usize), OutputError> {
    let failed = DiskError::writing_to(&folder.output);
    let (mut all, mut unknown) = (SummaryWriter::new(Some(folder.stage.path())), 0);
    folder.cache.for_each_document(|slug, entry| {
        match entry.summary.and_then(|summary| match_files(summary, &folder.cache.files(slug))) {
            Some(summary) => all.add(&summary).map_err(failed)?,
            None => unknown += 1,
        }
        Ok::<_, OutputError>(())
    })?;
    Ok((all.finish().map_err(failed)?, unknown))
}

/// False for what no document could have said. The text itself is escaped wherever it goes.
pub fn is_sound(summary: &Summary) -> bool {
    let name = |name: &str| is_inside(name) && !name.contains('/');
    let web = |url: &str| Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    name(&summary.slug)
        && summary.picture.as_ref().is_none_or(|picture| name(&picture.name))
        && summary.canonical_url.as_deref().is_none_or(web)
}

/// A summary with the editions and the picture that there are of the document; `None` for one that no document could
/// have.
pub(crate) fn match_files(mut summary: Summary, files: &[OutputFile]) -> Option<Summary> {
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

/// A lead picture in the form that lists show: the one of [`SMALL`] pixels, else its file, else the narrowest form that there is beside the document's pages.
/// `None` if none of them is there.
fn smallest(picture: SummaryPicture, paths: &BTreeSet<&str>) -> Option<SummaryPicture> {
    let forms = paths.iter().filter_map(|path| {
        let name = picture_name(path)?;
        Some((scaled_picture_width(name, &picture.name)?, name))
    });
    let forms: BTreeMap<u32, &str> = forms.collect();
    let whole = paths.contains(picture_file(&picture.name).as_str());
    let small = forms.get_key_value(&SMALL).filter(|_| picture.width > SMALL);
    match small.or_else(|| forms.first_key_value().filter(|_| !whole)) {
        Some((width, name)) => {
            let height = u64::from(picture.height) * u64::from(*width) / u64::from(picture.width.max(1));
            let height = u32::try_from(height).unwrap_or(u32::MAX).max(1);
            Some(SummaryPicture { name: (*name).to_owned(), width: *width, height, ..picture })
        }
        None => whole.then_some(picture),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pressroom_manifest::ManifestFile;

    fn summary(slug: &str) -> Summary {
        let json = format!(
            r#"{{"slug": "{slug}", "headline": "About {slug}", "language": "en", "minutes": 1, "cards": 0,
                "picture": {{"name": "p.png", "alt": "", "width": 1, "height": 1}}}}"#
        );
        serde_json::from_str(&json).unwrap()
    }

    fn kept(path: &str, edition: &str) -> OutputFile {
        let json = format!(
            r#"{{"path": "{path}", "source": "x.md", "edition": "{edition}", "bytes": 0, "sha256": ""}}"#
        );
        let file: ManifestFile = serde_json::from_str(&json).unwrap();
        OutputFile { file, written: None }
    }

    #[test]
    fn what_was_taken_in_is_had_again_in_the_order_of_slugs() {
        let mut writer = SummaryWriter::new(None);
        let long = "x".repeat(IN_MEMORY / 3);
        for slug in ["d", "a", "ä", "b", "B"] {
            writer.add(&Summary { headline: format!("{slug}{long}"), ..summary(slug) }).unwrap();
        }
        let all = writer.sorted().unwrap();
        let slug = |place| {
            let found = all.get(place).unwrap();
            assert_eq!(found.headline, format!("{}{long}", found.slug));
            found.slug
        };
        let slugs: Vec<String> = (0..all.count()).map(slug).collect();
        assert_eq!(slugs, ["B", "a", "b", "d", "ä"]);
        assert_eq!(all.get(5).unwrap_err().code, Code::Disk);
        assert_eq!(SummaryWriter::new(None).sorted().unwrap().count(), 0);
    }

    #[test]
    fn paths_and_addresses_are_not_trusted() {
        assert!(match_files(summary("a"), &[]).is_some());
        assert_eq!(match_files(summary("../a"), &[]), None);
        assert_eq!(match_files(summary("a/b"), &[]), None);
        let url = Some("javascript:alert(1)".to_owned());
        assert_eq!(match_files(Summary { canonical_url: url, ..summary("a") }, &[]), None);
        let picture =
            summary("a").picture.map(|picture| SummaryPicture { name: "../../p.png".to_owned(), ..picture });
        assert_eq!(match_files(Summary { picture, ..summary("a") }, &[]), None);
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
        assert_eq!(match_files(summary("a"), &files).map(seen), Some(("html text".to_owned(), true)));
        assert_eq!(match_files(summary("a"), &files[1..2]).map(seen), Some(("text".to_owned(), false)));
    }
}
