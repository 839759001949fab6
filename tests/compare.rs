//! Compares the words of a model with the text of an edition: all there, in order.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization as _;

/// What an edition may do to a text on its way to the reader.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    /// Only letters and digits are compared, as punctuation changes (hyphens at line ends, marks of emphasis).
    pub(crate) letters: bool,
    /// How many characters of its own the edition may put between two words of one line (numbers of notes, page
    /// ends).
    pub(crate) inside: usize,
    /// How many characters it may put between two lines (labels, a list of the questions, notes).
    pub(crate) between: usize,
    /// A word may be cut by a page's end: a form feed, and what stands at the foot and the head of pages.
    pub(crate) cuts: bool,
}

/// Says what is missing, or nothing when every word of every line comes back in order.
pub(crate) fn missing(lines: &[String], text: &str, rules: Rules) -> Option<String> {
    let stream = fold(text, rules.letters);
    let mut cursor = 0;
    for line in lines {
        // A letter and its mark are one, as in the text.
        let line: String = line.nfc().collect();
        let words: Vec<_> =
            pieces(&line).map(|word| fold(word, rules.letters)).filter(|word| !word.is_empty()).collect();
        match line_end(&stream, cursor, &words, rules) {
            Ok(end) => cursor = end,
            Err(word) => {
                let word: String = word.iter().collect();
                let rest: String = stream[cursor..].iter().take(160).collect();
                let before: String = stream[cursor.saturating_sub(60)..cursor].iter().collect();
                return Some(format!(
                    "line: {line}\nfirst word not found: {word}\nafter: {before}\nthere is: {rest}"
                ));
            }
        }
    }
    None
}

/// Says which words are missing when nothing is known of their order, nor of the order of the letters in them: each
/// word has to come back as often as the model says it. Of words with marks and of words that are too long for a
/// line only the letters are counted, as they don't come back in one piece.
pub(crate) fn missing_unordered(lines: &[String], text: &str) -> Option<String> {
    let mut there = BTreeMap::new();
    for word in words(text) {
        *there.entry(signature(&word)).or_insert(0) += 1;
    }
    let mut gone = Vec::new();
    for word in lines.iter().flat_map(|line| words(line)) {
        if word.chars().any(is_mark) || word.chars().count() > LONG {
            continue;
        }
        match there.get_mut(&signature(&word)) {
            Some(count) if *count > 0 => *count -= 1,
            _ => gone.push(word),
        }
    }
    let count = |text: &str| {
        let mut counts = BTreeMap::new();
        for letter in fold(text, true).into_iter().filter(|c| !is_mark(*c)) {
            *counts.entry(letter).or_insert(0) += 1;
        }
        counts
    };
    let letters = count(text);
    for (letter, wanted) in count(&lines.join(" ")) {
        let found = letters.get(&letter).copied().unwrap_or(0);
        if found < wanted {
            gone.push(format!("{letter} ({found} of {wanted})"));
        }
    }
    (!gone.is_empty()).then(|| format!("missing words or letters: {}", gone.join(", ")))
}

/// Letters in a word that may be too long for a narrow column.
const LONG: usize = 12;

/// Runs of letters of one direction, and runs of digits.
fn words(text: &str) -> impl Iterator<Item = String> {
    let kind = |c: char| match c {
        _ if runs_left(c) || is_mark(c) => Some(2),
        _ if c.is_numeric() => Some(1),
        _ if c.is_alphabetic() => Some(0),
        _ => None,
    };
    let letters: Vec<char> = text.chars().filter(|c| !is_invisible(*c)).collect();
    let runs: Vec<String> = letters
        .chunk_by(|left, right| kind(*left) == kind(*right))
        .filter(|run| run.iter().any(|c| kind(*c).is_some() && !is_mark(*c)))
        .map(|run| run.iter().collect())
        .collect();
    runs.into_iter()
}

/// The letters of a word in no order, each once, without marks.
fn signature(word: &str) -> BTreeSet<char> {
    fold(word, true).into_iter().filter(|c| !is_mark(*c)).collect()
}

/// Vowel signs and other marks of the Arabic and Hebrew scripts.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{591}'..='\u{5BD}' | '\u{5BF}'..='\u{5C7}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6ED}')
}

/// A letter of a script that runs from right to left.
pub(crate) fn runs_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// A letter or digit of the scripts whose fonts come with Pressroom, from left to right.
pub(crate) fn runs_right(c: char) -> bool {
    matches!(c, '\0'..='\u{52F}' | '\u{1E00}'..='\u{1FFF}' | '\u{FB00}'..='\u{FB06}')
}

/// The text with every `U+XXXX`, which stands for a character that no font has, as that character.
pub(crate) fn spelled_out(text: &str) -> String {
    let mut parts = text.split("U+");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.bytes().take_while(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F')).count();
        let read = |length: usize| {
            let value = part.get(..length.min(digits)).filter(|hex| hex.len() == length);
            value.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32)
        };
        let astral = read(5).filter(|c| ('\u{10000}'..='\u{3FFFF}').contains(c)).map(|c| (5, c));
        match astral.or(read(4).map(|c| (4, c))) {
            Some((length, c)) => {
                out.push(c);
                out.push_str(&part[length..]);
            }
            None => out.push_str(&format!("U+{part}")),
        }
    }
    out
}

/// Runs of letters and digits, and the signs between them: a note's number may stand before a comma.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    line.split_whitespace().flat_map(|word| {
        let mut rest = word;
        std::iter::from_fn(move || {
            let first = rest.chars().next()?;
            let end =
                rest.find(|c: char| c.is_alphanumeric() != first.is_alphanumeric()).unwrap_or(rest.len());
            let (piece, after) = rest.split_at(end);
            rest = after;
            Some(piece)
        })
    })
}

/// The characters that are compared: compatible forms and cases folded; no spaces, no invisible break
/// opportunities, no direction marks.
fn fold(text: &str, letters: bool) -> Vec<char> {
    text.replace('\u{c}', "\u{F8FF}")
        .nfkc()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .nfc()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !is_invisible(*c))
        .filter(|c| !letters || c.is_alphanumeric() || *c == '\u{F8FF}')
        .map(|c| if c == '\u{F8FF}' { '\u{c}' } else { c })
        .collect()
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FE0E}' | '\u{FE0F}')
}

/// The place after a line, or the first word that can't be found.
fn line_end<'a>(
    stream: &[char],
    cursor: usize,
    words: &'a [Vec<char>],
    rules: Rules,
) -> Result<usize, &'a [char]> {
    let Some((first, rest)) = words.split_first() else { return Ok(cursor) };
    let last_start = (cursor + rules.between).min(stream.len());
    let mut start = cursor;
    let mut best: Option<(usize, &[char])> = None;
    while let Some((begin, end)) = find(stream, start, last_start, first, rules) {
        let mut at = end;
        let mut lost = None;
        for (index, word) in rest.iter().enumerate() {
            match find(stream, at, (at + rules.inside).min(stream.len()), word, rules) {
                Some((_, end)) => at = end,
                None => {
                    lost = Some((index, word.as_slice()));
                    break;
                }
            }
        }
        match lost {
            None => return Ok(at),
            Some(lost) if best.is_none_or(|(index, _)| lost.0 > index) => best = Some(lost),
            Some(_) => {}
        }
        start = begin + 1;
    }
    Err(best.map_or(first, |(_, word)| word))
}

/// Where a word begins and ends that begins in `from..=last`: the place that ends first.
fn find(stream: &[char], from: usize, last: usize, word: &[char], rules: Rules) -> Option<(usize, usize)> {
    let at = |start: usize| stream.get(start..start + word.len()) == Some(word);
    let whole = (from..=last).find(|&start| at(start)).map(|start| (start, start + word.len()));
    if !rules.cuts {
        return whole;
    }
    let before = whole.map_or(last, |(_, end)| last.min(end));
    let cut = (from..=before)
        .filter(|&start| stream.get(start) == word.first())
        .find_map(|start| over_pages(stream, start, word, rules.inside).map(|end| (start, end)));
    match (whole, cut) {
        (Some(whole), Some(cut)) if cut.1 < whole.1 => Some(cut),
        (Some(whole), _) => Some(whole),
        (None, cut) => cut,
    }
}

/// The end of a word that begins at `start` and goes on over the ends of pages.
fn over_pages(stream: &[char], start: usize, word: &[char], inside: usize) -> Option<usize> {
    let mut end = start;
    let mut rest = word;
    while !rest.is_empty() {
        let length = common(&stream[end..], rest);
        (end, rest) = (end + length, &rest[length..]);
        if rest.is_empty() {
            break;
        }
        let limit = (end + inside).min(stream.len());
        let page = (end..limit).find(|&at| stream[at] == '\u{c}')?;
        let limit = (page + inside).min(stream.len());
        let next = &rest[..rest.len().min(4)];
        if length == 0 && rest.len() == word.len() {
            return None;
        }
        end = (page + 1..limit).find(|&at| stream[at..].starts_with(next))?;
    }
    Some(end)
}

fn common(left: &[char], right: &[char]) -> usize {
    left.iter().zip(right).take_while(|(left, right)| left == right).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRICT: Rules = Rules { letters: false, inside: 12, between: 40, cuts: false };
    const LOOSE: Rules = Rules { letters: true, inside: 40, between: 80, cuts: true };

    fn lines(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    #[test]
    fn what_arrives_is_found() {
        let model = lines(&["Who pays?", "The state pays a half, they say.", "Yes"]);
        assert_eq!(missing(&model, "1. Who pays?\nThe state pays[1] a half, they say.\n\nYes", STRICT), None);
        assert_eq!(
            missing(
                &model,
                "WHO PAYS? 1 The sta-\n2\u{c}3 te pays a ha\u{AD}lf\u{2014}they say 3 Yes",
                LOOSE
            ),
            None
        );
        let cut = lines(&["a footnote, to", "see é U+0301"]);
        assert_eq!(missing(&cut, "a footnote1, to see é U+0301", STRICT), None);
        assert_eq!(spelled_out("U+89E3U+8AAC2025 U+1F642. U+x"), "\u{89E3}\u{8AAC}2025 \u{1F642}. U+x");
        assert_eq!(missing_unordered(&lines(&["إلى البحر"]), "\u{202B}رحبلا ىلإ"), None);
        assert_eq!(missing_unordered(&model, "yes half a pays state the who they say pays"), None);
    }

    #[test]
    fn what_is_lost_is_named() {
        let model = lines(&["Who pays?", "The state pays a half, they say.", "Yes"]);
        for text in [
            "Who pays? The state pays half, they say. Yes",
            "Who pays? The state pays a half they say. Yes",
            "The state pays a half, they say. Who pays? Yes",
            "Who pays? The state pays a half, they say.",
            "Who pays? state The pays a half, they say. Yes",
            "pays? The state pays a half, they say. Yes",
        ] {
            assert!(missing(&model, text, STRICT).is_some(), "{text}");
        }
        for text in
            ["Who pays? The pays a half, they say. Yes", "Who pays? The state pays half, they say. No"]
        {
            assert!(missing(&model, text, LOOSE).is_some(), "{text}");
        }
        assert!(missing_unordered(&model, "Who pays? The state a half, they say. Yes").is_some());
    }
}
