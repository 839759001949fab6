//! Who wrote it.

use minijinja::Value;

use crate::{
    model::Author,
    render::markup::escape,
    theme::{Word, Words},
};

/// Stands for a name while the phrase of the theme is filled and escaped: a noncharacter, which no phrase holds.
const MARK: &str = "\u{FDD0}";

/// "By Ada and Boris", names linked where they have a page.
pub(super) fn byline(authors: &[Author], words: &Words) -> Option<Value> {
    if authors.is_empty() {
        return None;
    }
    let marks = vec![MARK; authors.len()];
    let phrase = escape(&words.fill(Word::By, &[("names", &words.list(&marks))]));
    let mut pieces = phrase.split(MARK);
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for (author, after) in authors.iter().zip(pieces) {
        let name = escape(&author.name);
        match &author.url {
            Some(url) => out.push_str(&format!("<a rel=\"author\" href=\"{}\">{name}</a>", escape(url))),
            None => out.push_str(&name),
        }
        out.push_str(after);
    }
    Some(Value::from_safe_string(out))
}
