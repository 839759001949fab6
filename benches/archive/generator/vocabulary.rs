//! Words to make texts of, in every language that Pressroom has interface words for.
//!
//! What is made of them means nothing, but its letters, lengths and frequencies are those of the language: some short
//! words again and again, and between them thousands of longer ones, put together from a beginning, a stem and an end.

use super::random::Random;

/// The words of one language, and how it punctuates.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    /// BCP 47.
    pub(crate) language: &'static str,
    /// Beginnings of questions.
    asks: &'static [&'static str],
    /// Before and after a question.
    question: [&'static str; 2],
    comma: &'static str,
    /// The most frequent words.
    small: &'static [&'static str],
    starts: &'static [&'static str],
    stems: &'static [&'static str],
    ends: &'static [&'static str],
}

impl Vocabulary {
    /// A word that means something.
    pub(crate) fn long(&self, random: &mut Random) -> String {
        let start = if random.chance(40) { random.early(self.starts) } else { "" };
        let end = if random.chance(70) { random.early(self.ends) } else { "" };
        format!("{start}{}{end}", random.early(self.stems))
    }

    /// A word, of any kind.
    pub(crate) fn word(&self, random: &mut Random) -> String {
        match random.below(100) {
            0..45 => random.early(self.small).to_owned(),
            45..97 => self.long(random),
            _ => random.between(2, 9_999).to_string(),
        }
    }

    /// `count` words without punctuation, the first with a capital letter.
    pub(crate) fn phrase(&self, random: &mut Random, count: usize) -> String {
        let words: Vec<_> = (0..count).map(|_| self.long(random)).collect();
        capital(&words.join(" "))
    }

    /// One of the first `count` stems: a section or tag, which many articles share.
    pub(crate) fn topic(&self, random: &mut Random, count: usize) -> String {
        capital(random.one(&self.stems[..count.min(self.stems.len())]))
    }

    /// A question of `count` words and its opening.
    pub(crate) fn question(&self, random: &mut Random, count: usize) -> String {
        let [before, after] = self.question;
        let mut words = vec![random.one(self.asks).to_owned()];
        for number in 0..count {
            let small = number % 2 == 0 && random.chance(50);
            words.push(if small { random.one(self.small).to_owned() } else { self.long(random) });
        }
        format!("{before}{}{after}", words.join(" "))
    }

    /// The words of a sentence, with commas, a capital letter and a full stop.
    pub(crate) fn sentence(&self, random: &mut Random, count: usize) -> Vec<String> {
        let mut words: Vec<_> = (0..count).map(|_| self.word(random)).collect();
        for word in words.iter_mut().take(count.saturating_sub(2)).skip(2) {
            if random.chance(8) {
                word.push_str(self.comma);
            }
        }
        words[0] = capital(&self.long(random));
        words[count - 1] = self.long(random) + ".";
        words
    }
}

/// The vocabulary of an article: every second one is English, the others are in all languages in turn.
pub(crate) fn vocabulary_for(number: usize) -> &'static Vocabulary {
    if number.is_multiple_of(2) { &ALL[0] } else { &ALL[number / 2 % ALL.len()] }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[rustfmt::skip] // It would give each of the longer words a line.
static ALL: [Vocabulary; 8] = [
    Vocabulary {
        language: "en",
        asks: &["How does", "Why did", "What is", "Who pays for", "Could", "When will", "Where did"],
        question: ["", "?"],
        comma: ",",
        small: &[
            "the", "of", "and", "to", "in", "a", "that", "is", "for", "it", "was", "on", "with", "as", "be",
            "at", "by", "this", "had", "not", "are", "but", "from", "or", "have", "an", "they", "which",
            "one", "were", "all", "their", "there", "more", "when", "would", "who", "what", "about", "than",
            "after", "may",
        ],
        starts: &[
            "re", "un", "over", "under", "inter", "pre", "trans", "sub", "out", "counter", "micro", "multi",
        ],
        stems: &[
            "form", "port", "govern", "treat", "market", "act", "press", "state", "train", "build", "trade",
            "sign", "point", "charge", "work", "water", "power", "count", "play", "develop", "settle",
            "invest", "employ", "harbour", "measure", "order", "cover", "claim", "train", "broad", "border",
            "crop", "field", "grant", "light", "shelter", "finance", "guard", "season", "bridge", "channel",
            "winter", "custom", "journal",
        ],
        ends: &[
            "s", "ed", "ing", "ment", "er", "ation", "able", "ers", "less", "ings", "ments", "ship", "ally",
            "ness",
        ],
    },
    Vocabulary {
        language: "uk",
        asks: &["Чому", "Як", "Що таке", "Хто платить за", "Коли", "Навіщо", "Де"],
        question: ["", "?"],
        comma: ",",
        small: &[
            "і", "у", "на", "що", "не", "до", "з", "за", "та", "це", "як", "для", "від", "про", "але", "його",
            "вони", "також", "який", "може", "було", "через", "після", "коли", "понад", "лише", "ще", "під",
        ],
        starts: &["пере", "ви", "роз", "під", "над", "між", "без", "про", "за", "при"],
        stems: &[
            "мір", "будов", "говор", "ход", "держав", "вод", "світ", "роб", "закон", "слід", "город", "степ",
            "торг", "писк", "твор", "лист", "рахун", "мов", "ліс", "порт", "фінанс", "заход", "енерг",
            "країн", "уряд", "школ", "посів", "кордон", "рік", "вітр", "сезон", "міст", "канал", "захист",
            "звіт", "виплат",
        ],
        ends: &["а", "и", "ів", "ами", "ання", "ення", "ість", "ного", "ний", "ова", "ому", "ські", "увати"],
    },
    Vocabulary {
        language: "ru",
        asks: &["Почему", "Как", "Что такое", "Кто платит за", "Когда", "Зачем", "Где"],
        question: ["", "?"],
        comma: ",",
        small: &[
            "и", "в", "на", "что", "не", "к", "с", "за", "но", "это", "как", "для", "от", "о", "его", "они",
            "также", "который", "может", "было", "через", "после", "когда", "более", "лишь", "ещё", "под",
            "при",
        ],
        starts: &["пере", "вы", "раз", "под", "над", "меж", "без", "про", "за", "при"],
        stems: &[
            "мер", "стро", "говор", "ход", "держав", "вод", "свет", "работ", "закон", "след", "город", "степ",
            "торг", "пис", "твор", "лист", "счёт", "слов", "лес", "порт", "финанс", "запад", "энерг", "стран",
            "правл", "школ", "посев", "гранич", "год", "ветр", "сезон", "мост", "канал", "защит", "отчёт",
            "выплат",
        ],
        ends: &["а", "ы", "ов", "ами", "ание", "ение", "ость", "ного", "ный", "ова", "ому", "ские", "овать"],
    },
    Vocabulary {
        language: "de",
        asks: &["Wie funktioniert", "Warum ist", "Was bedeutet", "Wer bezahlt", "Wann kommt", "Wo liegt"],
        question: ["", "?"],
        comma: ",",
        small: &[
            "der", "die", "und", "in", "den", "von", "zu", "das", "mit", "sich", "des", "auf", "für", "ist",
            "im", "dem", "nicht", "ein", "eine", "als", "auch", "es", "an", "werden", "aus", "er", "hat",
            "dass", "sie", "nach", "wird", "bei", "einer", "um", "am", "sind", "noch", "wie", "einem", "über",
            "so", "zum",
        ],
        starts: &[
            "ver", "be", "ge", "ent", "über", "unter", "vor", "aus", "Bundes", "Land", "Wasser", "Kraft",
        ],
        stems: &[
            "handel", "bau", "kraft", "leitung", "recht", "ordnung", "zahl", "werk", "schutz", "markt",
            "grenz", "hafen", "feld", "regel", "fall", "stand", "lager", "schiff", "steuer", "wahl", "spruch",
            "satz", "dienst", "straße", "brücke", "winter", "netz", "wind", "boden", "kosten", "frist",
            "plan", "wirt",
        ],
        ends: &[
            "en", "er", "ung", "ungen", "s", "lich", "schaft", "keit", "bar", "te", "gebiet", "verband",
            "amt",
        ],
    },
    Vocabulary {
        language: "fr",
        asks: &[
            "Comment fonctionne", "Pourquoi", "Que signifie", "Qui paie", "Quand viendra", "Où se trouve",
        ],
        question: ["", "\u{a0}?"],
        comma: ",",
        small: &[
            "de", "la", "le", "et", "les", "des", "en", "un", "du", "une", "que", "est", "pour", "qui",
            "dans", "par", "plus", "pas", "au", "sur", "ne", "se", "ce", "il", "sont", "avec", "son", "aux",
            "mais", "comme", "ou", "leur", "cette", "ont", "deux", "même", "sans", "après", "entre", "depuis",
            "très",
        ],
        starts: &["re", "dé", "pré", "sur", "sous", "inter", "trans", "contre", "auto", "multi"],
        stems: &[
            "form", "port", "gouvern", "trait", "march", "act", "press", "règl", "étud", "bât", "change",
            "sign", "point", "charg", "trav", "énerg", "financ", "compt", "jou", "dévelop", "établ", "invest",
            "emploi", "côté", "mesur", "ordonn", "couvr", "reclam", "frontièr", "récolt", "champ", "lumièr",
            "hiver", "canal",
        ],
        ends: &[
            "ement", "ation", "er", "é", "ée", "és", "eur", "able", "ique", "ions", "aient", "ant", "iste",
            "ure",
        ],
    },
    Vocabulary {
        language: "es",
        asks: &["Cómo funciona", "Por qué", "Qué significa", "Quién paga", "Cuándo llega", "Dónde está"],
        question: ["¿", "?"],
        comma: ",",
        small: &[
            "de", "la", "que", "el", "en", "y", "a", "los", "se", "del", "las", "un", "por", "con", "no",
            "una", "su", "para", "es", "al", "lo", "como", "más", "o", "pero", "sus", "le", "ha", "sin",
            "sobre", "este", "ya", "entre", "cuando", "todo", "esta", "ser", "son", "dos", "también", "fue",
            "había", "desde",
        ],
        starts: &["re", "des", "pre", "sobre", "sub", "inter", "trans", "contra", "auto", "multi"],
        stems: &[
            "form", "port", "gobern", "trat", "merc", "act", "pres", "regl", "estud", "constru", "cambi",
            "señal", "punt", "carg", "trabaj", "energ", "financi", "cont", "jug", "desarroll", "establec",
            "invert", "emple", "cost", "med", "orden", "cubr", "reclam", "fronter", "cosech", "camp", "luc",
            "inviern", "canal",
        ],
        ends: &[
            "ación", "ar", "ado", "adas", "ador", "able", "ico", "iones", "aban", "ando", "ista", "ura",
            "mente",
        ],
    },
    Vocabulary {
        language: "ar",
        asks: &["كيف", "لماذا", "ما معنى", "من يدفع", "متى", "أين"],
        question: ["", "؟"],
        comma: "،",
        small: &[
            "في", "من", "على", "إلى", "عن", "مع", "أن", "هذا", "هذه", "التي", "الذي", "كان", "كل", "بعد",
            "قبل", "بين", "لا", "ما", "قد", "أو", "ثم", "حتى", "عند", "لكن", "غير", "أكثر", "منذ", "خلال",
            "ذلك",
        ],
        starts: &["ال", "وال", "بال", "لل", "و", "ب", "كال", "فال"],
        stems: &[
            "حكوم", "اقتصاد", "مجتمع", "سوق", "ميناء", "طاق", "ماء", "قانون", "تجار", "حدود", "بحر", "مدين",
            "تقرير", "مشروع", "نظام", "شبك", "زراع", "صناع", "جسر", "شتاء", "مطر", "ضريب", "ميزان", "سياس",
            "تعليم", "بناء", "قرار", "اتفاق", "محط", "رواتب", "صحراء", "حقل", "سفين", "تمويل",
        ],
        ends: &["ة", "ات", "ية", "ين", "ها", "هم", "ون", "نا", "ي", "تها"],
    },
    Vocabulary {
        language: "he",
        asks: &["איך", "למה", "מה פירוש", "מי משלם על", "מתי", "איפה"],
        question: ["", "?"],
        comma: ",",
        small: &[
            "של", "את", "על", "לא", "הוא", "היא", "כי", "עם", "זה", "או", "גם", "כל", "אם", "יותר", "אבל",
            "בין", "אחרי", "לפני", "היה", "הם", "רק", "עד", "כדי", "ללא", "מאז", "אשר", "כמו", "תחת", "ידי",
        ],
        starts: &["ה", "ב", "ל", "מ", "ו", "כש", "שה", "וה"],
        stems: &[
            "ממשל", "כלכל", "חבר", "שוק", "נמל", "אנרגי", "מים", "חוק", "סחר", "גבול", "ים", "עיר", "דיווח",
            "פרויקט", "מערכ", "רשת", "חקלא", "תעשי", "גשר", "חורף", "גשם", "מס", "תקציב", "מדיני", "חינוך",
            "בני", "החלט", "הסכמ", "תחנ", "שכר", "מדבר", "שד", "ספינ", "מימונ",
        ],
        ends: &["ה", "ות", "ית", "ים", "יה", "ת", "נו", "ן", "י", "תיה"],
    },
];
