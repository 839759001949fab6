use super::*;
use pressroom_manifest::{Manifest, ManifestFile};

fn kept(path: &str) -> Kept {
    let file = format!(
        r#"{{"path": "{path}", "source": "x.md", "edition": "html", "bytes": 1, "sha256": "{path}"}}"#
    );
    Kept { file: serde_json::from_str::<ManifestFile>(&file).unwrap(), written: Some(7) }
}

fn open(output: &Path) -> Result<Store, String> {
    Store::open(output, |_| Ok(()))
}

fn entry(source: &str) -> DocumentEntry {
    let recipe = Recipe { source: source.to_owned(), ..Recipe::default() };
    DocumentEntry { recipe: Some(recipe), ..DocumentEntry::default() }
}

/// A memory of three documents.
fn filled(output: &Path) {
    let store = open(output).unwrap();
    for slug in ["a", "a-b", "c"] {
        store.put(slug, &entry(slug), &[kept(&format!("{slug}/{slug}.html"))]).unwrap();
    }
    store.flush().unwrap();
}

fn sources(store: &Store) -> Vec<String> {
    let mut sources = Vec::new();
    let note = |_: &str, entry: DocumentEntry| {
        sources.push(entry.recipe.unwrap().source);
        Ok(())
    };
    store.documents(note).unwrap();
    sources
}

#[test]
fn what_was_noted_is_known_and_in_order() {
    let base = tempfile::tempdir().unwrap();
    filled(base.path());
    let store = open(base.path()).unwrap();
    assert_eq!(sources(&store), ["a", "a-b", "c"]);
    let mut folders = Vec::new();
    store
        .all_files(|slug, files| {
            folders.push((slug.to_owned(), files.len()));
            Ok(())
        })
        .unwrap();
    // `a-b/` comes before `a/`, as paths do.
    assert_eq!(folders, [("a-b".to_owned(), 1), ("a".to_owned(), 1), ("c".to_owned(), 1)]);
    store.remove("a").unwrap();
    store.flush().unwrap();
    assert_eq!((store.document("a"), store.files("a")), (None, Vec::new()));
    assert_eq!(store.document("c"), Some(entry("c")));
}

#[test]
fn what_the_manifest_does_not_say_yet_is_remembered() {
    let base = tempfile::tempdir().unwrap();
    filled(base.path());
    let store = open(base.path()).unwrap();
    assert!(store.is_ahead());
    store.trust(base.path(), String::new()).unwrap();
    drop(store);
    assert!(!open(base.path()).unwrap().is_ahead());
}

#[test]
fn another_manifest_is_believed_rather_than_the_memory() {
    let base = tempfile::tempdir().unwrap();
    filled(base.path());
    let manifest = base.path().join(MANIFEST);
    fs::write(&manifest, Manifest::new([], [], [kept("d/d.html").file, kept("index.html").file]).to_json())
        .unwrap();
    let store = open(base.path()).unwrap();
    assert!(sources_are_none(&store));
    assert_eq!((store.files("a"), store.files("d").len()), (Vec::new(), 1));
    // What is announced is known when it comes.
    let next = Manifest::new([], [], []).to_json();
    store.announce(&pressroom_document::sha256(&next)).unwrap();
    drop(store);
    assert_eq!(open(base.path()).unwrap().files("d").len(), 1, "it did not come");
    fs::write(&manifest, next).unwrap();
    assert_eq!(open(base.path()).unwrap().files("d").len(), 1);
    fs::write(&manifest, "[]").unwrap();
    assert!(open(base.path()).err().unwrap().contains("was not written by Pressroom"));
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
    let store = open(base.path()).unwrap();
    let paths = |files: Vec<Kept>| files.into_iter().map(|kept| kept.file.path).collect::<Vec<_>>().join(" ");
    let mut found = Vec::new();
    let mut note = |slug: &str, entry: DocumentEntry| {
        let version = entry.record.map(|record| record.version);
        found.push((slug.to_owned(), version, paths(store.files(slug))));
        Ok(())
    };
    store.documents(&mut note).unwrap();
    let known = |slug: &str, version, paths: &str| (slug.to_owned(), version, paths.to_owned());
    assert_eq!(
        found,
        [
            known("a", Some(7), "a/a.html a/a.txt"),
            known("b", Some(7), "b/b.html b/b.txt"),
            known("c", None, "c/c.html")
        ]
    );
    assert_eq!(paths(store.of_build()), "index.html");
    drop(store);
    // What comes after the end, or is not known, is somebody else's.
    for other in
        [format!("{manifest} x"), manifest.replace("\"documents\"", "\"more\""), manifest.replace("/2", "/9")]
    {
        fs::write(base.path().join(MANIFEST), other).unwrap();
        assert!(open(base.path()).err().unwrap().contains("was not written by Pressroom"));
    }
}

fn sources_are_none(store: &Store) -> bool {
    let mut none = true;
    let note = |_: &str, entry: DocumentEntry| {
        none &= entry.recipe.is_none();
        Ok(())
    };
    store.documents(note).unwrap();
    none
}

/// Whatever somebody does to the file: it is believed where it is as it was, else forgotten.
#[test]
fn a_broken_memory_is_never_believed() {
    let base = tempfile::tempdir().unwrap();
    filled(base.path());
    let path = base.path().join(MEMORY);
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
    assert!(ReadStore::open(base.path()).unwrap().is_err());
    let summary: Summary =
        serde_json::from_str(r#"{"slug": "a", "headline": "A", "language": "en", "minutes": 1, "cards": 0}"#)
            .unwrap();
    let store = open(base.path()).unwrap();
    store.put("a", &DocumentEntry { summary: Some(summary.clone()), ..entry("a") }, &[]).unwrap();
    store.flush().unwrap();
    drop(store);
    let before = fs::read(base.path().join(MEMORY)).unwrap();
    let read = ReadStore::open(base.path()).unwrap().unwrap();
    assert_eq!((read.summary("a"), read.summary("b")), (Ok(Some(summary)), Ok(None)));
    assert!(fs::read(base.path().join(MEMORY)).unwrap() == before);
}
