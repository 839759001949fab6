//! Related-story boxes: a link is the headline, the rest the description.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Span},
    model::{Block, Inline, LinkTarget, Related, text},
};

/// The box that the blocks make; nothing where they are empty.
pub(super) fn related(
    label: Option<String>,
    mut blocks: Vec<Block>,
    span: Span,
    found: &mut Diagnostics,
) -> Option<Related> {
    if blocks.is_empty() {
        return None;
    }
    let link = blocks.iter_mut().find_map(take_link);
    blocks.retain(|block| !text::lines(std::slice::from_ref(block)).is_empty() || !is_line(block));
    let (target, headline) = match link {
        Some((target, headline)) => (Some(target), headline),
        None => {
            let finding = Diagnostic::warning(Code::RelatedWithoutLink, "this related-story box has no link")
                .at(span)
                .help("write the story's headline as a link: [Headline](https://...)");
            found.push(finding);
            (None, Vec::new())
        }
    };
    Some(Related { label, headline, target, description: blocks, span })
}

/// The same label, headline, target and description, wherever they stand.
pub(super) fn is_same(first: &Related, second: &Related) -> bool {
    first.label == second.label
        && first.target == second.target
        && text::plain(&first.headline) == text::plain(&second.headline)
        && text::lines(&first.description) == text::lines(&second.description)
}

fn is_line(block: &Block) -> bool {
    matches!(block, Block::Paragraph { .. } | Block::Heading(_))
}

fn take_link(block: &mut Block) -> Option<(LinkTarget, Vec<Inline>)> {
    match block {
        Block::Paragraph { content, .. } => take_from(content),
        Block::Heading(heading) => take_from(&mut heading.content),
        Block::List(list) => {
            list.items.iter_mut().flat_map(|item| item.blocks.iter_mut()).find_map(|block| match block {
                Block::Paragraph { content, .. } => take_from(content),
                _ => None,
            })
        }
        _ => None,
    }
}

fn take_from(content: &mut Vec<Inline>) -> Option<(LinkTarget, Vec<Inline>)> {
    let at = content.iter_mut().position(|inline| match inline {
        Inline::Link { .. } => true,
        Inline::Emphasis { content, .. } | Inline::Strong { content, .. } => {
            matches!(content.as_slice(), [Inline::Link { .. }])
        }
        _ => false,
    })?;
    let link = match content.remove(at) {
        Inline::Emphasis { mut content, .. } | Inline::Strong { mut content, .. } => content.pop()?,
        other => other,
    };
    let Inline::Link { target, content: headline, .. } = link else { return None };
    // What is left must read well without the link.
    if at == 0 {
        while let Some(first) = content.first_mut() {
            match first {
                Inline::SoftBreak | Inline::HardBreak => {}
                Inline::Text { value, .. } => {
                    let rest = value.trim_start_matches([' ', ':', '—', '–', '.', '-']).to_owned();
                    if !rest.is_empty() {
                        *value = rest;
                        break;
                    }
                }
                _ => break,
            }
            content.remove(0);
        }
    }
    while matches!(content.last(), Some(Inline::SoftBreak | Inline::HardBreak)) {
        content.pop();
    }
    Some((target, headline))
}
