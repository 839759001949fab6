//! Writes an explainer, in Markdown that pandoc reads, too: where both have a key of the front matter, it is that of both.
//! Tags are not pandoc's `keywords`, since its PDFs by typst fail where one has two words.

use std::fmt::Write as _;

use super::{
    pictures,
    random::Random,
    vocabulary::{self, Vocabulary},
};

/// What an article is made from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order {
    /// Another one makes another archive.
    pub(crate) seed: u64,
    /// Which of the archive's articles it is, from 0.
    pub(crate) number: usize,
    /// About how many words it has, front matter and all.
    pub(crate) words: usize,
    /// How many pictures there are in the pool; 0 for an article without pictures.
    pub(crate) pool: usize,
}

/// The article as it is written.
pub(crate) fn article(order: &Order) -> String {
    let random = Random::new(order.seed, order.number as u64);
    let words = vocabulary::vocabulary_for(order.number);
    let mut writer =
        Writer { out: String::new(), written: 0, random, words, pool: order.pool, notes: Vec::new() };
    let updated = writer.front_matter();
    writer.paragraph();
    let mut cards = 0;
    // Every article has two cards, and every other one far more.
    while cards < 2 || writer.written < order.words {
        cards += 1;
        let left = order.words.saturating_sub(writer.written);
        writer.card(cards, &updated, left);
    }
    writer.end();
    writer.out
}

struct Writer {
    out: String,
    /// How many words are written.
    written: usize,
    random: Random,
    words: &'static Vocabulary,
    pool: usize,
    /// Texts of footnotes that were referred to.
    notes: Vec<String>,
}

impl Writer {
    /// Gives the day of the last change.
    fn front_matter(&mut self) -> String {
        let [title, kicker, dek] = [self.question(9), self.phrase(1), self.plain_sentence(18)];
        let [author, section] = [self.phrase(2), self.topic(6)];
        let (year, month, day) =
            (self.random.between(2021, 2025), self.random.between(1, 11), self.random.between(1, 28));
        let updated = format!("{year}-{:02}-{day:02}", month + 1);
        let tags = [self.topic(15), self.topic(40), self.phrase(2)].join("\", \"");
        let language = self.words.language;
        let _ = write!(
            self.out,
            "---\ntitle: \"{title}\"\nkicker: \"{kicker}\"\ndescription: \"{dek}\"\nlang: {language}\n\
             date: {year}-{month:02}-{day:02}\nupdated: {updated}\nauthor: [\"{author}\"]\nsection: \"{section}\"\n\
             tags: [\"{tags}\"]\nrights: \"CC BY 4.0\"\n"
        );
        if self.pool > 0 {
            let (source, alt, caption) = (self.picture(), self.plain_sentence(8), self.plain_sentence(10));
            let _ = write!(
                self.out,
                "image:\n  src: {source}\n  alt: \"{alt}\"\n  caption: \"{caption}\"\n  credit: \"{author}\"\n  \
                 syndicate: true\n"
            );
        }
        self.out.push_str("---\n\n");
        updated
    }

    /// A question and its answer, of some hundred words or of what is left.
    fn card(&mut self, number: usize, updated: &str, left: usize) {
        let question = self.question(6);
        let _ = write!(self.out, "## {question} {{#card-{number}");
        if self.random.chance(15) {
            let reason = self.phrase(3);
            let _ = write!(self.out, " updated={updated} reason=\"{reason}\"");
        }
        self.out.push_str("}\n\n");
        let aim = self.random.between(90, 260).min(left);
        let end = self.written + aim;
        self.paragraph();
        while self.written < end {
            self.block();
        }
    }

    fn block(&mut self) {
        match self.random.below(100) {
            0..8 => self.list(),
            8..13 => self.steps(),
            13..20 => self.quote(),
            20..25 => self.table(),
            25..28 => self.related(),
            28..31 => self.code(),
            31..33 => self.alert(),
            33..37 => self.heading(),
            37..44 if self.pool > 0 => self.figure(),
            _ => self.paragraph(),
        }
    }

    fn paragraph(&mut self) {
        for number in 0..self.random.between(2, 5) {
            if number > 0 {
                self.out.push(' ');
            }
            let sentence = self.sentence();
            self.out.push_str(&sentence);
        }
        if self.random.chance(14) {
            let note = self.plain_sentence(12);
            self.notes.push(note);
            let _ = write!(self.out, "[^{}]", self.notes.len());
        }
        self.out.push_str("\n\n");
    }

    fn list(&mut self) {
        for _ in 0..self.random.between(3, 6) {
            let item = self.plain_sentence(9);
            let _ = writeln!(self.out, "- {item}");
        }
        self.out.push('\n');
    }

    fn steps(&mut self) {
        // Two numbered lists side by side are one to Markdown.
        if self.out.trim_end().lines().next_back().is_some_and(|line| line.starts_with("   - ")) {
            self.paragraph();
        }
        for number in 1..=self.random.between(2, 4) {
            let (head, below) = (self.plain_sentence(8), self.plain_sentence(7));
            let _ = write!(self.out, "{number}. **{head}**\n\n   - {below}\n\n");
        }
    }

    fn quote(&mut self) {
        let (said, who) = (self.sentence(), self.phrase(2));
        let _ = write!(self.out, "> {said}\n> — {who}\n\n");
    }

    fn table(&mut self) {
        let columns = self.random.between(2, 4);
        let head: Vec<_> = (0..columns).map(|_| self.phrase(1)).collect();
        let _ = writeln!(self.out, "| {} |\n|---|{}", head.join(" | "), "---:|".repeat(columns - 1));
        for _ in 0..self.random.between(3, 7) {
            let first = self.phrase(2);
            let numbers: String =
                (1..columns).map(|_| format!(" {} |", self.random.between(10, 99_999))).collect();
            self.written += columns - 1;
            let _ = writeln!(self.out, "| {first} |{numbers}");
        }
        self.out.push('\n');
    }

    fn related(&mut self) {
        let (headline, about, place) = (self.question(5), self.plain_sentence(10), self.random.next());
        let _ =
            write!(self.out, "::: related\n[{headline}](https://example.org/{place:x})\n{about}\n:::\n\n");
    }

    fn code(&mut self) {
        self.out.push_str("```python\n");
        for _ in 0..self.random.between(3, 8) {
            let [left, right] = [self.random.between(1, 99), self.random.next() as usize % 10_000];
            let _ = writeln!(self.out, "total_{left} = total_{left} + rate * {right}");
            self.written += 7;
        }
        self.out.push_str("```\n\n");
    }

    fn alert(&mut self) {
        let text = self.sentence();
        let _ = write!(self.out, "> [!NOTE]\n> {text}\n\n");
    }

    fn heading(&mut self) {
        let text = self.phrase(3);
        let _ = write!(self.out, "### {text}\n\n");
        self.paragraph();
    }

    fn figure(&mut self) {
        let source = self.picture();
        let (alt, caption, credit) = (self.plain_sentence(7), self.plain_sentence(9), self.phrase(2));
        let _ =
            write!(self.out, "![{alt}]({source} \"{caption}\"){{credit=\"{credit}\" syndicate=true}}\n\n");
    }

    /// Footnotes and the sign-off.
    fn end(&mut self) {
        for (index, note) in std::mem::take(&mut self.notes).iter().enumerate() {
            let _ = write!(self.out, "[^{}]: {note}\n\n", index + 1);
        }
        let text = self.plain_sentence(10);
        let _ = write!(self.out, "::: signoff\n{text}\n:::\n");
    }

    fn picture(&mut self) -> String {
        pictures::path(self.random.below(self.pool))
    }

    /// A sentence in which now and then a word is stressed, is code or leads somewhere.
    fn sentence(&mut self) -> String {
        let count = self.random.between(8, 24);
        self.written += count;
        let mut words = self.words.sentence(&mut self.random, count);
        let at = self.random.between(1, count - 2);
        let word = std::mem::take(&mut words[at]);
        let (word, comma) = match word.strip_suffix([',', '،']) {
            Some(bare) => (bare.to_owned(), word[bare.len()..].to_owned()),
            None => (word, String::new()),
        };
        words[at] = match self.random.below(100) {
            0..8 => format!("*{word}*"),
            8..13 => format!("**{word}**"),
            13..23 => format!("[{word}](https://example.org/{:x})", self.random.next()),
            23..25 => format!("`{word}`"),
            _ => word,
        } + &comma;
        words.join(" ")
    }

    fn plain_sentence(&mut self, count: usize) -> String {
        self.written += count;
        self.words.sentence(&mut self.random, count).join(" ")
    }

    fn phrase(&mut self, count: usize) -> String {
        self.written += count;
        self.words.phrase(&mut self.random, count)
    }

    fn topic(&mut self, count: usize) -> String {
        self.written += 1;
        self.words.topic(&mut self.random, count)
    }

    fn question(&mut self, count: usize) -> String {
        self.written += count + 1;
        self.words.question(&mut self.random, count)
    }
}
