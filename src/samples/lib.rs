//! Documents for the tests of other crates; no part of what is built.

use std::sync::Arc;

use pressroom_document::{Block, Document, Inline, MAX_DEPTH, Quote};

/// A document that holds every variant of the model.
#[allow(clippy::expect_used, reason = "only tests use it")]
pub fn every_variant() -> Document {
    let mut document: Document =
        serde_json::from_str(include_str!("../render/sample.json")).expect("the sample is a document");
    for (index, asset) in document.assets.iter_mut().enumerate() {
        asset.bytes = Arc::from([u8::try_from(index).expect("the sample has few pictures")]);
    }
    document
}

/// The same document with a lede that is nested as deep as the model allows.
pub fn deep() -> Document {
    let mut document = every_variant();
    let text = Inline::Text { value: "at the bottom".to_owned(), span: Default::default() };
    let mut block = Block::Paragraph { content: vec![text], span: Default::default() };
    for _ in 1..MAX_DEPTH {
        block = Block::BlockQuote(Quote {
            blocks: vec![block],
            attribution: Vec::new(),
            span: Default::default(),
        });
    }
    document.lede.push(block);
    document
}
