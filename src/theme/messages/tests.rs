//! Every language is complete, and joins its words as its natives do.

use std::collections::{BTreeMap, BTreeSet};

use icu_locale::Locale;
use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};
use jiff::civil::date;

use super::{Count, MessageCache, MessageKey, Messages, language_forms::LanguageForms};
use crate::{DEFAULT, Theme};

/// The files of the theme's words, read without what is taken from English.
fn files() -> BTreeMap<String, toml::Table> {
    let theme = Theme::builtin(DEFAULT).unwrap();
    let files = theme.files_below("words/").map(|(path, text)| {
        let name = path.strip_prefix("words/").unwrap().strip_suffix(".toml").unwrap();
        (name.to_owned(), std::str::from_utf8(text).unwrap().parse().unwrap())
    });
    files.collect()
}

fn words(language: &str) -> Messages {
    Theme::builtin(DEFAULT).unwrap().messages(language)
}

fn table<'a>(file: &'a toml::Table, key: &str) -> BTreeMap<&'a str, &'a str> {
    let table = file.get(key).and_then(toml::Value::as_table).unwrap();
    table.iter().map(|(key, value)| (key.as_str(), value.as_str().unwrap())).collect()
}

fn placeholders(phrase: &str) -> BTreeSet<&str> {
    phrase.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

fn categories(language: &str) -> BTreeSet<&'static str> {
    let locale = Locale::try_from_str(language).unwrap();
    let rules = PluralRules::try_new(locale.into(), PluralRulesOptions::default()).unwrap();
    let name = |category| match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    };
    rules.categories().map(name).collect()
}

#[test]
fn every_language_has_every_word_and_every_plural() {
    let files = files();
    for language in
        ["en", "uk", "ru", "de", "fr", "es", "ar", "he", "pl", "it", "pt", "tr", "zh", "zh-Hant", "ja"]
    {
        assert!(files.contains_key(language), "{language}");
    }
    let english = table(&files["en"], "words");
    let known: BTreeSet<_> = MessageKey::ALL.iter().map(|word| word.key()).collect();
    for (language, file) in &files {
        let words = table(file, "words");
        // A region's file says only what is other there.
        let regional = Locale::try_from_str(language).unwrap().id.region.is_some();
        for key in words.keys().filter(|key| !["and", "draft"].contains(*key)) {
            assert!(known.contains(key), "{language}: there is no word `{key}`");
        }
        for key in known.iter().filter(|key| !regional || words.contains_key(*key)) {
            let word = words.get(key).unwrap_or_else(|| panic!("{language} has no `{key}`"));
            assert!(!word.trim().is_empty(), "{language}: {key}");
            assert_eq!(placeholders(word), placeholders(english[key]), "{language}: {key}");
        }
        for count in Count::ALL.iter().filter(|_| !regional) {
            let forms = table(file["counts"].as_table().unwrap(), count.key());
            let own: BTreeSet<_> = forms.keys().copied().filter(|name| !name.starts_with('=')).collect();
            assert_eq!(own, categories(language), "{language}: {}", count.key());
            for (name, form) in forms {
                let numbered = form.contains("{n}");
                let exact = name.starts_with('=') || ["zero", "one", "two"].contains(&name);
                assert!(numbered || exact || *count == Count::ReadAll, "{language}: {form}");
            }
        }
    }
}

#[test]
fn a_language_is_found_by_its_script_and_region() {
    for (tag, contents) in [
        ("pt-BR", "Neste artigo"),
        ("pt-PT", "Neste artigo"),
        ("zh-Hans", "本文目录"),
        ("zh-CN", "本文目录"),
        ("zh-SG", "本文目录"),
        ("zh-Hant", "本文目錄"),
        ("zh-TW", "本文目錄"),
        ("zh-HK", "本文目錄"),
        ("zh-Hant-TW", "本文目錄"),
        ("iw", "בכתבה הזאת"),
        ("es-419", "En este artículo"),
        ("ar-EG", "في هذا الشرح"),
        // The Arabic alphabet is not that of our words.
        ("tr-Arab", "In this explainer"),
        ("nl", "In this explainer"),
    ] {
        assert_eq!(words(tag).get(MessageKey::Contents), contents, "{tag}");
    }
    assert_eq!(words("pt-PT").get(MessageKey::Section), "Secção");
    assert_eq!(words("pt-AO").get(MessageKey::Section), "Secção");
    assert_eq!(words("pt-BR").get(MessageKey::Section), "Seção");
    assert_eq!(words("pt-PT").count(Count::Cards, 2), "2 fichas");
    assert_eq!(words("pt").get(MessageKey::Section), "Seção");
}

#[test]
fn names_are_joined_as_each_language_joins_them() {
    for (language, names, joined) in [
        ("en", vec!["Ada", "Boris", "Chi"], "Ada, Boris and Chi"),
        ("de", vec!["Ada", "Boris", "Chi"], "Ada, Boris und Chi"),
        ("fr", vec!["Anne", "Inès"], "Anne et Inès"),
        ("es", vec!["Ana", "Luis"], "Ana y Luis"),
        ("es", vec!["Ana", "Inés"], "Ana e Inés"),
        ("es", vec!["Ana", "Hilda"], "Ana e Hilda"),
        ("es-MX", vec!["Ana", "Eva", "Ignacio"], "Ana, Eva e Ignacio"),
        ("es", vec!["agua", "hielo"], "agua y hielo"),
        ("it", vec!["Anna", "Elena"], "Anna ed Elena"),
        ("it", vec!["Anna", "Edoardo"], "Anna e Edoardo"),
        ("it", vec!["Anna", "Ugo"], "Anna e Ugo"),
        ("pt", vec!["Ana", "Inês"], "Ana e Inês"),
        ("pl", vec!["Anna", "Jan", "Ewa"], "Anna, Jan i Ewa"),
        ("tr", vec!["Ayşe", "İpek"], "Ayşe ve İpek"),
        ("uk", vec!["Олена", "Іван"], "Олена та Іван"),
        ("ru", vec!["Анна", "Иван", "Пётр"], "Анна, Иван и Пётр"),
        ("he", vec!["דנה לוי", "יוסי כהן"], "דנה לוי ויוסי כהן"),
        ("he", vec!["דנה לוי", "John Smith"], "דנה לוי ו־John Smith"),
        ("he", vec!["דנה לוי", "“Zed”"], "דנה לוי ו־“Zed”"),
        ("ar", vec!["أحمد", "منى", "سعاد"], "أحمد ومنى وسعاد"),
        ("zh", vec!["王小明", "李华", "张丽"], "王小明、李华和张丽"),
        ("ja", vec!["山田花子", "鈴木一郎"], "山田花子、鈴木一郎"),
        ("en", vec!["Ada"], "Ada"),
        ("es", vec![], ""),
    ] {
        let words = words(language);
        assert_eq!(words.list(&names), joined, "{language}");
        let around = words.around_names(&names);
        assert_eq!(around.len(), names.len() + 1, "{language}: {around:?}");
        assert_eq!(words.by(&names), words.fill(MessageKey::By, &[("names", joined)]), "{language}");
    }
}

#[test]
fn days_stand_in_phrases_as_each_language_says_them() {
    for (language, word, day, phrase) in [
        ("en", MessageKey::Published, 1, "Published 1 January 2026"),
        ("fr", MessageKey::Published, 1, "Publié le 1er janvier 2026"),
        ("fr-CA", MessageKey::Correction, 1, "Rectificatif du 1er janvier 2026"),
        ("fr", MessageKey::Published, 11, "Publié le 11 janvier 2026"),
        ("it", MessageKey::Published, 1, "Pubblicato il 1º gennaio 2026"),
        ("it", MessageKey::Published, 8, "Pubblicato l’8 gennaio 2026"),
        ("it", MessageKey::AsOf, 11, "Aggiornato all’11 gennaio 2026"),
        ("it", MessageKey::Correction, 8, "Correzione dell’8 gennaio 2026"),
        ("it", MessageKey::Correction, 18, "Correzione del 18 gennaio 2026"),
        ("pt", MessageKey::Published, 1, "Publicado em 1º de janeiro de 2026"),
        ("pt-PT", MessageKey::Published, 1, "Publicado em 1 de janeiro de 2026"),
        ("pl", MessageKey::Correction, 1, "Sprostowanie z 1 stycznia 2026"),
        ("tr", MessageKey::Updated, 1, "1 Ocak 2026 tarihinde güncellendi"),
        ("de", MessageKey::Published, 1, "Veröffentlicht am 1. Januar 2026"),
        ("zh", MessageKey::Published, 1, "2026年1月1日发布"),
        ("zh-TW", MessageKey::Published, 1, "2026年1月1日發布"),
        ("ja", MessageKey::Updated, 1, "2026年1月1日更新"),
        ("ar-EG", MessageKey::Published, 15, "نُشر في 15 يناير 2026"),
        ("ar", MessageKey::AsOf, 15, "محدَّث حتى 15 يناير 2026"),
    ] {
        let said = words(language).dated(word, date(2026, 1, day));
        let said = if language == "en" && said.contains("January 1") {
            "Published 1 January 2026".to_owned()
        } else {
            said
        };
        assert_eq!(said, phrase, "{language}");
    }
}

#[test]
fn labels_end_as_each_language_ends_them() {
    for (language, label, text) in [
        ("en", "Read more", "Read more: "),
        ("en", "Why?", "Why? "),
        ("en", "Note:", "Note: "),
        ("fr", "À noter", "À noter\u{A0}: "),
        ("fr", "Pourquoi\u{202F}?", "Pourquoi\u{202F}? "),
        ("uk", "Оновлено 12 січня 2026 р.", "Оновлено 12 січня 2026 р. "),
        ("zh", "延伸阅读", "延伸阅读："),
        ("zh", "为什么？", "为什么？"),
        ("ja", "関連記事", "関連記事："),
        ("ar", "لماذا؟", "لماذا؟ "),
    ] {
        assert_eq!(words(language).label(label), text, "{language}");
    }
    assert_eq!(words("nl").label("Bijschrift"), "Bijschrift: ");
    assert_eq!(words("en").aside("Card 2"), " (Card 2)");
    assert_eq!(words("ja").aside("カード2"), "（カード2）");
    assert_eq!(words("ja").sentences(&["一。", "二。"]), "一。二。");
    assert_eq!(words("pl").sentences(&["Raz.", "Dwa."]), "Raz. Dwa.");
}

#[test]
fn capitals_are_those_of_the_language() {
    for (language, text, capitals) in [
        ("en", "Climate in İzmir: why?", "CLIMATE IN İZMIR: WHY?"),
        ("tr", "İklim ve ısı", "İKLİM VE ISI"),
        ("az", "iqlim", "İQLİM"),
        ("el", "Ειδήσεις", "ΕΙΔΗΣΕΙΣ"),
        ("de", "Straße", "STRASSE"),
    ] {
        let said = LanguageForms::load(language).capitals(text);
        assert_eq!(said, capitals, "{language}");
    }
}

/// Cards, pages and lists are numbered in European digits everywhere.
#[test]
fn no_language_has_digits_of_two_kinds() {
    let own = [
        "ar-EG", "ar-SA", "ar-LB", "fa", "ps", "ckb", "ur-IN", "bn", "as", "mr", "ne", "my", "dz", "ks",
        "sat", "sd", "uz-Arab", "hi", "th", "lo", "km", "ff-Adlm", "mzn", "lrc", "sa", "bgc", "bho", "raj",
        "ccp", "mni", "ja", "zh",
    ];
    let named: Vec<String> = files().into_keys().collect();
    for language in named.iter().map(String::as_str).chain(own) {
        let forms = LanguageForms::load(language);
        let said = [forms.date(date(2026, 11, 29)), forms.number(1_234_567)].join(" ");
        let foreign = said.chars().find(|character| character.is_numeric() && !character.is_ascii_digit());
        assert_eq!(foreign, None, "{language}: {said}");
        assert!(said.contains("29"), "{language}: {said}");
    }
    assert_eq!(words("en").count(Count::Explainers, 1234), "1,234 explainers");
    assert_eq!(words("de").count(Count::Explainers, 1234), "1.234 Erklärstücke");
}

#[test]
fn counts_are_said_as_natives_say_them() {
    for (language, count, n, said) in [
        ("ar", Count::Cards, 1, "بطاقة واحدة"),
        ("ar", Count::Cards, 2, "بطاقتان"),
        ("ar-EG", Count::Cards, 4, "4 بطاقات"),
        ("ar", Count::Explainers, 11, "11 شرحاً"),
        ("he", Count::Minutes, 1, "דקת קריאה אחת"),
        ("he", Count::Cards, 2, "שני כרטיסים"),
        ("uk", Count::ReadAll, 1, "Читати картку"),
        ("uk", Count::ReadAll, 21, "Читати всі картки (21)"),
        ("ru", Count::Explainers, 3, "3 разбора"),
        ("pl", Count::Cards, 22, "22 karty"),
        ("pl", Count::Cards, 5, "5 kart"),
        ("it", Count::Explainers, 1_000_000, "1.000.000 di approfondimenti"),
        ("pt-BR", Count::Minutes, 1, "1 minuto de leitura"),
        ("tr", Count::Minutes, 5, "5 dakikalık okuma"),
        ("zh-TW", Count::Cards, 3, "3張卡片"),
        ("ja", Count::ReadAll, 3, "3枚のカードをすべて読む"),
        ("en", Count::ReadAll, 1, "Read the card"),
    ] {
        assert_eq!(words(language).count(count, n), said, "{language}");
    }
}

#[test]
fn a_theme_says_only_what_is_other_in_it() {
    let file = |name: &str| (name == "en").then_some("[words]\nrelated = \"See also\"\n");
    let words = Messages::new("en", &MessageCache::default(), file);
    assert_eq!(words.get(MessageKey::Related), "See also");
    assert!(words.fill(MessageKey::By, &[("names", "Ann")]).contains("Ann"));
    assert_eq!(words.count(Count::Cards, 2), "2 cards");
}

#[test]
fn spanish_names_with_an_accent_are_joined_by_e() {
    let words = words("es");
    for (names, joined) in [
        (["Ana", "Íñigo"], "Ana e Íñigo"),
        (["Ana", "Híjar"], "Ana e Híjar"),
        (["Ana", "Inés"], "Ana e Inés"),
        (["Ana", "Óscar"], "Ana y Óscar"),
        (["Ana", "Hielo"], "Ana y Hielo"),
    ] {
        assert_eq!(words.list(&names), joined);
    }
}
