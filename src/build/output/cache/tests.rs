use std::{fs, path::Path};

use super::{tables::CACHE_FILE, *};
use crate::output::error::OutputError;
use pressroom_document::{Summary, paths::MANIFEST};
use pressroom_manifest::{Manifest, ManifestFile};

fn kept(path: &str) -> OutputFile {
    let file = format!(
        r#"{{"path": "{path}", "source": "x.md", "edition": "html", "bytes": 1, "sha256": "{path}"}}"#
    );
    OutputFile { file: serde_json::from_str::<ManifestFile>(&file).unwrap(), written: Some(7) }
}

fn open(output: &Path) -> Result<BuildCache, OutputError> {
    BuildCache::open(output, |_| Ok(()))
}

fn entry(source: &str) -> DocumentEntry {
    let build_record = BuildRecord { source: source.to_owned(), ..BuildRecord::default() };
    DocumentEntry { build_record: Some(build_record), ..DocumentEntry::default() }
}

/// A cache of three documents.
fn filled(output: &Path) {
    let cache = open(output).unwrap();
    for slug in ["a", "a-b", "c"] {
        cache.put_document(slug, &entry(slug), &[kept(&format!("{slug}/{slug}.html"))]).unwrap();
    }
    cache.flush().unwrap();
}

fn sources(cache: &BuildCache) -> Vec<String> {
    let mut sources = Vec::new();
    let note = |_: &str, entry: DocumentEntry| {
        sources.push(entry.build_record.unwrap().source);
        Ok::<_, OutputError>(())
    };
    cache.for_each_document(note).unwrap();
    sources
}

#[test]
fn what_was_noted_is_known_and_in_order() {
    let base = tempfile::tempdir().unwrap();
    filled(base.path());
    let cache = open(base.path()).unwrap();
    assert_eq!(sources(&cache), ["a", "a-b", "c"]);
    let mut folders = Vec::new();
    cache
        .for_each_file_set(|slug, files| {
            folders.push((slug.to_owned(), files.len()));
            Ok::<_, OutputError>(())
        })
        .unwrap();
    // `a-b/` comes before `a/`, as paths do.
    assert_eq!(folders, [("a-b".to_owned(), 1), ("a".to_owned(), 1), ("c".to_owned(), 1)]);
    cache.remove_document("a").unwrap();
    cache.flush().unwrap();
    assert_eq!((cache.document("a"), cache.files("a")), (None, Vec::new()));
    assert_eq!(cache.document("c"), Some(entry("c")));
}

#[test]
fn what_the_manifest_does_not_say_yet_is_remembered() {
    let base = tempfile::tempdir().unwrap();
    filled(base.path());
    let cache = open(base.path()).unwrap();
    assert!(cache.is_dirty());
    cache.commit(base.path(), String::new()).unwrap();
    drop(cache);
    assert!(!open(base.path()).unwrap().is_dirty());
}

#[test]
fn another_manifest_is_believed_rather_than_the_memory() {
    let base = tempfile::tempdir().unwrap();
    filled(base.path());
    let manifest = base.path().join(MANIFEST);
    fs::write(&manifest, Manifest::new([], [], [kept("d/d.html").file, kept("index.html").file]).to_json())
        .unwrap();
    let cache = open(base.path()).unwrap();
    assert!(sources_are_none(&cache));
    assert_eq!((cache.files("a"), cache.files("d").len()), (Vec::new(), 1));
    // What is announced is known when it comes.
    let next = Manifest::new([], [], []).to_json();
    cache.prepare_commit(&pressroom_document::sha256(&next)).unwrap();
    drop(cache);
    assert_eq!(open(base.path()).unwrap().files("d").len(), 1, "it did not come");
    fs::write(&manifest, next).unwrap();
    assert_eq!(open(base.path()).unwrap().files("d").len(), 1);
    fs::write(&manifest, "[]").unwrap();
    assert!(open(base.path()).err().unwrap().to_string().contains("was not written by Pressroom"));
}

/// Whoever put it in order: what it says of a document stays together, and what has no files is no document.
#[test]
fn a_manifest_in_any_order_is_taken_in() {
    let base = tempfile::tempdir().unwrap();
    let record = |slug: &str| {
        format!(
            r#"{{"slug": "{slug}", "source": "x.md", "version": 7, "status": "usable", "hash": "h", "sha256": "s", "cards": []}}"#
        )
    };
    let files = ["b/b.html", "a/a.txt", "b/b.txt", "index.html", "a/a.html", "../a/a.html", "c/c.html"];
    let file = |path: &&str| {
        let source = if *path == "index.html" { "" } else { "x.md" };
        format!(
            r#"{{"path": "{path}", "source": "{source}", "edition": "html", "bytes": 1, "sha256": "{path}"}}"#
        )
    };
    let manifest = format!(
        r#"{{"files": [{}], "documents": [{}], "format": "pressroom-manifest/2"}}"#,
        files.iter().map(file).collect::<Vec<_>>().join(", "),
        ["b", "empty", "a"].map(record).join(", ")
    );
    fs::write(base.path().join(MANIFEST), &manifest).unwrap();
    let cache = open(base.path()).unwrap();
    let paths =
        |files: Vec<OutputFile>| files.into_iter().map(|kept| kept.file.path).collect::<Vec<_>>().join(" ");
    let mut found = Vec::new();
    let mut note = |slug: &str, entry: DocumentEntry| {
        let version = entry.record.map(|record| record.version);
        found.push((slug.to_owned(), version, paths(cache.files(slug))));
        Ok::<_, OutputError>(())
    };
    cache.for_each_document(&mut note).unwrap();
    let known = |slug: &str, version, paths: &str| (slug.to_owned(), version, paths.to_owned());
    assert_eq!(
        found,
        [
            known("a", Some(7), "a/a.html a/a.txt"),
            known("b", Some(7), "b/b.html b/b.txt"),
            known("c", None, "c/c.html")
        ]
    );
    assert_eq!(paths(cache.site_files()), "index.html");
    drop(cache);
    // What comes after the end, or is not known, is somebody else's.
    for other in
        [format!("{manifest} x"), manifest.replace("\"documents\"", "\"more\""), manifest.replace("/2", "/9")]
    {
        fs::write(base.path().join(MANIFEST), other).unwrap();
        assert!(open(base.path()).err().unwrap().to_string().contains("was not written by Pressroom"));
    }
}

fn sources_are_none(cache: &BuildCache) -> bool {
    let mut none = true;
    let note = |_: &str, entry: DocumentEntry| {
        none &= entry.build_record.is_none();
        Ok::<_, OutputError>(())
    };
    cache.for_each_document(note).unwrap();
    none
}

/// Whatever somebody does to the file: it is believed where it is as it was, else forgotten.
#[test]
fn a_broken_memory_is_never_believed() {
    let base = tempfile::tempdir().unwrap();
    filled(base.path());
    let path = base.path().join(CACHE_FILE);
    let whole = fs::read(&path).unwrap();
    let mut forgotten = 0;
    let mut check = |bytes: &[u8], what: &str| {
        fs::write(&path, bytes).unwrap();
        let sources = sources(&open(base.path()).unwrap());
        assert!(sources.is_empty() || sources == ["a", "a-b", "c"], "{what}: {sources:?}");
        forgotten += usize::from(sources.is_empty());
    };
    for at in (0..whole.len()).step_by(whole.len() / 150) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        check(&bytes, &format!("byte {at} is another"));
    }
    for length in [0, 1, 64, 4096, whole.len() / 2, whole.len() - 1] {
        check(&whole[..length], &format!("only {length} bytes are left"));
    }
    check(b"SQLite format 3\0", "it is something else");
    assert!(forgotten > 5, "{forgotten}");
}

#[test]
fn a_memory_that_is_only_read_stays_as_it_is() {
    let base = tempfile::tempdir().unwrap();
    assert!(ReadOnlyCache::open(base.path()).unwrap().is_err());
    let summary: Summary =
        serde_json::from_str(r#"{"slug": "a", "headline": "A", "language": "en", "minutes": 1, "cards": 0}"#)
            .unwrap();
    let cache = open(base.path()).unwrap();
    cache.put_document("a", &DocumentEntry { summary: Some(summary.clone()), ..entry("a") }, &[]).unwrap();
    cache.flush().unwrap();
    drop(cache);
    let before = fs::read(base.path().join(CACHE_FILE)).unwrap();
    let read = ReadOnlyCache::open(base.path()).unwrap().unwrap();
    assert_eq!((read.summary("a").unwrap(), read.summary("b").unwrap()), (Some(summary), None));
    assert!(fs::read(base.path().join(CACHE_FILE)).unwrap() == before);
}
