//! `pressroom init` and `pressroom new`: the first files of a project and of an explainer.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use jiff::tz::TimeZone;

use crate::cli::{
    args::{Init, New},
    clock,
    exit::{CommandError, CommandResult, ExitStatus},
    project::CONFIGURATION,
    terminal::print,
};
use pressroom_document::reserved::Reserved;
use pressroom_files::disk;

/// The texts that `init` writes: path -> content.
const PROJECT_FILES: &[(&str, &str)] = &[
    (CONFIGURATION, include_str!("files/pressroom.toml")),
    ("input/what-is-an-explainer.md", include_str!("files/explainer.md")),
    ("themes/house/theme.toml", include_str!("files/theme.toml")),
];
/// The picture of the explainer that `init` writes.
const PICTURE: (&str, &[u8]) = ("input/editions.png", include_bytes!("files/editions.png"));

/// Starts a newsroom in a folder. Where one of its files is there already, nothing is written.
pub(in crate::cli::commands) fn init(arguments: &Init) -> CommandResult {
    let dir = &arguments.dir;
    let now = clock::read_now(None)?;
    // What is written today is published today, until somebody says otherwise.
    let today = now.to_zoned(TimeZone::UTC).date().to_string();
    let texts =
        PROJECT_FILES.iter().map(|(path, text)| (*path, text.replace("{today}", &today).into_bytes()));
    let files: Vec<(PathBuf, Vec<u8>)> = texts
        .chain([(PICTURE.0, PICTURE.1.to_vec())])
        .map(|(path, content)| (inside(dir, path), content))
        .collect();
    for (path, _) in &files {
        match disk::link_metadata(path) {
            Ok(None) => {}
            Ok(Some(_)) => {
                return Err(is_there_already(path));
            }
            Err(error) => {
                return Err(CommandError::disk(format!("{} can't be written: {error}", path.display())));
            }
        }
    }
    let mut out = write_new(&files)?;
    out.push_str("\nNow run `pressroom build`");
    out.push_str(if dir == Path::new(".") { ".\n" } else { " in that folder.\n" });
    print(&out);
    Ok(ExitStatus::Done)
}

/// Starts an explainer: `input/NAME.md`, never over another.
pub(in crate::cli::commands) fn new(arguments: &New) -> CommandResult {
    let name = arguments.name.strip_suffix(".md").unwrap_or(&arguments.name);
    let slug = slug(name);
    if slug.is_empty() || name.contains(['/', '\\']) {
        return Err(CommandError::usage(format!(
            "`{}` can't be the name of an explainer: expected words or letters-and-hyphens",
            arguments.name
        )));
    }
    if let Some(reserved) = Reserved::find(&slug) {
        return Err(CommandError::usage(format!("{}; choose another name", reserved.message(&slug))));
    }
    let headline = match arguments.headline.as_deref().map(str::trim) {
        Some(headline) if !headline.is_empty() => headline.to_owned(),
        _ => headline_of(name),
    };
    // A JSON string is a YAML string, whatever the headline holds.
    let quoted = serde_json::Value::String(headline).to_string();
    let text = include_str!("files/new.md").replace("{headline}", &quoted);
    let path = Path::new("input").join(format!("{slug}.md"));
    match create(&path, text.as_bytes()) {
        Ok(()) => {
            print(&format!("wrote {}\n", path.display()));
            Ok(ExitStatus::Done)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(is_there_already(&path)),
        Err(error) => Err(CommandError::disk(format!("{} can't be written: {error}", path.display()))),
    }
}

fn is_there_already(path: &Path) -> CommandError {
    CommandError::usage(format!("{} is there already; nothing was written", path.display()))
}

/// A path in a folder, without the `./` that says nothing.
fn inside(dir: &Path, path: &str) -> PathBuf {
    if dir == Path::new(".") { PathBuf::from(path) } else { dir.join(path) }
}

/// Writes files that were not there; gives a line about each.
///
/// # Errors
/// The disk refused one of them.
pub(super) fn write_new(files: &[(PathBuf, impl AsRef<[u8]>)]) -> Result<String, CommandError> {
    let mut written = String::new();
    for (path, content) in files {
        if let Err(error) = create(path, content.as_ref()) {
            return Err(CommandError::disk(format!("{} can't be written: {error}", path.display())));
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
