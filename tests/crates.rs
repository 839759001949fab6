//! The rules between crates: which may use which library, that editions know neither each other nor Markdown, and how the
//! disk is asked. What a crate can't name, Cargo
//! keeps from it; these rules are about what it could.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The crates of editions. They are made from the document alone, and know nothing of each other.
const EDITIONS: &[&str] = &["web", "epub", "newsletter", "syndication", "pdf", "proof"];

/// Libraries that few crates may name, and these.
const RESERVED: &[(&str, &[&str])] = &[
    ("chardetng", &["diagnostics"]),
    ("encoding_rs", &["diagnostics"]),
    ("comrak", &["read"]),
    ("dom_query", &["import"]),
    ("dom_smoothie", &["import"]),
    ("scraper", &["read"]),
    ("saphyr-parser", &["read"]),
    ("image", &["images"]),
    ("lopdf", &["pdf_file"]),
    ("moxcms", &["images"]),
    ("typst", &["pdf"]),
    ("typst-layout", &["pdf"]),
    ("typst-pdf", &["pdf"]),
    ("typst-assets", &["pdf"]),
    ("genpdf", &["proof"]),
    ("printpdf", &["proof"]),
    ("epub-builder", &["epub"]),
    ("lettre", &["config", "newsletter", "mail"]),
    ("rustls", &["mail"]),
    ("hmac", &["mail"]),
    ("minisign", &["package"]),
    ("tar", &["package"]),
    ("zstd", &["package"]),
    ("redb", &["build"]),
    ("landlock", &["build"]),
    ("seccompiler", &["build"]),
    ("clap", &["pressroom"]),
    ("annotate-snippets", &["pressroom"]),
    ("indicatif", &["pressroom"]),
];

/// The dependencies of each crate that are part of the program.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut manifests = vec![("pressroom".to_owned(), root.join("Cargo.toml"))];
    for entry in fs::read_dir(root.join("src")).unwrap() {
        let folder = entry.unwrap().path();
        let manifest = folder.join("Cargo.toml");
        if manifest.is_file() {
            manifests.push((folder.file_name().unwrap().to_str().unwrap().to_owned(), manifest));
        }
    }
    let of = |manifest: PathBuf| {
        let manifest: toml::Table = toml::from_str(&fs::read_to_string(manifest).unwrap()).unwrap();
        let names = |table: &toml::Table| -> Vec<String> {
            table
                .get("dependencies")
                .and_then(toml::Value::as_table)
                .into_iter()
                .flat_map(|all| all.keys().cloned())
                .collect()
        };
        let targets = manifest.get("target").and_then(toml::Value::as_table);
        let of_targets = targets.into_iter().flat_map(toml::Table::values).filter_map(toml::Value::as_table);
        of_targets.flat_map(names).chain(names(&manifest)).collect()
    };
    manifests.into_iter().map(|(name, manifest)| (name, of(manifest))).collect()
}

#[test]
fn few_crates_name_what_is_reserved() {
    let all = dependencies();
    assert!(all.len() > 20, "the crates are not where this test looks for them");
    for (library, places) in RESERVED {
        let users: Vec<&str> = all
            .iter()
            .filter(|(_, names)| names.iter().any(|name| name == library))
            .map(|(name, _)| &**name)
            .collect();
        let expected =
            all.keys().map(|name| &**name).filter(|name| places.contains(name)).collect::<Vec<_>>();
        assert_eq!(users, expected, "crates that depend on {library}");
    }
}

#[test]
fn editions_know_neither_each_other_nor_markdown() {
    let all = dependencies();
    for edition in EDITIONS {
        for barred in EDITIONS.iter().chain(&["read", "write", "input", "files", "build"]) {
            let name = format!("pressroom-{barred}");
            assert!(!all[*edition].contains(&name), "{edition} depends on {name}");
        }
    }
}

/// `Path::exists` and its like say no to "I can't tell", so that what the disk refuses would be taken for missing; the crate
/// `files` tells these apart. `read_dir` and `remove_dir_all` panic if a folder can't be closed.
#[test]
fn whether_something_is_there_is_asked_where_the_answer_can_fail() {
    const ASKS: &[&str] =
        &[".exists()", "path.is_file()", "path.is_dir()", "fs::read_dir(", "remove_dir_all", "TempDir"];
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    assert!(files.len() > 300, "the source files are not where this test looks for them");
    let spared = [root.join("build/render/program_hash.rs"), root.join("files/disk.rs")];
    let mut found = Vec::new();
    for path in files.iter().filter(|path| !path.to_string_lossy().contains("test") && !spared.contains(path))
    {
        let text = fs::read_to_string(path).unwrap();
        let text = text.split("\nmod tests {").next().unwrap();
        let asks = |line: &&str| {
            ASKS.iter().any(|asked| line.contains(asked)) && !line.trim_start().starts_with("//")
        };
        found.extend(text.lines().filter(asks).map(|line| format!("{}: {}", path.display(), line.trim())));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
