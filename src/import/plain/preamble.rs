//! What stands before the first card: kicker, headline, dek, byline and dates, in this order.

use super::{
    dates,
    lines::{LineLook, Passage, size},
    numbers,
    words::{Words, bare, ends_as_question, ends_as_sentence},
};
use crate::{Action, FindingKind, ImportFinding, article::ArticleMetadata};
use pressroom_document::{Author, AuthorKind};

/// The most words of a kicker.
const MOST_OF_A_KICKER: usize = 5;
/// The most words of a headline.
const MOST_OF_A_HEADLINE: usize = 40;
/// The most words of a dek.
const MOST_OF_A_DEK: usize = 90;
/// The most words of a name.
const MOST_OF_A_NAME: usize = 4;

/// Fills the metadata from the passages before the first card; gives those that are text. `cards`: how many numbered
/// cards follow; with some, what stands before them is a page's head.
pub(super) fn read(
    passages: Vec<Passage>,
    cards: usize,
    metadata: &mut ArticleMetadata,
    findings: &mut Vec<ImportFinding>,
) -> Vec<Passage> {
    let has_cards = cards > 0;
    let passages = mail_head(passages, metadata, findings);
    let mut rest: Vec<Passage> = Vec::new();
    // Whether a byline or a date was met: what follows it is text.
    let mut headed = None;
    let last = passages.len().saturating_sub(1);
    for (at, passage) in passages.into_iter().enumerate() {
        let is_head = passage.quoted == 0 && passage.look != LineLook::Rule;
        // In a language whose word for cards is not known, the line before the first card.
        let counts = numbers::count(&passage.text).is_some()
            || (at == last && at > 0 && numbers::names_only(&passage.text, cards));
        if has_cards && is_head && counts {
            findings.push(left_out(&passage, "the page counts its cards; they are counted anew"));
            headed.get_or_insert(rest.len());
        } else if is_head
            && rest.len() <= 8
            && said_of_it(&passage, metadata, findings, rest.iter().any(is_headline))
        {
            headed.get_or_insert(rest.len());
        } else {
            rest.push(passage);
        }
    }
    let head = headed.unwrap_or(if has_cards { rest.len() } else { 0 });
    let mut text = rest.split_off(head.min(rest.len()));
    let head = headline(rest, &mut text, has_cards, metadata, findings);
    dek(head, text, metadata)
}

/// True for a line that could be a headline: longer than a kicker, or a question.
fn is_headline(passage: &Passage) -> bool {
    let words = size(&passage.text);
    let long = words > MOST_OF_A_KICKER || ends_as_sentence(&passage.text) || ends_as_question(&passage.text);
    long && words <= MOST_OF_A_HEADLINE && passage.quoted == 0
}

/// Takes the lines of a byline and of dates: "By A and B | Updated November 3, 2025".
fn said_of_it(
    passage: &Passage,
    metadata: &mut ArticleMetadata,
    findings: &mut Vec<ImportFinding>,
    below_headline: bool,
) -> bool {
    if size(&passage.text) > 30 || matches!(passage.look, LineLook::Heading(1 | 2)) {
        return false;
    }
    let mut said: Vec<BylinePart> = Vec::new();
    for part in passage.text.split(['|', '·', '•']).map(str::trim).filter(|part| !part.is_empty()) {
        match part_said(part, below_headline) {
            Some(part) => said.push(part),
            None => return false,
        }
    }
    if said.iter().all(|said| matches!(said, BylinePart::Nothing)) {
        return false;
    }
    for said in said {
        match said {
            BylinePart::Authors(authors, guessed) => {
                let (action, message) = match guessed {
                    true => (Action::Guessed, "a name below the headline is taken for the author's"),
                    false => (Action::Changed, "the names of this line are the authors"),
                };
                findings.push(finding(passage, FindingKind::Metadata, action, message));
                metadata.authors.extend(authors);
            }
            BylinePart::Date(found) => {
                let slot =
                    if found.updated { &mut metadata.date_modified } else { &mut metadata.date_published };
                slot.get_or_insert(found.date);
                if found.uncertain || found.has_time {
                    let message = match found.has_time {
                        true => "the time of the day was left out: its time zone is not said",
                        false => "the day is taken to stand before the month",
                    };
                    let action = if found.has_time { Action::Changed } else { Action::Guessed };
                    findings.push(finding(passage, FindingKind::Metadata, action, message));
                }
            }
            BylinePart::Nothing => findings.push(left_out(passage, "this counts the text or names its site")),
        }
    }
    true
}

/// What a part of a line says.
enum BylinePart {
    Authors(Vec<Author>, bool),
    Date(dates::FoundDate),
    /// How long it takes to read.
    Nothing,
}

fn part_said(part: &str, below_headline: bool) -> Option<BylinePart> {
    if let Some(found) = dates::read(part) {
        return Some(BylinePart::Date(found));
    }
    if let Some(names) = Words::after(&Words::all().by, part) {
        // "By Mara Quill, November 3, 2025"
        if !names.is_empty() && size(names) <= 16 && !ends_as_question(names) && !names.ends_with('.') {
            return Some(BylinePart::Authors(authors(names), false));
        }
    }
    let minutes = part.chars().any(char::is_numeric) && {
        let line = bare(part);
        const READING: &[&str] =
            &["min", "хв", "мин", "دقيقة", "دقائق", "דקות", "דקת", "分钟", "分鐘", "分で", "dakika"];
        size(&line) <= 6 && READING.iter().any(|word| line.contains(word))
    };
    if minutes {
        return Some(BylinePart::Nothing);
    }
    (below_headline && is_name(part)).then(|| BylinePart::Authors(authors(part), true))
}

/// A line that is a name, in a script with capitals: two to four words that begin with one.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    (2..=MOST_OF_A_NAME).contains(&words.len())
        && words.iter().all(|word| {
            let mut letters = word.chars();
            letters.next().is_some_and(char::is_uppercase)
                && letters.all(|letter| {
                    letter.is_lowercase() || matches!(letter, '-' | '’' | '\'' | '.') || letter.is_uppercase()
                })
                && word.chars().any(char::is_lowercase)
        })
        && !ends_as_sentence(text)
}

/// The authors that a byline names.
pub(crate) fn authors(names: &str) -> Vec<Author> {
    const AND: &[&str] = &[
        " and ", " und ", " et ", " y ", " e ", " і ", " та ", " й ", " и ", " i ", " oraz ", " ve ", " و ",
        " & ", "、", ", ", "，", "；", "; ",
    ];
    let mut parts: Vec<String> = vec![names.to_owned()];
    for and in AND {
        parts = parts.iter().flat_map(|part| part.split(and).map(str::to_owned)).collect();
    }
    let desk = |name: &str| Words::all().names_a_desk(name) && !is_name(name);
    parts
        .into_iter()
        .map(|name| name.trim().trim_end_matches(',').to_owned())
        .filter(|name| !name.is_empty())
        .map(|name| Author {
            kind: if desk(&name) { AuthorKind::Team } else { AuthorKind::Person },
            name,
            url: None,
        })
        .collect()
}

/// Takes kicker and headline off the head of a page; gives what is left of it.
fn headline(
    mut head: Vec<Passage>,
    text: &mut Vec<Passage>,
    has_cards: bool,
    metadata: &mut ArticleMetadata,
    findings: &mut Vec<ImportFinding>,
) -> Vec<Passage> {
    if metadata.headline.is_some() {
        return head;
    }
    let set_as_one = |passage: &Passage| matches!(passage.look, LineLook::Heading(1));
    if let Some(at) = head.iter().position(set_as_one) {
        take_head(&mut head, at, metadata, findings);
        return head;
    }
    if head.is_empty() {
        // A letter or a note: its first line, if it looks like a headline.
        let first = text.first().filter(|first| {
            let sentence = ends_as_sentence(&first.text) && !ends_as_question(&first.text);
            let alone = text.get(1).is_some_and(|next| !next.joined || next.look == LineLook::Rule);
            first.quoted == 0
                && first.look != LineLook::Rule
                && (1..=20).contains(&size(&first.text))
                && !sentence
                && alone
                && text.len() > 1
        });
        if let Some(first) = first {
            let made = !matches!(first.look, LineLook::Heading(_));
            if !made || text.iter().all(|passage| !matches!(passage.look, LineLook::Heading(1))) {
                metadata.headline = Some(text.remove(0).text);
            }
        }
        return head;
    }
    let at = head
        .iter()
        .position(is_headline)
        .or_else(|| (has_cards || head.len() == 1).then(|| head.len().saturating_sub(1)));
    // A short headline above its dek: "Water at night", then a sentence.
    let at = at.map(|at| match head.get(at) {
        Some(passage)
            if at > 0
                && ends_as_sentence(&passage.text)
                && !ends_as_question(&passage.text)
                && size(&passage.text) > 8 =>
        {
            at - 1
        }
        _ => at,
    });
    if let Some(at) = at {
        take_head(&mut head, at, metadata, findings);
    }
    head
}

/// Takes the headline, the kicker before it, and leaves out what a page has above them.
fn take_head(
    head: &mut Vec<Passage>,
    at: usize,
    metadata: &mut ArticleMetadata,
    findings: &mut Vec<ImportFinding>,
) {
    let mut above: Vec<Passage> = head.drain(..(at + 1).min(head.len())).collect();
    metadata.headline = above.pop().map(|passage| passage.text);
    if let Some(kicker) = above.pop().filter(|passage| passage.look != LineLook::Rule) {
        metadata.kicker = Some(kicker.text);
    }
    findings.extend(
        above.iter().map(|passage| left_out(passage, "this stands above the headline, as a menu does")),
    );
}

/// Takes the dek off what is left of the head; what is no dek is text.
fn dek(mut head: Vec<Passage>, text: Vec<Passage>, metadata: &mut ArticleMetadata) -> Vec<Passage> {
    let fits = |passage: &&Passage| {
        passage.quoted == 0
            && passage.look == LineLook::Plain
            && (3..=MOST_OF_A_DEK).contains(&size(&passage.text))
    };
    if metadata.description.is_none() && head.first().filter(fits).is_some() {
        metadata.description = Some(head.remove(0).text);
    }
    head.extend(text);
    head
}

/// Reads the head of a mail: "Subject: ...", "From: ...", "Date: ...".
fn mail_head(
    mut passages: Vec<Passage>,
    metadata: &mut ArticleMetadata,
    findings: &mut Vec<ImportFinding>,
) -> Vec<Passage> {
    const KEYS: &[&str] = &[
        "subject", "from", "to", "cc", "bcc", "date", "sent", "reply-to", "betreff", "von", "an", "datum",
        "тема", "від", "кому", "дата", "objet", "de", "à",
    ];
    let field = |passage: &Passage| {
        let (key, value) = passage.text.split_once(':')?;
        KEYS.contains(&bare(key).as_str()).then(|| (bare(key), value.trim().to_owned()))
    };
    let is_in = |at: &usize| {
        passages.get(*at).is_some_and(|passage| (*at == 0 || passage.joined) && field(passage).is_some())
    };
    let fields = (0..passages.len()).take_while(is_in).count();
    let has_subject = passages.iter().take(fields).filter_map(field).any(|(key, _)| is_subject(&key));
    if fields < 2 || !has_subject {
        return passages;
    }
    for passage in passages.drain(..fields) {
        let Some((key, value)) = field(&passage) else { continue };
        let taken = match key.as_str() {
            key if is_subject(key) => {
                let subject = value.trim_start_matches("Re:").trim_start_matches("Fwd:").trim();
                metadata.headline = Some(subject.to_owned()).filter(|subject| !subject.is_empty());
                true
            }
            "from" | "von" | "від" => {
                let name = value.split('<').next().unwrap_or_default().trim().trim_matches('"').to_owned();
                let is_name = !name.is_empty() && !name.contains('@');
                if is_name {
                    metadata.authors.push(Author { name, url: None, kind: AuthorKind::Person });
                }
                is_name
            }
            "date" | "datum" | "дата" | "sent" => {
                let day = dates::read(&value).filter(|found| !found.has_time).map(|found| found.date);
                let moment = jiff::fmt::rfc2822::parse(&value).ok();
                let moment = moment.and_then(|moment| {
                    format!("{}{}", moment.strftime("%Y-%m-%dT%H:%M:%S"), moment.strftime("%:z")).parse().ok()
                });
                metadata.date_published = moment.or(day);
                metadata.date_published.is_some()
            }
            _ => false,
        };
        if !taken {
            findings.push(ImportFinding {
                kind: FindingKind::Metadata,
                action: Action::LeftOut,
                place: place(&passage),
                text: passage.text,
                message: "a field of the mail's head has no place in an explainer".to_owned(),
            });
        }
    }
    passages
}

fn is_subject(key: &str) -> bool {
    matches!(key, "subject" | "betreff" | "тема" | "objet")
}

/// Where a passage stands.
pub(super) fn place(passage: &Passage) -> String {
    format!("line {}", passage.line)
}

/// The finding about a passage that is no text of the explainer.
pub(super) fn left_out(passage: &Passage, message: &str) -> ImportFinding {
    finding(passage, FindingKind::Furniture, Action::LeftOut, message)
}

/// A finding about a passage.
fn finding(passage: &Passage, kind: FindingKind, action: Action, message: &str) -> ImportFinding {
    ImportFinding {
        kind,
        action,
        place: place(passage),
        text: passage.text.clone(),
        message: message.to_owned(),
    }
}
