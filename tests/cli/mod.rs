//! The command line, as a newsroom uses it: each test has a folder and a command of its own.

mod again;
mod build;
mod commands;
mod crash;
mod diff;
mod digest;
mod feeds;
mod findings;
mod fix;
mod fmt;
#[cfg(feature = "send")]
mod forged;
mod import;
mod import_cms;
mod import_web;
#[cfg(all(feature = "pdf", target_os = "linux"))]
mod isolate;
mod languages;
mod life;
#[cfg(all(feature = "pdf", unix))]
mod memory;
mod ownership;
mod pack;
mod pictures;
#[cfg(feature = "pdf")]
mod print;
#[cfg(feature = "send")]
mod send;
mod shards;
mod site;
#[cfg(unix)]
mod stop;
#[cfg(unix)]
mod stranger_themes;
mod stream;
mod theme_new;
mod themes;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use assert_cmd::Command;

/// A front matter that gives no warning in any edition, but for the lines that are added.
const FRONT: &str = "language: en\npublished: 2026-01-31T09:00:00Z\ncanonical_url: https://news.example/x\n";

/// A folder to work in.
struct TestDir {
    folder: tempfile::TempDir,
}

/// What a command did.
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl TestDir {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// An explainer without fault.
    fn explainer(&self, path: &str, headline: &str) {
        self.write(
            path,
            format!("---\nheadline: {headline}\n{FRONT}---\n\nThe lede.\n\n## Why?\n\nBecause.\n"),
        );
    }

    fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pressroom"));
        command.current_dir(self.folder.path()).args(arguments.split_whitespace()).env_remove("NO_COLOR");
        // Half a year after the explainers: nothing is news, and tomorrow it is the same.
        command.env("SOURCE_DATE_EPOCH", "1785000000");
        command
    }

    fn run(&self, arguments: &str) -> Ran {
        ran(&mut self.command(arguments))
    }

    /// Every file of a document below a folder, and the manifest: path -> content. Without the list of those that failed.
    fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = self.all_files(folder);
        let manifest = files.get("manifest.json").and_then(|text| serde_json::from_slice(text).ok());
        let manifest: serde_json::Value = manifest.unwrap_or_default();
        let of_build =
            |file: &&serde_json::Value| ["site", "feeds"].iter().any(|name| file["edition"] == *name);
        let site = manifest["files"].as_array().into_iter().flatten().filter(of_build);
        let site: Vec<_> = site.map(|file| file["path"].as_str().unwrap()).collect();
        files.retain(|path, _| !site.contains(&path.as_str()) && path != "failed.ndjson");
        files
    }

    /// Every file below a folder: path -> content. Without Pressroom's memory, which is for itself alone.
    fn all_files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let root = self.path(folder);
        let mut files = BTreeMap::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.ends_with(".pressroom") {
                    continue;
                }
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                    files.insert(name, fs::read(path).unwrap());
                }
            }
        }
        files
    }

    fn names(&self, folder: &str) -> Vec<String> {
        self.files(folder).into_keys().collect()
    }

    fn exists(&self, path: &str) -> bool {
        fs::symlink_metadata(self.path(path)).is_ok()
    }
}

fn ran(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Ran {
    /// The command ended with `code`.
    #[track_caller]
    fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// Standard error holds `text`.
    #[track_caller]
    fn says(self, text: &str) -> Self {
        assert!(self.err.contains(text), "`{text}` is not in:\n{}", self.err);
        self
    }
}

/// A picture of one red pixel.
fn picture(path: &Path) {
    let pixel = image::RgbImage::from_pixel(1, 1, image::Rgb([200, 0, 0]));
    pixel.save(path).unwrap();
}
