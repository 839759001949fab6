//! `pressroom editions`, `themes`, `completions` and `man`.

use std::path::Path;

use clap::CommandFactory;

use crate::cli::{
    args::{Arguments, Completions, Man, Themes},
    exit::{CommandError, CommandResult, ExitStatus},
    terminal::print,
};
use pressroom_editions::registry;
use pressroom_theme::{self as theme, Theme};

/// Lists the editions: name, file and what it is.
pub(in crate::cli::commands) fn editions() -> CommandResult {
    let rows = registry()
        .iter()
        .map(|kind| [kind.name.to_owned(), format!("SLUG.{}", kind.extension), kind.summary.to_owned()]);
    print(&align_columns(rows.collect()));
    Ok(ExitStatus::Done)
}

/// Lists the themes: those of the project, then those that are built in.
pub(in crate::cli::commands) fn themes(arguments: &Themes) -> CommandResult {
    let home = arguments.config.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
    let local = match pressroom_input::local_themes(home) {
        Ok(local) => local,
        Err(error) => {
            return Err(CommandError::disk(format!(
                "{} can't be read: {error}",
                home.join("themes").display()
            )));
        }
    };
    let local = local.into_iter().map(|name| {
        let theme = pressroom_input::load_theme(&name, home, home);
        let about = theme.map_or_else(
            |_| "(can't be used: see `pressroom check`)".to_owned(),
            |theme| describe_theme(&theme),
        );
        [name.clone(), format!("themes/{name}"), about]
    });
    let builtin = theme::builtin_names().into_iter().map(|name| {
        let about = Theme::builtin(&name).map_or_else(|_| String::new(), |theme| describe_theme(&theme));
        [name, "built in".to_owned(), about]
    });
    print(&align_columns(local.chain(builtin).collect()));
    Ok(ExitStatus::Done)
}

/// The description in a theme's manifest.
fn describe_theme(theme: &Theme) -> String {
    let manifest = theme.text("theme.toml").ok().and_then(|text| text.parse::<toml::Table>().ok());
    let description = manifest.as_ref().and_then(|manifest| manifest.get("description")?.as_str());
    description.unwrap_or_default().to_owned()
}

/// Prints a completion script.
pub(in crate::cli::commands) fn completions(arguments: &Completions) -> CommandResult {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "pressroom", &mut script);
    print(&String::from_utf8_lossy(&script));
    Ok(ExitStatus::Done)
}

/// Prints a manual page.
pub(in crate::cli::commands) fn man(arguments: &Man) -> CommandResult {
    let mut program = Arguments::command();
    program.build();
    let command = match &arguments.command {
        None => Some(program),
        Some(name) => program.find_subcommand(name).cloned(),
    };
    let Some(command) = command else {
        let name = arguments.command.as_deref().unwrap_or_default();
        return Err(CommandError::usage(format!("there is no command `{name}`")));
    };
    let mut page = Vec::new();
    if clap_mangen::Man::new(command).render(&mut page).is_ok() {
        print(&String::from_utf8_lossy(&page));
    }
    Ok(ExitStatus::Done)
}

/// Rows of which the first two columns are aligned.
pub(super) fn align_columns(rows: Vec<[String; 3]>) -> String {
    let width = |cell: fn(&[String; 3]) -> &String| {
        rows.iter().map(|row| cell(row).chars().count()).max().unwrap_or(0)
    };
    let (first, second) = (width(|[cell, _, _]| cell), width(|[_, cell, _]| cell));
    let line = |[a, b, c]: &[String; 3]| format!("{a:first$}  {b:second$}  {c}").trim_end().to_owned() + "\n";
    rows.iter().map(line).collect()
}
