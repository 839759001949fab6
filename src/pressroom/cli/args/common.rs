//! The arguments that many commands share: theme, configuration, fonts, threads, editions, and how findings are printed.

use std::path::PathBuf;

use clap::{
    Args, ValueEnum,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};

use pressroom_config::FontSource;
use pressroom_editions::registry;

/// The theme, the configuration, the fonts and the number of threads.
#[derive(Debug, Args)]
pub(in crate::cli) struct CommonArgs {
    /// The theme: a name, or a folder [default: what pressroom.toml says, else `default`]
    #[arg(long, value_name = "NAME|DIR")]
    pub(in crate::cli) theme: Option<String>,
    /// The newsroom's configuration [default: pressroom.toml here or in input, if it is there]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// The fonts of PDFs, besides the theme's [default: what pressroom.toml says, else `machine`]
    ///
    /// With `theme`, Pressroom uses the theme's fonts alone: every machine makes the same bytes, and a character without a
    /// font is shown by its code. With `machine`, the machine's fonts show the characters that the theme's lack.
    #[arg(long, value_name = "SOURCE", value_parser = font_sources())]
    pub(in crate::cli) fonts: Option<FontSource>,
    /// How many threads work [default: one for each core]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(in crate::cli) jobs: Option<u16>,
}

/// The names of [`FontSource`]s.
fn font_sources() -> impl TypedValueParser<Value = FontSource> {
    let names = FontSource::ALL.map(FontSource::name);
    PossibleValuesParser::new(names).map(|name| FontSource::named(&name).unwrap_or_default())
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum MessageFormat {
    /// With the source line, a marker and help; on standard error
    #[default]
    Human,
    /// One line each, as compilers do; on standard error
    Short,
    /// One JSON object a line; on standard output
    Json,
}

/// The names that `--to` takes; clap proposes the nearest for any other.
pub(super) fn edition_names() -> PossibleValuesParser {
    let editions = registry().iter().map(|kind| PossibleValue::new(kind.name).help(kind.summary));
    PossibleValuesParser::new(editions.chain([PossibleValue::new("all").help("every edition")]))
}
