//! Mends sources: makes the edits that findings bring with them, until there are none.

pub(crate) mod file;
mod text;

use std::{collections::BTreeMap, path::PathBuf};

use pressroom_config::Site;
use pressroom_diagnostics::{Code, Diagnostic, DiagnosticReport};
use pressroom_input::{Input, InputKind, Inputs, loaded_document, pictures::PictureFiles, source};

/// How often a source is read again, since one mend may uncover another.
const ROUNDS: usize = 8;

/// What is to be mended.
#[derive(Debug)]
pub struct FixJob<'a> {
    /// The sources.
    pub inputs: &'a Inputs,
    /// What the user named: nothing outside of it is written.
    pub paths: &'a [PathBuf],
    /// Whose they are.
    pub site: &'a Site,
    /// Whether files are written.
    pub write: bool,
    /// Whether a file is kept as it was, beside it.
    pub backup: bool,
}

/// What became of one source.
#[derive(Debug)]
pub struct Fixed {
    /// Its name for people.
    pub name: String,
    /// What was mended.
    pub mends: Vec<Mend>,
    /// The text before; empty where nothing was mended.
    pub before: String,
    /// The text after.
    pub after: String,
    /// What is left to be mended by its writer.
    pub left: DiagnosticReport,
    /// Why nothing was written, where something should have been.
    pub refused: Option<String>,
    /// What the disk said, where it did not let the file be written.
    pub failed: Option<String>,
}

/// One mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mend {
    /// The line of the source as it was when it was mended.
    pub line: usize,
    /// The code of its finding.
    pub code: Code,
    /// What was wrong.
    pub message: String,
}

/// Mends each source in turn, and tells what became of it.
pub fn fix(job: &FixJob<'_>, each: &mut dyn FnMut(Fixed)) {
    let pictures = PictureFiles::default();
    let roots = file::roots(job.paths);
    for input in job.inputs.iter().filter(|input| input.kind == InputKind::Markdown) {
        let mut mended = mend(&input, job.site, &pictures);
        let changed = !mended.fixed.mends.is_empty() && mended.fixed.refused.is_none();
        if let Some(path) = input.path.as_deref().filter(|_| changed && job.write) {
            match file::replace(path, &roots, &mended.bytes, mended.fixed.after.as_bytes(), job.backup) {
                Ok(()) => {}
                Err(file::WriteError::Refused(why)) => mended.fixed.refused = Some(why),
                Err(file::WriteError::Disk(error)) => mended.fixed.failed = Some(error.to_string()),
            }
        }
        each(mended.fixed);
    }
}

struct Mended {
    fixed: Fixed,
    /// The file as it was.
    bytes: Vec<u8>,
}

fn mend(input: &Input, site: &Site, pictures: &PictureFiles) -> Mended {
    let bytes = source::read_bytes(input);
    let original = bytes.as_ref().map(Vec::clone).unwrap_or_default();
    let read = |bytes| {
        loaded_document::read_document(input, source::decode_source(input, bytes), site, pictures, None)
    };
    let first = read(bytes);
    let (before, decoded) = match std::str::from_utf8(&original) {
        Ok(text) => (text.to_owned(), false),
        // Reading knew its encoding; it becomes UTF-8.
        Err(_) => (first.source.text.clone(), true),
    };
    let mut fixed = Fixed {
        name: input.name.clone(),
        mends: Vec::new(),
        before: String::new(),
        after: String::new(),
        left: DiagnosticReport::new(first.source.clone(), Vec::new()),
        refused: None,
        failed: None,
    };
    let unknown = |found: &[Diagnostic]| found.iter().any(|finding| finding.code == Code::InvalidUtf8);
    if decoded && (first.source.text.is_empty() || unknown(&first.found)) {
        if !first.source.text.is_empty() {
            fixed.refused = Some("it is not UTF-8".to_owned());
        }
        fixed.left = DiagnosticReport::new(first.source, first.found);
        return Mended { fixed, bytes: original };
    }
    let was_readable = first.document.is_some();
    let mut text = before.clone();
    if decoded {
        let message = "the file was not UTF-8".to_owned();
        fixed.mends.push(Mend { line: 1, code: Code::InvalidUtf8, message });
    }
    let mut reading = first;
    for _ in 0..ROUNDS {
        let chosen = choose(&reading.found);
        let edits: Vec<_> = chosen.iter().flat_map(|finding| &finding.edits).collect();
        let next = text::apply(&text, &edits);
        if edits.is_empty() || next == text {
            break;
        }
        fixed.mends.extend(chosen.into_iter().map(|finding| Mend {
            line: reading.source.line(finding.span.unwrap_or_default().start as usize),
            code: finding.code,
            message: finding.message.clone(),
        }));
        text = next;
        reading = read(Ok(text.clone().into_bytes()));
    }
    if was_readable && reading.document.is_none() {
        fixed.refused = Some("the mended text could not be read; this is an error of Pressroom's".to_owned());
    }
    if !fixed.mends.is_empty() {
        fixed.before = before;
        fixed.after = text;
    }
    fixed.left = DiagnosticReport::new(reading.source, reading.found);
    Mended { fixed, bytes: original }
}

/// The findings whose edits don't touch those of another. The others wait for the next round.
fn choose(found: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut taken: BTreeMap<u32, u32> = BTreeMap::new();
    let mut sorted: Vec<&Diagnostic> =
        found.iter().filter(|finding| !finding.edits.is_empty() && finding.source.is_none()).collect();
    sorted.sort_by_key(|finding| finding.edits.iter().map(|edit| edit.span).min());
    sorted.retain(|finding| {
        let own = pressroom_diagnostics::sort_edits(&finding.edits);
        let free = own.len() == finding.edits.len()
            && own.iter().all(|edit| {
                let before = taken.range(..=edit.span.start).next_back();
                let after = taken.range(edit.span.start..).next();
                before.is_none_or(|(start, end)| *end <= edit.span.start && *start < edit.span.start)
                    && after.is_none_or(|(start, _)| *start >= edit.span.end && *start > edit.span.start)
            });
        if free {
            taken.extend(own.iter().map(|edit| (edit.span.start, edit.span.end)));
        }
        free
    });
    sorted
}

#[cfg(test)]
mod tests;
