//! Lists whose bullets or numbers Markdown does not know.

use super::{
    Leaf,
    leaf::{LeafLine, not_markup},
};
use pressroom_diagnostics::{Diagnostic, Diagnostics};

/// How an item begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MarkerKind {
    /// A bullet that nobody uses otherwise.
    Bullet,
    /// A dot or dash that may stand at the beginning of any line.
    Dash(char),
    /// A bullet of Markdown, and no space after it.
    Tight(char),
    /// A number, and no space after it.
    Number(u32),
    /// A number in brackets.
    Bracketed(u32),
    /// A marker of Markdown with a space that is none.
    OddSpace,
}

/// A line that begins like an item.
struct Item {
    kind: MarkerKind,
    start: usize,
    /// The bytes that stand for the marker, with the space after it.
    marker: usize,
    replacement: String,
}

/// A space of another kind than Markdown's.
pub(super) fn is_odd_space(character: char) -> bool {
    matches!(
        character,
        '\u{a0}' | '\u{2000}'..='\u{200b}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\u{feff}'
    )
}

/// The bullets that word processors and presentations set.
pub(super) fn is_bullet(character: char) -> bool {
    matches!(
        character,
        '•' | '‣'
            | '◦'
            | '▪'
            | '▫'
            | '●'
            | '○'
            | '■'
            | '□'
            | '◆'
            | '►'
            | '▶'
            | '➢'
            | '➤'
            | '\u{f0b7}'
    ) || matches!(character, '·' | '∙' | '⁃')
}

pub(super) fn check(leaf: &Leaf<'_>, found: &mut Diagnostics) {
    let items: Vec<Item> = leaf.lines().filter_map(|line| item(leaf, &line)).collect();
    let Some(first) = items.first() else { return };
    let of = |same: fn(&MarkerKind) -> bool| -> Vec<&Item> {
        items.iter().filter(|item| same(&item.kind)).collect()
    };
    let bullets = of(|kind| matches!(kind, MarkerKind::Bullet));
    let dashes: Vec<&Item> = items.iter().filter(|item| item.kind == first.kind).collect();
    let numbers = sequence(&items);
    let odd = of(|kind| matches!(kind, MarkerKind::OddSpace));
    let loose = matches!(first.kind, MarkerKind::Dash(_) | MarkerKind::Tight(_));
    // A line of a paragraph may begin with `-ish`; a paragraph hardly does.
    let is_small = |item: &&Item| {
        let text = leaf.mask.get(item.start + 1..).unwrap_or_default();
        matches!(item.kind, MarkerKind::Tight('-' | '+'))
            && text.starts_with(|c: char| c.is_ascii_lowercase())
    };
    let begins = |items: &[&Item]| {
        items.first().is_some_and(|item| leaf.lines().next().is_some_and(|line| line.start == item.start))
    };
    let finding = if !bullets.is_empty() {
        report(leaf, &bullets, "these bullets are printed as typed: Markdown does not know them")
    } else if loose && dashes.len() > 1 && (begins(&dashes) || !dashes.iter().any(is_small)) {
        report(leaf, &dashes, "this list is printed as typed: Markdown does not know its bullets")
    } else if numbers.len() > 1 {
        report(leaf, &numbers, "this list is printed as typed: Markdown does not know such numbers")
    } else if odd.len() > 1 || (begins(&odd) && first.replacement == "- ") {
        report(leaf, &odd, "this list is printed as typed: the space after its markers is another character")
    } else {
        None
    };
    found.extend(finding);
}

/// The items that count up, from the first number on.
fn sequence(items: &[Item]) -> Vec<&Item> {
    let number = |kind: &MarkerKind| match kind {
        MarkerKind::Number(number) => Some((false, *number)),
        MarkerKind::Bracketed(number) => Some((true, *number)),
        MarkerKind::Bullet | MarkerKind::Dash(_) | MarkerKind::Tight(_) | MarkerKind::OddSpace => None,
    };
    let mut out: Vec<&Item> = Vec::new();
    for item in items {
        let Some((bracketed, value)) = number(&item.kind) else { continue };
        let before = out.last().and_then(|last| number(&last.kind));
        if before.is_none() || before == Some((bracketed, value.wrapping_sub(1))) {
            out.push(item);
        }
    }
    out
}

fn report(leaf: &Leaf<'_>, items: &[&Item], message: &str) -> Option<Diagnostic> {
    let first = items.first()?;
    let begins = leaf.lines().next()?.start == first.start;
    let mut finding = not_markup(message)
        .with_span(leaf.span(first.start..first.start + first.marker))
        .help("write it as a list");
    // A list whose first number is another than 1 can't follow a line of text.
    let blank = !begins
        && matches!(first.kind, MarkerKind::Number(number) | MarkerKind::Bracketed(number) if number != 1);
    for (index, item) in items.iter().enumerate() {
        let space = if blank && index == 0 { "\n" } else { "" };
        finding = finding
            .edit(leaf.span(item.start..item.start + item.marker), format!("{space}{}", item.replacement));
    }
    Some(finding)
}

fn item(leaf: &Leaf<'_>, line: &LeafLine<'_>) -> Option<Item> {
    let text = line.text;
    let first = text.chars().next()?;
    let rest = text.get(first.len_utf8()..)?;
    let space = |rest: &str| {
        rest.len() - rest.trim_start_matches(|c| matches!(c, ' ' | '\t') || is_odd_space(c)).len()
    };
    let made = |kind, marker: usize, replacement: String| {
        (marker < text.len()).then_some(Item { kind, start: line.start, marker, replacement })
    };
    let bullet = |kind| made(kind, first.len_utf8() + space(rest), "- ".to_owned());
    match first {
        '·' | '∙' | '⁃' if space(rest) > 0 => bullet(MarkerKind::Dash(first)),
        '·' | '∙' | '⁃' => None,
        'o' | '§' | 'Ø' => rest.starts_with('\t').then(|| bullet(MarkerKind::Bullet)).flatten(),
        '*' | '-' | '+' => {
            let next = rest.chars().next()?;
            if is_odd_space(next) {
                return bullet(MarkerKind::OddSpace);
            }
            let word = next.is_alphabetic();
            let closed = rest.contains(first) && first == '*';
            (word && !closed).then(|| bullet(MarkerKind::Tight(first))).flatten()
        }
        '0'..='9' | '(' => number(leaf, line),
        other => is_bullet(other).then(|| bullet(MarkerKind::Bullet)).flatten(),
    }
}

/// `1.One`, `(1) One` and `1.` with a no-break space.
fn number(_leaf: &Leaf<'_>, line: &LeafLine<'_>) -> Option<Item> {
    let text = line.text;
    let bracketed = text.starts_with('(');
    let digits = text.get(usize::from(bracketed)..)?;
    let end = digits.find(|c: char| !c.is_ascii_digit())?;
    let value: u32 = digits.get(..end)?.parse().ok().filter(|_| (1..=3).contains(&end))?;
    let rest = digits.get(end..)?;
    let sign = rest.chars().next().filter(|c| if bracketed { *c == ')' } else { matches!(c, '.' | ')') })?;
    let words = rest.get(1..)?;
    let trimmed = words.trim_start_matches(|c| matches!(c, ' ' | '\t') || is_odd_space(c));
    let spaces = words.len() - trimmed.len();
    let odd = words.starts_with(is_odd_space);
    if !trimmed.starts_with(|c: char| c.is_alphabetic() || matches!(c, '“' | '"' | '«' | '„')) {
        return None;
    }
    let marker = usize::from(bracketed) + end + 1 + spaces;
    let made = |kind| {
        let sign = if bracketed { '.' } else { sign };
        Some(Item { kind, start: line.start, marker, replacement: format!("{value}{sign} ") })
    };
    match (bracketed, spaces > 0, odd) {
        (true, true, _) => made(MarkerKind::Bracketed(value)),
        (false, false, _) | (false, true, true) => made(MarkerKind::Number(value)),
        (true, false, _) | (false, true, false) => None,
    }
}
