use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::*;
use crate::output::{
    cache::DocumentEntry,
    publish::{DocumentUpdate, Publication, Publisher, Retention},
    reconcile::Scope,
};
use pressroom_input::Inputs;

/// An output folder with a document.
struct LateFilesTest {
    base: tempfile::TempDir,
}

impl LateFilesTest {
    fn new() -> Self {
        let test = Self { base: tempfile::tempdir().unwrap() };
        let (published, closed) = test.run("one", &["a.html", "a.txt"], |_, _| Ok(()));
        assert_eq!((published.unwrap().files, closed), (2, Ok(())));
        test
    }

    fn path(&self, path: &str) -> PathBuf {
        self.base.path().join("out").join(path)
    }

    fn read(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.path(path)).ok()
    }

    /// One run that publishes the document, or takes it away if it has no files; `hook` does what others do meanwhile.
    fn run(
        &self,
        text: &str,
        files: &[&str],
        hook: impl FnMut(Moment, &Path) -> io::Result<()> + Send + 'static,
    ) -> (Result<Publication, String>, Result<(), String>) {
        let publisher = Publisher::open(&self.path(""), &Inputs::default(), &[]).unwrap();
        publisher.hook(Box::new(hook));
        let content: Arc<[u8]> = Arc::from(text.as_bytes());
        let set = DocumentUpdate {
            slug: "a",
            source: "a.md",
            entry: DocumentEntry::default(),
            asked: vec!["html", "text"],
            retention: Retention::None,
            files: files
                .iter()
                .map(|path| ((*path).to_owned(), (Arc::clone(&content), vec!["html"])))
                .collect::<BTreeMap<_, _>>(),
            published: None,
        };
        let published = publisher.publish(&set);
        let mut reconciled = publisher.end_documents();
        reconciled.reconcile(&Scope::default()).unwrap();
        let finished = reconciled.finish(None, None, Default::default()).map(|_| ());
        (published.map_err(|error| error.to_string()), finished.map_err(|error| error.to_string()))
    }

    /// Everything in the output folder but the cache and the manifest.
    fn all(&self) -> Vec<String> {
        let mut all = files_in(&self.path("")).unwrap();
        all.retain(|path| !path.starts_with(".pressroom/") && path != "manifest.json");
        all
    }
}

/// Does something when a moment comes for the first time.
fn once(
    moment: Moment,
    work: impl Fn(&Path) + Send + 'static,
) -> impl FnMut(Moment, &Path) -> io::Result<()> + Send + 'static {
    let times = AtomicUsize::new(0);
    move |now, folder| {
        if now == moment && times.fetch_add(1, Ordering::Relaxed) == 0 {
            work(folder);
        }
        Ok(())
    }
}

/// Puts a file into a folder, as somebody else.
fn put(path: &'static str) -> impl Fn(&Path) + Send + 'static {
    move |folder| {
        fs::create_dir_all(folder.join(path).parent().unwrap()).unwrap();
        fs::write(folder.join(path), "mine").unwrap();
    }
}

/// The disk refuses to exchange two folders.
fn no_exchange(
    mut hook: impl FnMut(Moment, &Path) -> io::Result<()> + Send + 'static,
) -> impl FnMut(Moment, &Path) -> io::Result<()> + Send + 'static {
    move |moment, folder| match moment {
        Moment::Exchange => Err(io::Error::from(io::ErrorKind::Unsupported)),
        Moment::Move | Moment::Gap => hook(moment, folder),
    }
}

#[test]
fn what_came_before_the_move_is_in_the_new_folder() {
    for exchanges in [true, false] {
        let test = LateFilesTest::new();
        let late = once(Moment::Move, put("notes/late.txt"));
        let (published, closed) = match exchanges {
            true => test.run("two", &["a.html"], late),
            false => test.run("two", &["a.html"], no_exchange(late)),
        };
        assert_eq!((published.unwrap().left, closed), (vec!["notes/late.txt".to_owned()], Ok(())));
        assert_eq!(test.all(), ["a/a.html", "a/notes/late.txt"]);
        assert_eq!(test.read("a/a.html").as_deref(), Some("two"));
        assert_eq!(test.read("a/notes/late.txt").as_deref(), Some("mine"));
        // What was there before, and was written again meanwhile, is the later one.
        let again = once(Moment::Move, |folder| {
            fs::remove_file(folder.join("notes/late.txt")).unwrap();
            fs::write(folder.join("notes/late.txt"), "mine, later").unwrap();
        });
        let (published, closed) = test.run("three", &["a.html"], again);
        assert_eq!((published.unwrap().left.len(), closed), (1, Ok(())));
        assert_eq!(test.read("a/notes/late.txt").as_deref(), Some("mine, later"));
        assert_eq!(test.all(), ["a/a.html", "a/notes/late.txt"]);
    }
}

#[test]
fn what_came_into_the_place_of_a_new_file_is_in_the_way() {
    for exchanges in [true, false] {
        let test = LateFilesTest::new();
        let late = once(Moment::Move, put("new.html"));
        let (published, closed) = match exchanges {
            true => test.run("two", &["new.html"], late),
            false => test.run("two", &["new.html"], no_exchange(late)),
        };
        assert!(published.unwrap_err().contains("it holds `new.html`, which Pressroom did not write"));
        assert_eq!(closed, Ok(()));
        assert_eq!(test.all(), ["a/a.html", "a/a.txt", "a/new.html"]);
        assert_eq!(test.read("a/new.html").as_deref(), Some("mine"));
        assert_eq!(test.read("a/a.html").as_deref(), Some("one"));
    }
}

#[test]
fn what_came_before_a_document_is_taken_away_comes_back() {
    let test = LateFilesTest::new();
    let (published, closed) = test.run("", &[], once(Moment::Move, put("notes/late.txt")));
    assert_eq!((published.unwrap().left, closed), (vec!["notes/late.txt".to_owned()], Ok(())));
    assert_eq!(test.all(), ["a/notes/late.txt"]);
}

/// Somebody puts a file where the folder of a document was a moment ago: neither the new set nor the old can stand there.
#[test]
fn a_set_that_can_not_come_back_is_kept() {
    let test = LateFilesTest::new();
    let (published, closed) = test.run(
        "two",
        &["a.html"],
        no_exchange(once(Moment::Gap, |folder| fs::write(folder, "mine").unwrap())),
    );
    assert!(published.unwrap_err().contains("can't be written"));
    let all = test.all();
    assert_eq!(all.len(), 3, "{all:?}");
    let kept = all[0].trim_end_matches("/a.html");
    assert!(kept.starts_with(".pressroom-kept-") && all[1] == format!("{kept}/a.txt") && all[2] == "a");
    assert!(closed.unwrap_err().contains(kept));
    assert_eq!(test.read(&all[0]).as_deref(), Some("one"));
    assert_eq!(test.read("a").as_deref(), Some("mine"));
    // Later runs leave it there, and say nothing.
    fs::remove_file(test.path("a")).unwrap();
    let (published, closed) = test.run("three", &["a.html"], |_, _| Ok(()));
    assert_eq!((published.unwrap().files, closed), (1, Ok(())));
    assert_eq!(test.all(), [all[0].as_str(), all[1].as_str(), "a/a.html"]);
}

/// The disk refuses for a moment: the old set is back before the run ends, and known.
#[test]
fn a_set_comes_back_as_soon_as_it_can() {
    let test = LateFilesTest::new();
    let publisher = Publisher::open(&test.path(""), &Inputs::default(), &[]).unwrap();
    let old = publisher.scratch_path("old/a");
    fs::rename(test.path("a"), &old).unwrap();
    publisher.strand("a", &old);
    let mut reconciled = publisher.end_documents();
    reconciled.reconcile(&Scope::default()).unwrap();
    reconciled.finish(None, None, Default::default()).unwrap();
    assert_eq!(test.all(), ["a/a.html", "a/a.txt"]);
    let (published, closed) = test.run("two", &["a.html"], |_, _| Ok(()));
    assert_eq!((published.unwrap().left, closed), (Vec::new(), Ok(())));
    assert_eq!(test.all(), ["a/a.html"]);
}
