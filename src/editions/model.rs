//! The `model` edition: the canonical document itself, as JSON.
//!
//! It is what Pressroom knows after reading, so that other programs can use it and Pressroom can read it back. The
//! pictures stand beside it, because the JSON only names them.

use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_document::{
    Document,
    paths::{edition_file, picture_file},
};
use pressroom_render::{Backend, Context, Edition};
use pressroom_theme::Theme;

/// Prepares the edition; it takes nothing from the theme.
pub(crate) fn prepare(_theme: &Theme) -> Result<Box<dyn Backend>, Diagnostics> {
    Ok(Box::new(Model))
}

struct Model;

impl Backend for Model {
    fn render(&self, document: &Document, _context: &Context<'_>) -> Result<Edition, Diagnostics> {
        let mut json = serde_json::to_vec_pretty(document).map_err(|error| {
            vec![Diagnostic::error(Code::EditionFailed, format!("the document has no JSON form: {error}"))]
        })?;
        json.push(b'\n');
        let mut edition = Edition::from_file(edition_file(&document.metadata.slug, "model.json"), json);
        for asset in &document.assets {
            edition.files.insert(picture_file(&asset.name), asset.bytes.clone());
        }
        Ok(edition)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use pressroom_config::Site;
    use pressroom_theme::{DEFAULT, Theme};

    #[test]
    fn a_document_comes_back_as_it_was() {
        let theme = Theme::builtin(DEFAULT).unwrap();
        let site = Site::default();
        let image_cache = pressroom_images::ImageCache::default();
        let words = theme.messages("en");
        let context = Context::new(&site, &words, &image_cache);
        for document in [pressroom_samples::every_variant(), pressroom_samples::deep()] {
            let edition = prepare(&theme).unwrap().render(&document, &context).unwrap();
            let json = edition.files.get("every-variant.model.json").unwrap();
            assert_eq!(json.last(), Some(&b'\n'));
            let mut deserializer = serde_json::Deserializer::from_slice(json);
            deserializer.disable_recursion_limit();
            let mut back = Document::deserialize(&mut deserializer).unwrap();
            for (asset, original) in back.assets.iter_mut().zip(&document.assets) {
                assert!(asset.bytes.is_empty());
                asset.bytes = original.bytes.clone();
            }
            assert_eq!(back, document);
        }
    }
}
