//! Characters that one glyph each can't set: scripts, letters that join, marks, mirrors.
//!
//! genpdf sets one glyph after the other. Arabic letters are therefore replaced by their presentation forms, which most
//! Arabic fonts have as characters, so that words are joined and legible; everything finer is left out.

/// The scripts that genpdf can't shape, as a reader of a warning calls them; `None` for one that it can.
pub(crate) fn unshaped_script(character: char) -> Option<&'static str> {
    Some(match u32::from(character) {
        0x0590..=0x05FF | 0xFB1D..=0xFB4F => "Hebrew",
        0x0600..=0x06FF | 0x0750..=0x077F | 0x0870..=0x08FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFC => "Arabic",
        0x0700..=0x074F | 0x0780..=0x086F => "Syriac, Thaana or N’Ko",
        0x0900..=0x0DFF | 0xA830..=0xA83F | 0xA8E0..=0xA8FF => "Indic",
        0x0E00..=0x0FFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x1950..=0x1AAF | 0x1B00..=0x1BFF => {
            "South-East Asian"
        }
        0x1800..=0x18AF => "Mongolian",
        0x1100..=0x11FF | 0x2E80..=0x303F | 0x3040..=0x9FFF | 0xA960..=0xA97F | 0xAC00..=0xD7FF => {
            "East Asian"
        }
        0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFFEF | 0x20000..=0x3FFFF => "East Asian",
        _ => return None,
    })
}

/// True for a character that shows nothing by itself: format controls, joiners, variation selectors.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(u32::from(character),
        0x00AD | 0x034F | 0x061C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F
        | 0x202A..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF9..=0xFFFB
        | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF)
}

/// True for a character that ends a line, whatever stands around it.
pub(crate) fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// True for a mark that stands on the letter before it.
pub(crate) fn is_combining_mark(character: char) -> bool {
    matches!(u32::from(character),
        0x0300..=0x036F | 0x0483..=0x0489 | 0x0591..=0x05BD | 0x05BF | 0x05C1 | 0x05C2 | 0x05C4 | 0x05C5 | 0x05C7
        | 0x0610..=0x061A | 0x064B..=0x065F | 0x0670 | 0x06D6..=0x06DC | 0x06DF..=0x06E4 | 0x06E7 | 0x06E8
        | 0x06EA..=0x06ED | 0x08D3..=0x08FF | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0xFE20..=0xFE2F)
}

/// True for a character of a script that runs from right to left.
pub(crate) fn is_right_to_left(character: char) -> bool {
    matches!(u32::from(character), 0x0590..=0x08FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFC | 0x10800..=0x10FFF | 0x1E800..=0x1EFFF)
}

/// The character that stands for another one in a text that runs from right to left.
pub(crate) fn mirror_character(character: char) -> char {
    const PAIRS: &[(char, char)] =
        &[('(', ')'), ('[', ']'), ('{', '}'), ('<', '>'), ('«', '»'), ('‹', '›'), ('≤', '≥'), ('⟨', '⟩')];
    let swap = |(one, other): &(char, char)| match character {
        c if c == *one => Some(*other),
        c if c == *other => Some(*one),
        _ => None,
    };
    PAIRS.iter().find_map(swap).unwrap_or(character)
}

/// A substitute for a character that no font has: spaces and hyphens of special widths and powers.
pub(crate) fn substitute(character: char) -> Option<char> {
    Some(match character {
        c if c.is_whitespace() => ' ',
        '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{FE63}' | '\u{FF0D}' => '-',
        '\u{2015}' => '—',
        '\u{2043}' | '\u{2219}' => '·',
        '\u{02BC}' => '’',
        _ => return None,
    })
}

/// First character, its first presentation form, and how many there are: isolated, final, initial, medial.
const FORMS: &[(u16, u16, u8)] = &[
    (0x0621, 0xFE80, 1),
    (0x0622, 0xFE81, 2),
    (0x0623, 0xFE83, 2),
    (0x0624, 0xFE85, 2),
    (0x0625, 0xFE87, 2),
    (0x0626, 0xFE89, 4),
    (0x0627, 0xFE8D, 2),
    (0x0628, 0xFE8F, 4),
    (0x0629, 0xFE93, 2),
    (0x062A, 0xFE95, 4),
    (0x062B, 0xFE99, 4),
    (0x062C, 0xFE9D, 4),
    (0x062D, 0xFEA1, 4),
    (0x062E, 0xFEA5, 4),
    (0x062F, 0xFEA9, 2),
    (0x0630, 0xFEAB, 2),
    (0x0631, 0xFEAD, 2),
    (0x0632, 0xFEAF, 2),
    (0x0633, 0xFEB1, 4),
    (0x0634, 0xFEB5, 4),
    (0x0635, 0xFEB9, 4),
    (0x0636, 0xFEBD, 4),
    (0x0637, 0xFEC1, 4),
    (0x0638, 0xFEC5, 4),
    (0x0639, 0xFEC9, 4),
    (0x063A, 0xFECD, 4),
    (0x0641, 0xFED1, 4),
    (0x0642, 0xFED5, 4),
    (0x0643, 0xFED9, 4),
    (0x0644, 0xFEDD, 4),
    (0x0645, 0xFEE1, 4),
    (0x0646, 0xFEE5, 4),
    (0x0647, 0xFEE9, 4),
    (0x0648, 0xFEED, 2),
    (0x0649, 0xFEEF, 2),
    (0x064A, 0xFEF1, 4),
    (0x0671, 0xFB50, 2),
    (0x0679, 0xFB66, 4),
    (0x067E, 0xFB56, 4),
    (0x0686, 0xFB7A, 4),
    (0x0688, 0xFB88, 2),
    (0x0691, 0xFB8C, 2),
    (0x0698, 0xFB8A, 2),
    (0x06A9, 0xFB8E, 4),
    (0x06AF, 0xFB92, 4),
    (0x06BA, 0xFB9E, 2),
    (0x06BE, 0xFBAA, 4),
    (0x06C0, 0xFBA4, 2),
    (0x06C1, 0xFBA6, 4),
    (0x06C7, 0xFBD7, 2),
    (0x06CC, 0xFBFC, 4),
    (0x06D2, 0xFBAE, 2),
];

fn presentation_forms(character: char) -> Option<(u32, u8)> {
    let code = u16::try_from(u32::from(character)).ok()?;
    let index = FORMS.binary_search_by_key(&code, |(base, ..)| *base).ok()?;
    FORMS.get(index).map(|(_, first, count)| (u32::from(*first), *count))
}

/// The presentation form of an Arabic letter between its neighbours, and whether it holds the next letter too (lam and
/// alef are written as one). `before` and `after` walk away from the letter.
pub(crate) fn join_letter(
    letter: char,
    before: impl Iterator<Item = char>,
    after: impl Iterator<Item = char> + Clone,
) -> Option<(char, bool)> {
    let (first, count) = presentation_forms(letter)?;
    let causes = |character: char| matches!(character, '\u{640}' | '\u{200D}');
    let left = nearest_letter(before)
        .is_some_and(|c| causes(c) || presentation_forms(c).is_some_and(|(_, count)| count == 4));
    let next = after.clone().next();
    if letter == '\u{644}'
        && let Some(offset) =
            next.and_then(|c| "\u{622}\u{623}\u{625}\u{627}".chars().position(|alef| alef == c))
    {
        let form = char::from_u32(0xFEF5 + offset as u32 * 2 + u32::from(left))?;
        return Some((form, true));
    }
    let right = nearest_letter(after)
        .is_some_and(|c| causes(c) || presentation_forms(c).is_some_and(|(_, count)| count > 1));
    let offset = match (count, left, right) {
        (4, false, true) => 2,
        (4, true, true) => 3,
        (2 | 4, true, _) => 1,
        _ => 0,
    };
    Some((char::from_u32(first + offset)?, false))
}

/// The nearest character that is not a mark.
fn nearest_letter(mut characters: impl Iterator<Item = char>) -> Option<char> {
    characters.find(|character| !is_combining_mark(*character))
}

#[cfg(test)]
mod tests {
    use super::{FORMS, join_letter};

    fn join_word(word: &str) -> String {
        let letters: Vec<char> = word.chars().collect();
        let mut out = String::new();
        let mut at = 0;
        while at < letters.len() {
            let before = letters[..at].iter().rev().copied();
            let (form, two) = join_letter(letters[at], before, letters[at + 1..].iter().copied())
                .unwrap_or((letters[at], false));
            out.push(form);
            at += 1 + usize::from(two);
        }
        out
    }

    #[test]
    fn letters_take_the_forms_that_their_neighbours_ask_for() {
        assert!(FORMS.is_sorted());
        // seen-lam-alef-meem: initial, ligature after a joining letter, isolated.
        assert_eq!(join_word("سلام"), "\u{FEB3}\u{FEFC}\u{FEE1}");
        // A mark between letters does not part them; alef never joins forward.
        assert_eq!(join_word("بَا"), "\u{FE91}\u{64E}\u{FE8E}");
        assert_eq!(join_word("اب"), "\u{FE8D}\u{FE8F}");
    }
}
