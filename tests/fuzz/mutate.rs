//! Changes texts token by token: what a syntax is made of is moved, repeated, left out and mixed with other inputs.

use super::random::Random;

/// The longest input that mutation makes, in bytes.
pub(crate) const LONGEST: usize = 6 * 1024;

/// Characters and runs that readers stumble over, whatever the syntax.
#[rustfmt::skip]
const ODD: &[&str] = &[
    "\0", "\u{1}", "\u{7f}", "\u{85}", "\u{9b}", "\u{ad}", "\u{300}", "\u{200b}", "\u{200d}", "\u{200f}",
    "\u{2028}", "\u{202e}", "\u{2066}", "\u{2069}", "\u{fdd0}", "\u{fdd1}", "\u{feff}", "\u{fffd}",
    "\u{fffe}", "\u{ffff}", "\u{10ffff}", "\u{e0041}", "İ", "ı", "ß", "ŉ", "e\u{301}", "n\u{303}", "क्ष",
    "น้ำ", "가", "\u{1100}\u{1161}", "字", "👩\u{200d}👩\u{200d}👧", "ﷺ", "𝒳", "ﬁ", "①", "\r", "\r\n", "\t",
    "\u{b}", "\u{c}", "&#0;", "&#1;", "&#x202e;", "&#xD800;", "&#xFFFE;", "&#1114112;", "&nbsp;",
    "&amp;amp;", "\\", "\"", "'", "-1", "0", "1", "2", "255", "65536", "4294967295", "4294967296",
    "18446744073709551616", "1e400", "NaN",
];

/// The tokens of a text: words, runs of white space, runs of one sign.
pub(crate) fn tokens(text: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        '\n' => 1,
        c if c.is_whitespace() => 2,
        c if c.is_alphanumeric() || !c.is_ascii() => 3,
        c => 8 + u32::from(c),
    };
    let mut all = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, character) in text.char_indices() {
        let now = kind(character);
        if before.is_some_and(|before| before != now || now == 1) {
            all.push(&text[start..at]);
            start = at;
        }
        before = Some(now);
    }
    if start < text.len() {
        all.push(&text[start..]);
    }
    all
}

/// A text made of others. `words` are what the syntax is made of.
pub(crate) fn text(random: &mut Random, seeds: &[String], words: &[&str]) -> String {
    let base = &seeds[random.below(seeds.len())];
    let other = &seeds[random.below(seeds.len())];
    let (base, other) = (part(random, base), part(random, other));
    let mut tokens: Vec<String> = self::tokens(base).into_iter().map(str::to_owned).collect();
    let others = self::tokens(other);
    for _ in 0..=random.below(6) {
        let (from, to) = range(random, tokens.len());
        match random.below(12) {
            0 => drop(tokens.drain(from..to)),
            1 => {
                let run = tokens[from..to].to_vec();
                let times = [1, 1, 2, 3, 40][random.below(5)];
                (0..times).for_each(|_| drop(tokens.splice(to..to, run.iter().cloned())));
            }
            2 => {
                let run: Vec<_> = tokens.drain(from..to).collect();
                let at = random.below(tokens.len() + 1);
                tokens.splice(at..at, run);
            }
            3 | 4 => tokens.insert(from, random.pick(words).to_owned()),
            5 => {
                if let Some(token) = tokens.get_mut(from) {
                    *token = random.pick(words).to_owned();
                }
            }
            6 => {
                let (first, last) = range(random, others.len());
                let run: Vec<_> = others[first..last].iter().map(|token| (*token).to_owned()).collect();
                tokens.splice(from..to, run);
            }
            7 => tokens.insert(from, random.pick(ODD).to_owned()),
            8 => {
                let word = random.pick(words);
                tokens.insert(to, word.to_owned());
                tokens.insert(from, word.to_owned());
            }
            9 => {
                let indent = random.pick(&["  ", "    ", "\t", "> ", "- ", "1. ", "    > "]);
                for token in &mut tokens[from..to] {
                    if token == "\n" {
                        token.push_str(indent);
                    }
                }
            }
            10 => tokens.truncate(to),
            _ => {
                if let Some(token) = tokens.get_mut(from)
                    && let Some((at, character)) =
                        token.char_indices().nth(random.below(token.chars().count()))
                {
                    token.replace_range(at..at + character.len_utf8(), random.pick(ODD));
                }
            }
        }
    }
    let mut out = tokens.concat();
    cut(&mut out, LONGEST);
    out
}

/// Changes bytes of a file, where nothing knows its structure.
pub(crate) fn bytes(random: &mut Random, file: &mut Vec<u8>) {
    const ODD: &[u8] = &[0, 1, 0x7f, 0x80, 0xfe, 0xff];
    for _ in 0..=random.below(4) {
        let at = random.below(file.len());
        match (random.below(5), file.get_mut(at)) {
            (0, Some(byte)) => *byte = ODD[random.below(ODD.len())],
            (1, Some(byte)) => *byte ^= 1 << random.below(8),
            (2, Some(byte)) => *byte = byte.wrapping_add(1),
            (3, Some(_)) => file.truncate(at),
            _ => file.insert(at.min(file.len()), random.next() as u8),
        }
    }
}

/// A whole text, or some lines of a long one.
fn part<'t>(random: &mut Random, text: &'t str) -> &'t str {
    if text.len() <= LONGEST / 2 && !random.once_in(3) {
        return text;
    }
    let starts: Vec<usize> =
        std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    // The beginning has the front matter.
    let start = if random.once_in(2) { 0 } else { starts[random.below(starts.len())] };
    let mut end = (start + 64 + random.below(LONGEST / 2)).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[start..end.max(start)]
}

/// A short range of `length` places, more seldom a long one.
fn range(random: &mut Random, length: usize) -> (usize, usize) {
    let from = random.below(length + 1);
    let most = if random.once_in(4) { length } else { 8 };
    (from, (from + random.below(most + 1)).min(length))
}

fn cut(text: &mut String, longest: usize) {
    let mut end = text.len().min(longest);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
}
