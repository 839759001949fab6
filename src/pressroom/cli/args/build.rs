//! The arguments of commands that make editions: `build`, `check`, `merge` and `stream`.

use std::path::PathBuf;

use clap::Args;

use super::{
    common::{CommonArgs, MessageFormat, edition_names},
    findings::Strictness,
    isolation::Isolation,
};
use pressroom_document::Date;

/// `pressroom build`
#[derive(Debug, Args)]
pub(in crate::cli) struct Build {
    #[command(flatten)]
    pub(in crate::cli) job: Job,
    /// The folder to write to
    ///
    /// Each explainer gets a folder named after its slug. Pressroom replaces that folder as a whole; manifest.json lists
    /// every file. Editions that you don't ask for stay as they are.
    #[arg(long, short, value_name = "DIR", default_value = "output")]
    pub(in crate::cli) out: PathBuf,
    /// Rebuild everything, changed or not
    ///
    /// Without it, Pressroom rebuilds an edition only if one of its inputs or its files changed. The build cache lives in
    /// DIR/.pressroom.
    #[arg(long)]
    pub(in crate::cli) force: bool,
    /// Publish the result: from now on, a change needs a higher `version`
    ///
    /// Until you publish an explainer, with this option or with `pack`, you can change it as often as you like. Changing a
    /// published explainer without raising its `version` is an error: partners tell by the version what is new.
    #[arg(long)]
    pub(in crate::cli) publish: bool,
    /// Allow changes to published explainers without a higher version
    #[arg(long)]
    pub(in crate::cli) allow_same_version: bool,
    /// Build embargoed explainers before their time, too
    ///
    /// The site's pages and sitemaps still leave them out until then.
    #[arg(long)]
    pub(in crate::cli) include_embargoed: bool,
    /// Build drafts, too, each marked as a draft
    ///
    /// A draft gets no editions for partners, and the site's pages, sitemaps and feeds leave it out.
    #[arg(long)]
    pub(in crate::cli) drafts: bool,
    /// Build one of N equal shards of the explainers; `pressroom merge` puts them together
    ///
    /// The name of an explainer's file decides its shard. Without a value, Pressroom takes the shard of this task in a
    /// Kubernetes job (JOB_COMPLETION_INDEX and JOB_COMPLETIONS), an AWS Batch array (AWS_BATCH_JOB_ARRAY_INDEX and
    /// AWS_BATCH_JOB_ARRAY_SIZE) or a Slurm array (SLURM_ARRAY_TASK_ID, _MIN and _COUNT). `merge` makes the site and feeds.
    #[arg(long, value_name = "I/N", num_args = 0..=1, default_missing_value = "")]
    pub(in crate::cli) shard: Option<String>,
}

/// `pressroom check`
#[derive(Debug, Args)]
pub(in crate::cli) struct Check {
    #[command(flatten)]
    pub(in crate::cli) job: Job,
}

/// `pressroom merge`
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 all merged; 1 an explainer needs a higher version, or the site has errors; 2 wrong usage or configuration, or a folder is \
                        no shard of this build; 3 the disk."
)]
pub(in crate::cli) struct Merge {
    /// The output folders of the shards
    #[arg(value_name = "DIR", required = true)]
    pub(in crate::cli) folders: Vec<PathBuf>,
    /// The folder to write to
    #[arg(long, short, value_name = "DIR", default_value = "output")]
    pub(in crate::cli) out: PathBuf,
    #[command(flatten)]
    pub(in crate::cli) common: CommonArgs,
    #[command(flatten)]
    pub(in crate::cli) strictness: Strictness,
    /// Publish the result: from now on, a change needs a higher `version`
    ///
    /// Explainers that were published when their shard was built count as published here, too.
    #[arg(long)]
    pub(in crate::cli) publish: bool,
    /// Allow changes to published explainers without a higher version
    #[arg(long)]
    pub(in crate::cli) allow_same_version: bool,
    /// Treat this moment as "now" for lists [default: SOURCE_DATE_EPOCH, else the clock]
    #[arg(long, value_name = "DATE|MOMENT")]
    pub(in crate::cli) now: Option<Date>,
    /// How findings are printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(in crate::cli) message_format: MessageFormat,
}

/// `pressroom stream`
#[derive(Debug, Args)]
#[command(
    after_help = "A record in: {\"id\", \"markdown\" or \"model\", \"base\"?}, a line each. A record out for each \
                        edition: {\"id\", \"line\", \"edition\", \"status\", \"slug\", \"files\", \"diagnostics\"}. \
                        Exit codes: 0 all made; 1 a record failed, the others are made; 2 wrong usage or \
                        configuration; 3 standard input or output, or the disk."
)]
pub(in crate::cli) struct Stream {
    /// The editions to make, separated by commas [default: all]
    #[arg(long, short, value_name = "LIST", value_delimiter = ',', value_parser = edition_names(), hide_possible_values = true)]
    pub(in crate::cli) to: Vec<String>,
    /// Write the files below this folder, in a folder for each id; the records name them
    ///
    /// Without it, the records hold the files: text as it is, other files in base64. If an id can't name a folder, the
    /// folder is named after its SHA-256.
    #[arg(long, short, value_name = "DIR")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// The folder of pictures: a record's `base` names a folder below it
    ///
    /// Without it, records have no pictures of their own.
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) pictures: Option<PathBuf>,
    /// Write records as soon as they are done, not in the order of the input
    #[arg(long)]
    pub(in crate::cli) unordered: bool,
    #[command(flatten)]
    pub(in crate::cli) common: CommonArgs,
    #[command(flatten)]
    pub(in crate::cli) strictness: Strictness,
    /// Treat this moment as "now" for embargoes [default: SOURCE_DATE_EPOCH, else the clock]
    #[arg(long, value_name = "DATE|MOMENT")]
    pub(in crate::cli) now: Option<Date>,
    /// Make embargoed explainers before their time, too
    #[arg(long)]
    pub(in crate::cli) include_embargoed: bool,
    /// Make drafts, too, each marked as a draft
    #[arg(long)]
    pub(in crate::cli) drafts: bool,
}

/// The arguments that `build` and `check` share.
#[derive(Debug, Args)]
pub(in crate::cli) struct Job {
    /// Files, folders (with all below them) or - for standard input [default: input]
    ///
    /// In folders, Pressroom reads *.md, *.markdown and *.model.json. It skips names that begin with a dot.
    #[arg(value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// The editions to make, separated by commas [default: all]
    #[arg(long, short, value_name = "LIST", value_delimiter = ',', value_parser = edition_names(), hide_possible_values = true)]
    pub(in crate::cli) to: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) isolation: Isolation,
    #[command(flatten)]
    pub(in crate::cli) common: CommonArgs,
    #[command(flatten)]
    pub(in crate::cli) strictness: Strictness,
    /// Treat this moment as "now" [default: SOURCE_DATE_EPOCH, else the clock]
    ///
    /// A day (YYYY-MM-DD, its beginning in UTC) or a moment (RFC 3339). It decides about embargoes, expired explainers,
    /// the site's index, the news sitemap and the warning about `review_by`; no edition shows it.
    #[arg(long, value_name = "DATE|MOMENT")]
    pub(in crate::cli) now: Option<Date>,
    /// How findings are printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(in crate::cli) message_format: MessageFormat,
}
