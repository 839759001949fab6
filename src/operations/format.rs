//! Puts sources in one form, in their files.

use std::path::PathBuf;

use pressroom_config::Site;
use pressroom_diagnostics::{Code, Diagnostic, DiagnosticReport};
use pressroom_input::{Input, InputKind, Inputs, loaded_document, pictures::PictureFiles, source};
use pressroom_read::ReadOptions;

use crate::fix::file;

/// A run over sources that are to be formatted.
#[derive(Debug)]
pub struct FormatJob<'a> {
    /// The sources.
    pub inputs: &'a Inputs,
    /// The paths that the user named: nothing outside of them is written.
    pub paths: &'a [PathBuf],
    /// The site that they belong to.
    pub site: &'a Site,
    /// True if files are written.
    pub write: bool,
    /// True if a file is kept as it was, beside it.
    pub backup: bool,
}

/// The outcome for one source.
#[derive(Debug)]
pub struct Formatted {
    /// Its name for people.
    pub name: String,
    /// The text before.
    pub before: String,
    /// The text after; the same where there was nothing to format.
    pub after: String,
    /// The errors for which it was left alone.
    pub errors: DiagnosticReport,
    /// Why it was left alone, where it was.
    pub refused: Option<String>,
    /// The error of the disk, if it did not let the file be written.
    pub failed: Option<String>,
}

impl Formatted {
    /// Returns true if the text is not in its form yet, and can be.
    pub fn is_changed(&self) -> bool {
        self.refused.is_none() && self.before != self.after
    }
}

/// Formats each source in turn, and tells what became of it.
pub fn format(job: &FormatJob<'_>, each: &mut dyn FnMut(Formatted)) {
    let pictures = PictureFiles::default();
    let roots = file::roots(job.paths);
    for input in job.inputs.iter().filter(|input| input.kind == InputKind::Markdown) {
        let (mut formatted, bytes) = format_one(&input, job.site, &pictures);
        if let Some(path) = input.path.as_deref().filter(|_| formatted.is_changed() && job.write) {
            match file::replace(path, &roots, &bytes, formatted.after.as_bytes(), job.backup) {
                Ok(()) => {}
                Err(file::WriteError::Refused(why)) => formatted.refused = Some(why),
                Err(file::WriteError::Disk(error)) => formatted.failed = Some(error.to_string()),
            }
        }
        each(formatted);
    }
}

/// The formatted text of a source, and its file as it was.
fn format_one(input: &Input, site: &Site, pictures: &PictureFiles) -> (Formatted, Vec<u8>) {
    let bytes = source::read_bytes(input);
    let original = bytes.as_ref().map(Vec::clone).unwrap_or_default();
    let reading =
        loaded_document::read_document(input, source::decode_source(input, bytes), site, pictures, None);
    let before = String::from_utf8_lossy(&original).into_owned();
    let mut formatted = Formatted {
        name: input.name.clone(),
        after: before.clone(),
        before,
        errors: DiagnosticReport::new(reading.source.clone(), Vec::new()),
        refused: None,
        failed: None,
    };
    let is_coded = |finding: &Diagnostic| {
        matches!(finding.code, Code::Encoding | Code::InvalidUtf8 | Code::NulCharacter)
    };
    if reading.document.is_none() {
        let errors = reading.found.into_iter().filter(Diagnostic::is_error).collect();
        formatted.refused = Some("it has errors; mend them first".to_owned());
        formatted.errors = DiagnosticReport::new(reading.source, errors);
        return (formatted, original);
    }
    if std::str::from_utf8(&original).is_err() || reading.found.iter().any(is_coded) {
        formatted.refused = Some("it is not plain UTF-8; `pressroom fix` makes it so".to_owned());
        return (formatted, original);
    }
    let folder = pictures.beneath(input.path.as_deref().and_then(std::path::Path::parent));
    let options = ReadOptions { site, slug: &input.slug, pictures: &folder, now: None };
    match pressroom_write::format(&reading.source, &options) {
        Ok(after) => formatted.after = after,
        Err(error) => formatted.refused = Some(error.to_string()),
    }
    (formatted, original)
}
