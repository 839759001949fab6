//! Plain text, as scraped or mailed.

use crate::{ImportError, ImportSource, article::Article};
use pressroom_diagnostics::Span;
use pressroom_read::builder::{Builder, Container};

/// Reads a text: paragraphs between blank lines.
pub(crate) fn read(source: &ImportSource<'_>) -> Result<Vec<Article>, ImportError> {
    let text = std::str::from_utf8(source.bytes).map_err(|error| ImportError::Damaged(error.to_string()))?;
    let mut found = Vec::new();
    let mut builder = Builder::new(&mut found);
    for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
        let opened = builder.open(Container::Paragraph, Span::default());
        builder.text(paragraph.trim().replace('\n', " "), Span::default());
        builder.close(opened);
    }
    Ok(vec![Article { name: source.stem().to_owned(), draft: builder.finish_all(), ..Article::default() }])
}
