//! `pressroom import`.

use std::{collections::BTreeMap, fmt::Write as _, io};

use crate::cli::{
    args::{Import, MessageFormat, Strictness},
    exit::{CommandError, CommandResult, ExitStatus},
    project::Project,
    terminal::{escape_control, print, print_error, print_status, printer::Printer},
};
use pressroom_import::{FindingKind, ImportFinding, ImportOptions, Imported};
use pressroom_input::read_at_most;
use pressroom_operations::{ImportFailure, ImportFile, ImportJob, ImportedFile, MAX_IMPORT_BYTES};

/// How many findings of one kind people are shown of one explainer.
const SHOWN_OF_A_KIND: usize = 5;
/// How many characters of a finding's text people are shown.
const SHOWN_TEXT: usize = 80;

/// Counts of a run.
#[derive(Default)]
struct ImportTotals {
    files: usize,
    explainers: usize,
    failed: usize,
    /// Files that the disk did not give or take.
    of_disk: usize,
}

/// Imports files.
pub(in crate::cli::commands) fn import(arguments: &Import) -> CommandResult {
    if arguments.template.is_some() {
        return template(arguments);
    }
    let printer = Printer::new(arguments.message_format);
    let project = Project::open(arguments.config.as_deref(), &printer, &Strictness::default())?;
    let files = files(arguments)?;
    let options = ImportOptions {
        kind: arguments.from,
        changes: arguments.changes.into(),
        comments: arguments.comments.into(),
        styles: &project.configuration.import_styles,
        ..ImportOptions::new(&project.configuration.site)
    };
    let job =
        ImportJob { options, out: &arguments.out, media: arguments.media.as_deref(), force: arguments.force };
    let mut totals = ImportTotals::default();
    pressroom_operations::import(&job, files, &mut |file| {
        totals.add(&file);
        show(&file, arguments.message_format);
    });
    print_status(&totals.summarize());
    Ok(match totals {
        ImportTotals { of_disk: 1.., .. } => ExitStatus::Disk,
        ImportTotals { failed: 1.., .. } => ExitStatus::FoundErrors,
        _ => ExitStatus::Done,
    })
}

/// Writes the template.
fn template(arguments: &Import) -> CommandResult {
    match pressroom_operations::write_template(&arguments.out, arguments.force) {
        Ok(path) => {
            print_status(&format!(
                "{}: written; write in it, and import it\n",
                escape_control(&path.display().to_string())
            ));
            Ok(ExitStatus::Done)
        }
        Err(failure @ ImportFailure::Exists(_)) => Err(CommandError::usage(failure.to_string())),
        Err(failure) => Err(CommandError::disk(failure.to_string())),
    }
}

/// The files that the arguments name.
fn files(arguments: &Import) -> Result<Vec<ImportFile>, CommandError> {
    if arguments.paths.iter().any(|path| path.as_os_str() == "-") {
        if arguments.paths.len() > 1 {
            return Err(CommandError::usage("standard input is imported alone: name - or files, not both"));
        }
        let bytes = read_at_most(io::stdin().lock(), MAX_IMPORT_BYTES)
            .map_err(|error| CommandError::disk(format!("standard input can't be read: {error}")))?;
        return Ok(vec![ImportFile::Input(bytes)]);
    }
    let found = pressroom_operations::find_imports(&arguments.paths).map_err(|(path, error)| {
        CommandError::disk(format!("{} can't be searched: {error}", path.display()))
    })?;
    if found.is_empty() {
        return Err(CommandError::usage(
            "no file in these folders has a name that Pressroom can import; name the file itself",
        ));
    }
    Ok(found.into_iter().map(ImportFile::Path).collect())
}

/// Says what became of a file.
fn show(file: &ImportedFile, format: MessageFormat) {
    match &file.outcome {
        Err(failure) => {
            print_error(&format!("{}: {}", escape_control(&file.name), escape_control(&failure.to_string())))
        }
        Ok(all) => {
            for (path, imported) in all {
                match format {
                    MessageFormat::Human => {
                        let path = escape_control(&path.display().to_string());
                        print_status(&format!(
                            "{}: {path}: {}\n",
                            escape_control(&file.name),
                            counts(imported)
                        ));
                        print_status(&findings(&imported.report.findings));
                    }
                    MessageFormat::Short => print_status(&short(&file.name, &imported.report.findings)),
                    MessageFormat::Json => {
                        if let Ok(line) = serde_json::to_string(&imported.report) {
                            print(&format!("{line}\n"));
                        }
                    }
                }
            }
        }
    }
}

/// "412 words, 5 cards, 2 pictures, 1 note, 3 links"
fn counts(imported: &Imported) -> String {
    let counts = imported.report.counts;
    let count = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
    [
        count(counts.words, "word"),
        count(counts.cards, "card"),
        count(counts.pictures, "picture"),
        count(counts.notes, "note"),
        count(counts.links, "link"),
    ]
    .join(", ")
}

/// The findings for people: some of each kind, and how many more there are.
fn findings(all: &[ImportFinding]) -> String {
    let mut shown: BTreeMap<FindingKind, usize> = BTreeMap::new();
    let mut out = String::new();
    for finding in all {
        let count = shown.entry(finding.kind).or_default();
        *count += 1;
        if *count <= SHOWN_OF_A_KIND {
            let _ = writeln!(out, "  {}", line(finding, SHOWN_TEXT));
        }
    }
    let more: Vec<String> = shown
        .iter()
        .filter_map(|(kind, count)| {
            count.checked_sub(SHOWN_OF_A_KIND).filter(|more| *more > 0).map(|more| (kind, more))
        })
        .map(|(kind, more)| format!("{more} more of kind {}", kind.words()))
        .collect();
    if !more.is_empty() {
        let _ = writeln!(out, "  and {}: SLUG.import.json lists all", more.join(", "));
    }
    out
}

/// A line for each finding, with all of its text.
fn short(name: &str, all: &[ImportFinding]) -> String {
    let name = escape_control(name);
    all.iter().map(|finding| format!("{name}: {}\n", line(finding, usize::MAX))).collect()
}

/// "comment, paragraph 3, left out: “check this”: by A. Editor"
fn line(finding: &ImportFinding, most: usize) -> String {
    let mut out = finding.kind.words().to_owned();
    if !finding.place.is_empty() {
        let _ = write!(out, ", {}", finding.place);
    }
    let _ = write!(out, ", {}: ", finding.action.words());
    if !finding.text.is_empty() {
        let text: String = finding.text.chars().take(most).collect();
        let cut = if text.len() < finding.text.len() { "…" } else { "" };
        let _ = write!(out, "“{text}{cut}”: ");
    }
    out.push_str(&finding.message);
    escape_control(&out).replace('\n', " ")
}

impl ImportTotals {
    fn add(&mut self, file: &ImportedFile) {
        self.files += 1;
        match &file.outcome {
            Ok(imported) => self.explainers += imported.len(),
            Err(failure) => {
                self.failed += 1;
                let of_disk =
                    matches!(failure, ImportFailure::Unreadable(_) | ImportFailure::Unwritable { .. });
                self.of_disk += usize::from(of_disk);
            }
        }
    }

    /// "3 files, 4 explainers imported, 1 file failed"
    fn summarize(&self) -> String {
        let s = |number: usize| if number == 1 { "" } else { "s" };
        let mut out = format!(
            "{} file{}, {} explainer{} imported",
            self.files,
            s(self.files),
            self.explainers,
            s(self.explainers)
        );
        if self.failed > 0 {
            let _ = write!(out, ", {} file{} failed", self.failed, s(self.failed));
        }
        out + "\n"
    }
}
