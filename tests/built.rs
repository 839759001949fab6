//! Builds folders with the real command and hands the results to other tests: what a newsroom gets is what is
//! tested.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::{LazyLock, OnceLock},
};

use pressroom_document::Document;
use pressroom_editions::registry;
use serde::Deserialize as _;
use tempfile::TempDir;

/// The result of one run of the command.
pub(crate) struct Built {
    /// What was built, for messages.
    pub(crate) name: String,
    folder: TempDir,
    /// Exit code, standard output and standard error.
    pub(crate) output: Output,
}

/// One document of a run.
pub(crate) struct BuiltDocument {
    /// The run's name and the document's slug.
    pub(crate) name: String,
    /// The document's folder and slug.
    folder: PathBuf,
    slug: String,
    /// The canonical model, read back from the `model` edition.
    pub(crate) model: Document,
}

/// The samples of `input/`.
pub(crate) static SAMPLES: LazyLock<Built> = LazyLock::new(|| build("input", &root(), &["input"]));

/// Every case of `tests/suite`, by name. A case is built when it is first asked for.
static SUITE: LazyLock<BTreeMap<String, OnceLock<Built>>> = LazyLock::new(|| {
    let cases = fs::read_dir(root().join("tests/suite")).expect("tests/suite is there");
    let cases = cases.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    cases.map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), OnceLock::new())).collect()
});

/// The names of the cases.
pub(crate) fn case_names() -> impl Iterator<Item = &'static str> {
    SUITE.keys().map(String::as_str)
}

/// One case of the suite, built.
pub(crate) fn case(name: &str) -> &'static Built {
    let place = SUITE.get(name).unwrap_or_else(|| panic!("there is no case {name}"));
    place.get_or_init(|| build(name, &root().join("tests/suite").join(name), &["input.md"]))
}

/// Every document of the suite.
pub(crate) fn suite_documents() -> Vec<BuiltDocument> {
    case_names().flat_map(|name| case(name).documents()).collect()
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The command, with nothing of the machine's settings but what it needs.
pub(crate) fn pressroom() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pressroom"));
    // A day on which nothing is news or due: tomorrow it is the same.
    command.env("SOURCE_DATE_EPOCH", "1785000000");
    command
}

/// Builds `paths`, as seen from `folder`, in every edition.
pub(crate) fn build(name: &str, folder: &Path, paths: &[&str]) -> Built {
    let out = tempfile::tempdir().unwrap();
    let output = pressroom()
        .current_dir(folder)
        .arg("build")
        .args(paths)
        .args(["--fonts", "theme", "--message-format", "short", "--out"])
        .arg(out.path())
        .output()
        .unwrap();
    Built { name: name.to_owned(), folder: out, output }
}

impl Built {
    /// The folder that the run wrote.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Everything that the run printed.
    pub(crate) fn output_text(&self) -> String {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        format!("{}{}", text(&self.output.stdout), text(&self.output.stderr))
    }

    /// The documents of which a model was written.
    pub(crate) fn documents(&self) -> Vec<BuiltDocument> {
        let mut found: Vec<_> = fs::read_dir(self.folder())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_dir())
            .filter_map(|folder| {
                let slug = folder.file_name().unwrap().to_str().unwrap().to_owned();
                let model = fs::read_to_string(folder.join(format!("{slug}.model.json"))).ok()?;
                let name = format!("{}: {slug}", self.name);
                Some(BuiltDocument { name, folder, slug, model: read_model(&model) })
            })
            .collect();
        found.sort_by(|left, right| left.slug.cmp(&right.slug));
        found
    }
}

impl BuiltDocument {
    /// The main file of an edition, if it was written.
    pub(crate) fn file(&self, edition: &str) -> Option<PathBuf> {
        let kind = registry().iter().find(|kind| kind.name == edition).expect("an edition");
        Some(self.folder.join(format!("{}.{}", self.slug, kind.extension))).filter(|path| path.is_file())
    }
}

/// Reads the `model` edition, however deep it nests.
pub(crate) fn read_model(json: &str) -> Document {
    let mut reader = serde_json::Deserializer::from_str(json);
    reader.disable_recursion_limit();
    Document::deserialize(&mut reader).expect("the model edition is a model")
}
