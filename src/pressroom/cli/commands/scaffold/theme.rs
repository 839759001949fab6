//! `pressroom theme new`: the first files of a theme.

use std::path::Path;

use super::project::write_new;
use crate::cli::{
    args::{NewTheme, ThemeCommand},
    exit::{CommandError, CommandResult, ExitStatus},
    terminal::print,
};
use pressroom_files::disk;
use pressroom_theme::{self as theme, Theme};

/// The folders whose files are there to be changed; fonts and output profiles come from the theme that is extended.
const FOLDERS: [&str; 5] = ["web/", "epub/", "pdf/", "text/", "words/"];

/// Runs `pressroom theme ...`.
pub(in crate::cli::commands) fn theme(command: &ThemeCommand) -> CommandResult {
    match command {
        ThemeCommand::New(arguments) => new(arguments),
    }
}

/// Starts a theme: `themes/NAME/`, never where there is something already.
fn new(arguments: &NewTheme) -> CommandResult {
    let name = arguments.name.as_str();
    if !theme::is_plain_name(name) {
        return Err(CommandError::usage(format!(
            "`{name}` can't be the name of a theme: expected the name of a folder in themes/"
        )));
    }
    if theme::builtin_names().iter().any(|builtin| builtin == name) {
        return Err(CommandError::usage(format!(
            "`{name}` is built in; a theme of yours that extends it needs another name"
        )));
    }
    let folder = Path::new("themes").join(name);
    match disk::link_metadata(&folder) {
        Ok(None) => {}
        Ok(Some(_)) => {
            return Err(CommandError::usage(format!(
                "{} is there already; nothing was written",
                folder.display()
            )));
        }
        Err(error) => {
            return Err(CommandError::disk(format!("{} can't be written: {error}", folder.display())));
        }
    }
    let Ok(parent) = Theme::builtin(&arguments.extends) else {
        let names = theme::builtin_names().join(", ");
        return Err(CommandError::usage(format!(
            "there is no built-in theme `{}` to extend; built in: {names}",
            arguments.extends
        )));
    };
    let manifest = parent.outline(&format!("{name}, after {}.", parent.name)).into_bytes();
    let mut files = vec![(folder.join("theme.toml"), manifest)];
    if arguments.full {
        let copies = FOLDERS.iter().flat_map(|below| parent.files_below(below));
        files.extend(copies.map(|(path, content)| (folder.join(path), content.to_vec())));
    }
    let written = write_new(&files)?;
    let (folder, change) = (folder.display(), if arguments.full { "its files" } else { "theme.toml" });
    print(&format!("{written}\nNow change {change} and run `pressroom build --theme {folder}`.\n"));
    Ok(ExitStatus::Done)
}
