//! A last look at the words: each that stood in the source stands in the formatted text.

use std::collections::HashMap;

/// Words that an address may have, or not.
const SCHEMES: &[&str] = &["http", "https", "mailto", "tel"];

/// A word of the source that is missing in the formatted text, or stands there less often.
pub(super) fn missing(source: &str, formatted: &str) -> Option<String> {
    let mut left: HashMap<String, usize> = HashMap::new();
    for word in words(formatted) {
        *left.entry(word).or_insert(0) += 1;
    }
    words(&shown_text(source)).find(|word| match left.get_mut(word).filter(|count| **count > 0) {
        Some(count) => {
            *count -= 1;
            false
        }
        None => true,
    })
}

fn words(text: &str) -> impl Iterator<Item = String> {
    // Where an address begins and ends among other letters is for the writer to say.
    let joined = pressroom_document::word::nfc(text);
    let mut apart = String::with_capacity(joined.len());
    let mut before = ' ';
    for character in joined.chars() {
        if before.is_ascii() != character.is_ascii() {
            apart.push(' ');
        }
        apart.push(character);
        before = character;
    }
    let words: Vec<String> = apart
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().any(char::is_alphabetic) && !SCHEMES.contains(word))
        .map(str::to_lowercase)
        .collect();
    words.into_iter()
}

/// The source without what only its markup says: tags, references to characters, names of links.
fn shown_text(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    while let Some(next) =
        source.get(at..).and_then(|rest| rest.find(['<', '&', ']', '\n'])).map(|more| at + more)
    {
        out.push_str(source.get(at..next).unwrap_or_default());
        let rest = source.get(next..).unwrap_or_default();
        at = next + markup(rest, &mut out);
    }
    out.push_str(source.get(at..).unwrap_or_default());
    out
}

/// The length of the markup at the start of a text; what is shown of it is added.
fn markup(rest: &str, out: &mut String) -> usize {
    let mut characters = rest.chars();
    let first = characters.next();
    let second = characters.next();
    match first {
        Some('<') if second.is_some_and(|c| c.is_ascii_alphabetic() || c == '/') && !is_address(rest) => {
            let end = rest.find('>').map_or(1, |end| end + 1);
            // Words of attributes that are shown: titles, alternative texts, addresses.
            let tag = rest.get(..end).unwrap_or_default();
            for name in ["title=", "alt=", "href=", "src="] {
                if let Some((_, value)) = tag.split_once(name) {
                    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
                    let value = quote.and_then(|quote| value.get(1..)?.split(quote).next());
                    out.push(' ');
                    out.push_str(value.unwrap_or_default());
                }
            }
            out.push(' ');
            end
        }
        Some('&') => {
            let end =
                rest.find(';').filter(|end| *end < 12 && !rest.get(1..*end).unwrap_or(" ").contains(' '));
            out.push(' ');
            end.map_or(1, |end| end + 1)
        }
        // The address of a link: the documents have the same.
        Some(']') if second == Some('(') => {
            out.push(' ');
            rest.find([' ', ')', '\n']).unwrap_or(rest.len())
        }
        // `[text][name]`, and a line `[name]: address`.
        Some(']') if second == Some('[') => {
            rest.get(1..).and_then(|rest| rest.find(']')).map_or(1, |end| end + 2)
        }
        Some('\n') if second == Some('[') && !rest.starts_with("\n[^") => {
            let line = rest.get(1..).unwrap_or_default();
            let line = line.get(..line.find('\n').unwrap_or(line.len())).unwrap_or_default();
            out.push('\n');
            line.find("]:").map_or(1, |end| end + 3)
        }
        Some(other) => {
            out.push(other);
            other.len_utf8()
        }
        None => 1,
    }
}

fn is_address(rest: &str) -> bool {
    let end = rest.find('>').unwrap_or(rest.len());
    let inner = rest.get(1..end).unwrap_or_default();
    !inner.contains(' ') && (inner.contains("://") || inner.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::missing;

    #[test]
    fn words_are_counted() {
        assert_eq!(
            missing("a b b <p class=x>c</p> [d][e]\n[e]: https://f.org/\n", "b a b c [d](https://f.org/)"),
            None
        );
        assert_eq!(missing("a b b", "a b"), Some("b".to_owned()));
        assert_eq!(missing("[a@b.org](mailto:a@b.org \"t\")", "a@b.org t"), None);
        assert_eq!(missing("<https://a.org/> & &copy; x", "https://a.org/ & © x"), None);
    }
}
