//! The front matter of a source, key by key, as its author wrote it.

use crate::front_matter::{Entry, ORDER};

/// Keys whose values are kept as they are written: dates say less, or more, than the moment that is read; and what keeps an
/// explainer from readers is not touched.
const KEPT: &[&str] = &["published", "updated", "embargo", "expires", "review_by", "status", "draft"];

/// A key with its lines.
#[derive(Debug, PartialEq, Eq)]
struct KeyText<'s> {
    key: &'s str,
    /// Comments before it.
    comments: Vec<&'s str>,
    lines: Vec<&'s str>,
}

/// Front matter as it is written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FrontMatter<'s> {
    entries: Vec<KeyText<'s>>,
    /// Comments after the last key.
    rest: Vec<&'s str>,
}

impl FrontMatter<'_> {
    /// The keys that have the names of ours, or that mean the same.
    pub(super) fn known(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| pressroom_read::front_matter_key(entry.key).unwrap_or(entry.key))
    }
}

/// The keys of a text's front matter, and the byte at which its body begins. `None` for what is no list of keys.
pub(super) fn split(text: &str) -> Option<(FrontMatter<'_>, usize)> {
    let first = text.lines().next().unwrap_or_default();
    match first.trim_end() {
        "---" => {}
        "+++" => return None,
        _ => return Some((FrontMatter::default(), 0)),
    }
    let mut at = first.len() + 1;
    let mut front = FrontMatter::default();
    for line in text.get(at..)?.split_inclusive('\n') {
        at += line.len();
        let line = line.trim_end();
        if line == "---" || line == "..." {
            return Some((front, at));
        }
        let is_comment = line.starts_with('#');
        let continues = line.is_empty() || line.starts_with([' ', '\t', '-', ']', '}']);
        if is_comment {
            front.rest.push(line);
        } else if continues {
            // A line of a value after a comment: the comment stands within it.
            let entry = front.entries.last_mut().filter(|_| !line.is_empty());
            match entry {
                Some(entry) => {
                    entry.lines.append(&mut front.rest);
                    entry.lines.push(line);
                }
                None if line.is_empty() => {
                    if let Some(entry) = front.entries.last_mut().filter(|_| front.rest.is_empty()) {
                        entry.lines.push(line);
                    }
                }
                None => return None,
            }
        } else {
            let (key, _) = line.split_once(':')?;
            let comments = std::mem::take(&mut front.rest);
            front.entries.push(KeyText { key: key.trim(), comments, lines: vec![line] });
        }
    }
    None
}

/// The lines of each key in our order: as they are written here, unless the author's must be kept.
pub(super) fn merge(front: &FrontMatter<'_>, ours: &[Entry]) -> Vec<String> {
    let mut out = Vec::new();
    let meaning = |entry: &&KeyText<'_>| pressroom_read::front_matter_key(entry.key);
    for key in ORDER {
        let theirs: Vec<&KeyText<'_>> =
            front.entries.iter().filter(|entry| meaning(entry) == Some(*key)).collect();
        let ours = ours.iter().find(|(known, _)| known == key).map(|(_, lines)| lines.as_str());
        let is_ours = match theirs.as_slice() {
            [] => !KEPT.contains(key),
            [entry] => entry.key == *key && !KEPT.contains(key) && !has_comment(entry),
            _ => false,
        };
        match (is_ours, ours) {
            (true, Some(lines)) => {
                let comments = theirs.iter().flat_map(|entry| &entry.comments).map(|line| (*line).to_owned());
                out.extend(comments);
                out.push(lines.to_owned());
            }
            (_, _) => out.extend(theirs.into_iter().flat_map(as_written)),
        }
    }
    let others = front.entries.iter().filter(|entry| meaning(entry).is_none_or(|key| !ORDER.contains(&key)));
    out.extend(others.flat_map(as_written));
    out.extend(front.rest.iter().map(|line| (*line).to_owned()));
    out
}

/// A key as its author wrote it, without empty lines behind it.
fn as_written(entry: &KeyText<'_>) -> Vec<String> {
    let end = entry.lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    let lines = entry.comments.iter().chain(entry.lines.iter().take(end));
    lines.map(|line| (*line).to_owned()).collect()
}

/// Returns true if a line of a value may hold a comment.
fn has_comment(entry: &KeyText<'_>) -> bool {
    entry
        .lines
        .iter()
        .any(|line| line.trim_start().starts_with('#') || line.contains(" #") || line.contains("\t#"))
}

#[cfg(test)]
mod tests {
    use super::{merge, split};

    #[test]
    fn comments_and_unknown_keys_are_kept() {
        let text = "---\n# First\nweight: 3\nkicker: K # why\nheadline:   'H'\n\n# Last\ntitle: T\n# End\n---\nBody\n";
        let (front, start) = split(text).unwrap();
        assert_eq!(&text[start..], "Body\n");
        let merged = merge(&front, &[("kicker", "kicker: K".to_owned())]);
        assert_eq!(
            merged,
            ["headline:   'H'", "# Last", "title: T", "kicker: K # why", "# First", "weight: 3", "# End"]
        );
        assert_eq!(split("+++\na = 1\n+++\n"), None);
        assert_eq!(split("Text").unwrap().1, 0);
    }
}
