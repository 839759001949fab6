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
    /// Each document gets a folder named after its slug, which is replaced as a whole; manifest.json lists every
    /// file. Editions that are not asked for stay as they are.
    #[arg(long, short, value_name = "DIR", default_value = "output")]
    pub(in crate::cli) out: PathBuf,
    /// Make everything again, whether it changed or not
    ///
    /// Else an edition is made of an explainer only where something changed that it is made of, or its files. What DIR holds
    /// and was made of is remembered in DIR/.pressroom.
    #[arg(long)]
    pub(in crate::cli) force: bool,
    /// Publish what is built: from then on, a change of it needs a higher `version`
    ///
    /// Until an explainer is published, by this or by `pack`, it may change as often as you like. Afterwards, one that is not
    /// as it was last published from DIR and whose `version` did not grow is an error: partners tell by it what is new.
    #[arg(long)]
    pub(in crate::cli) publish: bool,
    /// Let explainers differ from what was published and keep their version
    #[arg(long)]
    pub(in crate::cli) allow_same_version: bool,
    /// Build embargoed explainers, too, before their time
    ///
    /// The site's pages and sitemaps leave them out all the same until then.
    #[arg(long)]
    pub(in crate::cli) include_embargoed: bool,
    /// Build drafts, too, each marked as a draft
    ///
    /// Partners' editions are not made of a draft, and the site's pages, sitemaps and feeds leave it out.
    #[arg(long)]
    pub(in crate::cli) drafts: bool,
    /// Build one of N equal shards of the explainers; `pressroom merge` puts them together
    ///
    /// The name of an explainer's file alone decides its shard. Without a value, the shard is that of this task in a
    /// Kubernetes job (JOB_COMPLETION_INDEX and JOB_COMPLETIONS), an AWS Batch array (AWS_BATCH_JOB_ARRAY_INDEX and
    /// AWS_BATCH_JOB_ARRAY_SIZE) or a Slurm array (SLURM_ARRAY_TASK_ID, _MIN and _COUNT). Site and feeds wait for the merge.
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
    after_help = "Exit codes: 0 all is in; 1 an explainer needs a higher version, or the site has errors; 2 wrong usage or configuration, or a folder is \
                        no shard of this build; 3 the disk."
)]
pub(in crate::cli) struct Merge {
    /// The output folders of the shards
    #[arg(value_name = "DIR", required = true)]
    pub(in crate::cli) folders: Vec<PathBuf>,
    /// The folder that everything goes to
    #[arg(long, short, value_name = "DIR", default_value = "output")]
    pub(in crate::cli) out: PathBuf,
    #[command(flatten)]
    pub(in crate::cli) common: CommonArgs,
    #[command(flatten)]
    pub(in crate::cli) strictness: Strictness,
    /// Publish what is put together: from then on, a change of it needs a higher `version`
    ///
    /// What was published when a shard was built counts as published here, too.
    #[arg(long)]
    pub(in crate::cli) publish: bool,
    /// Let explainers differ from what was published from the folder before and keep their version
    #[arg(long)]
    pub(in crate::cli) allow_same_version: bool,
    /// When this is, for what is listed [default: SOURCE_DATE_EPOCH, else the clock]
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
    /// Write the files below this folder, in one for each id; the records name them
    ///
    /// Without it, records hold their files: text as it is, all else in base64. An id that can't be the name of a folder is
    /// replaced by its SHA-256.
    #[arg(long, short, value_name = "DIR")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// The folder of pictures: a record's `base` is a folder below it
    ///
    /// Without it, no record has pictures of its own.
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) pictures: Option<PathBuf>,
    /// Send records as they are done, not in the order in which they came
    #[arg(long)]
    pub(in crate::cli) unordered: bool,
    #[command(flatten)]
    pub(in crate::cli) common: CommonArgs,
    #[command(flatten)]
    pub(in crate::cli) strictness: Strictness,
    /// When this is, for embargoes [default: SOURCE_DATE_EPOCH, else the clock]
    #[arg(long, value_name = "DATE|MOMENT")]
    pub(in crate::cli) now: Option<Date>,
    /// Make embargoed explainers, too, before their time
    #[arg(long)]
    pub(in crate::cli) include_embargoed: bool,
    /// Make drafts, too, each marked as a draft
    #[arg(long)]
    pub(in crate::cli) drafts: bool,
}

/// What `build` and `check` have in common.
#[derive(Debug, Args)]
pub(in crate::cli) struct Job {
    /// Files, folders (with all below them) or - for standard input [default: input]
    ///
    /// In folders, *.md, *.markdown and *.model.json are read. Names that begin with a dot are passed over.
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
    /// When this is, for what is due, expired or embargoed [default: SOURCE_DATE_EPOCH, else the clock]
    ///
    /// A day (YYYY-MM-DD, its beginning in UTC) or a moment (RFC 3339). The news sitemap, what the site's index leaves
    /// out, what is embargoed and the warning about `review_by` depend on it; no edition shows it.
    #[arg(long, value_name = "DATE|MOMENT")]
    pub(in crate::cli) now: Option<Date>,
    /// How findings are printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(in crate::cli) message_format: MessageFormat,
}
