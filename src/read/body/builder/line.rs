//! Lines and paragraphs: what stands at their ends, and what a picture or a dash makes of them.

use pressroom_diagnostics::Span;
use pressroom_document::{Block, Figure, Image, Inline, text};

/// Marks a picture's title in a draft until it is known whether the picture stands alone. A non-character, which no
/// text can hold.
pub(super) const CAPTION: char = '\u{fdd0}';

/// A paragraph, or a figure where a picture stands alone; nothing where there is only space.
pub(super) fn paragraph(inlines: Vec<Inline>, span: Span) -> Option<Block> {
    let mut content = without_ends(inlines);
    let image = match content.as_slice() {
        [Inline::Image(image)] => Some((Image::clone(image), Vec::new())),
        [Inline::Image(image), Inline::Text { value, span }] => value
            .strip_prefix(CAPTION)
            .and_then(|value| value.strip_suffix(CAPTION))
            .filter(|value| !value.contains(CAPTION))
            .map(|value| (Image::clone(image), vec![Inline::Text { value: value.to_owned(), span: *span }])),
        _ => None,
    };
    if let Some((image, caption)) = image {
        return Some(Block::Figure(Figure { image, caption, span }));
    }
    spell_out_titles(&mut content);
    (!content.is_empty()).then_some(Block::Paragraph { content, span })
}

/// Titles and credits of pictures within text follow them in brackets.
fn spell_out_titles(inlines: &mut Vec<Inline>) {
    spell_out_credits(inlines);
    for inline in inlines {
        if let Inline::Text { value, .. } = inline {
            // Most texts don't even have the first byte of it.
            if memchr::memchr(0xEF, value.as_bytes()).is_none() {
                continue;
            }
            while let Some((before, rest)) = value.split_once(CAPTION) {
                let (title, after) = rest.split_once(CAPTION).unwrap_or((rest, ""));
                *value = format!("{before} ({title}){after}");
            }
        } else if let Some(content) = inline.content_mut() {
            spell_out_titles(content);
        }
    }
}

/// Puts the credit of each picture behind it, unless it stands there.
fn spell_out_credits(inlines: &mut Vec<Inline>) {
    let has_credit = |inline: &Inline| matches!(inline, Inline::Image(image) if image.credit.is_some());
    if !inlines.iter().any(has_credit) {
        return;
    }
    let mut rest = std::mem::take(inlines).into_iter().peekable();
    while let Some(inline) = rest.next() {
        let credit = if let Inline::Image(image) = &inline {
            image.credit.as_ref().map(|credit| (format!(" ({credit})"), image.span))
        } else {
            None
        };
        inlines.push(inline);
        let Some((words, span)) = credit else { continue };
        match rest.peek_mut() {
            Some(Inline::Text { value, .. }) if value.starts_with(&words) => {}
            // The title comes first.
            Some(Inline::Text { value, .. }) if value.starts_with(CAPTION) => {
                let end = value.get(CAPTION.len_utf8()..).and_then(|title| title.find(CAPTION));
                let end = end.map_or(value.len(), |end| end + 2 * CAPTION.len_utf8());
                value.insert_str(end, &words);
            }
            _ => inlines.push(Inline::Text { value: words, span }),
        }
    }
}

/// A line that can't be a figure: without space at either end, titles of pictures spelled out.
pub(super) fn trimmed(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut inlines = without_ends(inlines);
    spell_out_titles(&mut inlines);
    inlines
}

/// Inlines without space or breaks at either end.
fn without_ends(mut inlines: Vec<Inline>) -> Vec<Inline> {
    let blank = |inline: &Inline| {
        let space =
            matches!(inline, Inline::Text { value, .. } if value.trim_matches([' ', '\t']).is_empty());
        space || inline.is_break()
    };
    while inlines.last().is_some_and(blank) {
        inlines.pop();
    }
    let lead = inlines.iter().take_while(|inline| blank(inline)).count();
    if lead > 0 {
        inlines.drain(..lead);
    }
    if let Some(Inline::Text { value, span }) = inlines.first_mut()
        && value.starts_with([' ', '\t'])
    {
        let start = value.len() - value.trim_start_matches([' ', '\t']).len();
        value.drain(..start);
        span.start += u32::try_from(start).unwrap_or(0).min(span.end - span.start);
    }
    if let Some(Inline::Text { value, .. }) = inlines.last_mut() {
        value.truncate(value.trim_end_matches([' ', '\t']).len());
    }
    inlines
}

pub(super) fn append_line(line: &mut Vec<Inline>, more: Vec<Inline>) {
    if !line.is_empty() && !more.is_empty() {
        line.push(Inline::HardBreak);
    }
    line.extend(more);
}

pub(super) fn inline_span(inlines: &[Inline]) -> Option<Span> {
    inlines.iter().filter_map(Inline::span).reduce(Span::to)
}

/// A block quote's last line `— Source` is its attribution.
pub(super) fn attribution(mut blocks: Vec<Block>) -> (Vec<Block>, Vec<Inline>) {
    let dash = |inline: &Inline| {
        let Inline::Text { value, .. } = inline else { return None };
        ["—", "―", "–", "--"].iter().find_map(|dash| {
            let rest = value.strip_prefix(dash)?;
            Some(rest.strip_prefix('-').unwrap_or(rest).trim_start().to_owned())
        })
    };
    let alone = blocks.len() == 1;
    let Some(Block::Paragraph { content, .. }) = blocks.last_mut() else { return (blocks, Vec::new()) };
    let last_break = content.iter().rposition(Inline::is_break);
    let start = last_break.map_or(0, |at| at + 1);
    if start == 0 && alone {
        return (blocks, Vec::new());
    }
    let Some(rest) = content.get(start).and_then(dash) else { return (blocks, Vec::new()) };
    let mut line = content.split_off(start);
    if let Some(Inline::Text { value, .. }) = line.first_mut() {
        *value = rest;
    }
    let line = trimmed(line);
    *content = trimmed(std::mem::take(content));
    if content.is_empty() {
        blocks.pop();
    }
    (blocks, line)
}

/// HTML's `figure`: one picture with its caption, else its blocks and the caption after them.
pub(super) fn figure(blocks: Vec<Block>, caption: Vec<Inline>, span: Span) -> Vec<Block> {
    let mut blocks = blocks;
    if let [Block::Figure(figure)] = blocks.as_mut_slice() {
        append_line(&mut figure.caption, caption);
        figure.span = span;
        return blocks;
    }
    blocks.extend(paragraph(caption, span));
    blocks
}

/// Blocks as one line, with breaks between them.
pub(super) fn flat(blocks: Vec<Block>) -> Vec<Inline> {
    let mut line = Vec::new();
    for block in blocks {
        let span = block.span();
        let inlines = if let Block::Paragraph { content, .. } = block {
            content
        } else {
            vec![Inline::Text { value: text::lines(std::slice::from_ref(&block)).join(" "), span }]
        };
        append_line(&mut line, inlines);
    }
    line
}
