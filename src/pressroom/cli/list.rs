//! `pressroom editions`, `themes`, `completions` and `man`.

use std::path::Path;

use clap::CommandFactory;

use super::{
    DISK, DONE, WRONG_USAGE,
    args::{Arguments, Completions, Man, Themes},
    output::{complain, print},
};
use pressroom_editions::registry;
use pressroom_theme::{self as theme, Theme};

/// Lists the editions: name, file and what it is.
pub(super) fn editions() -> u8 {
    let rows = registry()
        .iter()
        .map(|kind| [kind.name.to_owned(), format!("SLUG.{}", kind.extension), kind.summary.to_owned()]);
    print(&columns(rows.collect()));
    DONE
}

/// Lists the themes: those of the newsroom, then those that are built in.
pub(super) fn themes(arguments: &Themes) -> u8 {
    let home = arguments.config.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
    let local = match pressroom_input::local_themes(home) {
        Ok(local) => local,
        Err(error) => {
            complain(&format!("{} can't be read: {error}", home.join("themes").display()));
            return DISK;
        }
    };
    let local = local.into_iter().map(|name| {
        let theme = pressroom_input::load_theme(&name, home, home);
        let about =
            theme.map_or_else(|_| "(can't be used: see `pressroom check`)".to_owned(), |theme| about(&theme));
        [name.clone(), format!("themes/{name}"), about]
    });
    let builtin = theme::builtin_names().into_iter().map(|name| {
        let about = Theme::builtin(&name).map_or_else(|_| String::new(), |theme| about(&theme));
        [name, "built in".to_owned(), about]
    });
    print(&columns(local.chain(builtin).collect()));
    DONE
}

/// What a theme says of itself.
fn about(theme: &Theme) -> String {
    let manifest = theme.text("theme.toml").ok().and_then(|text| text.parse::<toml::Table>().ok());
    let description = manifest.as_ref().and_then(|manifest| manifest.get("description")?.as_str());
    description.unwrap_or_default().to_owned()
}

/// Prints a completion script.
pub(super) fn completions(arguments: &Completions) -> u8 {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "pressroom", &mut script);
    print(&String::from_utf8_lossy(&script));
    DONE
}

/// Prints a manual page.
pub(super) fn man(arguments: &Man) -> u8 {
    let mut program = Arguments::command();
    program.build();
    let command = match &arguments.command {
        None => Some(program),
        Some(name) => program.find_subcommand(name).cloned(),
    };
    let Some(command) = command else {
        let name = arguments.command.as_deref().unwrap_or_default();
        complain(&format!("there is no command `{name}`"));
        return WRONG_USAGE;
    };
    let mut page = Vec::new();
    if clap_mangen::Man::new(command).render(&mut page).is_ok() {
        print(&String::from_utf8_lossy(&page));
    }
    DONE
}

/// Rows of which the first two columns are aligned.
pub(super) fn columns(rows: Vec<[String; 3]>) -> String {
    let width =
        |of: fn(&[String; 3]) -> &String| rows.iter().map(|row| of(row).chars().count()).max().unwrap_or(0);
    let (first, second) = (width(|[cell, _, _]| cell), width(|[_, cell, _]| cell));
    let line = |[a, b, c]: &[String; 3]| format!("{a:first$}  {b:second$}  {c}").trim_end().to_owned() + "\n";
    rows.iter().map(line).collect()
}
