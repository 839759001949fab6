//! The model's own JSON form, read back beside its pictures.
//!
//! A newsroom's system may hand over what it likes, so that everything that reading Markdown guarantees is checked
//! here again: a document that breaks a guarantee is refused, with the reason.

mod check;

use self::check::refusal;
use super::ReadOptions;
use crate::Clean;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Source};
use pressroom_document::{
    Document, FORMAT, MAX_DEPTH, Metadata, clean, link, paths::picture_file, slug, word,
};
use pressroom_images::inspect as picture;

/// The deepest that brackets nest in the JSON of a document within [`MAX_DEPTH`].
const MAX_BRACKETS: usize = 8 * MAX_DEPTH;

/// Reads a document; `None` where a finding says why not.
pub(crate) fn read(source: &Source, options: &ReadOptions<'_>, found: &mut Diagnostics) -> Option<Clean> {
    match parse(source).and_then(|document| check(document, options)) {
        Ok(document) => Some(document),
        Err(finding) => {
            found.push(finding);
            None
        }
    }
}

fn parse(source: &Source) -> Result<Document, Diagnostic> {
    if bracket_depth(&source.text) > MAX_BRACKETS {
        return Err(refusal("the document nests deeper than any edition can show".to_owned()));
    }
    let mut deserializer = serde_json::Deserializer::from_str(&source.text);
    deserializer.disable_recursion_limit();
    let place = |error: &serde_json::Error| {
        source.character_span(source.line_start(error.line()) + error.column().saturating_sub(1))
    };
    let wrong = |error: serde_json::Error| {
        let finding = Diagnostic::error(
            Code::Syntax,
            format!("this is not a document in the model's JSON form: {error}"),
        );
        finding.with_span(place(&error)).help("`pressroom build --to model` writes an example of the form")
    };
    let document: Document = serde::Deserialize::deserialize(&mut deserializer).map_err(wrong)?;
    deserializer.end().map_err(wrong)?;
    if document.format != FORMAT {
        return Err(refusal(format!("`format` is `{}`; this Pressroom reads `{FORMAT}`", document.format)));
    }
    Ok(document)
}

/// JSON that can't be read.
#[derive(Debug)]
pub enum JsonError {
    /// Its brackets nest deeper than those of any document.
    TooDeep,
    /// It is no JSON, or not of the form that is wanted.
    Json(serde_json::Error),
}

impl std::fmt::Display for JsonError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooDeep => formatter.write_str("its brackets nest too deep"),
            Self::Json(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for JsonError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::TooDeep => None,
            Self::Json(error) => Some(error),
        }
    }
}

impl From<serde_json::Error> for JsonError {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(error)
    }
}

/// Any JSON in which brackets nest no deeper than in a document and a little around it.
pub(crate) fn bounded<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, JsonError> {
    if bracket_depth(text) > MAX_BRACKETS + 8 {
        return Err(JsonError::TooDeep);
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    deserializer.disable_recursion_limit();
    let read = serde::Deserialize::deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(read)
}

/// A part of the document, without a word about what is wrong elsewhere.
pub(crate) fn lenient<T: serde::de::DeserializeOwned>(source: &Source) -> Option<T> {
    if bracket_depth(&source.text) > MAX_BRACKETS {
        return None;
    }
    let mut deserializer = serde_json::Deserializer::from_str(&source.text);
    deserializer.disable_recursion_limit();
    serde::Deserialize::deserialize(&mut deserializer).ok()
}

/// How deep brackets nest, strings left out.
fn bracket_depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Checks what the types can't say and loads the pictures.
fn check(mut document: Document, options: &ReadOptions<'_>) -> Result<Clean, Diagnostic> {
    metadata(&mut document.metadata)?;
    for asset in &mut document.assets {
        if clean::line(&asset.path).0 != asset.path {
            return Err(refusal(
                "the path of a picture holds a control character or a line break".to_owned(),
            ));
        }
        // Beside the article they are where it names them, beside an edition in `media/`.
        let published = picture_file(&asset.name);
        let opened = options.pictures.open(&asset.path).or_else(|error| {
            if error.code() == Code::Disk { Err(error) } else { options.pictures.open(&published) }
        });
        let bytes = opened.map_err(|error| {
            Diagnostic::error(error.code(), format!("the picture {} {error}", asset.path))
        })?;
        *asset = picture::load_asset(&asset.path, &bytes, options.pictures).map_err(|why| {
            Diagnostic::error(Code::BadPicture, format!("the picture {} {why}", asset.path))
        })?;
    }
    check::check(&document)?;
    let (document, unclean) = Clean::new(document);
    if let Some(unclean) = unclean.first() {
        return Err(unclean.refusal());
    }
    if document.as_document().metadata.headline.is_empty() {
        return Err(Diagnostic::error(Code::MissingHeadline, "the headline is empty"));
    }
    Ok(document)
}

/// Checks names and addresses, and gives these their normal form.
fn metadata(metadata: &mut Metadata) -> Result<(), Diagnostic> {
    metadata.slug = word::nfc(&metadata.slug).into_owned();
    if !slug::is_file_slug(&metadata.slug) {
        return Err(refusal(format!("the slug `{}` is not safe as a file name", metadata.slug)));
    }
    if let Some(original) = metadata.translation_of.as_deref().filter(|slug| !slug::is_file_slug(slug)) {
        return Err(refusal(format!("`translation_of` is not a slug: `{original}`")));
    }
    if metadata.version == 0 {
        return Err(refusal("`version` is 0; versions count from 1".to_owned()));
    }
    let authors = metadata.authors.iter_mut().filter_map(|author| author.url.as_mut());
    for url in metadata.canonical_url.iter_mut().chain(authors) {
        *url = link::web(url).ok_or_else(|| {
            Diagnostic::error(Code::UnsafeUrl, format!("`{url}` is not an absolute http or https URL"))
        })?;
    }
    Ok(())
}
