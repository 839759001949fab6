//! The arguments of commands for partners: packages, and the keys that sign them.

use std::path::PathBuf;

use clap::{
    Args,
    builder::{PossibleValue, PossibleValuesParser},
};

use super::common::MessageFormat;
use pressroom_editions::registry;

/// `pressroom pack`
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 packed; 1 a file differs from manifest.json, or an explainer needs a higher version; 2 wrong usage or key; 3 the disk."
)]
pub(in crate::cli) struct Pack {
    /// The file to write: NAME.tar.zst
    #[arg(value_name = "FILE")]
    pub(in crate::cli) package: PathBuf,
    /// The folder that holds the editions
    #[arg(long, short, alias = "out", value_name = "DIR", default_value = "output")]
    pub(in crate::cli) out_dir: PathBuf,
    /// The editions to pack, separated by commas [default: those for the systems of partners, and feeds]
    ///
    /// By default, Pressroom leaves out the `model` of an explainer if it holds pictures that no other edition for
    /// partners has: nobody said that partners may publish them. Name `model` here to pack it anyway.
    #[arg(long, short, value_name = "LIST", value_delimiter = ',', value_parser = packable(), hide_possible_values = true)]
    pub(in crate::cli) to: Vec<String>,
    /// Sign with this secret minisign key; the signature is FILE.minisig
    ///
    /// Pressroom takes the key's password from MINISIGN_PASSWORD, or asks for it.
    #[arg(long, value_name = "KEYFILE")]
    pub(in crate::cli) sign: Option<PathBuf>,
}

/// `pressroom verify`
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 accepted; 1 refused: changed, incomplete, dangerous, or signed with another key; \
                        2 wrong usage; 3 the disk."
)]
pub(in crate::cli) struct Verify {
    /// The package
    #[arg(value_name = "FILE")]
    pub(in crate::cli) package: PathBuf,
    /// The public minisign key that the signature must match: a file, or the key itself
    ///
    /// Without it, Pressroom checks only the hashes: that the package is whole, not who made it.
    #[arg(long, short, value_name = "PUB")]
    pub(in crate::cli) key: Option<String>,
    /// The signature [default: FILE.minisig]
    #[arg(long, value_name = "FILE", requires = "key")]
    pub(in crate::cli) signature: Option<PathBuf>,
    /// The package's name when it was signed, if it was renamed since
    #[arg(long, value_name = "NAME", requires = "key")]
    pub(in crate::cli) name: Option<String>,
    /// Refuse a package that is older than the last accepted one; this file remembers it
    ///
    /// Pressroom writes the file whenever it accepts a package, the first time too. Each package has a serial number in its
    /// signature, higher than that of the package before.
    #[arg(long, value_name = "FILE", requires = "key")]
    pub(in crate::cli) newer_than: Option<PathBuf>,
    /// Unpack the files into this new folder if the package is accepted
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) extract: Option<PathBuf>,
    /// The most MiB for all its files together
    #[arg(long, value_name = "MIB", default_value_t = 4096)]
    pub(in crate::cli) max_size: u32,
    /// The most files in it
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    pub(in crate::cli) max_files: u32,
    /// How the result is printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(in crate::cli) message_format: MessageFormat,
}

/// `pressroom key`
#[derive(Debug, Args)]
pub(in crate::cli) struct Key {
    /// The pair's name: NAME.key is secret, NAME.pub is for partners
    ///
    /// The password in MINISIGN_PASSWORD protects the secret key. Without it, everybody who has the file can sign with it.
    pub(in crate::cli) name: PathBuf,
}

/// The names that `pack --to` takes.
fn packable() -> PossibleValuesParser {
    let editions = registry().iter().map(|kind| PossibleValue::new(kind.name));
    PossibleValuesParser::new(editions.chain([PossibleValue::new("feeds")]))
}
