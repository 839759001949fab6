//! What goes out for one explainer: a record for each edition, and its files where they are stored.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::Arc,
};

use serde::Serialize;
use serde_json::Value;

use super::{
    record::{BadLine, Content, FileRecord, Outcome, Outgoing},
    stored::{Retention, StoreError, StoredFolder},
};
use pressroom_build::output::publish::replace;
use pressroom_diagnostics::{CheckPolicy, Code, Diagnostic, DiagnosticReport, Diagnostics, Source};
use pressroom_document::{reserved::Reserved, sha256, word};
use pressroom_files::DiskError;
use pressroom_manifest::is_inside;
use pressroom_render::{Edition, EditionKind, PerEdition};

/// An edition, or why there is none.
pub(super) struct EditionResult {
    pub(super) edition: Option<Edition>,
    pub(super) outcome: Outcome,
    pub(super) found: Diagnostics,
}

/// The records of one explainer.
pub(super) struct ResponseBuilder<'a> {
    /// Where files are stored; `None` where the records hold them.
    output: Option<&'a Path>,
    id: &'a Value,
    line: u64,
    slug: Option<&'a str>,
    /// Files that were removed, until the first record says so.
    removed: Vec<String>,
    /// Why nothing can be stored.
    trouble: Option<StoreError>,
    /// Files that a record has, and the edition that it is of.
    sent: BTreeMap<&'a str, (&'a Arc<[u8]>, &'a str)>,
    pub(super) done: Response,
}

/// What went out for one explainer.
pub(super) struct Response {
    /// The records, each on a line.
    pub(super) bytes: Vec<u8>,
    /// False where an edition failed.
    pub(super) good: bool,
    /// True where the disk refused something.
    pub(super) of_disk: bool,
}

impl<'a> ResponseBuilder<'a> {
    pub(super) fn new(output: Option<&'a Path>, id: &'a Value, line: u64, slug: Option<&'a str>) -> Self {
        let done = Response { bytes: Vec::new(), good: true, of_disk: false };
        let (removed, trouble) = (Vec::new(), None);
        Self { output, id, line, slug, removed, trouble, sent: BTreeMap::new(), done }
    }

    /// Removes what earlier records of this id stored and may not stay, before anything of `made` is stored.
    pub(super) fn prepare(
        &mut self,
        retention: Retention,
        editions: &[EditionKind],
        made: &PerEdition<EditionResult>,
    ) {
        let Some(output) = self.output else { return };
        let mut new: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (id, made) in made.iter() {
            for path in made.edition.iter().flat_map(|edition| edition.files.keys()) {
                new.entry(path.clone()).or_default().insert(id.as_str().to_owned());
            }
        }
        let folder = folder_of(self.id.as_str().unwrap_or_default());
        match StoredFolder::new(output, &folder, editions).prepare(retention, &new) {
            Ok(removed) => self.removed = removed,
            Err(error) => self.trouble = Some(error),
        }
    }

    /// Adds the record of an edition.
    pub(super) fn add(
        &mut self,
        name: &'static str,
        made: &'a EditionResult,
        source: &Source,
        check: &CheckPolicy,
    ) {
        let mut found = made.found.clone();
        let (mut status, mut files) = (made.outcome, Vec::new());
        let stored = match (made.edition.as_ref(), &self.trouble) {
            (_, Some(error)) => Some(Err(error.clone())),
            (edition, None) => edition.map(|edition| self.files(name, edition)),
        };
        match stored {
            Some(Ok(all)) => files = all,
            Some(Err(error)) => {
                found.push(Diagnostic::error(Code::Disk, error.to_string()).in_edition(name));
                status = Outcome::Failed;
            }
            None if status == Outcome::Made => status = Outcome::Failed,
            None => {}
        }
        self.done.good &= status != Outcome::Failed;
        let mut report = DiagnosticReport::new(source.clone(), found);
        report.apply(check);
        self.done.of_disk |= report.is_of_disk();
        let (id, line, slug) = (self.id, self.line, self.slug);
        let (removed, diagnostics) = (std::mem::take(&mut self.removed), report.records().collect());
        push_line(
            &mut self.done.bytes,
            &Outgoing { id, line, edition: Some(name), status, slug, files, removed, diagnostics },
        );
    }

    /// The files of an edition, which are stored where that is asked for.
    fn files(&mut self, name: &'static str, edition: &'a Edition) -> Result<Vec<FileRecord<'a>>, StoreError> {
        let mut files = Vec::with_capacity(edition.files.len());
        for (path, bytes) in &edition.files {
            let content = match (self.output, self.sent.get(path.as_str())) {
                (Some(output), _) => Content::Stored(self.store_file(output, path, bytes)?),
                (None, Some((known, edition))) if *known == bytes => Content::In(edition),
                (None, _) => {
                    self.sent.insert(path, (bytes, name));
                    Content::inline(bytes)
                }
            };
            files.push(FileRecord { path, content });
        }
        Ok(files)
    }

    /// Writes a file below `output`, in the folder of this id; gives its path. One that is there is replaced in one
    /// step, so that an explainer may come again.
    fn store_file(&self, output: &Path, path: &str, bytes: &[u8]) -> Result<String, StoreError> {
        let folder = folder_of(self.id.as_str().unwrap_or_default());
        let place = Path::new(&folder).join(path);
        let failed = DiskError::writing(&place);
        if !is_inside(path) {
            return Err(StoreError::Outside(path.to_owned()));
        }
        let target = output.join(&folder).join(path);
        fs::create_dir_all(target.parent().unwrap_or(output)).map_err(failed)?;
        replace(&target, bytes).map_err(failed)?;
        Ok(target.to_string_lossy().into_owned())
    }
}

/// The folder of an id: itself if no disk can take that for another name, else the SHA-256 of it.
///
/// No two ids have one folder: an id that looks like such a hash is hashed, too.
pub(super) fn folder_of(id: &str) -> String {
    let hash = sha256(id.as_bytes());
    let is_like_hash = id.len() == hash.len() && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    // `ß` is `ss` on some disks, and others pass over joiners.
    let is_one_name = word::fold_case(id) == id
        && id.to_uppercase().to_lowercase() == id
        && !id.contains(['\u{200C}', '\u{200D}']);
    let is_plain = !id.is_empty() && pressroom_document::slug_of(id) == id && Reserved::find(id).is_none();
    if is_plain && is_one_name && !is_like_hash { id.to_owned() } else { hash }
}

/// The answer to a line that is no good record: one record for each of the editions, where the line says what it is called.
pub(super) fn no_record(line: u64, bad: &BadLine, editions: &[EditionKind]) -> Vec<u8> {
    let BadLine { id, message } = bad;
    let finding = Diagnostic::error(Code::Syntax, message.clone());
    let report = DiagnosticReport::new(Source::new(id.as_str().unwrap_or_default(), ""), vec![finding]);
    let names: Vec<Option<&str>> = match id {
        Value::Null => vec![None],
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
            editions.iter().map(|kind| Some(kind.name)).collect()
        }
    };
    let mut out = Vec::new();
    for (number, edition) in names.into_iter().enumerate() {
        let diagnostics = report.records().filter(|_| number == 0).collect();
        let (status, slug, files, removed) = (Outcome::Failed, None, Vec::new(), Vec::new());
        push_line(&mut out, &Outgoing { id, line, edition, status, slug, files, removed, diagnostics });
    }
    out
}

/// Adds a record as a line of JSON.
fn push_line(out: &mut Vec<u8>, record: &impl Serialize) {
    // Strings, numbers and lists of them always have a JSON form, and a vector takes all that is written.
    let _ = serde_json::to_writer(&mut *out, record);
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn no_id_has_the_folder_of_another() {
        let mut ids: Vec<String> = [
            "a",
            "A",
            "a ",
            "/a",
            "a/",
            "a/b",
            "a-b",
            "a\\b",
            "a%2Fb",
            "../a",
            ".a",
            "a.",
            "é",
            "e\u{301}",
            "É",
            "straße",
            "strasse",
            "STRASSE",
            "νόσος",
            "νόσοσ",
            "s",
            "\u{17F}",
            "k",
            "\u{212A}",
            "i",
            "ı",
            "İ",
            "con",
            "CON",
            "con.a",
            "manifest.json",
            "Manifest.json",
            "section",
            "media",
            "42",
            "४२",
            "क\u{94D}ष",
            "क\u{94D}\u{200D}ष",
            "a\0",
            "",
        ]
        .map(str::to_owned)
        .to_vec();
        ids.push("x".repeat(101));
        ids.push("x".repeat(100));
        // Whoever knows how others are called.
        for _ in 0..3 {
            let folders: Vec<String> = ids.iter().map(|id| folder_of(id)).collect();
            ids.extend(folders.iter().flat_map(|folder| {
                [folder.clone(), folder.to_uppercase(), folder[..32.min(folder.len())].to_owned()]
            }));
            ids.sort();
            ids.dedup();
        }
        let mut taken: BTreeMap<String, String> = BTreeMap::new();
        for id in ids {
            let folder = folder_of(&id);
            assert!(
                Reserved::find(&folder).is_none() && is_inside(&folder) && !folder.contains('/'),
                "{folder}"
            );
            assert_eq!(pressroom_document::slug_of(&folder), folder, "it is a slug as well");
            // What the least particular of disks tells names by.
            let key = word::nfd(&folder.to_uppercase()).replace(['\u{200C}', '\u{200D}'], "");
            if let Some(other) = taken.insert(key, id.clone()) {
                panic!("{id:?} and {other:?} have the folder {folder}");
            }
        }
    }
}
