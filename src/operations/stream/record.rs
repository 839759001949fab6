//! The records of a stream: JSON objects, one to a line (NDJSON).

use base64::{Engine, prelude::BASE64_STANDARD};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use pressroom_diagnostics::FindingRecord;

/// A line of a stream: a record that comes in, or one that goes out.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[allow(dead_code, reason = "it is there for its schema")]
pub(crate) enum StreamLine {
    /// In.
    In(Incoming),
    /// Out.
    Out(Outgoing<'static>),
}

/// A record that comes in: an explainer.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("oneOf" = [{ "required": ["markdown"] }, { "required": ["model"] }]))]
pub(crate) struct Incoming {
    /// What the sender calls it, in at most 1024 bytes; every record that goes out for it says the same.
    #[schemars(length(min = 1, max = 1024))]
    pub(super) id: String,
    /// The explainer in Markdown with front matter.
    #[serde(default)]
    pub(super) markdown: Option<String>,
    /// The explainer in the model's JSON form (the schema `model`), in place of `markdown`.
    #[serde(default)]
    pub(super) model: Option<Value>,
    /// Where its pictures are: a folder below the one that the command names.
    #[serde(default)]
    pub(super) base: Option<String>,
}

/// What of a line that is no good record is looked at all the same.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    /// What it says for its id, of whatever type.
    pub(super) id: Value,
}

/// A record that goes out: an edition of an explainer.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Outgoing<'a> {
    /// What the sender calls the explainer. `null` for a line that says no id; that of a record which is refused for it may be
    /// a number.
    #[schemars(with = "Value", extend("type" = ["string", "number", "null"]))]
    pub(super) id: &'a Value,
    /// The line that it came in, from 1.
    pub(super) line: u64,
    /// The edition; `null` where the line says no id.
    pub(super) edition: Option<&'a str>,
    /// What came of it.
    pub(super) status: Outcome,
    /// The name of its folder; `null` where it could not be read.
    pub(super) slug: Option<&'a str>,
    /// Its files, sorted by path.
    pub(super) files: Vec<FileRecord<'a>>,
    /// The files of earlier records of this id that were removed with `--out`, by their paths in the explainer's folder: in the
    /// record of the first edition.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) removed: Vec<String>,
    /// What was found in it. What concerns all editions is in the record of the first.
    pub(super) diagnostics: Vec<FindingRecord<'a>>,
}

/// What came of an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Outcome {
    /// It was made.
    Made,
    /// An error kept it from being made.
    Failed,
    /// It must not be seen yet.
    Embargoed,
    /// The explainer is a draft: none were asked for, or the edition is one of partners' systems.
    Draft,
    /// The explainer is withheld or canceled, and this is an edition that must not be there then.
    Withdrawn,
}

/// A file of an edition.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FileRecord<'a> {
    /// Its path in the explainer's folder, with `/`.
    pub(super) path: &'a str,
    /// Its content.
    #[serde(flatten)]
    pub(super) content: Content<'a>,
}

/// Where the content of a file is. The field's name says which.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Content<'a> {
    /// Here, as text.
    Text(&'a str),
    /// Here, in base64 (RFC 4648, section 4).
    Base64(String),
    /// In the file of this path.
    Stored(String),
    /// In the record of this edition of the same explainer, in the file of the same path: pictures are shared.
    In(&'a str),
}

impl<'a> Content<'a> {
    /// Content that goes into the record itself.
    pub(super) fn inline(bytes: &'a [u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text),
            Err(_) => Self::Base64(BASE64_STANDARD.encode(bytes)),
        }
    }
}

/// A line that is no good record.
pub(super) struct BadLine {
    /// What the sender calls it; `null` where the line does not say.
    pub(super) id: Value,
    pub(super) message: String,
}

impl BadLine {
    pub(super) fn nameless(message: String) -> Self {
        Self { id: Value::Null, message }
    }
}
