//! The arguments as they are written.

mod findings;
mod fmt;
mod handover;
mod house;

use std::path::PathBuf;

use clap::{
    Args, Parser, Subcommand, ValueEnum,
    builder::{PossibleValue, PossibleValuesParser},
};
use clap_complete::Shell;

pub(super) use self::{
    findings::{Explain, Strictness},
    fmt::Fmt,
    handover::{Key, Pack, Verify},
    house::House,
};
use super::worker::{Isolation, Worker};
use pressroom_document::{Date, Language};
use pressroom_editions::registry;
use pressroom_theme::DEFAULT;

/// One explainer in Markdown, every edition out: AMP, HTML, EPUB, PDF, newsletter and syndication JSON.
#[derive(Debug, Parser)]
#[command(name = "pressroom", version, arg_required_else_help = true, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 all written; 1 a document had errors, the others are written; \
                        2 wrong usage or configuration; 3 the disk; 130 stopped by Ctrl-C.")]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Build the editions of explainers
    Build(Build),
    /// Read and lay out everything, write nothing, and say what was found
    Check(Check),
    /// Say what a finding means: its cause, an example and the remedy
    Explain(Explain),
    /// Mend in the sources what can be mended without their writer
    Fix(Fix),
    /// Put the sources in one form; nothing that they say changes
    Fmt(Fmt),
    /// Bind many explainers in one: an EPUB, a PDF to read or a plain-text newsletter
    Digest(Digest),
    /// Say what changed between two versions of explainers, card by card
    Diff(Diff),
    /// Start a newsroom: configuration, a first explainer and a theme
    Init(Init),
    /// Start an explainer: input/NAME.md with its front matter
    New(New),
    /// Send a newsletter to its readers through the SMTP server of pressroom.toml
    #[cfg(feature = "send")]
    Send(Send),
    /// Pack the editions for partners in one file, and sign it
    Pack(Pack),
    /// Check a package: its signature, and every file against its manifest
    Verify(Verify),
    /// Make a pair of keys to sign packages with
    Key(Key),
    /// Print the JSON Schema of what Pressroom writes for programs, or list the schemas
    Schema(Schema),
    /// Put the shards of a build together, which several machines made
    Merge(Merge),
    /// Make editions of records on standard input, for an engine of many machines
    Stream(Stream),
    /// Make the explainers that `build --isolate` hands over
    #[command(hide = true)]
    Worker(Worker),
    /// List the editions
    Editions,
    /// Start a theme of your own
    #[command(subcommand)]
    Theme(ThemeCommand),
    /// List the themes
    Themes(Themes),
    /// Print a completion script for a shell
    Completions(Completions),
    /// Print the manual page, of Pressroom or of one command
    Man(Man),
}

/// `pressroom build`
#[derive(Debug, Args)]
pub(super) struct Build {
    #[command(flatten)]
    pub(super) job: Job,
    /// The folder to write to
    ///
    /// Each document gets a folder named after its slug, which is replaced as a whole; manifest.json lists every
    /// file. Editions that are not asked for stay as they are.
    #[arg(long, short, value_name = "DIR", default_value = "output")]
    pub(super) out: PathBuf,
    /// Make everything again, whether it changed or not
    ///
    /// Else an edition is made of an explainer only where something changed that it is made of, or its files. What DIR holds
    /// and was made of is remembered in DIR/.pressroom.
    #[arg(long)]
    pub(super) force: bool,
    /// Publish what is built: from then on, a change of it needs a higher `version`
    ///
    /// Until an explainer is published, by this or by `pack`, it may change as often as you like. Afterwards, one that is not
    /// as it was last published from DIR and whose `version` did not grow is an error: partners tell by it what is new.
    #[arg(long)]
    pub(super) publish: bool,
    /// Let explainers differ from what was published and keep their version
    #[arg(long)]
    pub(super) allow_same_version: bool,
    /// Build embargoed explainers, too, before their time
    ///
    /// The site's pages and sitemaps leave them out all the same until then.
    #[arg(long)]
    pub(super) include_embargoed: bool,
    /// Build drafts, too, each marked as a draft
    ///
    /// Partners' editions are not made of a draft, and the site's pages, sitemaps and feeds leave it out.
    #[arg(long)]
    pub(super) drafts: bool,
    /// Build one of N equal shards of the explainers; `pressroom merge` puts them together
    ///
    /// The name of an explainer's file alone decides its shard. Without a value, the shard is that of this task in a
    /// Kubernetes job (JOB_COMPLETION_INDEX and JOB_COMPLETIONS), an AWS Batch array (AWS_BATCH_JOB_ARRAY_INDEX and
    /// AWS_BATCH_JOB_ARRAY_SIZE) or a Slurm array (SLURM_ARRAY_TASK_ID, _MIN and _COUNT). Site and feeds wait for the merge.
    #[arg(long, value_name = "I/N", num_args = 0..=1, default_missing_value = "")]
    pub(super) shard: Option<String>,
}

/// `pressroom check`
#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) job: Job,
}

/// `pressroom fix`
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 no error is left; 1 a document has errors still, or its file was left alone \
                        (with --diff: there is something to mend); 2 wrong usage or configuration; 3 the disk."
)]
pub(super) struct Fix {
    /// Files, or folders (with all below them) [default: input]
    ///
    /// Mended is what a finding's help can decide alone: headings and links that lack a space or have one too many, lists and
    /// tables that were typed, quotes, paths, the form of characters. The words of the text are never changed.
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Print what would change as a unified diff, and write nothing
    #[arg(long)]
    pub(super) diff: bool,
    /// Keep no copy of a file as it was
    ///
    /// Else the file as it was is kept beside it as FILE.orig, in the place of an earlier copy.
    #[arg(long)]
    pub(super) no_backup: bool,
    /// The newsroom's configuration [default: pressroom.toml here or in input, if it is there]
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// How the findings that are left are printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) message_format: MessageFormat,
}

/// `pressroom merge`
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 all is in; 1 an explainer needs a higher version, or the site has errors; 2 wrong usage or configuration, or a folder is \
                        no shard of this build; 3 the disk."
)]
pub(super) struct Merge {
    /// The output folders of the shards
    #[arg(value_name = "DIR", required = true)]
    pub(super) folders: Vec<PathBuf>,
    /// The folder that everything goes to
    #[arg(long, short, value_name = "DIR", default_value = "output")]
    pub(super) out: PathBuf,
    #[command(flatten)]
    pub(super) house: House,
    #[command(flatten)]
    pub(super) strictness: Strictness,
    /// Publish what is put together: from then on, a change of it needs a higher `version`
    ///
    /// What was published when a shard was built counts as published here, too.
    #[arg(long)]
    pub(super) publish: bool,
    /// Let explainers differ from what was published from the folder before and keep their version
    #[arg(long)]
    pub(super) allow_same_version: bool,
    /// When this is, for what is listed [default: SOURCE_DATE_EPOCH, else the clock]
    #[arg(long, value_name = "DATE|MOMENT")]
    pub(super) now: Option<Date>,
    /// How findings are printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) message_format: MessageFormat,
}

/// `pressroom stream`
#[derive(Debug, Args)]
#[command(
    after_help = "A record in: {\"id\", \"markdown\" or \"model\", \"base\"?}, a line each. A record out for each \
                        edition: {\"id\", \"line\", \"edition\", \"status\", \"slug\", \"files\", \"diagnostics\"}. \
                        Exit codes: 0 all made; 1 a record failed, the others are made; 2 wrong usage or \
                        configuration; 3 standard input or output, or the disk."
)]
pub(super) struct Stream {
    /// The editions to make, separated by commas [default: all]
    #[arg(long, short, value_name = "LIST", value_delimiter = ',', value_parser = edition_names(), hide_possible_values = true)]
    pub(super) to: Vec<String>,
    /// Write the files below this folder, in one for each id; the records name them
    ///
    /// Without it, records hold their files: text as it is, all else in base64. An id that can't be the name of a folder is
    /// replaced by its SHA-256.
    #[arg(long, short, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// The folder of pictures: a record's `base` is a folder below it
    ///
    /// Without it, no record has pictures of its own.
    #[arg(long, value_name = "DIR")]
    pub(super) pictures: Option<PathBuf>,
    /// Send records as they are done, not in the order in which they came
    #[arg(long)]
    pub(super) unordered: bool,
    #[command(flatten)]
    pub(super) house: House,
    #[command(flatten)]
    pub(super) strictness: Strictness,
    /// When this is, for embargoes [default: SOURCE_DATE_EPOCH, else the clock]
    #[arg(long, value_name = "DATE|MOMENT")]
    pub(super) now: Option<Date>,
    /// Make embargoed explainers, too, before their time
    #[arg(long)]
    pub(super) include_embargoed: bool,
    /// Make drafts, too, each marked as a draft
    #[arg(long)]
    pub(super) drafts: bool,
}

/// `pressroom digest`
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 all bound; 1 an explainer had errors, the others are bound; \
                        2 wrong usage or configuration, or nothing to bind; 3 the disk.")]
pub(super) struct Digest {
    /// Files, folders (with all below them) or - for standard input [default: input]
    ///
    /// The newest comes first, by the day of its last change.
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// The digest's title
    #[arg(long, short)]
    pub(super) title: String,
    /// The file to write; its extension says what it is: .epub, .pdf or .txt. May be given for each
    #[arg(long, short, value_name = "FILE", required = true)]
    pub(super) out: Vec<PathBuf>,
    /// Only explainers that were published or updated on this day or later (2026-01-31)
    #[arg(long, value_name = "DATE")]
    pub(super) since: Option<jiff::civil::Date>,
    /// Only explainers of this section
    #[arg(long, value_name = "SECTION")]
    pub(super) section: Option<String>,
    /// The language of the digest's own words [default: what pressroom.toml says, else that of the first explainer]
    #[arg(long, value_name = "TAG")]
    pub(super) language: Option<Language>,
    #[command(flatten)]
    pub(super) house: House,
    /// When this is, for what is embargoed [default: SOURCE_DATE_EPOCH, else the clock]
    ///
    /// A day (YYYY-MM-DD, its beginning in UTC) or a moment (RFC 3339).
    #[arg(long, value_name = "DATE|MOMENT")]
    pub(super) now: Option<Date>,
    /// Bind embargoed explainers, too, before their time
    #[arg(long)]
    pub(super) include_embargoed: bool,
    /// Bind drafts, too, each marked as a draft
    #[arg(long)]
    pub(super) drafts: bool,
    #[command(flatten)]
    pub(super) strictness: Strictness,
    /// How findings are printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) message_format: MessageFormat,
}

/// `pressroom diff`
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 both are the same; 1 something changed; 2 wrong usage, or a side can't be read."
)]
pub(super) struct Diff {
    /// The earlier side: a file, a folder of sources, or the folder that a build wrote (with its models); - is
    /// standard input
    pub(super) old: PathBuf,
    /// The later side
    ///
    /// Two files are compared with each other; of folders, explainers with the same slug.
    pub(super) new: PathBuf,
    /// The newsroom's configuration [default: pressroom.toml here or in input, if it is there]
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// How many threads work [default: one for each core]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) jobs: Option<u16>,
    /// How changes are printed; on standard output
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) message_format: MessageFormat,
}

/// What `build` and `check` have in common.
#[derive(Debug, Args)]
pub(super) struct Job {
    /// Files, folders (with all below them) or - for standard input [default: input]
    ///
    /// In folders, *.md, *.markdown and *.model.json are read. Names that begin with a dot are passed over.
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// The editions to make, separated by commas [default: all]
    #[arg(long, short, value_name = "LIST", value_delimiter = ',', value_parser = edition_names(), hide_possible_values = true)]
    pub(super) to: Vec<String>,
    #[command(flatten)]
    pub(super) isolation: Isolation,
    #[command(flatten)]
    pub(super) house: House,
    #[command(flatten)]
    pub(super) strictness: Strictness,
    /// When this is, for what is due, expired or embargoed [default: SOURCE_DATE_EPOCH, else the clock]
    ///
    /// A day (YYYY-MM-DD, its beginning in UTC) or a moment (RFC 3339). The news sitemap, what the site's index leaves
    /// out, what is embargoed and the warning about `review_by` depend on it; no edition shows it.
    #[arg(long, value_name = "DATE|MOMENT")]
    pub(super) now: Option<Date>,
    /// How findings are printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) message_format: MessageFormat,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum MessageFormat {
    /// With the source line, a marker and help; on standard error
    #[default]
    Human,
    /// One line each, as compilers do; on standard error
    Short,
    /// One JSON object a line; on standard output
    Json,
}

/// `pressroom init`
#[derive(Debug, Args)]
pub(super) struct Init {
    /// The folder of the newsroom; nothing in it is overwritten
    pub(super) dir: PathBuf,
}

/// `pressroom new`
#[derive(Debug, Args)]
pub(super) struct New {
    /// The explainer's name: its file's and its slug
    pub(super) name: String,
    /// The headline [default: made from the name]
    #[arg(long)]
    pub(super) headline: Option<String>,
}

/// `pressroom send`
#[cfg(feature = "send")]
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 everybody has it; 1 some don't, or it is in doubt; 2 wrong usage or configuration, or the server does not let us send; 3 the server can't be reached, or \
                        the disk."
)]
pub(super) struct Send {
    /// The explainer's slug, whose newsletter is DIR/SLUG/SLUG.eml, or the path of an .eml file
    #[arg(value_name = "SLUG|PATH")]
    pub(super) newsletter: String,
    /// Who gets it
    #[arg(long, short, value_name = "ADDRESS", num_args = 1.., required_unless_present = "list")]
    pub(super) to: Vec<String>,
    /// A file of addresses, one a line; # begins a comment
    #[arg(long, short, value_name = "FILE")]
    pub(super) list: Option<PathBuf>,
    /// Connect nowhere and write nothing; say what would be sent to whom
    #[arg(long)]
    pub(super) dry_run: bool,
    /// The folder that editions were written to
    #[arg(long, short, value_name = "DIR", default_value = "output")]
    pub(super) out: PathBuf,
    /// The newsroom's configuration [default: pressroom.toml here or in input]
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// The most messages a second [default: what pressroom.toml says, else 10]
    #[arg(long, value_name = "N", value_parser = rate)]
    pub(super) rate: Option<f64>,
    /// Where it is written down who has it [default: sent/SLUG.journal beside the configuration]
    ///
    /// A run that was killed goes on where it was when it is started again with the same journal, and nobody gets a
    /// newsletter twice.
    #[arg(long, value_name = "FILE")]
    pub(super) journal: Option<PathBuf>,
    /// Send it to those, too, who may have it already: it was on its way when a run was killed or the connection lost
    #[arg(long)]
    pub(super) resend_in_doubt: bool,
    /// Send it to those, too, who have another version of it: it was built anew since it was sent
    #[arg(long)]
    pub(super) new_version: bool,
    /// Try those again for whom the server refused it in an earlier run
    #[arg(long)]
    pub(super) retry_refused: bool,
}

#[cfg(feature = "send")]
fn rate(text: &str) -> Result<f64, String> {
    let rate = text.parse().ok().filter(|rate| (0.001..=1_000.0).contains(rate));
    rate.ok_or_else(|| "expected a number from 0.001 to 1000".to_owned())
}

/// `pressroom schema`
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// The schema's name; without one, the schemas are listed
    pub(super) name: Option<String>,
}

/// `pressroom theme`
#[derive(Debug, Subcommand)]
pub(super) enum ThemeCommand {
    /// Start a theme: themes/NAME/ in the current folder, which extends a built-in theme
    New(NewTheme),
}

/// `pressroom theme new`
#[derive(Debug, Args)]
pub(super) struct NewTheme {
    /// The theme's name: its folder in themes/
    pub(super) name: String,
    /// The built-in theme that it extends: `default` or `bulletin`
    #[arg(long, value_name = "THEME", default_value = DEFAULT)]
    pub(super) extends: String,
    /// Copy every template, style and word of that theme, too, to be changed
    ///
    /// Files that are removed later come from that theme again, as fonts and output profiles do.
    #[arg(long)]
    pub(super) full: bool,
}

/// `pressroom themes`
#[derive(Debug, Args)]
pub(super) struct Themes {
    /// The newsroom's configuration; its themes are in themes/ beside it
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
}

/// `pressroom completions`
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    pub(super) shell: Shell,
}

/// `pressroom man`
#[derive(Debug, Args)]
pub(super) struct Man {
    /// The command; without one, Pressroom as a whole
    pub(super) command: Option<String>,
}

/// The names that `--to` takes; clap proposes the nearest for any other.
fn edition_names() -> PossibleValuesParser {
    let editions = registry().iter().map(|kind| PossibleValue::new(kind.name).help(kind.summary));
    PossibleValuesParser::new(editions.chain([PossibleValue::new("all").help("every edition")]))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_definitions_hold_together() {
        super::Arguments::command().debug_assert();
    }
}
