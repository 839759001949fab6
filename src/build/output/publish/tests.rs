use std::sync::Arc;

use super::*;
use crate::output::{
    reconcile::Scope,
    workspace::{Intent, OLD},
};
use pressroom_document::Status;
use pressroom_input::Inputs;
use pressroom_manifest::{Manifest, ManifestDocument};

/// An output folder and what a run writes to it.
struct TestOutput {
    base: tempfile::TempDir,
}

impl TestOutput {
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
        let published = self.run_leaving(source, slug, editions);
        published.map(|publication| publication.files).map_err(|error| error.to_string())
    }

    /// The same; gives also what was left in the folder.
    fn run_leaving(
        &self,
        source: &str,
        slug: &str,
        editions: &[(&'static str, &[(&str, &str)])],
    ) -> Result<Publication, Box<dyn std::error::Error>> {
        let publisher = Publisher::open(&self.out(), &Inputs::default(), &[])?;
        let published = Self::publish(&publisher, source, slug, editions)?;
        let mut reconciled = publisher.end_documents();
        reconciled.reconcile(&Scope::default())?;
        reconciled.finish(None, None, Default::default())?;
        published
    }

    /// Publishes a document; an error of its editions comes first.
    fn publish(
        publisher: &Publisher,
        source: &str,
        slug: &str,
        editions: &[(&'static str, &[(&str, &str)])],
    ) -> Result<Result<Publication, Box<dyn std::error::Error>>, Box<dyn std::error::Error>> {
        Self::publish_as(publisher, source, slug, false, editions)
    }

    /// The same of a draft, or not.
    fn publish_as(
        publisher: &Publisher,
        source: &str,
        slug: &str,
        draft: bool,
        editions: &[(&'static str, &[(&str, &str)])],
    ) -> Result<Result<Publication, Box<dyn std::error::Error>>, Box<dyn std::error::Error>> {
        let asked = editions.iter().map(|(name, _)| *name).collect();
        let record = ManifestDocument {
            slug: slug.to_owned(),
            source: source.to_owned(),
            version: 1,
            status: Status::Usable,
            draft,
            hash: "form/1".to_owned(),
            sha256: "x".to_owned(),
            cards: Vec::new(),
            files: Vec::new(),
        };
        let mut set = DocumentUpdate {
            slug,
            source,
            entry: DocumentEntry { record: Some(record), ..DocumentEntry::default() },
            asked,
            retention: Retention::All,
            files: BTreeMap::new(),
            published: None,
        };
        for (name, files) in editions {
            let content = |text: &str| Arc::from(text.as_bytes());
            set.add(name, &files.iter().map(|(path, text)| ((*path).to_owned(), content(text))).collect())?;
        }
        Ok(publisher.publish(&set).map_err(Into::into))
    }

    /// The folder as a run leaves it that is killed now: `break_journal` may take lines from the journal.
    fn killed(&self, keep: impl Fn(&Intent) -> bool) -> Self {
        let other = Self::new();
        copy(&self.out(), &other.out());
        for entry in fs::read_dir(other.out()).unwrap().flatten() {
            let journal = entry.path().join("journal.ndjson");
            let Ok(text) = fs::read_to_string(&journal) else { continue };
            let kept: String = text
                .lines()
                .filter(|line| keep(&serde_json::from_str(line).unwrap()))
                .map(|line| format!("{line}\n"))
                .collect();
            fs::write(&journal, kept).unwrap();
        }
        other
    }

    /// One run that takes back what was made of a source.
    fn withdraw(&self, slug: &str, source: &str) -> Vec<String> {
        let publisher = Publisher::open(&self.out(), &Inputs::default(), &[]).unwrap();
        let left = publisher.withdraw(slug, source).unwrap();
        let mut reconciled = publisher.end_documents();
        reconciled.reconcile(&Scope::default()).unwrap();
        reconciled.finish(None, None, Default::default()).unwrap();
        left
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

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => _ = fs::copy(entry.path(), target).unwrap(),
        }
    }
}

#[test]
fn editions_that_were_not_asked_for_stay() {
    let output = TestOutput::new();
    let html: &[(&str, &str)] = &[("a.html", "one"), ("media/x.png", "x")];
    output.run("a.md", "a", &[("html", html), ("pdf", &[("a.pdf", "one")])]).unwrap();
    assert_eq!(output.manifest(), ["a/a.html html", "a/a.pdf pdf", "a/media/x.png html"]);
    assert_eq!(output.run("a.md", "a", &[("pdf", &[("a.pdf", "two"), ("media/x.png", "x")])]), Ok(2));
    assert_eq!(output.manifest(), ["a/a.html html", "a/a.pdf pdf", "a/media/x.png html+pdf"]);
    assert_eq!(output.read("a/a.html").as_deref(), Some("one"));
    assert_eq!(output.read("a/a.pdf").as_deref(), Some("two"));
    // A picture that no edition needs any more goes with the last that did.
    output.run("a.md", "a", &[("html", &[("a.html", "three")])]).unwrap();
    assert_eq!(output.manifest(), ["a/a.html html", "a/a.pdf pdf", "a/media/x.png pdf"]);
    output.run("a.md", "a", &[("pdf", &[("a.pdf", "four")])]).unwrap();
    assert_eq!(output.manifest(), ["a/a.html html", "a/a.pdf pdf"]);
    // An edition that was asked for and not made does not stay as if it were current.
    output.run("a.md", "a", &[("pdf", &[])]).unwrap();
    assert_eq!((output.manifest(), output.read("a/a.pdf")), (vec!["a/a.html html".to_owned()], None));
}

#[test]
fn another_source_shares_nothing_with_the_one_before() {
    let output = TestOutput::new();
    output.run("x/a.md", "a", &[("html", &[("a.html", "x")]), ("pdf", &[("a.pdf", "x")])]).unwrap();
    output.run("y/a.md", "a", &[("html", &[("a.html", "y")])]).unwrap();
    assert_eq!(output.manifest(), ["a/a.html html"]);
}

#[test]
fn other_documents_stay_in_the_manifest() {
    let output = TestOutput::new();
    output.run("b.md", "b", &[("html", &[("b.html", "b")])]).unwrap();
    output.run("a.md", "a", &[("html", &[("a.html", "a")])]).unwrap();
    assert_eq!(output.manifest(), ["a/a.html html", "b/b.html html"]);
    fs::remove_dir_all(output.out().join("b")).unwrap();
    output.run("a.md", "a", &[("html", &[("a.html", "a")])]).unwrap();
    assert_eq!(output.manifest(), ["a/a.html html"]);
}

#[test]
fn what_pressroom_did_not_write_stays() {
    let output = TestOutput::new();
    let publish = || output.run("a.md", "a", &[("html", &[("a.html", "a")])]);
    fs::create_dir_all(output.out().join("a")).unwrap();
    fs::write(output.out().join("a/notes.txt"), "mine").unwrap();
    assert!(publish().unwrap_err().to_string().contains("`notes.txt`"));
    assert_eq!(output.read("a/notes.txt").as_deref(), Some("mine"));
    for path in ["a/a.md", "a/media/mine.png"] {
        fs::remove_dir_all(output.out().join("a")).unwrap();
        let path = output.out().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "mine").unwrap();
        assert!(publish().is_err());
        assert!(path.exists());
    }
    fs::remove_dir_all(output.out().join("a")).unwrap();
    fs::write(output.out().join("a"), "mine").unwrap();
    assert!(publish().unwrap_err().to_string().contains("not a folder"));
    fs::remove_file(output.out().join("a")).unwrap();
    fs::write(output.out().join(MANIFEST), "{\"name\": \"an app\"}").unwrap();
    assert!(publish().unwrap_err().to_string().contains("was not written by Pressroom"));
    assert_eq!(output.read(MANIFEST).as_deref(), Some("{\"name\": \"an app\"}"));
}

#[test]
fn nothing_is_written_outside() {
    let output = TestOutput::new();
    for slug in
        ["..", "a/b", "", ".", MANIFEST, "Manifest.JSON", "failed.ndjson", "section", "nul", ".pressroom"]
    {
        assert!(output.run("a.md", slug, &[("html", &[("a.html", "a")])]).is_err(), "{slug}");
    }
    for path in ["../a", "/a", "a//b", "b/../../c", "c\\d", ""] {
        assert!(output.run("a.md", "a", &[("html", &[(path, "a")])]).is_err(), "{path}");
    }
    let one: (&str, &[(&str, &str)]) = ("one", &[("a", "1")]);
    assert!(output.run("a.md", "a", &[one, ("two", &[("a", "2")])]).is_err());
}

#[test]
fn a_killed_run_is_swept() {
    let output = TestOutput::new();
    output.run("a.md", "a", &[("html", &[("a.html", "old")])]).unwrap();
    // Killed between the two renames, where folders can't be exchanged.
    let stage = output.out().join(".pressroom-stage-dead");
    fs::create_dir_all(stage.join(OLD)).unwrap();
    fs::rename(output.out().join("a"), stage.join(OLD).join("a")).unwrap();
    // Killed after a document was published and before the manifest was written.
    fs::create_dir_all(stage.join(NEW).join("b")).unwrap();
    drop(Publisher::open(&output.out(), &Inputs::default(), &[]).unwrap());
    assert_eq!(output.read("a/a.html").as_deref(), Some("old"));
    let left = fs::read_dir(output.out()).unwrap().count();
    assert_eq!(left, 3, "a folder, a manifest and the cache");
    fs::create_dir_all(stage.join(NEW)).unwrap();
    fs::write(output.out().join("a/a.html"), "new").unwrap();
    output.run("b.md", "b", &[("html", &[("b.html", "b")])]).unwrap();
    assert_eq!(output.manifest(), ["a/a.html html", "b/b.html html"]);
}

/// Neither the output folder nor a document's folder on its way comes back: what it held is gone.
#[test]
fn a_folder_that_was_taken_away_does_not_come_back() {
    let output = TestOutput::new();
    let publisher = Publisher::open(&output.out(), &Inputs::default(), &[]).unwrap();
    let text: Arc<[u8]> = Arc::from(b"text".as_slice());
    let mut set = DocumentUpdate {
        slug: "one",
        source: "in/one.md",
        entry: DocumentEntry::default(),
        asked: vec!["text"],
        retention: Retention::All,
        files: BTreeMap::new(),
        published: None,
    };
    set.add("text", &BTreeMap::from([("one.txt".to_owned(), text)])).unwrap();
    fs::remove_dir_all(output.out()).unwrap();
    let message = publisher.publish(&set).unwrap_err().to_string();
    assert!(message.contains("can't be written"), "{message}");
    assert!(!output.out().exists());
    assert!(make_folders(&output.out(), "media/picture.png").is_err() && !output.out().exists());
}

#[test]
fn two_runs_do_not_write_to_one_folder() {
    let output = TestOutput::new();
    let first = Publisher::open(&output.out(), &Inputs::default(), &[]).unwrap();
    assert!(
        Publisher::open(&output.out(), &Inputs::default(), &[])
            .err()
            .unwrap()
            .to_string()
            .contains("another run")
    );
    drop(first);
    assert!(Publisher::open(&output.out(), &Inputs::default(), &[]).is_ok());
}

/// A document with a picture.
const DOCUMENT: &[(&str, &[(&str, &str)])] =
    &[("html", &[("a.html", "secret"), ("media/x.png", "x")]), ("pdf", &[("a.pdf", "secret")])];

#[test]
fn files_of_others_are_never_deleted() {
    let output = TestOutput::new();
    output.run("a.md", "a", &DOCUMENT[..1]).unwrap();
    let others = ["a/a.pdf", "a/a.amp.html", "a/media/mine.png", "a/media/deep/x.png", "a/notes/n.txt"];
    for path in others {
        fs::create_dir_all(output.out().join(path).parent().unwrap()).unwrap();
        fs::write(output.out().join(path), "mine").unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", output.out().join("a/link")).unwrap();
    let stay = || {
        assert!(others.iter().all(|path| output.read(path).as_deref() == Some("mine")));
        #[cfg(unix)]
        assert!(fs::symlink_metadata(output.out().join("a/link")).is_ok());
    };
    let html: &[(&str, &str)] = &[("a.html", "two"), ("media/y.png", "y")];
    let published = output.run_leaving("a.md", "a", &[("html", html)]).unwrap();
    assert_eq!((published.files, published.left.len()), (2, others.len() + usize::from(cfg!(unix))));
    assert_eq!((output.read("a/a.html").as_deref(), output.read("a/media/x.png")), (Some("two"), None));
    assert_eq!(output.manifest(), ["a/a.html html", "a/media/y.png html"]);
    stay();
    // What would have to stand in the place of one is not written.
    for edition in [
        DOCUMENT[1],
        ("html", &[("a.html", "x"), ("media/mine.png", "ours")]),
        ("text", &[("notes", "ours")]),
    ] {
        let message = output.run("a.md", "a", &[edition]).unwrap_err();
        assert!(message.contains("is in the way: it holds `"), "{message}");
        assert_eq!(output.read("a/a.html").as_deref(), Some("two"));
        stay();
    }
    let left = output.withdraw("a", "a.md");
    assert_eq!(left, published.left);
    assert_eq!((output.read("a/a.html"), output.read("a/media/y.png")), (None, None));
    assert!(output.manifest().is_empty());
    stay();
    // Nothing in this folder is Pressroom's now.
    assert!(output.run("a.md", "a", &DOCUMENT[..1]).unwrap_err().to_string().contains("is in the way"));
    stay();
}

#[test]
fn what_a_killed_run_published_is_known_to_the_next() {
    let first = TestOutput::new();
    let publisher = Publisher::open(&first.out(), &Inputs::default(), &[]).unwrap();
    publisher
        .declare_documents(|say| ["a", "b"].iter().for_each(|slug| say(slug, &format!("{slug}.md"))))
        .unwrap();
    TestOutput::publish(&publisher, "a.md", "a", DOCUMENT).unwrap().unwrap();
    // With all that the run wrote down, without the cache, and with what a loss of power leaves of the journal.
    let whole = first.killed(|_| true);
    let forgetful = first.killed(|_| true);
    fs::remove_dir_all(forgetful.out().join(".pressroom")).unwrap();
    let powerless = first.killed(|intent| intent.set.is_none());
    for output in [whole, forgetful, powerless] {
        assert_eq!(output.read("a/a.html").as_deref(), Some("secret"));
        // A run that does not get far leaves as much.
        drop(Publisher::open(&output.out(), &Inputs::default(), &[]).unwrap());
        let again = output.killed(|_| true);
        let _ = fs::remove_dir_all(again.out().join(".pressroom"));
        for output in [output, again] {
            fs::write(output.out().join("a/mine.txt"), "mine").unwrap();
            assert_eq!(output.withdraw("a", "a.md"), ["mine.txt"]);
            assert_eq!(files_in(&output.out().join("a")).unwrap(), ["mine.txt"]);
            assert!(output.manifest().is_empty());
            assert!(
                fs::read_dir(output.out())
                    .unwrap()
                    .flatten()
                    .all(|entry| { !entry.file_name().to_string_lossy().starts_with(".pressroom-") })
            );
        }
    }
}

#[test]
fn a_killed_run_takes_nothing_of_others() {
    let first = TestOutput::new();
    fs::create_dir_all(first.out().join("a")).unwrap();
    fs::write(first.out().join("a/a.html"), "mine").unwrap();
    let publisher = Publisher::open(&first.out(), &Inputs::default(), &[]).unwrap();
    publisher.declare_documents(|say| say("a", "a.md")).unwrap();
    assert!(TestOutput::publish(&publisher, "a.md", "a", DOCUMENT).unwrap().is_err());
    let output = first.killed(|_| true);
    assert_eq!(output.withdraw("a", "a.md"), ["a.html"]);
    assert_eq!(output.read("a/a.html").as_deref(), Some("mine"));
}

/// What somebody changed is not certified by the manifest, and is made again.
#[test]
fn an_edition_that_somebody_changed_stays_known_as_it_was() {
    let output = TestOutput::new();
    output.run("a.md", "a", DOCUMENT).unwrap();
    fs::write(output.out().join("a/a.pdf"), "public").unwrap();
    output.run("a.md", "a", &[("html", &[("a.html", "two")])]).unwrap();
    let manifest = Manifest::read(&output.out().join(MANIFEST)).unwrap().unwrap();
    let pdf = manifest.files.iter().find(|file| file.path == "a/a.pdf").unwrap();
    assert_eq!(pdf.sha256, sha256(b"secret"));
    let publisher = Publisher::open(&output.out(), &Inputs::default(), &[]).unwrap();
    let kept = publisher.cache().files("a").into_iter().find(|kept| kept.file.path == "a/a.pdf").unwrap();
    assert!(!kept.is_there(&output.out()).unwrap(), "it would pass for what was built");
}

/// What is published can't change without a higher version, also if the run that published it was killed.
#[test]
fn what_a_killed_run_published_for_good_is_known() {
    let first = TestOutput::new();
    let publisher = Publisher::open(&first.out(), &Inputs::default(), &[]).unwrap();
    let published = |version| PublishedDocument {
        slug: "a".to_owned(),
        version,
        hash: "form/1".to_owned(),
        sha256: "x".to_owned(),
    };
    let mut set = DocumentUpdate {
        slug: "a",
        source: "a.md",
        entry: DocumentEntry::default(),
        asked: vec!["text"],
        retention: Retention::All,
        files: BTreeMap::new(),
        published: Some(published(2)),
    };
    set.add("text", &BTreeMap::from([("a.txt".to_owned(), Arc::from(b"text".as_slice()))])).unwrap();
    publisher.publish(&set).unwrap();
    let version = |output: &TestOutput| {
        let publisher = Publisher::open(&output.out(), &Inputs::default(), &[]).unwrap();
        publisher.cache().published("a").map(|published| published.version)
    };
    assert_eq!(version(&first.killed(|_| true)), Some(2));
    // What did not take its place was not published.
    let other = first.killed(|_| true);
    fs::write(other.out().join("a/a.txt"), "other").unwrap();
    assert_eq!(version(&other), None);
}

/// A draft that a killed run published is marked as one, and stands beside nothing else.
#[test]
fn nothing_of_a_killed_draft_stands_beside_what_is_no_draft() {
    const PUBLIC: &[(&str, &[(&str, &str)])] =
        &[("html", &[("a.html", "public")]), ("text", &[("a.txt", "public")])];
    const DRAFT: &[(&str, &[(&str, &str)])] =
        &[("html", &[("a.html", "draft")]), ("text", &[("a.txt", "draft")])];
    for known in [false, true] {
        let first = TestOutput::new();
        if known {
            first.run("a.md", "a", PUBLIC).unwrap();
        }
        let publisher = Publisher::open(&first.out(), &Inputs::default(), &[]).unwrap();
        publisher.declare_documents(|say| say("a", "a.md")).unwrap();
        TestOutput::publish_as(&publisher, "a.md", "a", true, DRAFT).unwrap().unwrap();
        // As the run wrote it down; with what a loss of power leaves of the journal; and removed or changed by somebody since.
        let [removed, changed] = [first.killed(|_| true), first.killed(|_| true)];
        fs::remove_file(removed.out().join("a/a.html")).unwrap();
        if known {
            fs::write(changed.out().join("a/a.html"), "draft, and more").unwrap();
        }
        for (output, what) in [
            (first.killed(|_| true), "whole"),
            (first.killed(|intent| intent.set.is_none()), "powerless"),
            (removed, "removed"),
            (changed, "changed"),
        ] {
            // At once, and after a run that did not touch it.
            let later = output.killed(|_| true);
            later.run("b.md", "b", &[("html", &[("b.html", "b")])]).unwrap();
            for output in [output, later] {
                output.run("a.md", "a", &[("html", &[("a.html", "final")])]).unwrap();
                assert_eq!(output.read("a/a.html").as_deref(), Some("final"), "{what} {known}");
                assert_eq!(output.read("a/a.txt"), None, "{what} {known}");
                let manifest = output.manifest();
                assert!(
                    !manifest.iter().any(|line| line.starts_with("a/a.txt")),
                    "{what} {known}: {manifest:?}"
                );
            }
        }
    }
}
