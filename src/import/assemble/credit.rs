//! Credits of pictures and bylines, by the words that stand before them in the languages of the interface and some more.

/// What stands before who made a picture, in lower case.
const CREDIT_WORDS: &[&str] = &[
    // English
    "photo",
    "photos",
    "photograph",
    "photographs",
    "photo by",
    "photos by",
    "photograph by",
    "photo credit",
    "image",
    "image credit",
    "image by",
    "picture",
    "picture by",
    "illustration",
    "illustration by",
    "graphic",
    "graphic by",
    "credit",
    "credits",
    "photo courtesy of",
    // German
    "foto",
    "fotos",
    "bild",
    "bilder",
    "grafik",
    "bildquelle",
    "bildnachweis",
    "fotonachweis",
    // French
    "photographie",
    "crédit",
    "crédits",
    "crédit photo",
    "crédits photo",
    "photo de",
    "infographie",
    // Italian, Spanish, Portuguese
    "fotografia",
    "crediti",
    "credito",
    "foto di",
    "foto de",
    "fotografía",
    "imagen",
    "crédito",
    "créditos",
    "ilustración",
    "imagem",
    "ilustração",
    "crédito da imagem",
    "illustrazione",
    "immagine",
    // Turkish, Dutch, Polish, Swedish
    "fotoğraf",
    "görsel",
    "beeld",
    "zdjęcie",
    "zdjęcia",
    "fot.",
    "fot",
    "bilden",
    // Ukrainian, Russian
    "фото",
    "світлина",
    "ілюстрація",
    "зображення",
    "інфографіка",
    "иллюстрация",
    "снимок",
    "изображение",
    // Arabic, Hebrew
    "صورة",
    "الصورة",
    "تصوير",
    "مصدر الصورة",
    "צילום",
    "תמונה",
    "קרדיט",
    "איור",
];

/// What stands before authors, in lower case.
const BYLINE_WORDS: &[&str] = &[
    "by ",
    "written by ",
    "text: ",
    "text by ",
    "author: ",
    "authors: ",
    "von ",
    "text von ",
    "par ",
    "por ",
    "di ",
    "da ",
    "автор: ",
    "авторка: ",
    "автори: ",
    "авторы: ",
    "текст: ",
    "بقلم ",
    "מאת ",
    "yazan: ",
];

/// What stands between authors.
const BETWEEN: &[&str] =
    &[" and ", " und ", " et ", " y ", " e ", " ve ", " и ", " та ", " і ", " & ", ";", ","];

/// The longest credit, in characters.
const MAX_CREDIT: usize = 120;

/// Who made a picture, if a line says nothing else.
pub(crate) fn credit(line: &str) -> Option<String> {
    split(line).filter(|(rest, _)| rest.is_empty()).map(|(_, credit)| credit)
}

/// A caption without its credit, and the credit; `None` if there is none.
pub(crate) fn split(caption: &str) -> Option<(String, String)> {
    let caption = caption.trim();
    let (before, credit) = match caption.rsplit_once([':', '：']) {
        Some((before, credit)) => {
            let before = before.trim_end();
            let word = CREDIT_WORDS
                .iter()
                .filter_map(|word| without_word(before, word))
                .min_by_key(|rest| rest.len())?;
            (word, credit)
        }
        None if with_name(caption).is_some() => with_name(caption)?,
        None => caption.rsplit_once('©').filter(|(before, _)| before.trim().is_empty())?,
    };
    let credit = credit.trim().trim_start_matches('©').trim();
    let is_closed = before.ends_with(['(', '[']);
    let credit = if is_closed { credit.strip_suffix([')', ']']).unwrap_or(credit) } else { credit };
    let credit = credit.trim_end_matches(['.', ' ']);
    let is_sentence = credit.contains(". ") && credit.split(". ").any(|part| part.split(' ').count() > 4);
    if credit.is_empty() || credit.chars().count() > MAX_CREDIT || is_sentence {
        return None;
    }
    let rest = before.trim_end_matches(['(', '[', '|', '/', '–', '—', '-', ',', ' ', '\u{a0}']);
    Some((rest.to_owned(), credit.to_owned()))
}

/// A caption before and behind words such as "Photo by", which need no colon.
fn with_name(caption: &str) -> Option<(&str, &str)> {
    const WORDS: &[&str] = &[
        "photo by ",
        "photos by ",
        "photograph by ",
        "picture by ",
        "image by ",
        "illustration by ",
        "graphic by ",
    ];
    caption.char_indices().rev().find_map(|(at, _)| {
        let (before, rest) = caption.split_at(at);
        let word = WORDS
            .iter()
            .find(|word| rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))?;
        let is_whole = before.chars().next_back().is_none_or(|last| !last.is_alphanumeric());
        is_whole.then(|| (before.trim_end(), rest.get(word.len()..).unwrap_or_default()))
    })
}

/// A text without a word at its end, whatever its capitals.
fn without_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let count = word.chars().count();
    let at = text.char_indices().rev().nth(count.checked_sub(1)?).map(|(at, _)| at)?;
    let (before, end) = text.split_at(at);
    let is_whole = before.chars().next_back().is_none_or(|last| !last.is_alphanumeric());
    (is_whole && end.to_lowercase() == word).then_some(before)
}

/// The authors of a byline such as "By A. One and B. Two".
pub(crate) fn authors(byline: &str) -> Vec<String> {
    let byline = byline.trim();
    let lower = byline.to_lowercase();
    let start =
        BYLINE_WORDS.iter().find(|word| lower.starts_with(**word)).map_or(0, |word| word.chars().count());
    let rest: String = byline.chars().skip(start).collect();
    BETWEEN
        .iter()
        .fold(vec![rest], |names, between| {
            names.iter().flat_map(|name| name.split(between)).map(str::to_owned).collect()
        })
        .into_iter()
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{authors, credit, split};

    #[test]
    fn credits_are_told_from_captions() {
        let both = |rest: &str, credit: &str| Some((rest.to_owned(), credit.to_owned()));
        assert_eq!(split("The dam at dawn. Photo: Ann Other/AP"), both("The dam at dawn.", "Ann Other/AP"));
        assert_eq!(split("Der Damm (Foto: A. Beispiel)"), both("Der Damm", "A. Beispiel"));
        assert_eq!(split("Гребля. Фото: О. Приклад"), both("Гребля.", "О. Приклад"));
        assert_eq!(split("הסכר. צילום: פלוני"), both("הסכר.", "פלוני"));
        assert_eq!(split("Two words: a caption"), None);
        assert_eq!(credit("Photo by: Ann Other"), Some("Ann Other".to_owned()));
        assert_eq!(split("The dam. Photo by Ann Other"), both("The dam.", "Ann Other"));
        assert_eq!(credit("© Ann Other"), Some("Ann Other".to_owned()));
        assert_eq!(credit("A map. Photo: Ann Other"), None);
    }

    #[test]
    fn bylines_name_authors() {
        assert_eq!(authors("By Ann One, Bo Two and Cy Three"), ["Ann One", "Bo Two", "Cy Three"]);
        assert_eq!(authors("Von Anna Andersen und Ben Banden"), ["Anna Andersen", "Ben Banden"]);
    }
}
