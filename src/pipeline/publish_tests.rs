use super::*;
use crate::pipeline::{Inputs, manifest::Manifest, settle::Scope};

/// An output folder and what a run writes to it.
struct Shelf {
    base: tempfile::TempDir,
}

impl Shelf {
    fn new() -> Self {
        Self { base: tempfile::tempdir().unwrap() }
    }

    fn out(&self) -> PathBuf {
        self.base.path().join("out")
    }

    /// One run that publishes one document: edition -> files.
    fn run(
        &self,
        source: &str,
        slug: &str,
        editions: &[(&'static str, &[(&str, &str)])],
    ) -> Result<usize, String> {
        let publisher = Publisher::open(&self.out(), &Inputs::default(), &[])?;
        let asked = editions.iter().map(|(name, _)| *name).collect();
        let mut set = EditionSet {
            slug,
            source,
            entry: DocumentEntry::default(),
            asked,
            stays: Stays::All,
            files: BTreeMap::new(),
            published: None,
        };
        for (name, files) in editions {
            let content = |text: &str| Arc::from(text.as_bytes());
            set.add(name, &files.iter().map(|(path, text)| ((*path).to_owned(), content(text))).collect())?;
        }
        let published = publisher.publish(&set);
        let mut settled = publisher.settle();
        settled.look_over(&Scope::default())?;
        settled.finish(None, None, Default::default())?;
        published
    }

    fn read(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.out().join(path)).ok()
    }

    /// The manifest as "path edition+edition" lines.
    fn manifest(&self) -> Vec<String> {
        let manifest = Manifest::read(&self.out().join(MANIFEST)).unwrap().unwrap();
        for file in &manifest.files {
            let content = fs::read(self.out().join(&file.path)).unwrap();
            assert_eq!(
                (file.bytes, &file.sha256),
                (content.len() as u64, &sha256(&content)),
                "{}",
                file.path
            );
        }
        let line =
            |file: &ManifestFile| format!("{} {}", file.path, file.editions().collect::<Vec<_>>().join("+"));
        manifest.files.iter().map(line).collect()
    }
}

#[test]
fn editions_that_were_not_asked_for_stay() {
    let shelf = Shelf::new();
    let html: &[(&str, &str)] = &[("a.html", "one"), ("media/x.png", "x")];
    shelf.run("a.md", "a", &[("html", html), ("pdf", &[("a.pdf", "one")])]).unwrap();
    assert_eq!(shelf.manifest(), ["a/a.html html", "a/a.pdf pdf", "a/media/x.png html"]);
    assert_eq!(shelf.run("a.md", "a", &[("pdf", &[("a.pdf", "two"), ("media/x.png", "x")])]), Ok(2));
    assert_eq!(shelf.manifest(), ["a/a.html html", "a/a.pdf pdf", "a/media/x.png pdf+html"]);
    assert_eq!(shelf.read("a/a.html").as_deref(), Some("one"));
    assert_eq!(shelf.read("a/a.pdf").as_deref(), Some("two"));
    // A picture that no edition needs any more goes with the last that did.
    shelf.run("a.md", "a", &[("html", &[("a.html", "three")])]).unwrap();
    assert_eq!(shelf.manifest(), ["a/a.html html", "a/a.pdf pdf", "a/media/x.png pdf"]);
    shelf.run("a.md", "a", &[("pdf", &[("a.pdf", "four")])]).unwrap();
    assert_eq!(shelf.manifest(), ["a/a.html html", "a/a.pdf pdf"]);
    // An edition that was asked for and not made does not stay as if it were current.
    shelf.run("a.md", "a", &[("pdf", &[])]).unwrap();
    assert_eq!((shelf.manifest(), shelf.read("a/a.pdf")), (vec!["a/a.html html".to_owned()], None));
}

#[test]
fn another_source_shares_nothing_with_the_one_before() {
    let shelf = Shelf::new();
    shelf.run("x/a.md", "a", &[("html", &[("a.html", "x")]), ("pdf", &[("a.pdf", "x")])]).unwrap();
    shelf.run("y/a.md", "a", &[("html", &[("a.html", "y")])]).unwrap();
    assert_eq!(shelf.manifest(), ["a/a.html html"]);
}

#[test]
fn other_documents_stay_in_the_manifest() {
    let shelf = Shelf::new();
    shelf.run("b.md", "b", &[("html", &[("b.html", "b")])]).unwrap();
    shelf.run("a.md", "a", &[("html", &[("a.html", "a")])]).unwrap();
    assert_eq!(shelf.manifest(), ["a/a.html html", "b/b.html html"]);
    fs::remove_dir_all(shelf.out().join("b")).unwrap();
    shelf.run("a.md", "a", &[("html", &[("a.html", "a")])]).unwrap();
    assert_eq!(shelf.manifest(), ["a/a.html html"]);
}

#[test]
fn what_pressroom_did_not_write_stays() {
    let shelf = Shelf::new();
    let publish = || shelf.run("a.md", "a", &[("html", &[("a.html", "a")])]);
    fs::create_dir_all(shelf.out().join("a")).unwrap();
    fs::write(shelf.out().join("a/notes.txt"), "mine").unwrap();
    assert!(publish().unwrap_err().contains("`notes.txt`"));
    assert_eq!(shelf.read("a/notes.txt").as_deref(), Some("mine"));
    for path in ["a/a.md", "a/media/mine.png"] {
        fs::remove_dir_all(shelf.out().join("a")).unwrap();
        let path = shelf.out().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "mine").unwrap();
        assert!(publish().is_err());
        assert!(path.exists());
    }
    fs::remove_dir_all(shelf.out().join("a")).unwrap();
    fs::write(shelf.out().join("a"), "mine").unwrap();
    assert!(publish().unwrap_err().contains("not a folder"));
    fs::remove_file(shelf.out().join("a")).unwrap();
    fs::write(shelf.out().join(MANIFEST), "{\"name\": \"an app\"}").unwrap();
    assert!(publish().unwrap_err().contains("was not written by Pressroom"));
    assert_eq!(shelf.read(MANIFEST).as_deref(), Some("{\"name\": \"an app\"}"));
}

#[test]
fn nothing_is_written_outside() {
    let shelf = Shelf::new();
    for slug in ["..", "a/b", "", ".", MANIFEST, "Manifest.JSON"] {
        assert!(shelf.run("a.md", slug, &[("html", &[("a.html", "a")])]).is_err(), "{slug}");
    }
    for path in ["../a", "/a", "a//b", "b/../../c", "c\\d", ""] {
        assert!(shelf.run("a.md", "a", &[("html", &[(path, "a")])]).is_err(), "{path}");
    }
    let one: (&str, &[(&str, &str)]) = ("one", &[("a", "1")]);
    assert!(shelf.run("a.md", "a", &[one, ("two", &[("a", "2")])]).is_err());
}

#[test]
fn a_killed_run_is_swept() {
    let shelf = Shelf::new();
    shelf.run("a.md", "a", &[("html", &[("a.html", "old")])]).unwrap();
    // Killed between the two renames, where folders can't be exchanged.
    let stage = shelf.out().join(".pressroom-stage-dead");
    fs::create_dir_all(stage.join(OLD)).unwrap();
    fs::rename(shelf.out().join("a"), stage.join(OLD).join("a")).unwrap();
    // Killed after a document was published and before the manifest was written.
    fs::create_dir_all(stage.join(NEW).join("b")).unwrap();
    drop(Publisher::open(&shelf.out(), &Inputs::default(), &[]).unwrap());
    assert_eq!(shelf.read("a/a.html").as_deref(), Some("old"));
    let left = fs::read_dir(shelf.out()).unwrap().count();
    assert_eq!(left, 3, "a folder, a manifest and the memory");
    fs::create_dir_all(stage.join(NEW)).unwrap();
    fs::write(shelf.out().join("a/a.html"), "new").unwrap();
    shelf.run("b.md", "b", &[("html", &[("b.html", "b")])]).unwrap();
    assert_eq!(shelf.manifest(), ["a/a.html html", "b/b.html html"]);
}

/// Neither the output folder nor a document's folder on its way comes back: what it held is gone.
#[test]
fn a_folder_that_was_taken_away_does_not_come_back() {
    let shelf = Shelf::new();
    let publisher = Publisher::open(&shelf.out(), &Inputs::default(), &[]).unwrap();
    let text: Arc<[u8]> = Arc::from(b"text".as_slice());
    let mut set = EditionSet {
        slug: "one",
        source: "in/one.md",
        entry: DocumentEntry::default(),
        asked: vec!["text"],
        stays: Stays::All,
        files: BTreeMap::new(),
        published: None,
    };
    set.add("text", &BTreeMap::from([("one.txt".to_owned(), text)])).unwrap();
    fs::remove_dir_all(shelf.out()).unwrap();
    let message = publisher.publish(&set).unwrap_err();
    assert!(message.contains("can't be written"), "{message}");
    assert!(!shelf.out().exists());
    assert!(make_folders(&shelf.out(), "media/picture.png").is_err() && !shelf.out().exists());
}

#[test]
fn two_runs_do_not_write_to_one_folder() {
    let shelf = Shelf::new();
    let first = Publisher::open(&shelf.out(), &Inputs::default(), &[]).unwrap();
    assert!(Publisher::open(&shelf.out(), &Inputs::default(), &[]).err().unwrap().contains("another run"));
    drop(first);
    assert!(Publisher::open(&shelf.out(), &Inputs::default(), &[]).is_ok());
}
