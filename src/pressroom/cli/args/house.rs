//! What a newsroom decides: the look, the configuration, the fonts, the threads.

use std::path::PathBuf;

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};

use pressroom_config::FontSource;

/// How things look, whose they are, and how many threads make them.
#[derive(Debug, Args)]
pub(in crate::cli) struct House {
    /// The theme: a name, or a folder [default: what pressroom.toml says, else `default`]
    #[arg(long, value_name = "NAME|DIR")]
    pub(in crate::cli) theme: Option<String>,
    /// The newsroom's configuration [default: pressroom.toml here or in input, if it is there]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// Where PDFs take characters from that no font of the theme shows [default: what pressroom.toml says, else
    /// `machine`]
    ///
    /// With `theme`, every machine makes the same bytes; a character that the theme's fonts lack is shown by its code.
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
