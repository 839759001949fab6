//! The folders that commands are run in, each as small as can be.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use super::{Scene, place};

const CONFIGURATION: &str = "theme = \"house\"\n[site]\nname = \"The Desk\"\nlanguage = \"en\"\nbase_url = \"https://news.example/\"\n";

const EDITIONS: &str = "html,text,ninjs,jsonfeed";

fn write(folder: &Path, path: &str, content: impl AsRef<[u8]>) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

fn explainer(folder: &Path, name: &str, version: u32, more: &str, body: &str) {
    let text = format!(
        "---\nheadline: Why {name}?\nlanguage: en\npublished: 2026-01-31T09:00:00Z\nversion: {version}\n{more}---\n\n\
         The lede of {version}.\n\n## Why {name}?\n\n{body}\n"
    );
    write(folder, &format!("input/{name}.md"), text);
}

fn picture(folder: &Path, name: &str, red: u8) {
    let path = folder.join("input").join(name);
    image::RgbImage::from_pixel(3, 3, image::Rgb([red, 0, 0])).save(path).unwrap();
}

#[track_caller]
pub(super) fn run(folder: &Path, arguments: &str) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pressroom"));
    command.current_dir(folder).args(arguments.split_whitespace()).env("SOURCE_DATE_EPOCH", "1785000000");
    let Output { status, stderr, .. } = command.output().unwrap();
    assert!(status.success(), "{arguments}: {}", String::from_utf8_lossy(&stderr));
}

/// A newsroom with a theme of its own that says some words otherwise, and explainers in their first version.
fn project() -> tempfile::TempDir {
    let place = place();
    let folder = place.path();
    write(folder, "pressroom.toml", CONFIGURATION);
    write(folder, "themes/house/theme.toml", "extends = \"default\"\n[light]\naccent = \"#00528c\"\n");
    write(folder, "themes/house/words/en.toml", "[words]\nrelated = \"More of this\"\n");
    fs::create_dir_all(folder.join("input")).unwrap();
    picture(folder, "shown.png", 1);
    let shown = "![A square](shown.png \"The square\"){syndicate=true}\n\nBecause.";
    explainer(folder, "changes", 1, "section: World\n", shown);
    explainer(folder, "stays", 1, "section: World\n", shown);
    explainer(folder, "goes", 1, "section: Rivers\n", "It will be deleted.");
    explainer(folder, "waits", 1, "section: Rivers\n", "It will be put under embargo.");
    explainer(folder, "moves", 1, "", "It will have another slug.");
    place
}

/// The next version of the explainers: one changes with its picture, others are new, gone, under embargo or called otherwise.
fn go_on(folder: &Path) {
    picture(folder, "shown.png", 2);
    let shown = "![A square](shown.png \"The square\"){syndicate=true}\n\nBecause of this.";
    explainer(folder, "changes", 2, "section: World\n", shown);
    explainer(folder, "stays", 2, "section: World\n", shown);
    explainer(folder, "comes", 1, "", "It is new.");
    explainer(folder, "waits", 2, "embargo: 2099-01-01\n", "It was put under embargo.");
    explainer(folder, "moves", 1, "slug: moved\n", "It has another slug.");
    fs::remove_file(folder.join("input/goes.md")).unwrap();
}

/// A build over an earlier one, where something of every kind changed.
pub(super) fn build(name: &'static str, more: &str) -> Scene {
    let place = project();
    let arguments = format!("build --to {EDITIONS} --publish --jobs 1{more}");
    run(place.path(), &arguments);
    go_on(place.path());
    Scene::new(name, place, &arguments, &["output"])
}

/// A build of every edition, with one explainer.
pub(super) fn all_editions() -> Scene {
    let place = project();
    for name in ["stays", "goes", "waits", "moves"] {
        fs::remove_file(place.path().join(format!("input/{name}.md"))).unwrap();
    }
    run(place.path(), "build --jobs 1");
    explainer(place.path(), "changes", 2, "", "Because of that, with a note[^1].\n\n[^1]: The note.");
    Scene::new("editions", place, "build --jobs 1", &["output"])
}

/// A digest over an earlier one.
pub(super) fn digest() -> Scene {
    let place = project();
    let arguments = "digest input --title News --out d.epub --out d.txt --jobs 1";
    run(place.path(), arguments);
    explainer(place.path(), "changes", 2, "", "![A square](shown.png)\n\nBecause of that.");
    Scene::new("digest", place, arguments, &["d.epub", "d.txt"])
}

/// The merge of two shares over an earlier one.
pub(super) fn merge() -> Scene {
    let place = project();
    let folder = place.path();
    let shares = || {
        for share in 1..=2 {
            run(folder, &format!("build --to {EDITIONS} --jobs 1 --shard {share}/2 --out part{share}"));
        }
    };
    let arguments = "merge part1 part2 --publish --jobs 1";
    shares();
    run(folder, arguments);
    picture(folder, "shown.png", 2);
    for name in ["changes", "stays"] {
        explainer(
            folder,
            name,
            2,
            "section: Rivers\n",
            "![A square](shown.png){syndicate=true}\n\nBecause of this.",
        );
    }
    explainer(folder, "comes", 1, "", "It is new.");
    shares();
    Scene::new("merge", place, arguments, &["output"])
}

/// A package over an earlier one. It publishes what is in it.
pub(super) fn pack() -> Scene {
    let place = project();
    let build = "build --to ninjs,model,jsonfeed --jobs 1";
    run(place.path(), build);
    run(place.path(), "pack p.tar.zst");
    go_on(place.path());
    run(place.path(), build);
    // Where it is not known any more what is published, it asks for a build.
    let scene = Scene::new("pack", place, "pack p.tar.zst", &["p.tar.zst", "output"]);
    Scene { mend: Some(build), ..scene }
}

/// A package that is taken.
pub(super) fn verify() -> Scene {
    let place = project();
    run(place.path(), "build --to ninjs,model --jobs 1");
    run(place.path(), "pack p.tar.zst");
    Scene::new("verify", place, "verify p.tar.zst --extract got", &["got"])
}
