//! `pressroom diff`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::build::path_error;
use crate::cli::{
    args::{self, MessageFormat},
    exit::{CommandError, CommandResult, ExitStatus},
    project::Project,
    terminal::{escape_control, print, print_status, printer::Printer, stream_has_colors},
};
use pressroom_document::{Change, FieldChange, Line, PartChange, PartName, Side};
use pressroom_operations::{CompareError, CompareJob, Compared, Comparison, DocumentChange, Revision};

/// How many lines that did not change are shown around one that did.
const AROUND: usize = 2;

/// Says what changed between two versions of explainers.
pub(super) fn diff(arguments: &args::Diff) -> CommandResult {
    // Programs tell a difference from trouble by the code alone.
    compare(arguments).map_err(|error| error.with_status(ExitStatus::WrongUsage))
}

fn compare(arguments: &args::Diff) -> CommandResult {
    let printer = Printer::new(arguments.message_format);
    let strictness = args::Strictness::default();
    let project = Project::open(arguments.config.as_deref(), &printer, &strictness)?;
    let job = CompareJob {
        old: &arguments.old,
        new: &arguments.new,
        site: &project.configuration.site,
        threads: arguments.jobs.map_or(0, usize::from),
    };
    let comparison = pressroom_operations::compare(&job).map_err(|error| match &error {
        CompareError::Path(error) => path_error(error, false),
        CompareError::Usage(_) | CompareError::Threads(_) => CommandError::usage(error.to_string()),
    })?;
    comparison.reports.iter().for_each(|report| printer.show(report));
    let style = if stream_has_colors(&std::io::stdout()) { Style::COLORS } else { Style::PLAIN };
    let texts: Vec<String> = comparison
        .documents
        .iter()
        .map(|compared| match arguments.message_format {
            MessageFormat::Human => style.document(compared),
            MessageFormat::Short => to_line(compared),
            MessageFormat::Json => serde_json::to_string(compared).unwrap_or_default() + "\n",
        })
        .collect();
    let between = if arguments.message_format == MessageFormat::Human { "\n" } else { "" };
    print(&texts.join(between));
    print_status(&summarize(&comparison));
    Ok(match (comparison.reports.is_empty(), comparison.documents.is_empty()) {
        (false, _) => ExitStatus::WrongUsage,
        (true, false) => ExitStatus::Different,
        (true, true) => ExitStatus::Done,
    })
}

/// "2 changed, 1 added, 1 removed, 5 the same"
fn summarize(comparison: &Comparison) -> String {
    let count = |change| comparison.documents.iter().filter(|compared| compared.change == change).count();
    let counts = [
        (count(DocumentChange::Changed), "changed"),
        (count(DocumentChange::Added), "added"),
        (count(DocumentChange::Removed), "removed"),
        (comparison.same, "the same"),
        (comparison.reports.len(), "not compared because of errors"),
    ];
    let parts = counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { "nothing to compare\n".to_owned() } else { parts.join(", ") + "\n" }
}

/// "why-the-river: changed: version, card 2, card 3"
fn to_line(compared: &Compared) -> String {
    let fields = compared.changes.metadata.iter().map(|field| field.field.clone());
    let parts = compared.changes.parts.iter().map(|part| format!("{} {}", name(part), word(part.change)));
    let all: Vec<String> = fields.chain(parts).collect();
    let what = if all.is_empty() { String::new() } else { format!(": {}", all.join(", ")) };
    escape_control(&format!("{}: {}{what}", compared.slug, word_of(compared.change))).replace('\n', " ")
        + "\n"
}

/// What marks the lines.
struct Style {
    bold: &'static str,
    old: &'static str,
    new: &'static str,
    end: &'static str,
}

impl Style {
    const PLAIN: Self = Self { bold: "", old: "", new: "", end: "" };
    const COLORS: Self = Self { bold: "\x1b[1m", old: "\x1b[31m", new: "\x1b[32m", end: "\x1b[0m" };

    fn document(&self, compared: &Compared) -> String {
        let Self { bold, end, .. } = self;
        let mut out =
            format!("{bold}{}{end}: {}\n", escape_control(&compared.slug), word_of(compared.change));
        let revision = |revision: &Revision| format!("{}, version {}", revision.file, revision.version);
        out.push_str(&self.earlier(1, compared.old.as_ref().map(revision).as_deref()));
        out.push_str(&self.later(1, compared.new.as_ref().map(revision).as_deref()));
        compared.changes.metadata.iter().for_each(|field| out.push_str(&self.field(field)));
        compared.changes.parts.iter().for_each(|part| out.push_str(&self.part(part)));
        out
    }

    fn field(&self, FieldChange { field, old, new }: &FieldChange) -> String {
        let mut out = String::new();
        let mut push = |path: &str, old: &[&Value], new: &[&Value]| {
            out.push_str(&format!("  {}{}{}\n", self.bold, escape_control(path), self.end));
            old.iter().for_each(|value| out.push_str(&self.earlier(2, Some(&shown(value)))));
            new.iter().for_each(|value| out.push_str(&self.later(2, Some(&shown(value)))));
        };
        differences(field, old.as_ref(), new.as_ref(), &mut push);
        out
    }

    fn part(&self, part: &PartChange) -> String {
        let Self { bold, end, .. } = self;
        let was = match (part.old_number, part.new_number) {
            (Some(old), Some(new)) if old != new => format!(" (was card {old})"),
            (_, _) => String::new(),
        };
        let mut out = format!("  {bold}{}{end}: {}{was}\n", escape_control(&name(part)), word(part.change));
        if part.lines.is_empty() && part.change == Change::Changed {
            out.push_str("    only links, pictures or emphasis: the words are the same\n");
        }
        out.push_str(&self.lines(&part.lines));
        out
    }

    /// The lines that changed, with some around them.
    fn lines(&self, lines: &[Line]) -> String {
        let mut out = String::new();
        let changed = |line: &Line| line.side != Side::Both;
        let mut cut = false;
        for (number, line) in lines.iter().enumerate() {
            let near = lines.get(number.saturating_sub(AROUND)..(number + AROUND + 1).min(lines.len()));
            if !near.unwrap_or_default().iter().any(changed) {
                if !cut {
                    out.push_str("      …\n");
                }
                cut = true;
                continue;
            }
            cut = false;
            out.push_str(&match line.side {
                Side::Old => self.earlier(2, Some(&line.text)),
                Side::New => self.later(2, Some(&line.text)),
                Side::Both => format!("      {}\n", one_line(&line.text)),
            });
        }
        out
    }

    fn earlier(&self, depth: usize, text: Option<&str>) -> String {
        self.marked(depth, self.old, '-', text)
    }

    fn later(&self, depth: usize, text: Option<&str>) -> String {
        self.marked(depth, self.new, '+', text)
    }

    fn marked(&self, depth: usize, color: &str, mark: char, text: Option<&str>) -> String {
        let line = |text| format!("{}{color}{mark} {}{}\n", "  ".repeat(depth), one_line(text), self.end);
        text.map(line).unwrap_or_default()
    }
}

/// Tells in what two values of a field differ: of tables, the members that do; of lists, the items that only one has.
fn differences(
    path: &str,
    old: Option<&Value>,
    new: Option<&Value>,
    push: &mut impl FnMut(&str, &[&Value], &[&Value]),
) {
    match (old, new) {
        (Some(old), Some(new)) if old == new => {}
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
            for name in names {
                differences(&format!("{path}.{name}"), old.get(name), new.get(name), push);
            }
        }
        (Some(was @ Value::Array(old)), Some(is @ Value::Array(new))) => {
            let gone: Vec<&Value> = old.iter().filter(|item| !new.contains(item)).collect();
            let come: Vec<&Value> = new.iter().filter(|item| !old.contains(item)).collect();
            if gone.is_empty() && come.is_empty() {
                // The same in another order.
                push(path, &[was], &[is]);
            } else {
                push(path, &gone, &come);
            }
        }
        (old, new) => push(path, old.as_slice(), new.as_slice()),
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn one_line(text: &str) -> String {
    escape_control(text).replace('\n', " ")
}

/// "card 3, who-decides"
fn name(part: &PartChange) -> String {
    match &part.name {
        PartName::Lede => "lede".to_owned(),
        PartName::Card(id) => {
            let number = part.new_number.or(part.old_number).unwrap_or_default();
            format!("card {number}, {id}")
        }
        PartName::Signoff => "sign-off".to_owned(),
    }
}

fn word(change: Change) -> &'static str {
    match change {
        Change::Added => "added",
        Change::Removed => "removed",
        Change::Changed => "changed",
        Change::Moved => "moved",
    }
}

fn word_of(change: DocumentChange) -> &'static str {
    match change {
        DocumentChange::Added => "added",
        DocumentChange::Removed => "removed",
        DocumentChange::Changed => "changed",
    }
}
