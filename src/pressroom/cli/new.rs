//! `pressroom init` and `pressroom new`: the first files of a newsroom and of an explainer.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use jiff::tz::TimeZone;

use super::{
    DISK, DONE, WRONG_USAGE,
    args::{Init, New},
    clock,
    newsroom::CONFIGURATION,
    output::{complain, print},
};
use pressroom_document::reserved::Reserved;
use pressroom_files::disk;

/// The texts that `init` writes: path -> content.
const NEWSROOM: &[(&str, &str)] = &[
    (CONFIGURATION, include_str!("init/pressroom.toml")),
    ("input/what-is-an-explainer.md", include_str!("init/explainer.md")),
    ("themes/house/theme.toml", include_str!("init/theme.toml")),
];
/// The picture of the explainer that `init` writes.
const PICTURE: (&str, &[u8]) = ("input/editions.png", include_bytes!("init/editions.png"));

/// Starts a newsroom in a folder. Where one of its files is there already, nothing is written.
pub(super) fn init(arguments: &Init) -> u8 {
    let dir = &arguments.dir;
    let Some(now) = clock::now(None) else { return WRONG_USAGE };
    // What is written today is published today, until somebody says otherwise.
    let today = now.to_zoned(TimeZone::UTC).date().to_string();
    let texts = NEWSROOM.iter().map(|(path, text)| (*path, text.replace("{today}", &today).into_bytes()));
    let files: Vec<(PathBuf, Vec<u8>)> = texts
        .chain([(PICTURE.0, PICTURE.1.to_vec())])
        .map(|(path, content)| (inside(dir, path), content))
        .collect();
    for (path, _) in &files {
        match disk::link_metadata(path) {
            Ok(None) => {}
            Ok(Some(_)) => {
                complain(&format!("{} is there already; nothing was written", path.display()));
                return WRONG_USAGE;
            }
            Err(error) => {
                complain(&format!("{} can't be written: {error}", path.display()));
                return DISK;
            }
        }
    }
    let mut out = match write_new(&files) {
        Ok(written) => written,
        Err(code) => return code,
    };
    out.push_str("\nNow run `pressroom build`");
    out.push_str(if dir == Path::new(".") { ".\n" } else { " in that folder.\n" });
    print(&out);
    DONE
}

/// Starts an explainer: `input/NAME.md`, never over another.
pub(super) fn new(arguments: &New) -> u8 {
    let name = arguments.name.strip_suffix(".md").unwrap_or(&arguments.name);
    let slug = slug(name);
    if slug.is_empty() || name.contains(['/', '\\']) {
        complain(&format!(
            "`{}` can't be the name of an explainer: expected words or letters-and-hyphens",
            arguments.name
        ));
        return WRONG_USAGE;
    }
    if let Some(reserved) = Reserved::of(&slug) {
        complain(&format!("{}; choose another name", reserved.message(&slug)));
        return WRONG_USAGE;
    }
    let headline = match arguments.headline.as_deref().map(str::trim) {
        Some(headline) if !headline.is_empty() => headline.to_owned(),
        _ => headline_of(name),
    };
    // A JSON string is a YAML string, whatever the headline holds.
    let quoted = serde_json::Value::String(headline).to_string();
    let text = include_str!("init/new.md").replace("{headline}", &quoted);
    let path = Path::new("input").join(format!("{slug}.md"));
    match create(&path, text.as_bytes()) {
        Ok(()) => {
            print(&format!("wrote {}\n", path.display()));
            DONE
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            complain(&format!("{} is there already; nothing was written", path.display()));
            WRONG_USAGE
        }
        Err(error) => {
            complain(&format!("{} can't be written: {error}", path.display()));
            DISK
        }
    }
}

/// A path in a folder, without the `./` that says nothing.
fn inside(dir: &Path, path: &str) -> PathBuf {
    if dir == Path::new(".") { PathBuf::from(path) } else { dir.join(path) }
}

/// Writes files that were not there; gives a line about each.
///
/// # Errors
/// The exit code, where the disk refused one of them, which was said.
pub(super) fn write_new(files: &[(PathBuf, impl AsRef<[u8]>)]) -> Result<String, u8> {
    let mut written = String::new();
    for (path, content) in files {
        if let Err(error) = create(path, content.as_ref()) {
            complain(&format!("{} can't be written: {error}", path.display()));
            return Err(DISK);
        }
        written.push_str(&format!("wrote {}\n", path.display()));
    }
    Ok(written)
}

/// Writes a file that was not there.
fn create(path: &Path, content: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    File::create_new(path)?.write_all(content)
}

/// The name in lower case, its words joined by hyphens.
fn slug(name: &str) -> String {
    let keep = |character: char| character.is_alphanumeric() || character == '_';
    let lower = name.to_lowercase();
    lower
        .split(|character: char| !keep(character))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// "What is NATO" from "what-is-NATO".
fn headline_of(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut characters = words.trim().chars();
    characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect()
}

#[cfg(test)]
mod tests {
    use super::{headline_of, slug};

    #[test]
    fn names_become_slugs_and_headlines() {
        assert_eq!(slug("What is  NATO?"), "what-is-nato");
        assert_eq!(slug("Що таке НАТО"), "що-таке-нато");
        assert_eq!(slug("..."), "");
        assert_eq!(headline_of("what-is-NATO"), "What is NATO");
    }
}
