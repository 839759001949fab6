//! What is remembered of a document.

use std::{collections::BTreeMap, fs, io, path::Path};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use pressroom_diagnostics::{Code, Diagnostic, Edit, Severity, Span};
use pressroom_document::{Summary, sha256};
use pressroom_editions::registry;
use pressroom_files::{Stamp, disk};
use pressroom_input::SeenPicture;
use pressroom_manifest::{ManifestDocument, ManifestFile};

/// What is known of a document of which there are files.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DocumentEntry {
    /// What the manifest says of it; `None` where its files are not those that a run which ended wrote.
    pub record: Option<ManifestDocument>,
    /// What lists say of it.
    pub summary: Option<Summary>,
    /// What it was made of; `None` where that is not known.
    pub build_record: Option<BuildRecord>,
}

/// What a document was made of, and what was found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BuildRecord {
    /// SHA-256 of the source.
    pub(crate) source: String,
    /// True where a notice was made of it.
    pub(crate) notice: bool,
    /// Every picture that it asked for.
    pub(crate) pictures: Vec<SeenPicture>,
    /// Edition -> hash of all that it was made of.
    pub(crate) keys: BTreeMap<String, String>,
    /// Edition -> the characters of the document that no font of the theme shows.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) lacking: BTreeMap<String, String>,
    /// What was found when it was read, and in the editions of `keys`.
    pub(crate) findings: Vec<CachedDiagnostic>,
}

/// A file of the output folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputFile {
    /// What the manifest says of it.
    pub file: ManifestFile,
    /// When it was written; `None` where that is not known, so that its content has to be looked at.
    pub(crate) written: Option<u64>,
}

/// What became of a file.
pub enum FileState {
    /// It is as it was.
    Same,
    /// Its content is as it was, but it was written again.
    Rewritten(OutputFile),
    /// It holds something else.
    Changed(OutputFile),
    /// It is not there.
    Gone,
}

impl OutputFile {
    /// A file that was just written.
    ///
    /// # Errors
    /// The disk's.
    pub(crate) fn new(output: &Path, file: ManifestFile) -> io::Result<Self> {
        let stamp = Stamp::from_metadata(&fs::metadata(output.join(&file.path))?);
        Ok(Self { file, written: Some(stamp.written) })
    }

    /// Looks what became of the file. Its content is read only where the disk says that it was written again.
    ///
    /// # Errors
    /// The disk can't tell: it may be there as it was.
    pub(crate) fn state(&self, output: &Path) -> io::Result<FileState> {
        let path = output.join(&self.file.path);
        let metadata = disk::link_metadata(&path)?.filter(fs::Metadata::is_file);
        let Some(stamp) = metadata.map(|metadata| Stamp::from_metadata(&metadata)) else {
            return Ok(FileState::Gone);
        };
        if self.written == Some(stamp.written) && stamp.bytes == self.file.bytes {
            return Ok(FileState::Same);
        }
        let content = match fs::read(&path) {
            Err(error) if disk::is_absent(&error) => return Ok(FileState::Gone),
            content => content?,
        };
        let hash = sha256(&content);
        let (same, bytes) = (hash == self.file.sha256, content.len() as u64);
        let file = ManifestFile { bytes, sha256: hash, ..self.file.clone() };
        let now = Self { file, written: Some(stamp.written) };
        Ok(if same { FileState::Rewritten(now) } else { FileState::Changed(now) })
    }

    /// True where the file is as it was, whenever it was written.
    ///
    /// # Errors
    /// The disk can't tell.
    pub(crate) fn is_there(&self, output: &Path) -> io::Result<bool> {
        Ok(matches!(self.state(output)?, FileState::Same | FileState::Rewritten(_)))
    }
}

/// When something about the build as a whole was made, and until when it holds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ValidityWindow {
    /// Hash of what it was made with besides the documents; empty where it is not known to hold.
    key: String,
    /// Seconds since 1970.
    from: i64,
    /// Seconds since 1970; `None` where time alone changes nothing any more.
    until: Option<i64>,
}

impl ValidityWindow {
    /// What was made at a moment, with all of a hash, and holds until another.
    pub(crate) fn new(key: String, now: Timestamp, until: Option<Timestamp>) -> Self {
        Self { key, from: now.as_second(), until: until.map(Timestamp::as_second) }
    }

    /// True where it would be made the same now.
    pub(crate) fn holds(&self, key: &str, now: Timestamp) -> bool {
        let now = now.as_second();
        self.key == key && self.from <= now && self.until.is_none_or(|until| now < until)
    }
}

/// A finding, kept to be said again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CachedDiagnostic {
    code: String,
    severity: Severity,
    message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    span: Option<(u32, u32)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    edits: Vec<(u32, u32, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) edition: Option<String>,
}

impl CachedDiagnostic {
    /// A finding to be kept; `None` for one about another text than the document's.
    pub(crate) fn from_diagnostic(finding: &Diagnostic) -> Option<Self> {
        finding.source.is_none().then(|| Self::from_any(finding))
    }

    /// Any finding, without the text that it is about.
    pub(crate) fn from_any(finding: &Diagnostic) -> Self {
        let Diagnostic { code, severity, message, span, help, edits, cause, edition, source: _ } = finding;
        Self {
            code: code.name().to_owned(),
            severity: *severity,
            message: message.clone(),
            span: span.map(|span| (span.start, span.end)),
            help: help.clone(),
            cause: cause.map(|cause| cause.name().to_owned()),
            edits: edits.iter().map(|edit| (edit.span.start, edit.span.end, edit.text.clone())).collect(),
            edition: edition.map(str::to_owned),
        }
    }

    /// The finding again; `None` where this version does not know its code or edition.
    pub(crate) fn restore(&self) -> Option<Diagnostic> {
        let code = Code::named(&self.code)?;
        let cause = self.cause.as_deref().and_then(Code::named);
        let edition = match &self.edition {
            Some(name) => Some(registry().iter().find(|kind| kind.name == *name)?.name),
            None => None,
        };
        let (span, help) = (self.span.map(|(start, end)| Span { start, end }), self.help.clone());
        let message = self.message.clone();
        let edit = |(start, end, text): &(u32, u32, String)| Edit {
            span: Span { start: *start, end: *end },
            text: text.clone(),
        };
        let edits = self.edits.iter().map(edit).collect();
        let severity = self.severity;
        Some(Diagnostic { code, severity, message, span, help, edits, cause, edition, source: None })
    }
}
