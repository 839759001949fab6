//! Which numbers are cards: those that count on from 1, each before a line that could be a question. A year, a price or a
//! "1" within the text is none.

use super::{
    lines::{LineLook, Passage, size},
    words::{Words, bare, ends_as_question, ends_as_sentence},
};
use pressroom_document::word;

/// The most words of a question.
const MOST_WORDS: usize = 40;
/// The most words of a heading that does not ask.
const MOST_OF_A_HEADING: usize = 14;
/// The most cards of an explainer.
const MOST_CARDS: u32 = 200;

/// A card that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FoundCard {
    /// The passage with its number; the question follows, or stands in it.
    pub(super) at: usize,
    /// The passage after its number and question.
    pub(super) body: usize,
    /// Its question.
    pub(super) question: String,
    score: i32,
}

impl FoundCard {
    /// A card whose question is the whole of a passage.
    pub(super) fn new(at: usize, question: String) -> Self {
        Self { at, body: at + 1, question, score: 0 }
    }
}

/// A card as the end of a row of cards.
struct Link {
    card: FoundCard,
    /// The score of the row.
    sum: i32,
    /// The place of the card before it, among those of its number.
    before: Option<usize>,
    /// The place of the best row among those of its number up to this one; of equal ones the later.
    best: usize,
}

/// A number at the beginning of a line, and what follows it.
struct Numbered<'t> {
    number: u32,
    rest: &'t str,
}

/// The number of cards that a line announces: "4 cards".
pub(super) fn count(text: &str) -> Option<u32> {
    let line = bare(text);
    if size(&line) > 4 {
        return None;
    }
    let words = &Words::all().cards;
    if let Some(number) = announced_in_words(&line) {
        return Some(number);
    }
    let (number, before, after) = only_number(&line)?;
    let around = [before.trim(), after.trim()];
    let is_word = |text: &&str| words.iter().any(|word| word == text);
    let named = around.iter().filter(|text| !text.is_empty()).all(is_word);
    let joined: String = around.concat();
    ((named && !joined.is_empty()) || words.contains(&joined)).then_some(number)
}

/// True for a line of some words with a number, and no other, that is `cards`.
pub(super) fn names_only(text: &str, cards: usize) -> bool {
    let found = only_number(text).and_then(|(number, _, _)| usize::try_from(number).ok());
    size(text) <= 3 && found == Some(cards)
}

/// One and two, where languages have words for them.
fn announced_in_words(line: &str) -> Option<u32> {
    const ONE: &[&str] = &["بطاقة واحدة", "כרטיס אחד", "одна картка", "eine karte", "one card"];
    const TWO: &[&str] = &["بطاقتان", "بطاقتين", "שני כרטיסים", "дві картки", "zwei karten", "two cards"];
    let is = |list: &[&str]| list.iter().any(|text| bare(text) == line);
    is(ONE).then_some(1).or_else(|| is(TWO).then_some(2))
}

/// The only number of a line, with what stands before and after it.
fn only_number(line: &str) -> Option<(u32, &str, &str)> {
    let start = line.find(|character| digit(character).is_some())?;
    let (before, from) = line.split_at(start);
    let end = from.find(|character| digit(character).is_none()).unwrap_or(from.len());
    let (digits, after) = from.split_at(end);
    if after.chars().any(|character| digit(character).is_some()) {
        return None;
    }
    Some((value(digits)?, before, after))
}

/// Finds the cards of a text. `expected` is how many the page announced.
pub(super) fn find(passages: &[Passage], expected: Option<u32>) -> Vec<FoundCard> {
    let mut chains: Vec<Vec<Link>> = Vec::new();
    for at in 0..passages.len() {
        let Some((number, card)) = candidate(passages, at) else { continue };
        let Some(row) = usize::try_from(number).ok().and_then(|number| number.checked_sub(1)) else {
            continue;
        };
        let before = match row.checked_sub(1) {
            None => Some((0, None)),
            Some(before) => chains.get(before).and_then(|row| best(row, card.at)),
        };
        let Some((sum, before)) = before else { continue };
        let sum = sum + card.score;
        if chains.len() <= row {
            chains.push(Vec::new());
        }
        if let Some(row) = chains.get_mut(row) {
            let best = row
                .last()
                .map(|last| last.best)
                .filter(|best| row.get(*best).is_some_and(|best| best.sum > sum));
            let best = best.unwrap_or(row.len());
            row.push(Link { card, sum, before, best });
        }
    }
    let last = choose(&chains, expected);
    let mut cards = Vec::new();
    let mut next = last;
    while let Some((row, at)) = next {
        let Some(link) = chains.get(row).and_then(|row| row.get(at)) else { break };
        cards.push(link.card.clone());
        next = row.checked_sub(1).zip(link.before);
    }
    cards.reverse();
    let announced = expected.is_some_and(|expected| cards.len() == expected as usize);
    let asks = cards.iter().any(|card| ends_as_question(&card.question));
    if cards.len() > 1 || announced || (asks && cards.first().is_some_and(|card| card.score >= 4)) {
        cards
    } else {
        Vec::new()
    }
}

/// The best row that ends before a passage, by its score and its last card's place.
fn best(links: &[Link], before: usize) -> Option<(i32, Option<usize>)> {
    let ends = links.partition_point(|link| link.card.body <= before);
    let best = links.get(ends.checked_sub(1)?)?.best;
    links.get(best).map(|link| (link.sum, Some(best)))
}

/// The end of the row that is taken: as long as was announced, else the best.
fn choose(chains: &[Vec<Link>], expected: Option<u32>) -> Option<(usize, usize)> {
    let end = |row: usize| {
        let links = chains.get(row)?;
        let best = links.last()?.best;
        links.get(best).map(|link| (row, best, link.sum))
    };
    let announced = expected.and_then(|expected| usize::try_from(expected).ok()?.checked_sub(1));
    if let Some((row, at, _)) = announced.and_then(end) {
        return Some((row, at));
    }
    (0..chains.len()).filter_map(end).max_by_key(|(_, _, sum)| *sum).map(|(row, at, _)| (row, at))
}

/// The card that begins at a passage, if one could.
fn candidate(passages: &[Passage], at: usize) -> Option<(u32, FoundCard)> {
    let passage = passages.get(at)?;
    if passage.quoted > 0 || passage.look == LineLook::Rule {
        return None;
    }
    let Numbered { number, rest } = numbered(&passage.text)?;
    if !(1..=MOST_CARDS).contains(&number) {
        return None;
    }
    let (question, body) = if rest.is_empty() {
        let next = passages.get(at + 1).filter(|next| next.quoted == 0 && next.look != LineLook::Rule)?;
        (next.text.clone(), at + 2)
    } else {
        // "1. Do this" is an item of a list, unless it asks or is set as a heading.
        let is_heading = matches!(passage.look, LineLook::Heading(_)) || ends_as_question(rest);
        is_heading.then(|| (rest.to_owned(), at + 1))?
    };
    let mut score = heading_score(&question)?;
    // A question with an answer, rather than one of a list of them.
    let next = passages.get(body).map(|passage| numbered(&passage.text));
    if !matches!(next, Some(Some(Numbered { number: next, .. })) if next == number + 1) {
        score += 2;
    }
    Some((number, FoundCard { at, body, question, score }))
}

/// How much a text looks like the question of a card; `None` if it is none.
fn heading_score(text: &str) -> Option<i32> {
    let words = size(text);
    if words == 0 || words > MOST_WORDS || numbered(text).is_some_and(|numbered| numbered.rest.is_empty()) {
        return None;
    }
    if ends_as_question(text) {
        return Some(6);
    }
    if words > MOST_OF_A_HEADING {
        return None;
    }
    Some(if ends_as_sentence(text) { -3 } else { 2 })
}

/// The number and the text of an item of a list.
pub(super) fn item(text: &str) -> Option<(u32, &str)> {
    let starts = text.starts_with(|character| digit(character).is_some());
    let Numbered { number, rest } = numbered(text).filter(|_| starts)?;
    (!rest.is_empty()).then_some((number, rest))
}

/// The number with which a line begins: `2`, `2.`, `(2)`, `#2`, `Card 2`, `2/5`, `2 of 5`, `②`, `二、`, `II.`, and what follows.
fn numbered(text: &str) -> Option<Numbered<'_>> {
    let text = text.trim_matches(is_direction).trim();
    let (text, named) = match Words::after(&Words::all().cards, text) {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let text = text.trim_start_matches(['#', '№', '(', '（', '[', '【', '第']).trim_start();
    let text =
        ["No.", "Nr.", "N°"].iter().find_map(|mark| text.strip_prefix(mark)).unwrap_or(text).trim_start();
    let (number, rest, marked) = leading(text)?;
    let rest = after_total(rest).unwrap_or(rest);
    let (rest, parted) = after_mark(rest);
    if rest.is_empty() {
        // A numeral of letters that stands alone is a word.
        return (!marked || parted || named).then_some(Numbered { number, rest });
    }
    (parted || (named && text.starts_with(char::is_whitespace))).then_some(Numbered { number, rest })
}

fn is_direction(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '*' | '_')
}

/// The number at the beginning, what follows it, and whether it is written in letters.
fn leading(text: &str) -> Option<(u32, &str, bool)> {
    let end = text.find(|character| digit(character).is_none()).unwrap_or(text.len());
    if end > 0 {
        let (digits, rest) = text.split_at(end);
        return Some((value(digits)?, rest, false));
    }
    let first = text.chars().next()?;
    if let Some(number) = circled(first) {
        return Some((number, text.get(first.len_utf8()..)?, false));
    }
    chinese(text).or_else(|| roman(text)).map(|(number, rest)| (number, rest, true))
}

/// The value of a decimal digit of any script that the interface languages are written in.
fn digit(character: char) -> Option<u32> {
    const ZEROS: [char; 6] = ['0', '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{ff10}'];
    ZEROS
        .iter()
        .find_map(|zero| u32::from(character).checked_sub(u32::from(*zero)).filter(|value| *value < 10))
}

fn value(digits: &str) -> Option<u32> {
    if digits.chars().count() > 4 {
        return None;
    }
    digits.chars().try_fold(0_u32, |value, character| Some(value * 10 + digit(character)?))
}

fn circled(character: char) -> Option<u32> {
    let from = |first: u32, count: u32| {
        u32::from(character).checked_sub(first).filter(|value| *value < count).map(|value| value + 1)
    };
    // Circled, in brackets, with a full stop, negative circled; the signs of keys are digits.
    from(0x2460, 20).or_else(|| from(0x2474, 20)).or_else(|| from(0x2488, 20)).or_else(|| from(0x2776, 10))
}

/// A Chinese numeral up to ninety-nine.
fn chinese(text: &str) -> Option<(u32, &str)> {
    const DIGITS: &str = "一二三四五六七八九";
    let digit = |character: char| {
        DIGITS.chars().zip(1..).find(|(digit, _)| *digit == character).map(|(_, value)| value)
    };
    let end = text.find(|character| digit(character).is_none() && character != '十').unwrap_or(text.len());
    let (numeral, rest) = text.split_at(end);
    let value = match numeral.split_once('十') {
        None => numeral.chars().next().filter(|_| numeral.chars().count() == 1).and_then(digit)?,
        Some((tens, ones)) => {
            let one = |text: &str, missing| match text.chars().next() {
                None => Some(missing),
                Some(only) if text.chars().count() == 1 => digit(only),
                Some(_) => None,
            };
            one(tens, 1)? * 10 + one(ones, 0)?
        }
    };
    Some((value, rest))
}

/// A Roman numeral up to XXXIX, which must not be the beginning of a word.
fn roman(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|character| !matches!(character, 'I' | 'V' | 'X')).unwrap_or(text.len());
    let (numeral, rest) = text.split_at(end);
    if rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    let units = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    let tens = ["", "X", "XX", "XXX"];
    let all = (1..40_u32).find(|number| {
        let (ten, unit) = ((number / 10) as usize, (number % 10) as usize);
        tens.get(ten).zip(units.get(unit)).is_some_and(|(ten, unit)| format!("{ten}{unit}") == numeral)
    });
    all.map(|number| (number, rest))
}

/// What follows "/5" or "of 5".
fn after_total(rest: &str) -> Option<&str> {
    const OF: &[&str] = &[
        "/", "／", "of", "von", "з", "із", "из", "de", "di", "sur", "z", "من", "מתוך", "の", "共", "⁄", "|",
        "-",
    ];
    let trimmed = rest.trim_start();
    let after = OF.iter().find_map(|of| trimmed.strip_prefix(of))?.trim_start();
    let end = after.find(|character| digit(character).is_none()).unwrap_or(after.len());
    let (digits, rest) = after.split_at(end);
    (value(digits).is_some() && end > 0 && !rest.starts_with(char::is_alphanumeric)).then_some(rest)
}

/// What follows the mark that ends a number, and whether there was one.
fn after_mark(rest: &str) -> (&str, bool) {
    const MARKS: &[char] = &[
        '.', ')', ':', '、', '．', '。', '）', '：', ']', '】', '-', '–', '—', '|', '·', '章', '枚', '张',
        '張', '°', 'º',
    ];
    let trimmed = rest.trim_start();
    let marks = trimmed.len() - trimmed.trim_start_matches(MARKS).len();
    let (mark, after) = trimmed.split_at(marks);
    let spaced = after.starts_with(char::is_whitespace);
    let after = after.trim();
    // "1.5 million" is no first card.
    let full = mark.ends_with(['、', '：', '）', '．', '】', '。'])
        || after.chars().next().is_some_and(word::is_unspaced);
    let parted = !mark.is_empty() && (spaced || full || after.is_empty());
    (after, parted || (mark.is_empty() && rest.starts_with("  ")))
}

#[cfg(test)]
mod tests {
    use super::{super::lines::passages, *};

    fn questions(text: &str) -> Vec<String> {
        let passages = passages(text);
        let expected = passages.iter().find_map(|passage| count(&passage.text));
        find(&passages, expected).into_iter().map(|card| card.question).collect()
    }

    #[test]
    fn cards_are_counted_in_every_language() {
        for (line, expected) in [
            ("3 cards", 3),
            ("4 картки", 4),
            ("21 картка", 21),
            ("5 Karten", 5),
            ("カード4枚", 4),
            ("4张卡片", 4),
            ("4 張卡片", 4),
            ("٤ بطاقات", 4),
            ("بطاقتان", 2),
            ("3 כרטיסים", 3),
            ("(2 fiches)", 2),
        ] {
            assert_eq!(count(line), Some(expected), "{line}");
        }
        for line in ["3 boats", "cards", "3 cards and 4 boats", "2021"] {
            assert_eq!(count(line), None, "{line}");
        }
    }

    #[test]
    fn numbers_are_read_in_every_form() {
        for (line, expected) in [
            ("2", 2),
            ("2.", 2),
            ("(2)", 2),
            ("#2", 2),
            ("Card 2", 2),
            ("Karte 2 von 5", 2),
            ("2/5", 2),
            ("02", 2),
            ("②", 2),
            ("٢", 2),
            ("二", 2),
            ("十二、", 12),
            ("II.", 2),
            ("第2枚", 2),
        ] {
            let found = numbered(line).map(|numbered| (numbered.number, numbered.rest.to_owned()));
            let is_alone =
                found.as_ref().is_some_and(|(number, rest)| *number == expected && rest.is_empty());
            // A Chinese numeral that stands alone has no mark, and is a word.
            assert!(is_alone || line == "二", "{line}: {found:?}");
        }
        assert!(numbered("I").is_none());
        assert!(numbered("1.5 million people").is_none());
        assert!(numbered("2 boats are left").is_none());
    }

    #[test]
    fn numbers_that_count_on_are_cards_and_others_are_text() {
        let text = "2 cards\n1\n\nWhy?\n\nText is here.\n\n3\n\nThat many boats are left.\n\n2\n\nWhat now?\n\nMore text.\n\n1\n\nOne \
                    family has left.\n\n3\n\nEnd of it.";
        assert_eq!(questions(text), ["Why?", "What now?"]);
    }

    #[test]
    fn numbers_and_questions_may_share_a_line() {
        let text = "1. Why did it stop?\n\nText.\n\n2. What now?\n\nFirst:\n\n1. Do this.\n2. Do that.";
        assert_eq!(questions(text), ["Why did it stop?", "What now?"]);
    }

    #[test]
    fn a_list_of_contents_is_no_row_of_cards() {
        let text = "1\nWhy?\n2\nWhat now?\n\n1\n\nWhy?\n\nBecause.\n\n2\n\nWhat now?\n\nNothing.";
        let passages = passages(text);
        let cards = find(&passages, None);
        assert_eq!(cards.first().map(|card| card.at), Some(4));
    }

    #[test]
    fn a_page_without_numbers_has_no_cards() {
        assert!(questions("Text.\n\n2021\n\nThen it was over.").is_empty());
        assert!(questions("1\n\nOne family has left.").is_empty());
    }
}
