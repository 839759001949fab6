//! Documents in the model's JSON form, as another program may write them.

use std::sync::LazyLock;

use pressroom_diagnostics::{Diagnostic, Source};
use pressroom_read::{markdown, model_json};
use serde_json::Value;

use super::{
    Target,
    documents::{self, SOURCES, examine, lossy, options},
    json, mutate,
    random::Random,
    run, well_formed,
};

#[rustfmt::skip]
const WORDS: &[&str] = &[
    "type", "paragraph", "heading", "block-quote", "list", "code-block", "table", "figure", "related",
    "callout", "definition-list", "thematic-break", "text", "emphasis", "strong", "code", "math", "link",
    "image", "footnote-reference", "soft-break", "hard-break", "content", "value", "span", "level", "id",
    "blocks", "items", "rows", "head", "alignments", "target", "external", "internal", "email", "telephone",
    "local", "remote", "missing", "number", "occurrence", "references", "place", "lede", "card", "signoff",
    "footnotes", "assets", "metadata", "slug", "headline", "language", "canonical_url", "version",
    "keywords", "istanbul", "fn-1", "__proto__", "amp-x",
];

/// The models of all sources.
static MODELS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let read = |text: &String| markdown(&Source::new("seed.md", text.as_str()), &options()).0;
    let documents = SOURCES.iter().filter_map(read);
    documents.map(|document| serde_json::to_value(&document).unwrap()).collect()
});

pub(crate) struct Model;

impl Target for Model {
    fn name(&self) -> &'static str {
        "model-json"
    }

    fn short(&self) -> u64 {
        250
    }

    fn words(&self) -> &'static [&'static str] {
        WORDS
    }

    fn seeds(&self) -> Vec<Vec<u8>> {
        MODELS.iter().map(|model| model.to_string().into_bytes()).collect()
    }

    fn fresh(&self, random: &mut Random) -> Vec<u8> {
        let (base, other) = (random.below(MODELS.len()), random.below(MODELS.len()));
        json::mutated(random, &MODELS[base], &MODELS[other], WORDS)
    }

    fn mutated(&self, random: &mut Random, input: &[u8]) -> Vec<u8> {
        let other = &MODELS[random.below(MODELS.len())];
        match well_formed::json(input) {
            Ok(value) => json::mutated(random, &value, other, WORDS),
            Err(_) => mutate::text(random, &[lossy(input)], WORDS).into_bytes(),
        }
    }

    fn check(&self, input: &[u8]) -> Result<(), String> {
        let (source, _) = Source::decode("fuzz.model.json", input);
        let (document, found) = model_json(&source, &options());
        let again = model_json(&source, &options());
        if (&document, &found) != (&again.0, &again.1) {
            return Err("it is read in two ways".to_owned());
        }
        match document {
            Some(document) => {
                if let Err(error) = well_formed::json(source.text.as_bytes()) {
                    return Err(format!("it is no JSON, and is read: {error}"));
                }
                examine(&document, &lossy(input))
            }
            None if found.iter().any(Diagnostic::is_error) => Ok(()),
            None => Err(format!("nothing says why it is not read: {found:?}")),
        }
    }
}

#[test]
fn model_json_form() {
    run(&Model);
}

/// Every source of the suite is a seed that is read.
#[test]
fn models_are_seeds() {
    assert!(MODELS.len() > 20, "{} models", MODELS.len());
    for text in &*SOURCES {
        if let Some(document) = markdown(&Source::new("seed.md", text.as_str()), &options()).0 {
            documents::comes_back(&document).unwrap();
        }
    }
}
