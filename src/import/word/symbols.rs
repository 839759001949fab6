//! Signs of fonts that have a code of their own: Symbol, Wingdings and their like.

/// Symbol from U+0020, as Adobe's encoding has it.
const SYMBOL_LOW: &str =
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";
/// Symbol from U+00A0; `\u{fffd}` has no character.
const SYMBOL_HIGH: &str = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\u{fffd}〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭";
/// Wingdings from U+0020.
const WINGDINGS_LOW: &str = " 🖉✂✁👓🕭🕮🕯🕿✆🖂🖃📪📫📬📭🗀🗁🗎🗏🗐🗄⏳🖮🖰🖲🖳🖴🖫🖬✇✍🖎✌👌👍👎☜☞☝☟🖐☺😐☹💣☠🏳🏱✈☼💧❄🕆✞🕈✠✡☪☯ॐ☸♈♉♊♋♌♍♎♏♐♑♒♓🙰🙵●🔾■□🞐❑❒⬧⧫◆❖⬥⌧⮹⌘🏵🏶🙶🙷";
/// Wingdings from U+0080.
const WINGDINGS_HIGH: &str = "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿🙢🙠🙡🙣🙞🙜🙝🙟·•⚬⭘🞆🞈◉◎🔿▪◻🟂✦★✶✴✹✵⯐⌖⟡⌑⯑✪✰🕐🕑🕒🕓🕔🕕🕖🕗🕘🕙🕚🕛⮰⮱⮲⮳⮴⮵⮶⮷🙪🙫🙕🙔🙗🙖🙐🙑🙒🙓⌫⌦⮘⮚⮙⮛⮈⮊⮉⮋←→↑↓↖↗↙↘🡸➔🡹🡻🡼🡽🡿🡾⇦⇨⇧⇩⬄⇳⬁⬀⬃⬂🢬🢭✗✓☒☑";
/// Signs of Wingdings 2 that are in use.
const WINGDINGS_2: &[(u32, char)] = &[
    (0x4f, '✗'),
    (0x50, '✓'),
    (0x51, '☒'),
    (0x52, '☑'),
    (0x53, '☒'),
    (0x54, '☒'),
    (0x96, '•'),
    (0x97, '●'),
    (0xa3, '☐'),
];
/// Signs of Wingdings 3 that are in use.
const WINGDINGS_3: &[(u32, char)] =
    &[(0x66, '←'), (0x67, '→'), (0x68, '↑'), (0x69, '↓'), (0x7d, '▶'), (0x84, '◀'), (0x70, '▲'), (0x71, '▼')];
/// Signs of Webdings that are in use.
const WEBDINGS: &[(u32, char)] =
    &[(0x34, '⏵'), (0x3c, '■'), (0x61, '✓'), (0x63, '□'), (0x67, '■'), (0x6e, '●'), (0x72, '✗')];

/// True for a font whose characters are signs of its own.
pub(super) fn is_symbol_font(font: &str) -> bool {
    matches!(
        font.trim().to_ascii_lowercase().as_str(),
        "symbol" | "wingdings" | "wingdings 2" | "wingdings 3" | "webdings"
    )
}

/// The character that a sign of a font is; `None` if none is known.
///
/// Codes are counted from U+F000, where word processors put them, or from 0.
pub(super) fn character(font: &str, code: u32) -> Option<char> {
    let code = if (0xf000..=0xf0ff).contains(&code) { code - 0xf000 } else { code };
    let within = |table: &str, first: u32| {
        let at = usize::try_from(code.checked_sub(first)?).ok()?;
        table.chars().nth(at).filter(|character| *character != '\u{fffd}')
    };
    let among = |table: &[(u32, char)]| table.iter().find(|(known, _)| *known == code).map(|(_, sign)| *sign);
    match font.trim().to_ascii_lowercase().as_str() {
        "symbol" if code >= 0xa0 => within(SYMBOL_HIGH, 0xa0),
        "symbol" => within(SYMBOL_LOW, 0x20),
        "wingdings" if code >= 0x80 => within(WINGDINGS_HIGH, 0x80),
        "wingdings" => within(WINGDINGS_LOW, 0x20),
        "wingdings 2" => among(WINGDINGS_2),
        "wingdings 3" => among(WINGDINGS_3),
        "webdings" => among(WEBDINGS),
        // A sign of an ordinary font is its character, unless it is for private use.
        _ if (0xe000..=0xf8ff).contains(&code) => None,
        _ => char::from_u32(code).filter(|character| !character.is_control()),
    }
}

#[cfg(test)]
mod tests {
    use super::character;

    #[test]
    fn signs_of_fonts_are_characters() {
        assert_eq!(character("Symbol", 0xf061), Some('α'));
        assert_eq!(character("symbol", 0xb3), Some('≥'));
        assert_eq!(character("Symbol", 0xfe), Some('⎭'));
        assert_eq!(character("Wingdings", 0xf0fc), Some('✓'));
        assert_eq!(character("Wingdings", 0x6c), Some('●'));
        assert_eq!(character("Wingdings", 0xfe), Some('☑'));
        assert_eq!(character("Wingdings", 0xe0), Some('→'));
        assert_eq!(character("Wingdings 2", 0x52), Some('☑'));
        assert_eq!(character("Arial", 0x41), Some('A'));
        assert_eq!(character("Arial", 0xf041), Some('A'));
        assert_eq!(character("Symbol", 0xf0f0), None);
    }
}
