//! Where fonts come from.

/// Where fonts come from for characters that no font of the theme shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FontSource {
    /// From nowhere: only the theme's fonts are used, so that every machine makes the same bytes.
    Theme,
    /// From the fonts that are installed on the machine.
    #[default]
    Machine,
}

impl FontSource {
    /// Both sources.
    pub const ALL: [Self; 2] = [Self::Theme, Self::Machine];

    /// The source's name, in the configuration and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Theme => "theme",
            Self::Machine => "machine",
        }
    }

    /// The source with a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.name() == name)
    }
}
