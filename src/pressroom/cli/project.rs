//! The project that a command works for: its configuration and its theme.

use std::{
    cell::Cell,
    io,
    path::{Path, PathBuf},
};

use super::{
    args::{CommonArgs, Strictness},
    exit::{CommandError, ExitStatus},
    terminal::printer::Printer,
};
use pressroom_config::{Configuration, FontSource};
use pressroom_diagnostics::{DiagnosticReport, Source};
use pressroom_files::disk;
use pressroom_theme::{self as theme, Theme};

/// Where the configuration is looked for.
pub(super) const CONFIGURATION: &str = "pressroom.toml";
/// Where it is looked for then: beside the explainers that are built where nothing is named.
const BESIDE_INPUT: &str = "input/pressroom.toml";

/// What `pressroom.toml` says, and where it says it.
pub(super) struct Project {
    pub(super) configuration: Configuration,
    /// The folder of the configuration; the current one where there is none.
    pub(super) home: PathBuf,
    source: Source,
}

impl Project {
    /// Reads the configuration: the file named, else `pressroom.toml` in the current folder or in `input`, else
    /// nothing. What the command line says of strictness goes before what the file says.
    ///
    /// # Errors
    /// The configuration is wrong, or the disk does not give it.
    pub(super) fn open(
        named: Option<&Path>,
        printer: &Printer,
        strictness: &Strictness,
    ) -> Result<Self, CommandError> {
        let path = match named {
            Some(named) => named,
            None => find_configuration()?.unwrap_or(Path::new(CONFIGURATION)),
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
        let mut report = DiagnosticReport::new(source, found);
        report.apply(&configuration.check);
        printer.show(&report);
        match report.errors() {
            0 => Ok(Self { configuration, home, source: report.source }),
            _ => Err(CommandError::reported(ExitStatus::of_cause(of_disk.get()))),
        }
    }

    /// Reads the configuration that the command line names, and loads the theme.
    ///
    /// # Errors
    /// One of them is wrong, or the disk does not give it.
    pub(super) fn with_theme(
        common: &CommonArgs,
        printer: &Printer,
        strictness: &Strictness,
    ) -> Result<(Self, Theme), CommandError> {
        let project = Self::open(common.config.as_deref(), printer, strictness)?;
        let theme = project.load_theme(common, printer)?;
        Ok((project, theme))
    }

    /// Loads the theme: the one named on the command line, else in the configuration, else the default. The
    /// machine's fonts come with it where they may be used.
    ///
    /// # Errors
    /// The theme can't be used, or the disk does not give it.
    fn load_theme(&self, common: &CommonArgs, printer: &Printer) -> Result<Theme, CommandError> {
        let named = common.theme.as_deref();
        let loaded = match (named, self.configuration.theme.as_deref()) {
            (Some(named), _) => pressroom_input::load_theme(named, Path::new(""), &self.home),
            (None, Some(configured)) => pressroom_input::load_theme(configured, &self.home, &self.home),
            (None, None) => pressroom_input::load_theme(theme::DEFAULT, Path::new(""), Path::new("")),
        };
        let reported = |of_disk| CommandError::reported(ExitStatus::of_cause(of_disk));
        let theme = loaded.map_err(|report| {
            printer.show(&report);
            reported(report.is_of_disk())
        })?;
        let mut of_disk = false;
        let open = |path: &str| {
            pressroom_input::read_profile(&self.home.join(path)).map_err(|unreadable| {
                of_disk |= unreadable.of_disk;
                unreadable.why.into()
            })
        };
        let theme = theme.with_print(&self.configuration.print, open).map_err(|found| {
            printer.show(&DiagnosticReport::new(self.source.clone(), found));
        });
        let theme = theme.map_err(|()| reported(of_disk))?;
        match common.fonts.unwrap_or(self.configuration.fonts) {
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
fn find_configuration() -> Result<Option<&'static Path>, CommandError> {
    for path in [CONFIGURATION, BESIDE_INPUT].map(Path::new) {
        if disk::metadata(path).map_err(|error| unreadable(path, &error))?.is_some() {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

fn unreadable(path: &Path, error: &io::Error) -> CommandError {
    let message = format!("{} can't be read: {error}", path.display());
    CommandError::new(ExitStatus::of_cause(disk::is_of_disk(error)), vec![message])
}

#[cfg(all(test, feature = "pdf"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::cli::args::MessageFormat;

    #[test]
    fn the_machines_fonts_come_only_where_they_may() {
        let printer = Printer::new(MessageFormat::Human);
        let project = |fonts| Project {
            configuration: {
                let mut configuration = Configuration::default();
                configuration.fonts = fonts;
                configuration
            },
            home: PathBuf::new(),
            source: Source::new(CONFIGURATION, ""),
        };
        let machine = |configured, named| {
            let common = CommonArgs { fonts: named, theme: None, config: None, jobs: None };
            project(configured).load_theme(&common, &printer).unwrap().system_fonts().is_some()
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
