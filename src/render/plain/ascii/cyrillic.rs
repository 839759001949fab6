//! Cyrillic in Latin letters, by the rules of each language's country or, for Russian, BGN/PCGN without its marks.

use super::neighbours::Neighbours;

/// Whose rules hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cyrillic {
    /// BGN/PCGN 1947.
    Russian,
    /// Resolution 55 of the Cabinet of Ministers of Ukraine, 2010.
    Ukrainian,
    /// The instruction of 2007, without its marks.
    Belarusian,
    /// The Transliteration Act of 2009.
    Bulgarian,
    /// Gaj's alphabet without its marks, Macedonian too.
    Serbian,
}

/// True for a Cyrillic letter.
pub(super) fn is_letter(character: char) -> bool {
    matches!(character, '\u{400}'..='\u{481}' | '\u{48A}'..='\u{52F}')
}

impl Cyrillic {
    /// The rules of a language, by its primary subtag.
    pub(super) fn for_language(primary: &str) -> Self {
        match primary {
            "uk" => Self::Ukrainian,
            "be" => Self::Belarusian,
            "bg" => Self::Bulgarian,
            "sr" | "mk" | "bs" | "hr" => Self::Serbian,
            _ => Self::Russian,
        }
    }

    /// The rules for the word that a text begins with: letters that only one language has tell it.
    pub(super) fn for_word(self, text: &str) -> Self {
        let word = text
            .chars()
            .take_while(|c| is_letter(*c) || "'’ʼ".contains(*c) || pressroom_document::word::is_mark(*c));
        let (mut ukrainian, mut russian) = (false, false);
        for letter in word.take(64) {
            match letter {
                'ў' | 'Ў' => return Self::Belarusian,
                'ї' | 'є' | 'ґ' | 'Ї' | 'Є' | 'Ґ' => return Self::Ukrainian,
                'ђ' | 'ћ' | 'џ' | 'љ' | 'њ' | 'ј' | 'ѓ' | 'ќ' | 'ѕ' => return Self::Serbian,
                'Ђ' | 'Ћ' | 'Џ' | 'Љ' | 'Њ' | 'Ј' | 'Ѓ' | 'Ќ' | 'Ѕ' => return Self::Serbian,
                'і' | 'І' => ukrainian = true,
                'ы' | 'э' | 'ё' | 'Ы' | 'Э' | 'Ё' => russian = true,
                _ => {}
            }
        }
        match self {
            Self::Belarusian => self,
            _ if ukrainian && russian => Self::Belarusian,
            _ if ukrainian => Self::Ukrainian,
            _ if russian => Self::Russian,
            Self::Russian | Self::Ukrainian | Self::Bulgarian | Self::Serbian => self,
        }
    }

    /// Writes a letter, given in lower case.
    pub(super) fn letter(self, lower: char, place: &Neighbours<'_>) -> Option<&'static str> {
        let own = match self {
            Self::Russian => russian(lower, place),
            Self::Ukrainian => ukrainian(lower, place),
            Self::Belarusian => belarusian(lower, place),
            Self::Bulgarian => bulgarian(lower, place),
            Self::Serbian => serbian(lower),
        };
        own.or_else(|| common(lower))
    }
}

/// True at the beginning of a word.
fn begins(place: &Neighbours<'_>) -> bool {
    !place.before.is_some_and(|before| is_letter(before) || "'’ʼ".contains(before))
}

/// True after a vowel or a sign that parts, and at the beginning of a word.
fn stands_free(place: &Neighbours<'_>) -> bool {
    place
        .before
        .is_none_or(|before| !is_letter(before) || "аеёиоуыэюяйъьіїєўАЕЁИОУЫЭЮЯЙЪЬІЇЄЎ".contains(before))
}

fn common(lower: char) -> Option<&'static str> {
    Some(match lower {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' => "g",
        'д' => "d",
        'е' | 'э' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' | 'і' => "i",
        'й' | 'ы' => "y",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' | 'ў' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' | 'ь' => "",
        'ю' => "yu",
        'я' => "ya",
        _ => return None,
    })
}

fn russian(lower: char, place: &Neighbours<'_>) -> Option<&'static str> {
    match lower {
        'е' if stands_free(place) => Some("ye"),
        'ё' => Some("yo"),
        _ => None,
    }
}

fn ukrainian(lower: char, place: &Neighbours<'_>) -> Option<&'static str> {
    let first = begins(place);
    Some(match lower {
        // After `з`, so that it is not read as `ж`.
        'г' if place.before.is_some_and(|before| matches!(before, 'з' | 'З')) => "gh",
        'г' => "h",
        'ґ' => "g",
        'и' => "y",
        'є' => {
            if first {
                "ye"
            } else {
                "ie"
            }
        }
        'ї' => {
            if first {
                "yi"
            } else {
                "i"
            }
        }
        'й' => {
            if first {
                "y"
            } else {
                "i"
            }
        }
        'ю' => {
            if first {
                "yu"
            } else {
                "iu"
            }
        }
        'я' => {
            if first {
                "ya"
            } else {
                "ia"
            }
        }
        _ => return None,
    })
}

fn belarusian(lower: char, place: &Neighbours<'_>) -> Option<&'static str> {
    let free = stands_free(place) || place.before.is_some_and(|before| "'’ʼ".contains(before));
    Some(match lower {
        'г' => "h",
        'е' => {
            if free {
                "ye"
            } else {
                "ie"
            }
        }
        'ё' => {
            if free {
                "yo"
            } else {
                "io"
            }
        }
        'ю' => {
            if free {
                "yu"
            } else {
                "iu"
            }
        }
        'я' => {
            if free {
                "ya"
            } else {
                "ia"
            }
        }
        _ => return None,
    })
}

fn bulgarian(lower: char, place: &Neighbours<'_>) -> Option<&'static str> {
    // Names of countries and the like end in `-ia`.
    let ends = || {
        !place.next().is_some_and(is_letter) && place.before.is_some_and(|before| matches!(before, 'и' | 'И'))
    };
    Some(match lower {
        'х' => "h",
        'щ' => "sht",
        'ъ' => "a",
        'ь' => "y",
        'я' if ends() => "a",
        _ => return None,
    })
}

fn serbian(lower: char) -> Option<&'static str> {
    Some(match lower {
        'ђ' => "dj",
        'ѓ' => "gj",
        'ж' => "z",
        'ј' => "j",
        'љ' => "lj",
        'њ' => "nj",
        'ћ' | 'ч' | 'ц' => "c",
        'ќ' => "kj",
        'ѕ' => "dz",
        'џ' => "dz",
        'ш' => "s",
        'х' => "h",
        _ => return None,
    })
}
