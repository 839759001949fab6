//! Where a bare address in running text ends.
//!
//! GFM lets an address run on to the next space. Here it also ends before the marks of scripts that write no space
//! after them, before typographic quotes, and, within its host, where a domain of ASCII letters runs into words of
//! another script: no top-level domain mixes them (UTS #46). A host in another script (`пример.рф`) is kept, and so are
//! letters of any script in a path.

use memchr::memmem;

/// True for a body in which an address may run on into words, or seem to.
pub(super) fn may_run_on(body: &str) -> bool {
    let mut done = 0;
    starts(body).any(|start| {
        if start < done {
            return false;
        }
        // comrak goes on to the next space or tag.
        let rest = body.as_bytes().get(start..).unwrap_or_default();
        let taken = rest.iter().position(|byte| is_end(char::from(*byte))).unwrap_or(rest.len());
        let taken = body.get(start..start + taken).unwrap_or_default();
        // Only a tilde at its end is no part of an address in ASCII.
        let length = if taken.is_ascii() && !taken.ends_with('~') { taken.len() } else { end(taken) };
        done = start + length;
        length < taken.len()
    })
}

/// Places of a bare address, as comrak took it from the source, before which it ends, and so do those after it that it
/// swallowed. None where the address is written with brackets, or right.
pub(super) fn ends(link: &str) -> Vec<usize> {
    let bare = starts(link).next() == Some(0);
    let length = end(link);
    if !bare || length >= link.len() {
        return Vec::new();
    }
    let mut ends = vec![length];
    let mut done = length;
    for start in starts(link) {
        let between = link.get(done..start).unwrap_or_default();
        if start < done {
            continue;
        }
        // What stands before it may make it part of code, a link or a tag: the next round tells.
        if between.contains(['`', '[', '(', '<', '\\', '"', '=']) {
            break;
        }
        let next = link.get(start..).unwrap_or_default();
        done = start + end(next);
        if runs_on(next) {
            ends.push(done);
        }
    }
    ends
}

/// Where addresses begin: with a scheme, or `www.` after a character that no address has.
fn starts(text: &str) -> impl Iterator<Item = usize> {
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic();
    let schemes = memmem::find_iter(text.as_bytes(), "://").filter_map(move |at| {
        let before = text.as_bytes().get(..at)?;
        let length = before.iter().rev().take(6).take_while(|byte| is_letter(byte)).count();
        let scheme = text.get(at - length..at)?;
        ["http", "https", "ftp"].iter().any(|known| known.eq_ignore_ascii_case(scheme)).then_some(at - length)
    });
    let names = memmem::find_iter(text.as_bytes(), "www.").filter(move |&at| {
        let before = at.checked_sub(1).and_then(|at| text.as_bytes().get(at));
        before.is_none_or(|byte| byte.is_ascii_whitespace() || b"*_~([".contains(byte))
    });
    let mut all: Vec<usize> = schemes.chain(names).collect();
    all.sort_unstable();
    all.into_iter()
}

/// True where comrak would take more than the address at the start of a text: it goes on to the next space or tag.
fn runs_on(text: &str) -> bool {
    text.get(end(text)..).and_then(|rest| rest.chars().next()).is_some_and(|next| !is_end(next))
}

fn is_end(character: char) -> bool {
    character.is_ascii_whitespace() || character == '<'
}

/// The length of the address at the start of a text.
fn end(text: &str) -> usize {
    let start = text.find("://").map_or(0, |at| at + 3);
    let rest = text.get(start..).unwrap_or_default();
    let host = rest.find(|c: char| matches!(c, '/' | '?' | '#') || is_end(c) || is_mark(c) || is_quote(c));
    let host = host.unwrap_or(rest.len());
    let host_text = rest.get(..host).unwrap_or_default();
    let length = domain(host_text);
    if length < host || !rest.get(host..).is_some_and(|rest| rest.starts_with(['/', '?', '#'])) {
        return without_tail(text, start + length);
    }
    let path = rest.get(host..).unwrap_or_default();
    without_tail(text, start + host + path_length(path))
}

/// The length without what comrak takes off only where it sees it, and marks that end a sentence or range.
fn without_tail(text: &str, length: usize) -> usize {
    let address = text.get(..length).unwrap_or_default();
    let tail = |c: char| matches!(c, '~' | '–' | '‒' | '・');
    let kept = address.trim_end_matches(tail).len();
    if address.ends_with("~~") && !address.ends_with(['–', '・']) { length } else { kept }
}

/// How much of a host is one: a domain of ASCII letters ends where letters of another script follow.
fn domain(host: &str) -> usize {
    let mut start = 0;
    let labels = host.split('.').count();
    for (index, label) in host.split('.').enumerate() {
        let ascii = label.find(|c: char| !c.is_ascii()).unwrap_or(label.len());
        let (plain, rest) = label.split_at_checked(ascii).unwrap_or((label, ""));
        let name = plain.split(':').next().unwrap_or_default();
        let is_name = name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_alphabetic());
        let last = index + 1 == labels;
        let runs_on = rest.starts_with(is_unspaced) && is_common(name);
        if index > 0 && is_name && !rest.is_empty() && (last || runs_on || plain.contains(':')) {
            return start + ascii;
        }
        start += label.len() + 1;
    }
    host.len()
}

/// True for top-level domains that are met most, and for all of two letters.
fn is_common(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.len() == 2
        || matches!(
            name.as_str(),
            "com"
                | "org"
                | "net"
                | "edu"
                | "gov"
                | "mil"
                | "int"
                | "info"
                | "biz"
                | "app"
                | "dev"
                | "news"
                | "online"
                | "site"
                | "shop"
                | "blog"
                | "example"
                | "test"
        )
}

fn path_length(path: &str) -> usize {
    let mut before = '/';
    let mut characters = path.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        // `L’Équipe` is the name of an article; `guide’s` is none.
        let within = character == '’'
            && before.is_alphanumeric()
            && next.is_some_and(char::is_alphabetic)
            && path.get(at..).is_none_or(|rest| rest.trim_start_matches('’').len() != 1);
        if is_end(character) || (is_mark(character) && character != '・') || (is_quote(character) && !within)
        {
            return at;
        }
        before = character;
    }
    path.len()
}

/// Quotation marks that no address has.
fn is_quote(character: char) -> bool {
    matches!(character, '‘'..='‟' | '‹' | '›' | '«' | '»')
}

/// Spaces, and the marks of scripts that may write no space after them.
pub(super) fn is_mark(character: char) -> bool {
    if character.is_whitespace() || character.is_control() {
        return !character.is_ascii();
    }
    matches!(
        u32::from(character),
        // Ideographic and full-width marks, but for letters among them.
        0x3001..=0x3004 | 0x3008..=0x3020 | 0x3030 | 0x303d..=0x303f | 0x30a0 | 0x30fb
            | 0xfe10..=0xfe1f | 0xfe30..=0xfe6f | 0xff01..=0xff0f | 0xff1a..=0xff20 | 0xff3b..=0xff40 | 0xff5b..=0xff65
            | 0xfffc..=0xfffd
        // Dashes and ellipses.
            | 0x2014..=0x2015 | 0x2025..=0x2026 | 0x22ef
        // Invisible ones.
            | 0x200b | 0x200e..=0x200f | 0x2028..=0x202f | 0x2060..=0x2069 | 0xfeff
        // Arabic, Hebrew, Armenian, Indian, Tibetan, Burmese, Khmer and Ethiopic.
            | 0x060c | 0x061b | 0x061f | 0x06d4 | 0x05be | 0x05c0 | 0x05c3 | 0x0589 | 0x0964..=0x0965 | 0x0f0d..=0x0f11
            | 0x104a..=0x104b | 0x17d4..=0x17d6 | 0x1361..=0x1368
    )
}

/// Letters of scripts that write words without space between them.
pub(super) fn is_unspaced(character: char) -> bool {
    matches!(
        u32::from(character),
        0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x2e80..=0x2fff | 0x3005..=0x3007
            | 0x3040..=0x31ff | 0x3400..=0x9fff | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0x20000..=0x3ffff
    )
}

#[cfg(test)]
mod tests {
    use super::{end, ends};

    #[test]
    fn addresses_end_before_marks() {
        for (text, address) in [
            ("https://example.com/guide。您可以", "https://example.com/guide"),
            ("https://example.com/paper）和", "https://example.com/paper"),
            ("www.example.org，谢谢", "www.example.org"),
            ("https://example.org是", "https://example.org"),
            ("https://example.org:8080是", "https://example.org:8080"),
            ("https://example.com是好网站.谢谢", "https://example.com"),
            ("https://example.orgé", "https://example.org"),
            ("https://пример.рф/стр", "https://пример.рф/стр"),
            ("https://www.日本語.jp/路", "https://www.日本語.jp/路"),
            ("https://中文.com/", "https://中文.com/"),
            ("https://bücher.example/ä", "https://bücher.example/ä"),
            ("https://例え.テスト", "https://例え.テスト"),
            ("https://例え.jpで", "https://例え.jp"),
            (
                "https://ja.wikipedia.org/wiki/ジョン・レノン」と",
                "https://ja.wikipedia.org/wiki/ジョン・レノン",
            ),
            ("https://fr.wikipedia.org/wiki/L’Équipe”", "https://fr.wikipedia.org/wiki/L’Équipe"),
            ("https://example.org/guide’s", "https://example.org/guide"),
            ("https://example.org’s", "https://example.org"),
            ("https://example.org/a?b=c”和", "https://example.org/a?b=c"),
            ("https://example.org/a—which", "https://example.org/a"),
            ("https://example.org/Michelson–Morley", "https://example.org/Michelson–Morley"),
            ("https://example.org/a\u{a0}b", "https://example.org/a"),
            ("https://example.org/~", "https://example.org/"),
            ("https://example.org/a،", "https://example.org/a"),
            ("https://example.org/a_(b)", "https://example.org/a_(b)"),
            ("https://example.org/x…", "https://example.org/x"),
            ("http://localhost:8000/", "http://localhost:8000/"),
        ] {
            assert_eq!(&text[..end(text)], address, "{text}");
        }
    }

    #[test]
    fn addresses_that_were_swallowed_end_too() {
        assert_eq!(ends("https://a.com/x。再看https://b.com/y。好"), ["https://a.com/x".len(), 39]);
        assert_eq!(ends("https://a.com/x。`https://b.com/y。`"), ["https://a.com/x".len()]);
        assert!(ends("[x](https://a.com/。)").is_empty());
        assert!(ends("https://a.com/x").is_empty());
    }
}
