//! Greek in Latin letters (ELOT 743, ISO 843), and the names of Greek letters that stand alone in other texts.

use super::neighbours::Neighbours;
use pressroom_document::word;

/// True for a Greek letter.
pub(super) fn is_letter(character: char) -> bool {
    matches!(character, '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}') && character.is_alphabetic()
}

/// A letter without its accents, in lower case, and whether it has a diaeresis.
fn plain(character: char) -> (char, bool) {
    let mut buffer = [0; 4];
    let parts = word::nfd(character.encode_utf8(&mut buffer)).into_owned();
    let base = parts.chars().next().unwrap_or(character);
    (base.to_lowercase().next().unwrap_or(base), parts.contains('\u{308}'))
}

/// Writes a letter within a Greek text or word.
pub(super) fn letter(place: &Neighbours<'_>) -> Option<&'static str> {
    let (lower, parted) = plain(place.character);
    let before = place.before.filter(|before| is_letter(*before)).map(|before| plain(before).0);
    let next = place.next().filter(|next| is_letter(*next)).map(|next| plain(next).0);
    Some(match lower {
        'α' => "a",
        'β' => "v",
        'γ' if matches!(next, Some('γ' | 'ξ' | 'χ')) => "n",
        'γ' => "g",
        'δ' => "d",
        'ε' => "e",
        'ζ' => "z",
        'η' => "i",
        'θ' => "th",
        'ι' => "i",
        'κ' => "k",
        'λ' => "l",
        'μ' | 'µ' if before.is_none() && next == Some('π') => "b",
        'μ' | 'µ' => "m",
        'ν' => "n",
        'ξ' => "x",
        'ο' | 'ω' => "o",
        // Of an initial μπ, the first letter says it all.
        'π' if before == Some('μ') && !place.within => "",
        'π' => "p",
        'ρ' => "r",
        'σ' | 'ς' => "s",
        'τ' => "t",
        // After α, ε and η it is a consonant: voiced before vowels and voiced consonants.
        'υ' if matches!(before, Some('α' | 'ε' | 'η')) && !parted && !place.accented => match next {
            Some('θ' | 'κ' | 'ξ' | 'π' | 'σ' | 'ς' | 'τ' | 'φ' | 'χ' | 'ψ') | None => "f",
            Some(_) => "v",
        },
        'υ' if before == Some('ο') && !parted => "u",
        'υ' => "y",
        'φ' => "f",
        'χ' => "ch",
        'ψ' => "ps",
        _ => return None,
    })
}

/// The name of a letter that stands alone, as in mathematics.
pub(super) fn name(character: char) -> Option<&'static str> {
    Some(match plain(character).0 {
        'α' => "alpha",
        'β' | 'ϐ' => "beta",
        'γ' => "gamma",
        'δ' => "delta",
        'ε' | 'ϵ' => "epsilon",
        'ζ' => "zeta",
        'η' => "eta",
        'θ' | 'ϑ' => "theta",
        'ι' => "iota",
        'κ' | 'ϰ' => "kappa",
        'λ' => "lambda",
        'μ' => "mu",
        'ν' => "nu",
        'ξ' => "xi",
        'ο' => "omicron",
        'π' | 'ϖ' => "pi",
        'ρ' | 'ϱ' => "rho",
        'σ' | 'ς' => "sigma",
        'τ' => "tau",
        'υ' => "upsilon",
        'φ' | 'ϕ' => "phi",
        'χ' => "chi",
        'ψ' => "psi",
        'ω' => "omega",
        _ => return None,
    })
}
