//! The language of a text, by its letters.

use pressroom_document::{Language, word};

/// The least letters that tell a language.
const LEAST_LETTERS: usize = 60;

/// Characters that are written in Traditional Chinese alone, and their Simplified forms.
const TRADITIONAL: &str = "這們國說為來個時會對過發經還沒學實現開關問題該將與應點當長電話誰";
const SIMPLIFIED: &str = "这们国说为来个时会对过发经还没学实现开关问题该将与应点当长电话谁";

/// The language that a text is written in; `None` if its letters don't tell. A language of the house's own keeps the house's
/// tag, such as `en-GB`.
pub(crate) fn detect(text: &str, house: Option<&Language>) -> Option<Language> {
    if text.chars().filter(|character| character.is_alphabetic()).count() < LEAST_LETTERS {
        return None;
    }
    let found = whatlang::detect(text)?;
    let unspaced = text.chars().any(word::is_unspaced);
    if !(found.is_reliable() || found.confidence() > 0.4 || unspaced) {
        return None;
    }
    let code = match (found.lang() == whatlang::Lang::Cmn, is_traditional(text)) {
        (true, true) => "zh-Hant",
        (true, false) => "zh",
        (false, _) => found.lang().code(),
    };
    let language: Language = code.parse().ok()?;
    match house {
        Some(house) if house.primary() == language.primary() && house.script() == language.script() => {
            Some(house.clone())
        }
        _ => Some(language),
    }
}

fn is_traditional(text: &str) -> bool {
    let count = |set: &str| text.chars().filter(|character| set.contains(*character)).count();
    count(TRADITIONAL) > count(SIMPLIFIED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_from_their_letters() {
        let told = |text: &str| detect(text, None).map(|language| language.as_str().to_owned());
        let uk = "Обмеження стосується приблизно трьохсот тисяч квартир, а лікарень і дитячих садків воно не торкнеться.";
        assert_eq!(told(uk).as_deref(), Some("uk"));
        let de = "Der Rat hat beschlossen, dass die Fähre bis zum Frühling nicht fahren darf, weil das Schiff zu alt ist.";
        assert_eq!(told(de).as_deref(), Some("de"));
        let hant = "這艘渡輪已經停駛，島上的居民只能等到春天。市議會說，營運公司必須為每一天的停航支付賠償，但是沒有人知道什麼時候會恢復，也沒有人回答問題。\
            這是一個很長的故事，從二十年前開始。";
        assert_eq!(told(hant).as_deref(), Some("zh-Hant"));
        assert_eq!(told("Why?"), None);
    }

    #[test]
    fn the_house_keeps_its_tag() {
        let text = "The ferry has been out of service since October, and nobody on the island knows when it will be back.";
        let house: Language = "en-GB".parse().unwrap();
        assert_eq!(detect(text, Some(&house)), Some(house));
    }
}
