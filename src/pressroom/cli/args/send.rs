//! The arguments of `send`.

use std::path::PathBuf;

use clap::Args;

/// `pressroom send`
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 all readers have it; 1 some don't, or are in doubt; 2 wrong usage or configuration, or the server does not let us send; 3 the server can't be reached, or \
                        the disk."
)]
pub(in crate::cli) struct Send {
    /// The explainer's slug, whose newsletter is DIR/SLUG/SLUG.eml, or the path of an .eml file
    #[arg(value_name = "SLUG|PATH")]
    pub(in crate::cli) newsletter: String,
    /// The addresses of the readers
    #[arg(long, short, value_name = "ADDRESS", num_args = 1.., required_unless_present = "list")]
    pub(in crate::cli) to: Vec<String>,
    /// A file of addresses, one a line; # begins a comment
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) list: Option<PathBuf>,
    /// Print what would be sent to whom; don't connect, write nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// The folder that holds the editions
    #[arg(long, short, value_name = "DIR", default_value = "output")]
    pub(in crate::cli) out: PathBuf,
    /// The newsroom's configuration [default: pressroom.toml here or in input]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// The most messages a second [default: what pressroom.toml says, else 10]
    #[arg(long, value_name = "N", value_parser = parse_rate)]
    pub(in crate::cli) rate: Option<f64>,
    /// The journal of who has it [default: sent/SLUG.journal beside the configuration]
    ///
    /// If a run was stopped, start it again with the same journal: it goes on where it was, and no reader gets a newsletter
    /// twice.
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) journal: Option<PathBuf>,
    /// Send it again to readers in doubt: Pressroom was stopped, or lost the connection, while sending to them
    #[arg(long)]
    pub(in crate::cli) resend_in_doubt: bool,
    /// Send it again to readers who have an earlier version of it
    #[arg(long)]
    pub(in crate::cli) new_version: bool,
    /// Try again for readers whom the server refused in an earlier run
    #[arg(long)]
    pub(in crate::cli) retry_refused: bool,
}

/// A rate is no number, or out of bounds.
#[derive(Debug, thiserror::Error)]
#[error("expected a number from 0.001 to 1000")]
struct RateError;

fn parse_rate(text: &str) -> Result<f64, RateError> {
    text.parse().ok().filter(|rate| (0.001..=1_000.0).contains(rate)).ok_or(RateError)
}
