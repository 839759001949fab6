//! The model's own JSON form, read back beside its pictures.
//!
//! A newsroom's system may hand over what it likes, so that everything that reading Markdown guarantees is checked
//! here again: a document that breaks a guarantee is refused, with the reason.

use std::collections::BTreeSet;

use super::{ReadOptions, builder::MAX_BLOCKS, clean, link, picture, slug};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Source, Span},
    model::{Block, Document, FORMAT, Image, ImageSource, Inline, LinkTarget, MAX_DEPTH, Table, word},
};

/// The deepest that brackets nest in the JSON of a document within [`MAX_DEPTH`].
const MAX_BRACKETS: usize = 8 * MAX_DEPTH;

/// Reads a document; `None` where a finding says why not.
pub(super) fn read(source: &Source, options: &ReadOptions<'_>, found: &mut Diagnostics) -> Option<Document> {
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
        let start = source.line_start(error.line()) + error.column().saturating_sub(1);
        Span::new(source.floor(start), source.floor(start + 1))
    };
    let wrong = |error: serde_json::Error| {
        let finding = Diagnostic::error(
            Code::Syntax,
            format!("this is not a document in the model's JSON form: {error}"),
        );
        finding.at(place(&error)).help("`pressroom build --to model` writes an example of the form")
    };
    let document: Document = serde::Deserialize::deserialize(&mut deserializer).map_err(wrong)?;
    deserializer.end().map_err(wrong)?;
    if document.format != FORMAT {
        return Err(refusal(format!("`format` is `{}`; this Pressroom reads `{FORMAT}`", document.format)));
    }
    Ok(document)
}

/// Any JSON in which brackets nest no deeper than in a document and a little around it.
pub(super) fn bounded<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    if bracket_depth(text) > MAX_BRACKETS + 8 {
        return Err("its brackets nest too deep".to_owned());
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    deserializer.disable_recursion_limit();
    let read =
        serde::Deserialize::deserialize(&mut deserializer).and_then(|read| deserializer.end().map(|()| read));
    read.map_err(|error| error.to_string())
}

/// A part of the document, without a word about what is wrong elsewhere.
pub(super) fn lenient<T: serde::de::DeserializeOwned>(source: &Source) -> Option<T> {
    if bracket_depth(&source.text) > MAX_BRACKETS {
        return None;
    }
    let mut deserializer = serde_json::Deserializer::from_str(&source.text);
    deserializer.disable_recursion_limit();
    serde::Deserialize::deserialize(&mut deserializer).ok()
}

fn refusal(message: String) -> Diagnostic {
    Diagnostic::error(Code::Syntax, message)
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
fn check(mut document: Document, options: &ReadOptions<'_>) -> Result<Document, Diagnostic> {
    let metadata = &mut document.metadata;
    metadata.slug = word::nfc(&metadata.slug).into_owned();
    if !slug::is_file_slug(&metadata.slug) {
        return Err(refusal(format!("the slug `{}` is not safe as a file name", metadata.slug)));
    }
    if let Some(original) = metadata.translation_of.as_deref().filter(|slug| !slug::is_file_slug(slug)) {
        return Err(refusal(format!("`translation_of` is no slug: `{original}`")));
    }
    if metadata.headline.trim().is_empty() {
        return Err(Diagnostic::error(Code::MissingHeadline, "the headline is empty"));
    }
    for url in
        metadata.canonical_url.iter().chain(metadata.authors.iter().filter_map(|author| author.url.as_ref()))
    {
        if link::web(url).is_none() {
            return Err(Diagnostic::error(
                Code::UnsafeUrl,
                format!("`{url}` is not an absolute http or https URL"),
            ));
        }
    }
    for asset in &mut document.assets {
        // Beside the article they are where it names them, beside an edition in `media/`.
        let published = format!("media/{}", asset.name);
        let opened = options.pictures.open(&asset.path).or_else(|_| options.pictures.open(&published));
        let bytes = opened.map_err(|error| {
            Diagnostic::error(Code::MissingPicture, format!("the picture {} {error}", asset.path))
        })?;
        *asset = picture::asset(&asset.path, &bytes, options.pictures).map_err(|why| {
            Diagnostic::error(Code::BadPicture, format!("the picture {} {why}", asset.path))
        })?;
    }
    for (index, footnote) in document.footnotes.iter().enumerate() {
        if footnote.number as usize != index + 1 {
            return Err(refusal("footnotes must be numbered 1, 2, 3, ... in their order".to_owned()));
        }
    }
    if !document.footnotes.is_sorted_by_key(|footnote| footnote.place) {
        let message = "footnotes must stand in the order of their parts: lede, cards, sign-off";
        return Err(refusal(message.to_owned()));
    }
    for (index, card) in document.cards.iter().enumerate() {
        if card.number as usize != index + 1 {
            return Err(refusal("cards must be numbered 1, 2, 3, ... in their order".to_owned()));
        }
    }
    clean_strings(&mut document)?;
    let mut checker = Checker {
        assets: document.assets.len(),
        footnotes: document.footnotes.len(),
        blocks: 0,
        ids: BTreeSet::new(),
        targets: Vec::new(),
        wrong: None,
    };
    if let Some(lead) = &document.metadata.image {
        checker.image(&lead.image);
    }
    for card in &document.cards {
        checker.id(&card.id);
        checker.inlines(&card.question, 0);
        checker.blocks(&card.blocks, 0);
    }
    checker.blocks(&document.lede, 0);
    checker.blocks(&document.signoff, 0);
    for footnote in &document.footnotes {
        checker.blocks(&footnote.blocks, 0);
    }
    let lost = checker.targets.iter().find(|target| !checker.ids.contains(**target));
    if let Some(lost) = lost {
        return Err(Diagnostic::error(Code::BrokenLink, format!("no card or heading has the id `{lost}`")));
    }
    match checker.wrong {
        Some(finding) => Err(finding),
        None => Ok(document),
    }
}

/// Refuses characters that no edition may carry, wherever they stand: every string of the document is looked at.
fn clean_strings(document: &mut Document) -> Result<(), Diagnostic> {
    let value = serde_json::to_value(&*document).map_err(|error| refusal(error.to_string()))?;
    let mut stack = vec![&value];
    while let Some(value) = stack.pop() {
        match value {
            serde_json::Value::String(text) if clean::preformatted(text).1.any() => {
                let message = "a text holds a control character that no edition may carry";
                return Err(Diagnostic::error(Code::ControlCharacter, message));
            }
            serde_json::Value::Array(items) => stack.extend(items),
            serde_json::Value::Object(members) => stack.extend(members.values()),
            serde_json::Value::Null
            | serde_json::Value::Bool(_)
            | serde_json::Value::Number(_)
            | serde_json::Value::String(_) => {}
        }
    }
    Ok(())
}

struct Checker<'d> {
    assets: usize,
    footnotes: usize,
    /// How many blocks and items were seen.
    blocks: usize,
    ids: BTreeSet<&'d str>,
    targets: Vec<&'d str>,
    wrong: Option<Diagnostic>,
}

impl<'d> Checker<'d> {
    fn refuse(&mut self, message: String, span: Span) {
        self.wrong.get_or_insert(refusal(message).at(span));
    }

    fn id(&mut self, id: &'d str) {
        if !slug::is_id(id) || !self.ids.insert(id) {
            self.wrong.get_or_insert(refusal(format!(
                "the id `{id}` is empty, used twice or not made of letters, digits, `-` and `_`"
            )));
        }
    }

    /// Counts a block or an item.
    fn count(&mut self, span: Span) {
        self.blocks += 1;
        if self.blocks > MAX_BLOCKS {
            let message = format!("an explainer may have {MAX_BLOCKS} blocks; this one has more");
            self.wrong.get_or_insert(Diagnostic::error(Code::TooMany, message).at(span));
        }
    }

    fn blocks(&mut self, blocks: &'d [Block], depth: usize) {
        if depth >= MAX_DEPTH {
            let span = blocks.first().map(Block::span).unwrap_or_default();
            return self.refuse(format!("blocks nest deeper than {MAX_DEPTH} levels"), span);
        }
        for block in blocks {
            self.count(block.span());
            match block {
                Block::Paragraph { content, .. } => self.inlines(content, depth),
                Block::Heading(heading) => {
                    self.id(&heading.id);
                    if !(1..=4).contains(&heading.level) {
                        self.refuse(
                            format!("a heading has the level {}, not 1 to 4", heading.level),
                            heading.span,
                        );
                    }
                    self.inlines(&heading.content, depth);
                }
                Block::BlockQuote(quote) => {
                    self.blocks(&quote.blocks, depth + 1);
                    self.inlines(&quote.attribution, depth);
                }
                Block::List(list) => {
                    for item in &list.items {
                        self.count(item.span);
                        self.blocks(&item.blocks, depth + 1);
                    }
                }
                Block::Table(table) => self.table(table, depth),
                Block::Figure(figure) => {
                    self.image(&figure.image);
                    self.inlines(&figure.caption, depth);
                }
                Block::Related(related) => {
                    related.target.iter().for_each(|target| self.target(target, related.span));
                    self.inlines(&related.headline, depth);
                    self.blocks(&related.description, depth + 1);
                }
                Block::Callout(callout) => {
                    self.inlines(&callout.title, depth);
                    self.blocks(&callout.blocks, depth + 1);
                }
                Block::DefinitionList(list) => {
                    for item in &list.items {
                        self.inlines(&item.term, depth);
                        item.definitions.iter().for_each(|blocks| self.blocks(blocks, depth + 1));
                    }
                }
                Block::CodeBlock(_) | Block::ThematicBreak { .. } => {}
            }
        }
    }

    fn table(&mut self, table: &'d Table, depth: usize) {
        let columns = table.alignments.len();
        let head = table.head.is_empty() || table.head.len() == columns;
        if columns == 0 || !head || table.rows.iter().any(|row| row.len() != columns) {
            self.refuse(
                "every row of a table must have as many cells as `alignments`".to_owned(),
                table.span,
            );
        }
        self.inlines(&table.caption, depth);
        table
            .head
            .iter()
            .chain(table.rows.iter().flatten())
            .for_each(|cell| self.inlines(&cell.content, depth));
    }

    fn inlines(&mut self, inlines: &'d [Inline], depth: usize) {
        if depth >= MAX_DEPTH {
            return self.refuse(format!("inlines nest deeper than {MAX_DEPTH} levels"), Span::default());
        }
        for inline in inlines {
            match inline {
                Inline::Emphasis { content, .. }
                | Inline::Strong { content, .. }
                | Inline::Strikethrough { content, .. }
                | Inline::Superscript { content, .. }
                | Inline::Subscript { content, .. } => self.inlines(content, depth + 1),
                Inline::Link { target, content, span, .. } => {
                    self.target(target, *span);
                    self.inlines(content, depth + 1);
                }
                Inline::Image(image) => self.image(image),
                Inline::FootnoteReference { number, span, .. } => {
                    if *number == 0 || *number as usize > self.footnotes {
                        self.refuse(format!("there is no footnote {number}"), *span);
                    }
                }
                Inline::Text { value, span }
                | Inline::Code { value, span }
                | Inline::Math { value, span, .. } => {
                    if value.contains('\n') {
                        self.refuse(
                            "a line break within a text is a `hard-break` or `soft-break`".to_owned(),
                            *span,
                        );
                    }
                }
                Inline::SoftBreak | Inline::HardBreak => {}
            }
        }
    }

    fn image(&mut self, image: &'d Image) {
        match &image.source {
            ImageSource::Local(index) if *index >= self.assets => {
                self.refuse(format!("there is no asset {index}"), image.span);
            }
            ImageSource::Remote { url, .. } if link::web(url).is_none() => {
                self.refuse(format!("`{url}` is not an absolute http or https URL"), image.span);
            }
            ImageSource::Local(_) | ImageSource::Remote { .. } | ImageSource::Missing(_) => {}
        }
    }

    fn target(&mut self, target: &'d LinkTarget, span: Span) {
        match target {
            LinkTarget::Internal(id) => self.targets.push(id),
            LinkTarget::External(_) | LinkTarget::Email(_) | LinkTarget::Telephone(_) => {
                let url = target.url();
                if link::check(&url, None) != link::Checked::Target(target.clone()) {
                    self.refuse(
                        format!("`{url}` is not a URL that a link may have, in its normal form"),
                        span,
                    );
                }
            }
        }
    }
}
