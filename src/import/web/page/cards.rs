//! Headings that are cards: questions, or numbered one after the other.

use dom_query::NodeRef;

use super::super::html::{descendants, name, text};

/// The level of headings that are cards, if the page says it by their words. Their numbers are taken out: cards have their own.
pub(super) fn find_cards(root: NodeRef<'_>) -> Option<u8> {
    for level in 1..=6_u8 {
        let element = format!("h{level}");
        let headings: Vec<NodeRef<'_>> =
            descendants(root).into_iter().filter(|node| name(*node) == element).collect();
        if headings.len() < 2 {
            continue;
        }
        let words: Vec<String> = headings.iter().map(|heading| text(*heading)).collect();
        let numbered = words.iter().enumerate().all(|(at, words)| number(words) == Some(at + 1));
        if numbered {
            headings.iter().for_each(|heading| take_out_number(*heading));
            return Some(level);
        }
        let questions = words.iter().filter(|words| words.ends_with(['?', '？', '؟', ';', '՞'])).count();
        if questions * 2 > words.len() {
            return Some(level);
        }
    }
    None
}

/// The number before the words of a heading: `3. What now?`, `3) What now?`.
fn number(words: &str) -> Option<usize> {
    let (number, rest) = words.split_at_checked(words.find(|c: char| !c.is_ascii_digit())?)?;
    let rest = rest.strip_prefix(['.', ')', ':', '．', '、'])?;
    (!rest.trim().is_empty()).then(|| number.parse().ok()).flatten()
}

/// Takes the number out of the text of a heading, if it stands in one piece.
fn take_out_number(heading: NodeRef<'_>) {
    let first =
        descendants(heading).into_iter().find(|node| node.is_text() && !node.text().trim().is_empty());
    let Some(first) = first else { return };
    let text = first.text();
    let text = text.trim_start();
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if let Some(rest) = rest.strip_prefix(['.', ')', ':', '．', '、']).filter(|_| rest.len() < text.len()) {
        let rest = rest.trim_start().to_owned();
        first.set_text(rest);
    }
}
