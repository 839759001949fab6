//! The newsroom that a command works for: its configuration and its theme.

use std::{
    cell::Cell,
    io,
    path::{Path, PathBuf},
};

use super::{
    DISK, WRONG_USAGE,
    args::{House, Strictness},
    output::complain,
    report::Printer,
};
use pressroom_config::{Configuration, FontSource};
use pressroom_diagnostics::{Report, Source};
use pressroom_files::disk;
use pressroom_theme::{self as theme, Theme};

/// Where the configuration is looked for.
pub(super) const CONFIGURATION: &str = "pressroom.toml";
/// Where it is looked for then: beside the explainers that are built where nothing is named.
const BESIDE_INPUT: &str = "input/pressroom.toml";

/// What `pressroom.toml` says, and where it says it.
pub(super) struct Newsroom {
    pub(super) configuration: Configuration,
    /// The folder of the configuration; the current one where there is none.
    pub(super) home: PathBuf,
    source: Source,
}

impl Newsroom {
    /// Reads the configuration: the file named, else `pressroom.toml` in the current folder or in `input`, else
    /// nothing. What the command line says of strictness goes before what the file says.
    ///
    /// # Errors
    /// The exit code, where it is wrong or the disk does not give it, which was said.
    pub(super) fn open(named: Option<&Path>, printer: &Printer, strictness: &Strictness) -> Result<Self, u8> {
        let path = match named {
            Some(named) => named,
            None => beside()?.unwrap_or(Path::new(CONFIGURATION)),
        };
        let home = path.parent().unwrap_or(Path::new("")).to_owned();
        let (source, mut found) = match pressroom_input::read_text(path) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::NotFound && named.is_none() => {
                let mut configuration = Configuration::default();
                strictness.override_policy(&mut configuration.check);
                return Ok(Self { configuration, home, source: Source::new(CONFIGURATION, "") });
            }
            Err(error) => return Err(unreadable(path, &error)),
        };
        let (mut configuration, findings) = pressroom_config::configuration(&source);
        found.extend(findings);
        let of_disk = Cell::new(false);
        found.extend(configuration.with_files(|path| {
            pressroom_input::read_json(&home.join(path)).map_err(|unreadable| {
                of_disk.set(of_disk.get() || unreadable.of_disk);
                unreadable.why
            })
        }));
        strictness.override_policy(&mut configuration.check);
        let mut report = Report::new(source, found);
        report.apply(&configuration.check);
        printer.show(&report);
        match report.errors() {
            0 => Ok(Self { configuration, home, source: report.source }),
            _ => Err(if of_disk.get() { DISK } else { WRONG_USAGE }),
        }
    }

    /// Reads the configuration that the command line names, and loads the theme.
    ///
    /// # Errors
    /// The exit code; why was said.
    pub(super) fn with_theme(
        house: &House,
        printer: &Printer,
        strictness: &Strictness,
    ) -> Result<(Self, Theme), u8> {
        let newsroom = Self::open(house.config.as_deref(), printer, strictness)?;
        let theme = newsroom.theme(house, printer)?;
        Ok((newsroom, theme))
    }

    /// Loads the theme: the one named on the command line, else in the configuration, else the default. The
    /// machine's fonts come with it where they may be used.
    ///
    /// # Errors
    /// The exit code, where it can't be used or the disk does not give it, which was said.
    fn theme(&self, house: &House, printer: &Printer) -> Result<Theme, u8> {
        let named = house.theme.as_deref();
        let loaded = match (named, self.configuration.theme.as_deref()) {
            (Some(named), _) => pressroom_input::load_theme(named, Path::new(""), &self.home),
            (None, Some(configured)) => pressroom_input::load_theme(configured, &self.home, &self.home),
            (None, None) => pressroom_input::load_theme(theme::DEFAULT, Path::new(""), Path::new("")),
        };
        let code = |of_disk| if of_disk { DISK } else { WRONG_USAGE };
        let theme = loaded.map_err(|report| {
            printer.show(&report);
            code(report.is_of_disk())
        })?;
        let mut of_disk = false;
        let open = |path: &str| {
            pressroom_input::read_profile(&self.home.join(path)).map_err(|unreadable| {
                of_disk |= unreadable.of_disk;
                unreadable.why.into()
            })
        };
        let theme = theme.with_print(&self.configuration.print, open).map_err(|found| {
            printer.show(&Report::new(self.source.clone(), found));
        });
        let theme = theme.map_err(|()| code(of_disk))?;
        match house.fonts.unwrap_or(self.configuration.fonts) {
            #[cfg(feature = "pdf")]
            FontSource::Machine => {
                Ok(theme.with_system_fonts(std::sync::Arc::new(pressroom_input::MachineFonts::default())))
            }
            #[cfg(not(feature = "pdf"))]
            FontSource::Machine => Ok(theme),
            FontSource::Theme => Ok(theme),
        }
    }
}

/// The configuration that is there though nobody named it.
fn beside() -> Result<Option<&'static Path>, u8> {
    for path in [CONFIGURATION, BESIDE_INPUT].map(Path::new) {
        if disk::metadata(path).map_err(|error| unreadable(path, &error))?.is_some() {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// Says why a file can't be read; gives the exit code.
fn unreadable(path: &Path, error: &io::Error) -> u8 {
    complain(&format!("{} can't be read: {error}", path.display()));
    if disk::is_of_disk(error) { DISK } else { WRONG_USAGE }
}
#[cfg(all(test, feature = "pdf"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::cli::args::MessageFormat;

    #[test]
    fn the_machines_fonts_come_only_where_they_may() {
        let printer = Printer::new(MessageFormat::Human);
        let newsroom = |fonts| Newsroom {
            configuration: {
                let mut configuration = Configuration::default();
                configuration.fonts = fonts;
                configuration
            },
            home: PathBuf::new(),
            source: Source::new(CONFIGURATION, ""),
        };
        let machine = |configured, named| {
            let house = House { fonts: named, theme: None, config: None, jobs: None };
            newsroom(configured).theme(&house, &printer).unwrap().system_fonts().is_some()
        };
        assert!(machine(FontSource::Machine, None));
        assert!(!machine(FontSource::Theme, None));
        assert!(!machine(FontSource::Machine, Some(FontSource::Theme)));
        assert!(machine(FontSource::Theme, Some(FontSource::Machine)));
    }

    #[test]
    fn a_theme_with_the_machines_fonts_is_another_one() {
        let theme = Theme::builtin(theme::DEFAULT).unwrap();
        let with =
            theme.clone().with_system_fonts(std::sync::Arc::new(pressroom_input::MachineFonts::default()));
        let hash = |theme: &Theme| theme.hash_parts(&["pdf/"], &[theme::TokenTable::Font]);
        assert_ne!(hash(&theme), hash(&with));
    }
}
