//! The model's own JSON form, as the edition `model` writes it.

use serde_json::Value;

use crate::{ImportError, ImportOptions, ImportSource, article::Article};
use pressroom_diagnostics::Source;
use pressroom_document::FORMAT;
use pressroom_read::ReadOptions;

/// True for a document in the model's form.
pub(crate) fn is_model(value: &Value) -> bool {
    value.get("format").and_then(Value::as_str) == Some(FORMAT)
}

/// Reads a document. Its pictures are beside it.
///
/// # Errors
/// It is none, or breaks a guarantee of the model.
pub(crate) fn read(
    source: &ImportSource<'_>,
    options: &ImportOptions<'_>,
) -> Result<Vec<Article>, ImportError> {
    let (decoded, _) = Source::decode(source.name, source.bytes);
    let slug = source.stem().trim_end_matches(".model").to_owned();
    let read_options = ReadOptions { site: options.site, slug: &slug, pictures: source.beside, now: None };
    let (document, found) = pressroom_read::model_json(&decoded, &read_options);
    let Some(document) = document else {
        let error = found.iter().find(|finding| finding.is_error());
        return Err(ImportError::Document(error.map(|error| error.message.clone()).unwrap_or_default()));
    };
    Ok(vec![Article {
        name: document.metadata.slug.clone(),
        producer: Some("Pressroom".to_owned()),
        findings: found.iter().map(crate::ImportFinding::of_reader).collect(),
        document: Some(Box::new(document)),
        ..Article::default()
    }])
}
