//! Documents for the unit tests of editions.

use std::sync::Arc;

use crate::model::{Block, Document, Inline, Quote};

/// A document that holds every variant of the model.
pub(crate) fn every_variant() -> Document {
    let mut document: Document = serde_json::from_str(include_str!("sample.json")).unwrap();
    for (index, asset) in document.assets.iter_mut().enumerate() {
        asset.bytes = Arc::from([u8::try_from(index).unwrap()]);
    }
    document
}

/// The same with a lede that is nested as deep as the model allows.
pub(crate) fn deep() -> Document {
    let mut document = every_variant();
    let text = Inline::Text { value: "at the bottom".to_owned(), span: Default::default() };
    let mut block = Block::Paragraph { content: vec![text], span: Default::default() };
    for _ in 1..crate::model::MAX_DEPTH {
        block = Block::BlockQuote(Quote {
            blocks: vec![block],
            attribution: Vec::new(),
            span: Default::default(),
        });
    }
    document.lede.push(block);
    document
}
