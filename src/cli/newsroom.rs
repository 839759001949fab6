//! The newsroom that a command works for: its configuration and its theme.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::{
    args::{House, Strictness},
    output::complain,
    report::Printer,
};
use crate::{
    diagnostic::Source,
    model::FontSource,
    pipeline::{self, Report},
    read::{self, Configuration},
    theme::{self, Theme},
};

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
    /// nothing. What the command line says of strictness goes before what the file says. `None` where it is wrong, which
    /// was said.
    pub(super) fn open(named: Option<&Path>, printer: &Printer, strictness: &Strictness) -> Option<Self> {
        let beside = || [CONFIGURATION, BESIDE_INPUT].map(Path::new).into_iter().find(|path| path.exists());
        let path = named.or_else(beside).unwrap_or(Path::new(CONFIGURATION));
        let home = path.parent().unwrap_or(Path::new("")).to_owned();
        let (source, mut found) = match pipeline::read_text(path) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::NotFound && named.is_none() => {
                let mut configuration = Configuration::default();
                strictness.override_policy(&mut configuration.check);
                return Some(Self { configuration, home, source: Source::new(CONFIGURATION, "") });
            }
            Err(error) => {
                complain(&format!("{} can't be read: {error}", path.display()));
                return None;
            }
        };
        let (mut configuration, findings) = read::configuration(&source);
        found.extend(findings);
        found.extend(configuration.with_files(|path| pipeline::read_json(&home.join(path))));
        strictness.override_policy(&mut configuration.check);
        let mut report = Report::new(source, found);
        report.apply(&configuration.check);
        printer.show(&report);
        (report.errors() == 0).then_some(Self { configuration, home, source: report.source })
    }

    /// Loads the theme: the one named on the command line, else in the configuration, else the default. `None` where
    /// it can't be used, which was said. The machine's fonts come with it where they may be used.
    pub(super) fn theme(&self, house: &House, printer: &Printer) -> Option<Theme> {
        let named = house.theme.as_deref();
        let loaded = match (named, self.configuration.theme.as_deref()) {
            (Some(named), _) => pipeline::load_theme(named, Path::new(""), &self.home),
            (None, Some(configured)) => pipeline::load_theme(configured, &self.home, &self.home),
            (None, None) => pipeline::load_theme(theme::DEFAULT, Path::new(""), Path::new("")),
        };
        let theme = loaded.map_err(|report| printer.show(&report)).ok()?;
        let open = |path: &str| pipeline::read_profile(&self.home.join(path));
        let theme = theme.with_print(&self.configuration.print, open);
        let theme = theme.map_err(|found| printer.show(&Report::new(self.source.clone(), found))).ok()?;
        match house.fonts.unwrap_or(self.configuration.fonts) {
            #[cfg(feature = "pdf")]
            FontSource::Machine => {
                Some(theme.with_system_fonts(std::sync::Arc::new(pipeline::MachineFonts::default())))
            }
            #[cfg(not(feature = "pdf"))]
            FontSource::Machine => Some(theme),
            FontSource::Theme => Some(theme),
        }
    }
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
        let with = theme.clone().with_system_fonts(std::sync::Arc::new(pipeline::MachineFonts::default()));
        assert_ne!(theme.hash(&["pdf/"]), with.hash(&["pdf/"]));
    }
}
