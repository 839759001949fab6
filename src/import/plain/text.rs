//! Reads a text as a page that was scraped, a mail or a note.

use super::{
    body::Body,
    language,
    lines::{self, LineLook, Passage, size},
    numbers::{self, FoundCard},
    preamble::{self, left_out},
    words::{Words, bare, ends_as_question, ends_as_sentence},
};
use crate::{
    Action, FindingKind, ImportError, ImportFinding, ImportOptions, ImportSource,
    article::{Article, ArticleMetadata},
};
use pressroom_diagnostics::Diagnostic;
use pressroom_read::builder::{Builder, Draft};

/// The most words of a sign-off.
const MOST_OF_A_SIGNOFF: usize = 14;

/// Reads a text.
///
/// # Errors
/// It is no text, or holds none.
pub(crate) fn read(
    source: &ImportSource<'_>,
    options: &ImportOptions<'_>,
) -> Result<Vec<Article>, ImportError> {
    let (decoded, found) = source.decode()?;
    let mut findings: Vec<ImportFinding> = found.iter().map(encoding).collect();
    let mut metadata = ArticleMetadata {
        language: language::detect(&decoded.text, options.site.language.as_ref()),
        ..ArticleMetadata::default()
    };
    let passages = without_furniture(lines::passages(&decoded.text), &mut findings);
    if passages.is_empty() {
        return Err(ImportError::Empty);
    }
    let draft = build(passages, &mut metadata, &mut findings);
    findings.sort_by_key(line_of);
    let card_level = draft.1.then_some(2);
    Ok(vec![Article {
        name: source.stem().to_owned(),
        metadata,
        draft: draft.0,
        card_level,
        findings,
        ..Article::default()
    }])
}

/// Leaves out what pages have around an article, and the credits of pictures that a text does not hold.
fn without_furniture(passages: Vec<Passage>, findings: &mut Vec<ImportFinding>) -> Vec<Passage> {
    let words = Words::all();
    let mut kept = Vec::with_capacity(passages.len());
    for passage in passages {
        if passage.quoted > 0 || matches!(passage.look, LineLook::Heading(1 | 2) | LineLook::Rule) {
            kept.push(passage);
        } else if words.is_furniture(&passage.text) {
            findings.push(left_out(&passage, "this belongs to the page, not to the article"));
        } else if words.is_credit(&passage.text) {
            findings.push(ImportFinding {
                kind: FindingKind::Picture,
                ..left_out(&passage, "this names the maker of a picture, which a text does not hold")
            });
        } else {
            kept.push(passage);
        }
    }
    kept
}

/// Builds the draft; true if its second-level headings are cards.
fn build(
    mut passages: Vec<Passage>,
    metadata: &mut ArticleMetadata,
    findings: &mut Vec<ImportFinding>,
) -> (Draft, bool) {
    let signature = signature(&mut passages);
    let expected = passages.iter().take(60).find_map(|passage| numbers::count(&passage.text));
    let mut cards = numbers::find(&passages, expected);
    if cards.is_empty() {
        cards = unnumbered(&passages, expected);
    }
    if let Some(expected) = expected.filter(|expected| *expected as usize != cards.len()) {
        findings.push(ImportFinding {
            kind: FindingKind::Cards,
            action: Action::Kept,
            place: String::new(),
            text: String::new(),
            message: format!("the page announces {expected} cards; {} were found", cards.len()),
        });
    }
    let first = cards.first().map_or(passages.len(), |card| card.at);
    let mut rest = passages.split_off(first);
    let has_cards = !cards.is_empty();
    let head = without_contents(passages, &cards, findings);
    let lede = preamble::read(head, cards.len(), metadata, findings);
    let mut signoff = signature;
    if has_cards && signoff.is_none() {
        signoff = take_signoff(&mut rest, cards.last().map_or(0, |card| card.body - first));
    }
    let mut ignored = Vec::new();
    let builder = Builder::new(&mut ignored);
    let mut body = Body { builder, findings, level: has_cards.then_some(3) };
    body.passages(&lede);
    let ends = cards.iter().skip(1).map(|card| card.at - first).chain([rest.len()]);
    for (card, end) in cards.iter().zip(ends) {
        body.question(&card.question);
        let mut answer = rest.get(card.body - first..end).unwrap_or_default();
        if let Some((again, after)) = answer.split_first()
            && bare(&again.text) == bare(&card.question)
        {
            body.findings.push(left_out(again, "the question stands twice"));
            answer = after;
        }
        body.passages(answer);
    }
    if let Some(signoff) = signoff {
        body.signoff(&signoff.text);
    }
    let draft = body.builder.finish_all();
    (draft, has_cards)
}

/// Cards without numbers: as many passages that ask as the page announces.
fn unnumbered(passages: &[Passage], expected: Option<u32>) -> Vec<FoundCard> {
    let Some(announced) = passages.iter().position(|passage| numbers::count(&passage.text).is_some()) else {
        return Vec::new();
    };
    let asks = |passage: &Passage| {
        passage.quoted == 0
            && ends_as_question(&passage.text)
            && size(&passage.text) <= 25
            && !passage.text.starts_with(['"', '“', '«', '„', '—'])
    };
    let found: Vec<FoundCard> = passages
        .iter()
        .enumerate()
        .skip(announced + 1)
        .filter(|(_, passage)| asks(passage))
        .map(|(at, passage)| FoundCard::new(at, passage.text.clone()))
        .collect();
    let all = expected.is_some_and(|expected| expected as usize == found.len());
    if all { found } else { Vec::new() }
}

/// Leaves out a list of the questions above the cards.
fn without_contents(
    passages: Vec<Passage>,
    cards: &[FoundCard],
    findings: &mut Vec<ImportFinding>,
) -> Vec<Passage> {
    let questions: Vec<String> = cards.iter().map(|card| bare(&card.question)).collect();
    let is_listed = |passage: &Passage| {
        let text = bare(numbers::item(&passage.text).map_or(passage.text.as_str(), |(_, text)| text));
        questions.contains(&text)
    };
    if questions.len() < 2 || passages.iter().filter(|passage| is_listed(passage)).count() < questions.len() {
        return passages;
    }
    let is_number = |passage: &Passage| passage.text.chars().all(|character| !character.is_alphabetic());
    let begin = passages.iter().position(is_listed).unwrap_or(0);
    let numbers = passages
        .get(..begin)
        .unwrap_or_default()
        .iter()
        .rev()
        .take_while(|passage| is_number(passage))
        .count();
    let begin = begin - numbers;
    let label = begin.checked_sub(1).filter(|at| {
        passages.get(*at).is_some_and(|label| size(&label.text) <= 4 && !ends_as_sentence(&label.text))
            && *at > 0
    });
    let mut kept = Vec::with_capacity(passages.len());
    for (at, passage) in passages.into_iter().enumerate() {
        if is_listed(&passage) || (at >= begin && is_number(&passage)) || label == Some(at) {
            findings.push(left_out(&passage, "a list of the cards; editions make their own"));
        } else {
            kept.push(passage);
        }
    }
    kept
}

/// Takes the signature of a mail: what follows the line `-- `.
fn signature(passages: &mut Vec<Passage>) -> Option<Passage> {
    let at = passages.iter().rposition(|passage| passage.text == "--")?;
    let lines = passages.split_off(at);
    let text: Vec<String> = lines.iter().skip(1).map(|passage| passage.text.clone()).collect();
    let first = lines.get(1)?;
    Some(Passage { text: text.join(", "), ..first.clone() })
}

/// Takes the sign-off: a short last line that is no sentence, or by which a newsroom names itself.
fn take_signoff(passages: &mut Vec<Passage>, from: usize) -> Option<Passage> {
    let at = passages.len().checked_sub(1).filter(|at| *at > from)?;
    let last = passages.get(at)?;
    let plain = last.quoted == 0 && matches!(last.look, LineLook::Plain | LineLook::Heading(3));
    let repeated = passages.iter().filter(|passage| bare(&passage.text) == bare(&last.text)).count() > 1;
    let of_a_box = passages.get(at - 1).is_some_and(|before| Words::all().is_related_label(&before.text));
    let starts_as_item = lines::bullet(&last.text).is_some() || numbers::item(&last.text).is_some();
    let desk = Words::all().names_a_desk(&last.text) && size(&last.text) <= MOST_OF_A_SIGNOFF;
    let short = size(&last.text) <= MOST_OF_A_SIGNOFF && !ends_as_sentence(&last.text);
    let of_a_quotation = passages.get(at - 1).is_some_and(|before| {
        let quoted = before.text.starts_with(['“', '«', '„', '"', '「', '»'])
            && before.text.ends_with(['”', '»', '“', '"', '」', '«']);
        quoted && !desk
    });
    if !plain || repeated || of_a_box || starts_as_item || of_a_quotation || !(desk || short) {
        return None;
    }
    passages.pop()
}

/// What was found in the bytes of the file.
fn encoding(diagnostic: &Diagnostic) -> ImportFinding {
    ImportFinding {
        kind: FindingKind::Encoding,
        action: Action::Guessed,
        place: String::new(),
        text: String::new(),
        message: diagnostic.message.clone(),
    }
}

/// The line that a finding is about; those about the whole text come first.
fn line_of(finding: &ImportFinding) -> usize {
    finding.place.strip_prefix("line ").and_then(|line| line.parse().ok()).unwrap_or(0)
}
