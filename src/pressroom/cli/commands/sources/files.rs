//! The sources that a command changes, and how it shows a change.

use std::{
    io::IsTerminal as _,
    path::{Path, PathBuf},
};

use similar::TextDiff;

use super::super::build::{INPUT, OUTPUT, path_error};
use crate::cli::{
    exit::CommandError,
    terminal::{escape_control, print},
};
use pressroom_input::Inputs;

/// The paths that the arguments name; without any, the folder `input`.
pub(super) fn paths_or_input(named: &[PathBuf]) -> Vec<PathBuf> {
    if named.is_empty() { vec![PathBuf::from(INPUT)] } else { named.to_vec() }
}

/// Finds the sources at some paths; `verb` says what can't be done to standard input.
///
/// # Errors
/// A path is standard input, can't be read, or there is no source.
pub(super) fn find_sources(paths: &[PathBuf], by_default: bool, verb: &str) -> Result<Inputs, CommandError> {
    if paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(CommandError::usage(format!("standard input can't be {verb}; name a file")));
    }
    let output = Path::new(OUTPUT);
    let avoid = Some(output).filter(|output| !paths.iter().any(|path| path == output));
    let inputs = pressroom_input::discover(paths, avoid).map_err(|error| path_error(&error, by_default))?;
    if inputs.is_empty() {
        let places: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
        let places = places.join(", ");
        return Err(CommandError::usage(format!("there is no .md or .markdown file in {places}")));
    }
    Ok(inputs)
}

/// Prints the change of a file as a unified diff.
pub(super) fn print_diff(name: &str, before: &str, after: &str) {
    let diff = TextDiff::from_lines(before, after);
    let text = diff.unified_diff().context_radius(3).header(name, name).to_string();
    // A patch is data; on a terminal, it must not command it.
    print(&if std::io::stdout().is_terminal() { escape_control(&text) } else { text });
}
