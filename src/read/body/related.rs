//! Related-story boxes: a link is the headline, the rest the description.

use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Span};
use pressroom_document::{Block, Inline, LinkTarget, Related, text};

/// The box that the blocks make; nothing where they are empty.
pub(crate) fn related(
    label: Option<String>,
    mut blocks: Vec<Block>,
    span: Span,
    found: &mut Diagnostics,
) -> Option<Related> {
    if blocks.is_empty() {
        if let Some(label) = label {
            let message = format!("this related-story box is empty; no edition shows its label “{label}”");
            let finding = Diagnostic::warning(Code::RelatedWithoutLink, message).with_span(span);
            found.push(finding.help("write the story's headline as a link in it: [Headline](https://...)"));
        }
        return None;
    }
    let link = blocks.iter_mut().find_map(take_link);
    blocks.retain(|block| !text::lines(std::slice::from_ref(block)).is_empty() || !is_line(block));
    let (target, headline) = match link {
        Some((target, headline)) => (Some(target), headline),
        None => {
            let finding = Diagnostic::warning(Code::RelatedWithoutLink, "this related-story box has no link")
                .with_span(span)
                .help("write the story's headline as a link: [Headline](https://...)");
            found.push(finding);
            (None, Vec::new())
        }
    };
    Some(Related { label, headline, target, description: blocks, span })
}

/// The same label, headline, target and description, wherever they stand.
pub(crate) fn is_same(first: &Related, second: &Related) -> bool {
    first.label == second.label
        && first.target == second.target
        && text::plain(&first.headline) == text::plain(&second.headline)
        && text::lines(&first.description) == text::lines(&second.description)
}

fn is_line(block: &Block) -> bool {
    matches!(block, Block::Paragraph { .. } | Block::Heading(_))
}

fn take_link(block: &mut Block) -> Option<(LinkTarget, Vec<Inline>)> {
    if let Block::List(list) = block {
        let items = list.items.iter_mut().flat_map(|item| item.blocks.iter_mut());
        return items.filter_map(line_mut).find_map(take_from);
    }
    line_mut(block).and_then(take_from)
}

fn line_mut(block: &mut Block) -> Option<&mut Vec<Inline>> {
    if let Block::Paragraph { content, .. } = block {
        Some(content)
    } else if let Block::Heading(heading) = block {
        Some(&mut heading.content)
    } else {
        None
    }
}

fn take_from(content: &mut Vec<Inline>) -> Option<(LinkTarget, Vec<Inline>)> {
    let is_link = |inline: &Inline| matches!(inline, Inline::Link { .. });
    // The link itself, or one that is emphasised as a whole.
    let at = content.iter().position(|inline| {
        is_link(inline) || inline.content().is_some_and(|inner| matches!(inner, [only] if is_link(only)))
    })?;
    let mut link = content.remove(at);
    if !is_link(&link) {
        link = link.content_mut().and_then(Vec::pop)?;
    }
    let Inline::Link { target, content: headline, .. } = link else { return None };
    // What is left must read well without the link.
    while at == 0 && content.first().is_some_and(Inline::is_break) {
        content.remove(0);
    }
    if at == 0
        && let Some(Inline::Text { value, .. }) = content.first_mut()
    {
        *value = value.trim_start_matches([' ', ':', '—', '–', '.', '-']).to_owned();
        if value.is_empty() {
            content.remove(0);
        }
    }
    while content.first().is_some_and(Inline::is_break) {
        content.remove(0);
    }
    while content.last().is_some_and(Inline::is_break) {
        content.pop();
    }
    Some((target, headline))
}
