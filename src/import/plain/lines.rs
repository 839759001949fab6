//! From lines to passages: what stands together, what was wrapped by a program, what is underlined.

use pressroom_document::word;

/// The most columns of a line that a program wrapped.
const WRAPPED_AT: usize = 100;
/// The least columns at which a program wraps lines.
const LEAST_WRAPPED: usize = 40;
/// How deep quotations of mail nest.
const MOST_QUOTED: usize = 16;

/// A run of text: a line, or lines that a program wrapped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Passage {
    /// On one line.
    pub(super) text: String,
    /// The number of its first line, from 1.
    pub(super) line: usize,
    /// True if no blank line parts it from the passage before.
    pub(super) joined: bool,
    /// How many `>` stand before it.
    pub(super) quoted: usize,
    /// What the lines beside it say of it.
    pub(super) look: LineLook,
}

/// What the look of a passage says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineLook {
    /// Nothing.
    Plain,
    /// A heading: underlined by `=` (1), by anything else (2), in capitals (3).
    Heading(u8),
    /// A line across the page.
    Rule,
}

/// A line of the source.
struct Line<'t> {
    text: &'t str,
    number: usize,
    quoted: usize,
    indent: usize,
    /// It ends in a space, as `format=flowed` has it.
    flows: bool,
}

/// The number of words of a text; of languages that don't part them, half its characters.
pub(super) fn size(text: &str) -> usize {
    let unspaced = text.chars().filter(|character| word::is_unspaced(*character)).count();
    let spaced = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
    spaced.max(unspaced.div_ceil(2))
}

/// The passages of a text.
pub(super) fn passages(text: &str) -> Vec<Passage> {
    let lines: Vec<Line<'_>> = text.lines().enumerate().map(|(at, line)| line_of(line, at + 1)).collect();
    let wrapped_at = wrapped_at(&lines);
    let flowed = lines.iter().filter(|line| line.flows).count() >= 3;
    let mut passages: Vec<Passage> = Vec::new();
    let mut joined = false;
    let mut last: Option<&Line<'_>> = None;
    for line in &lines {
        if line.text.is_empty() {
            joined = false;
            last = None;
            continue;
        }
        if let Some(passage) = passages.last_mut().filter(|_| joined)
            && let Some(level) = underline(line.text)
            && passage.look == LineLook::Plain
            && size(&passage.text) <= 25
            && !(passage.text.contains('|') || is_number(&passage.text))
        {
            passage.look = LineLook::Heading(level);
            last = None;
            continue;
        }
        if let (Some(before), Some(passage)) = (last, passages.last_mut())
            && before.quoted == line.quoted
            && passage.look == LineLook::Plain
            && goes_on(before, line, wrapped_at, flowed)
        {
            let ends_unspaced = passage.text.chars().next_back().is_some_and(word::is_unspaced);
            let begins_unspaced = line.text.chars().next().is_some_and(word::is_unspaced);
            if !(ends_unspaced && begins_unspaced) {
                passage.text.push(' ');
            }
            passage.text.push_str(line.text);
            last = Some(line);
            continue;
        }
        let look = if is_rule(line.text) { LineLook::Rule } else { LineLook::Plain };
        // Spaces that do not break are the writer's.
        let text = line.text.split([' ', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        passages.push(Passage { text, line: line.number, joined, quoted: line.quoted, look });
        joined = true;
        last = Some(line);
    }
    mark_capitals(&mut passages);
    passages
}

fn line_of(line: &str, number: usize) -> Line<'_> {
    let flows = line.ends_with(' ') && !line.ends_with("  ") && line != "-- ";
    let mut text = line.trim_end();
    let mut quoted = 0;
    while let Some(rest) = text.trim_start_matches(' ').strip_prefix('>')
        && quoted < MOST_QUOTED
    {
        quoted += 1;
        text = rest;
    }
    let bare = text.trim();
    let indent = text.len() - text.trim_start().len();
    Line { text: bare, number, quoted, indent, flows }
}

/// The column at which a program wrapped the lines of a text; `None` if none did.
fn wrapped_at(lines: &[Line<'_>]) -> Option<usize> {
    let width = lines.iter().map(|line| columns(line.text)).max()?;
    if width > WRAPPED_AT {
        return None;
    }
    if width < LEAST_WRAPPED {
        return None;
    }
    // Lines that are long and not the last of their paragraph are full, if a program wrapped them.
    let pairs = lines.iter().zip(lines.iter().skip(1));
    let long = pairs.filter(|(line, next)| !next.text.is_empty() && columns(line.text) * 5 >= width * 3);
    let (full, all) = long
        .fold((0, 0), |(full, all), (line, next)| (full + usize::from(is_full(line, next, width)), all + 1));
    (full >= 2 && full * 5 >= all * 4).then_some(width)
}

fn columns(text: &str) -> usize {
    text.chars().count()
}

/// True if the first word of the next line had no room in this one.
fn is_full(line: &Line<'_>, next: &Line<'_>, width: usize) -> bool {
    let first = next.text.split_whitespace().next().unwrap_or_default();
    let first = if first.chars().any(word::is_unspaced) { 2 } else { columns(first) };
    line.indent + columns(line.text) + 1 + first > width
}

/// Whether a line goes on in the next one.
fn goes_on(line: &Line<'_>, next: &Line<'_>, wrapped_at: Option<usize>, flowed: bool) -> bool {
    if bullet(next.text).is_some() || is_rule(next.text) || is_number(line.text) || is_number(next.text) {
        return false;
    }
    let item = bullet(line.text).is_some();
    (flowed && line.flows)
        || wrapped_at.is_some_and(|width| is_full(line, next, width))
        || (item && next.indent > line.indent)
}

/// What follows the mark of a list's item.
pub(super) fn bullet(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(['-', '*', '•', '‣', '◦', '▪', '●', '·', '–'])?;
    let rest = rest.strip_prefix([' ', '\u{a0}', '\t'])?.trim_start();
    (!rest.is_empty()).then_some(rest)
}

/// True for a line of digits alone.
fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|character| character.is_numeric() || character == '.')
}

/// The level of the heading above an underline.
fn underline(text: &str) -> Option<u8> {
    let first = text.chars().next()?;
    let same = text.chars().all(|character| character == first);
    let long = columns(text) >= 3;
    match first {
        '=' if same && long => Some(1),
        '-' | '~' | '^' | '─' | '━' | '—' | '_' | '¯' if same && long => Some(2),
        _ => None,
    }
}

/// True for a line across the page.
fn is_rule(text: &str) -> bool {
    let marks: Vec<char> = text.chars().filter(|character| !character.is_whitespace()).collect();
    let Some(first) = marks.first() else { return false };
    marks.len() >= 3
        && matches!(first, '-' | '*' | '_' | '=' | '~' | '—' | '─' | '━' | '#' | '⁂' | '•')
        && marks.iter().all(|mark| mark == first)
}

/// Short lines in capitals that stand alone are headings, if not all of the text is in capitals.
fn mark_capitals(passages: &mut [Passage]) {
    let is_capitals = |text: &str| {
        let cased = |character: &char| character.is_uppercase() || character.is_lowercase();
        let letters: Vec<char> = text.chars().filter(cased).collect();
        letters.len() >= 3 && letters.iter().all(|letter| letter.is_uppercase())
    };
    let loud = passages.iter().filter(|passage| is_capitals(&passage.text)).count();
    if loud * 2 > passages.len() {
        return;
    }
    let joined: Vec<bool> = passages.iter().skip(1).map(|passage| passage.joined).chain([false]).collect();
    for (passage, next_joined) in passages.iter_mut().zip(joined) {
        let alone = !passage.joined && !next_joined;
        let sized = (1..=12).contains(&size(&passage.text));
        if passage.look == LineLook::Plain
            && passage.quoted == 0
            && alone
            && sized
            && is_capitals(&passage.text)
        {
            passage.look = LineLook::Heading(3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        passages(text).into_iter().map(|passage| passage.text).collect()
    }

    #[test]
    fn short_lines_stand_for_themselves() {
        assert_eq!(texts("3 cards\n1\n\nWhy?"), ["3 cards", "1", "Why?"]);
    }

    #[test]
    fn wrapped_lines_are_one_passage() {
        let text = "The ferry has been out of service since the\nevening of October 21, when it lost its\nsteering four \
                    hundred metres off the pier.\nNobody was hurt, and the operator said that\nthe ship would be back.\n\nShort.\n";
        let all = texts(text);
        assert_eq!(all.len(), 2, "{all:?}");
    }

    #[test]
    fn underlines_and_capitals_make_headings() {
        let looks: Vec<LineLook> = passages(
            "Title\n=====\n\nText one is here.\n\nPart\n----\n\nOne.\n\nTHE MONEY\n\nTwo.\n\n* * *\n\nMore.",
        )
        .iter()
        .map(|passage| passage.look)
        .collect();
        let expected = [
            LineLook::Heading(1),
            LineLook::Plain,
            LineLook::Heading(2),
            LineLook::Plain,
            LineLook::Heading(3),
            LineLook::Plain,
            LineLook::Rule,
            LineLook::Plain,
        ];
        assert_eq!(looks, expected);
    }

    #[test]
    fn quotations_of_mail_have_their_depth() {
        let depths: Vec<usize> = passages("> > a\n> b\nc").iter().map(|passage| passage.quoted).collect();
        assert_eq!(depths, [2, 1, 0]);
    }
}
