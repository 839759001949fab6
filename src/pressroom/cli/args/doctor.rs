//! The arguments of `pressroom doctor`.

use std::path::PathBuf;

use clap::Args;

use super::common::CommonArgs;

/// `pressroom doctor`
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 this machine can make every edition; 1 it can't; 2 wrong usage or configuration; \
                        3 the disk."
)]
pub(in crate::cli) struct Doctor {
    /// Files, or folders (with all below them): are there fonts for their letters? [default: input]
    #[arg(value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// The folder that builds write to
    #[arg(long, short, value_name = "DIR", default_value = "output")]
    pub(in crate::cli) out: PathBuf,
    #[command(flatten)]
    pub(in crate::cli) common: CommonArgs,
}
