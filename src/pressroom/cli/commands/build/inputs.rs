//! The inputs and editions that the arguments name, and the errors of paths.

use std::{io, path::Path};

use crate::cli::exit::{CommandError, ExitStatus};
use pressroom_diagnostics::nearest;
use pressroom_editions::registry;
use pressroom_files::disk;
use pressroom_input::PathError;
use pressroom_render::EditionKind;

/// How many entries of a folder are looked at for a name that was meant.
const ENTRIES: usize = 4_000;

/// What is built where no path is given.
pub(in crate::cli::commands) const INPUT: &str = "input";
/// Where `build` writes by default; `check` does not read it, either.
pub(in crate::cli::commands) const OUTPUT: &str = "output";

/// The editions of `--to`, in the order of the registry; all of them where it was not given.
pub(in crate::cli::commands) fn select_editions(asked: &[String]) -> Vec<EditionKind> {
    let all = asked.is_empty() || asked.iter().any(|name| name == "all");
    registry().iter().filter(|kind| all || asked.iter().any(|name| name == kind.name)).copied().collect()
}

/// The error of a path that can't be read. Without paths on the command line, the path is there by default.
pub(in crate::cli::commands) fn path_error(error: &PathError, by_default: bool) -> CommandError {
    let status = ExitStatus::of_cause(disk::is_of_disk(&error.error));
    CommandError::new(status, vec![describe_path_error(error, by_default)])
}

fn describe_path_error(error: &PathError, by_default: bool) -> String {
    let PathError { path, error } = error;
    let missing = error.kind() == io::ErrorKind::NotFound;
    if error.kind() == io::ErrorKind::InvalidInput {
        let path = path.display();
        return format!("{path} is both what is read and where editions go; name another folder with --out");
    }
    match (missing, by_default) {
        (true, true) => format!(
            "there is no folder {INPUT} here\n\nName files or folders to build, or start a newsroom with \
             `pressroom init DIR`."
        ),
        (true, false) => match nearest_beside(path) {
            Some(near) => format!("there is no {}; did you mean {near}?", path.display()),
            None => format!("there is no {}", path.display()),
        },
        (false, _) => format!("{} can't be read: {error}", path.display()),
    }
}

/// The file or folder whose name is nearest to that of a path which is not there: beside it, else among the explainers.
fn nearest_beside(path: &Path) -> Option<String> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let name = path.file_name()?.to_string_lossy();
    let in_input = || {
        let input = Path::new(INPUT).join(folder);
        Some(input.join(nearest_in(&input, &name)?))
    };
    let near = match nearest_in(folder, &name) {
        Some(near) => path.with_file_name(near),
        None => in_input()?,
    };
    Some(near.display().to_string())
}

/// The entry of a folder whose name is nearest to another.
fn nearest_in(folder: &Path, name: &str) -> Option<String> {
    let folder = if folder == Path::new("") { Path::new(".") } else { folder };
    // What can't be listed is not offered.
    let entries = disk::entries_at_most(folder, ENTRIES).unwrap_or_default();
    let mut names: Vec<String> =
        entries.into_iter().map(|entry| entry.name.to_string_lossy().into_owned()).collect();
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    let with_extension = format!("{name}.md");
    names.iter().find(|known| **known == with_extension).cloned().or_else(|| {
        let near = nearest(name, names.iter().map(String::as_str))?;
        Some(near.to_owned())
    })
}
