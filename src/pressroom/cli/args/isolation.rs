//! The arguments of worker processes: the options that ask for them, and those that they get.

use std::num::{NonZeroU32, NonZeroU64};

use clap::Args;

use super::common::CommonArgs;

/// The options that keep one explainer from harming the others.
#[derive(Debug, Args)]
pub(in crate::cli) struct Isolation {
    /// Read and make explainers in fenced processes, so that a crash costs one explainer, not the build
    ///
    /// Use it for explainers from strangers: a stack overflow or a lack of memory ends a process, not the build. On Linux,
    /// the processes can read only the folders of the explainers and the machine's fonts; they can't write, and have no
    /// network.
    #[arg(long)]
    pub(in crate::cli) isolate: bool,
    /// Stop any explainer that takes longer than this to read and make [default: 300]; implies --isolate
    #[arg(long, value_name = "SECONDS")]
    pub(in crate::cli) timeout: Option<NonZeroU32>,
    /// The most memory (address space) for a process, in MiB [default: 8192 on Linux]; implies --isolate
    #[arg(long, value_name = "MIB")]
    pub(in crate::cli) memory: Option<NonZeroU64>,
}

/// `pressroom worker`, which `build` and `check` start.
#[derive(Debug, Args)]
pub(in crate::cli) struct Worker {
    /// The editions to make, separated by commas
    #[arg(long, value_delimiter = ',')]
    pub(in crate::cli) to: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) common: CommonArgs,
    /// How much memory this process may take, in MiB
    #[arg(long)]
    pub(in crate::cli) memory: Option<u64>,
}
