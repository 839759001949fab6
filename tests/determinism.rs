//! The same input gives the same bytes, whatever the number of threads and the machine's settings.

use std::{collections::BTreeMap, fs, path::Path};

use sha2::{Digest as _, Sha256};

use crate::built::{pressroom, root};

#[test]
fn bytes_do_not_depend_on_threads_or_settings() {
    let first = files("1", &[("TZ", "Pacific/Apia"), ("LANG", "ar_EG.UTF-8"), ("HOME", "/nowhere")]);
    let second = files("2", &[("TZ", "America/Caracas"), ("LANG", "C"), ("LC_ALL", "C")]);
    assert!(first.len() > 20, "only {} files were written", first.len());
    let different: Vec<_> =
        first.keys().chain(second.keys()).filter(|name| first.get(*name) != second.get(*name)).collect();
    assert!(different.is_empty(), "{different:?}");
}

/// Hash of each file of a build of the samples and of one case of the suite.
fn files(jobs: &str, settings: &[(&str, &str)]) -> BTreeMap<String, String> {
    let out = tempfile::tempdir().unwrap();
    let status = pressroom()
        .current_dir(root())
        .envs(settings.iter().copied())
        .args(["build", "input", "--jobs", jobs, "--out"])
        .arg(out.path())
        .output()
        .unwrap();
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
    let mut found = BTreeMap::new();
    hash(out.path(), out.path(), &mut found);
    assert!(found.contains_key("manifest.json"));
    found
}

fn hash(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with(".pressroom") {
            // A memory of the run, which no reader gets.
            continue;
        }
        if path.is_dir() {
            hash(root, &path, found);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            let digest = Sha256::digest(fs::read(&path).unwrap());
            found.insert(name, digest.iter().map(|byte| format!("{byte:02x}")).collect());
        }
    }
}
