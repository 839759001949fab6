//! ASCII for signs that are no letters.

use super::neighbours::Neighbours;

/// Signs, and what stands for each. A capital letter at its end or its beginning is parted from figures by a space.
const SIGNS: &[(char, &str)] = &[
    // Currencies, by their codes (ISO 4217).
    ('€', "EUR"),
    ('£', "GBP"),
    ('¥', "JPY"),
    ('₴', "UAH"),
    ('₽', "RUB"),
    ('₹', "INR"),
    ('₩', "KRW"),
    ('₪', "ILS"),
    ('₫', "VND"),
    ('₺', "TRY"),
    ('₦', "NGN"),
    ('₱', "PHP"),
    ('₸', "KZT"),
    ('₼', "AZN"),
    ('₾', "GEL"),
    ('฿', "THB"),
    ('₡', "CRC"),
    ('₲', "PYG"),
    ('₵', "GHS"),
    ('₭', "LAK"),
    ('₮', "MNT"),
    ('₿', "BTC"),
    ('¢', "c"),
    // Comparison and arithmetic.
    ('≠', "!="),
    ('≤', "<="),
    ('≥', ">="),
    ('⩽', "<="),
    ('⩾', ">="),
    ('≈', "~"),
    ('≃', "~"),
    ('≅', "~="),
    ('∼', "~"),
    ('≡', "=="),
    ('≢', "!=="),
    ('≪', "<<"),
    ('≫', ">>"),
    ('≮', "not <"),
    ('≯', "not >"),
    ('≰', "not <="),
    ('≱', "not >="),
    ('≉', "not ~"),
    ('±', "+/-"),
    ('∓', "-/+"),
    ('×', "x"),
    ('÷', "/"),
    ('−', "-"),
    ('∕', "/"),
    ('⁄', "/"),
    ('∗', "*"),
    ('⋅', "*"),
    ('∙', "*"),
    ('√', "sqrt "),
    ('∛', "cbrt "),
    ('∞', "infinity"),
    ('∝', "prop. to"),
    ('∑', "sum "),
    ('∏', "product "),
    ('∫', "integral "),
    ('∂', "d"),
    ('∆', "Delta "),
    ('∇', "nabla "),
    // Sets and logic.
    ('∈', "in"),
    ('∉', "not in"),
    ('∅', "{}"),
    ('∪', "union"),
    ('∩', "intersection"),
    ('⊂', "subset of"),
    ('⊆', "subset of"),
    ('⊄', "not subset of"),
    ('⊃', "superset of"),
    ('∀', "for all "),
    ('∃', "exists "),
    ('∄', "not exists "),
    ('¬', "not "),
    ('∧', "and"),
    ('∨', "or"),
    ('∴', "therefore"),
    ('∵', "because"),
    // Arrows. A lone angle would be read as the mark of a quote; `<=` is another sign.
    ('→', "->"),
    ('←', "<-"),
    ('↔', "<->"),
    ('⇒', "=>"),
    ('⇐', "<=="),
    ('⇔', "<=>"),
    ('↑', "(up)"),
    ('↓', "(down)"),
    ('↗', "(up)"),
    ('↘', "(down)"),
    ('➔', "->"),
    ('➜', "->"),
    ('⟶', "->"),
    ('⟵', "<-"),
    ('⟷', "<->"),
    ('⟹', "==>"),
    ('⟸', "<=="),
    ('⟺', "<=>"),
    ('↦', "|->"),
    ('⟼', "|->"),
    // Units and marks.
    ('µ', "u"),
    ('μ', "u"),
    ('‰', " per mille"),
    ('′', "'"),
    ('″', "\""),
    ('ª', "a"),
    ('º', "o"),
    ('™', "(TM)"),
    ('©', "(C)"),
    ('®', "(R)"),
    ('℠', "(SM)"),
    ('№', "No."),
    ('§', "Sec."),
    ('¶', "Par."),
    ('†', "(+)"),
    ('‡', "(++)"),
    ('•', "*"),
    ('·', "*"),
    ('‣', "*"),
    ('◦', "*"),
    ('▪', "*"),
    ('■', "*"),
    ('●', "*"),
    ('★', "*"),
    ('☆', "*"),
    ('✓', "(check)"),
    ('✔', "(check)"),
    ('✗', "(cross)"),
    ('✘', "(cross)"),
    ('☐', "[ ]"),
    ('☑', "[x]"),
    ('☒', "[x]"),
    // Quotes and dashes.
    ('…', "..."),
    ('–', "-"),
    ('—', "--"),
    ('―', "--"),
    ('‐', "-"),
    ('\u{2011}', "-"),
    ('‒', "-"),
    ('“', "\""),
    ('”', "\""),
    ('„', "\""),
    ('‟', "\""),
    ('«', "\""),
    ('»', "\""),
    ('‘', "'"),
    ('’', "'"),
    ('‚', "'"),
    ('‛', "'"),
    ('‹', "'"),
    ('›', "'"),
    ('「', "\""),
    ('」', "\""),
    ('『', "\""),
    ('』', "\""),
    ('ʼ', "'"),
    ('ʻ', "'"),
    // The marks at the end say the same.
    ('¿', ""),
    ('¡', ""),
    ('\u{37E}', "?"),
    ('\u{387}', ";"),
    ('⟨', "("),
    ('⟩', ")"),
    ('│', "|"),
    ('─', "-"),
    ('°', "deg"),
    // Typed for the degree sign.
    ('\u{2DA}', "deg"),
    ('\u{212B}', "angstrom"),
    ('℃', "deg C"),
    ('℉', "deg F"),
    ('℮', "e"),
    ('\u{2126}', "ohm"),
];

const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻";
const FRACTIONS: &[(char, &str)] = &[
    ('½', "1/2"),
    ('⅓', "1/3"),
    ('⅔', "2/3"),
    ('¼', "1/4"),
    ('¾', "3/4"),
    ('⅕', "1/5"),
    ('⅖', "2/5"),
    ('⅗', "3/5"),
    ('⅘', "4/5"),
    ('⅙', "1/6"),
    ('⅚', "5/6"),
    ('⅐', "1/7"),
    ('⅛', "1/8"),
    ('⅜', "3/8"),
    ('⅝', "5/8"),
    ('⅞', "7/8"),
    ('⅑', "1/9"),
    ('⅒', "1/10"),
];

/// True for a sign that has a likeness.
pub(super) fn is_known(character: char) -> bool {
    !character.is_ascii()
        && (raised(character).is_some() || simple(character).is_some() || fraction(character).is_some())
}

/// Writes a sign; `None` for other characters.
pub(super) fn written(place: &Neighbours<'_>, chinese: bool) -> Option<String> {
    let character = place.character;
    if let Some(digit) = raised(character) {
        let goes_on = place.before.is_some_and(|before| raised(before).is_some());
        return Some(if goes_on { digit.to_owned() } else { format!("^{digit}") });
    }
    let after_figure = place.before.is_some_and(|before| before.is_numeric());
    if let Some(fraction) = fraction(character) {
        return Some(if after_figure { format!(" {fraction}") } else { fraction.to_owned() });
    }
    let next = place.next();
    match character {
        '¥' if chinese => return Some(parted("CNY", after_figure, next)),
        // The second of two signs for sections says that there are several.
        '§' if place.before == Some('§') => return Some(String::new()),
        '§' if next == Some('§') => return Some(format!("{} ", simple('§').unwrap_or_default())),
        '·' if place.is_within(char::is_alphabetic) => return Some(String::new()),
        '—' | '―' if [place.before, next].iter().all(|side| side.is_none_or(char::is_whitespace)) => {
            return Some("-".to_owned());
        }
        // An apostrophe within a Cyrillic word is not romanized.
        '’' | 'ʼ' if place.is_within(super::cyrillic::is_letter) => return Some(String::new()),
        'Ω' if is_unit(place) => return Some(if after_figure { " ohm" } else { "ohm" }.to_owned()),
        _ => {}
    }
    let sign = simple(character)?;
    match sign.starts_with(|first: char| first.is_ascii_uppercase()) || matches!(character, '°' | '\u{2DA}')
    {
        true => Some(parted(sign, after_figure, next)),
        false => Some(sign.to_owned()),
    }
}

/// A word that is parted from figures, and from letters after it.
fn parted(word: &str, after_figure: bool, next: Option<char>) -> String {
    let before = if after_figure { " " } else { "" };
    let after = if next.is_some_and(char::is_alphanumeric) && !word.ends_with(' ') { " " } else { "" };
    format!("{before}{word}{after}")
}

/// True for a Greek letter in the place of a unit: `5 μm`, `5 kΩ`.
pub(super) fn is_unit(place: &Neighbours<'_>) -> bool {
    let prefix = |c: char| c.is_ascii_digit() || matches!(c, 'k' | 'M' | 'G' | 'm');
    let next = place.next();
    match place.character {
        'μ' => next.is_some_and(|next| next.is_ascii_alphabetic() || next == 'Ω'),
        'Ω' => place.before.is_some_and(prefix) && !next.is_some_and(char::is_alphabetic),
        _ => false,
    }
}

fn simple(character: char) -> Option<&'static str> {
    SIGNS.iter().find(|(sign, _)| *sign == character).map(|(_, written)| *written)
}

fn fraction(character: char) -> Option<&'static str> {
    FRACTIONS.iter().find(|(sign, _)| *sign == character).map(|(_, written)| *written)
}

fn raised(character: char) -> Option<&'static str> {
    let number = RAISED.chars().position(|raised| raised == character)?;
    ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "-"].get(number).copied()
}
