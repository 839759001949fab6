//! Boxes that name other stories. Pages hold them twice, for wide and for narrow screens: a label and a headline that come
//! again are a box.

use std::collections::{HashMap, HashSet};

use super::{
    lines::{LineLook, Passage, size},
    words::{Words, bare, ends_as_sentence},
};
use pressroom_document::link;

/// The most words of a line of a box.
const MOST_WORDS: usize = 30;
/// The most lines of a box.
const MOST_LINES: usize = 8;

/// A box that was found: passages from `start` to `end`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FoundRelated {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Each story with its label.
    pub(super) stories: Vec<Story>,
}

/// A story that a box names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Story {
    pub(super) label: Option<String>,
    pub(super) headline: String,
    pub(super) description: Vec<String>,
    pub(super) url: Option<String>,
}

/// Finds the boxes of a card, in order, and the passages that repeat them.
pub(super) fn find(passages: &[Passage]) -> (Vec<FoundRelated>, HashSet<usize>) {
    let texts: Vec<Option<String>> = passages.iter().map(line_of_a_box).collect();
    let mut seen: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for (at, pair) in texts.windows(2).enumerate() {
        if let [Some(label), Some(headline)] = pair {
            seen.entry((label, headline)).or_default().push(at);
        }
    }
    let mut boxes = Vec::new();
    let mut repeated: HashSet<usize> = HashSet::new();
    let mut at = 0;
    while at < passages.len() {
        if repeated.contains(&at) {
            at += 1;
            continue;
        }
        let again = match (texts.get(at), texts.get(at + 1)) {
            (Some(Some(label)), Some(Some(headline))) => seen
                .get(&(label.as_str(), headline.as_str()))
                .and_then(|places| places.get(places.partition_point(|place| *place < at + 2)).copied()),
            _ => None,
        };
        if let Some(again) = again {
            let length = repeated_length(&texts, at, again);
            repeated.extend(again..again + length);
            boxes.push(FoundRelated {
                start: at,
                end: at + length,
                stories: stories(passages, at, at + length),
            });
            at += length;
        } else if let Some(found) =
            twice_line_by_line(passages, &texts, at).or_else(|| labelled(passages, &texts, at))
        {
            at = found.end;
            boxes.push(found);
        } else {
            at += 1;
        }
    }
    (boxes, repeated)
}

/// A line as it is compared; `None` if it can't be one of a box.
fn line_of_a_box(passage: &Passage) -> Option<String> {
    let short = size(&passage.text) <= MOST_WORDS && passage.look != LineLook::Rule && passage.quoted == 0;
    let text = bare(&passage.text);
    (short && text.chars().any(char::is_alphabetic)).then_some(text)
}

/// How many lines from two places on are the same.
fn repeated_length(texts: &[Option<String>], first: usize, again: usize) -> usize {
    let most = (again - first).min(MOST_LINES);
    let same = |more: &usize| {
        let (one, two) = (texts.get(first + more), texts.get(again + more));
        one.is_some_and(Option::is_some) && one == two
    };
    (0..most).take_while(same).count()
}

/// A box whose lines stand twice each: label, label, headline, headline. Or whose headline alone does.
fn twice_line_by_line(passages: &[Passage], texts: &[Option<String>], at: usize) -> Option<FoundRelated> {
    let same = |one: usize, two: usize| matches!((texts.get(one), texts.get(two)), (Some(Some(one)), Some(Some(two))) if one == two);
    let text = |at: usize| passages.get(at).map(|passage| passage.text.clone());
    if same(at, at + 1) && same(at + 2, at + 3) {
        let story = Story { label: text(at), headline: text(at + 2)?, ..Story::default() };
        return Some(FoundRelated { start: at, end: at + 4, stories: vec![story] });
    }
    let label = passages.get(at)?;
    if same(at + 1, at + 2)
        && size(&label.text) <= 8
        && !ends_as_sentence(&label.text)
        && line_of_a_box(label).is_some()
    {
        let story = Story { label: text(at), headline: text(at + 1)?, ..Story::default() };
        return Some(FoundRelated { start: at, end: at + 3, stories: vec![story] });
    }
    None
}

/// A box that stands once, known by its label: "Read more", then a headline; or both on one line.
fn labelled(passages: &[Passage], texts: &[Option<String>], at: usize) -> Option<FoundRelated> {
    let words = Words::all();
    let passage = passages.get(at).filter(|passage| passage.quoted == 0)?;
    if words.is_related_label(&passage.text) {
        let headline = passages.get(at + 1)?;
        texts.get(at + 1)?.as_ref()?;
        if ends_as_sentence(&headline.text) && headline.text.ends_with(['.', '。']) {
            return None;
        }
        let end = at + 2 + usize::from(passages.get(at + 2).is_some_and(|next| url(&next.text).is_some()));
        return Some(FoundRelated { start: at, end, stories: stories(passages, at, end) });
    }
    let (label, headline) = passage.text.split_once([':', '：'])?;
    let headline = headline.trim();
    if !words.is_related_label(label) || headline.is_empty() || size(headline) > MOST_WORDS {
        return None;
    }
    let next = passages.get(at + 1).and_then(|next| url(&next.text));
    let end = at + 1 + usize::from(next.is_some());
    let story = Story {
        label: Some(label.trim().to_owned()),
        headline: headline.to_owned(),
        url: next,
        ..Story::default()
    };
    Some(FoundRelated { start: at, end, stories: vec![story] })
}

/// The stories of a box: its first line is the label, which may come again; each other line is a headline, its address, or,
/// if it is a sentence, its description.
fn stories(passages: &[Passage], start: usize, end: usize) -> Vec<Story> {
    let mut lines = passages.get(start..end).unwrap_or_default().iter().map(|passage| passage.text.as_str());
    let Some(label) = lines.next() else { return Vec::new() };
    let mut stories: Vec<Story> = Vec::new();
    for line in lines {
        if bare(line) == bare(label) {
            continue;
        }
        match stories.last_mut() {
            Some(story) if url(line).is_some() => story.url = url(line),
            Some(story) if line.ends_with(['.', '。', '…']) => story.description.push(line.to_owned()),
            _ => stories.push(Story {
                label: Some(label.to_owned()),
                headline: line.to_owned(),
                ..Story::default()
            }),
        }
    }
    stories
}

/// The address that a line consists of.
pub(super) fn url(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(['<', '>', '(', ')', '[', ']']);
    let is_address = text.starts_with("https://") || text.starts_with("http://") || text.starts_with("www.");
    (is_address && !text.contains(char::is_whitespace)).then(|| {
        let whole = if text.starts_with("www.") { format!("https://{text}") } else { text.to_owned() };
        link::web(&whole).unwrap_or(whole)
    })
}

#[cfg(test)]
mod tests {
    use super::{super::lines::passages, *};

    fn found(text: &str) -> (Vec<(Option<String>, String)>, usize) {
        let (boxes, repeated) = find(&passages(text));
        let stories = boxes.into_iter().flat_map(|found| found.stories);
        (stories.map(|story| (story.label, story.headline)).collect(), repeated.len())
    }

    fn story(label: &str, headline: &str) -> (Option<String>, String) {
        (Some(label.to_owned()), headline.to_owned())
    }

    #[test]
    fn what_stands_twice_is_one_box() {
        let text = "Text is here.\n\nMeanwhile\n\nA short story\n\nMeanwhile\n\nA short story\n\nMore text.";
        assert_eq!(found(text), (vec![story("Meanwhile", "A short story")], 2));
    }

    #[test]
    fn a_label_may_have_two_stories() {
        let expected = vec![story("Read more", "One story here"), story("Read more", "Another one")];
        let once = "Read more\n\nOne story here\n\nAnother one\n\nRead more\n\nOne story here\n\nAnother one";
        assert_eq!(found(once).0, expected);
        let each = "Read more\n\nOne story here\n\nRead more\n\nOne story here\n\nRead more\n\nAnother one\n\nRead more\n\nAnother one";
        assert_eq!(found(each).0, expected);
        let both = "Read more\n\nOne story here\n\nRead more\n\nAnother one\n\nRead more\n\nOne story here\n\nRead more\n\nAnother one";
        assert_eq!(found(both).0, expected);
    }

    #[test]
    fn copies_may_stand_apart_or_line_by_line() {
        let apart = "Meanwhile\n\nA story\n\nText that stands between them.\n\nMeanwhile\n\nA story";
        assert_eq!(found(apart), (vec![story("Meanwhile", "A story")], 2));
        assert_eq!(found("Meanwhile\n\nMeanwhile\n\nA story\n\nA story").0, [story("Meanwhile", "A story")]);
        assert_eq!(found("Meanwhile\n\nA story\n\nA story").0, [story("Meanwhile", "A story")]);
    }

    #[test]
    fn a_known_label_needs_no_copy() {
        assert_eq!(found("Lesen Sie auch: Das alte Schiff").0, [story("Lesen Sie auch", "Das alte Schiff")]);
        assert_eq!(found("Read more\n\nA story\n\nhttps://example.com/a").0, [story("Read more", "A story")]);
        assert!(found("A line\n\nAnother line\n\nText.").0.is_empty());
    }
}
