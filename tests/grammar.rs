//! Explainers in Markdown, made from a grammar of every construct that authors may use.

use std::fmt::Write as _;

use proptest::{collection::vec, prelude::*};

#[derive(Debug, Clone)]
pub(crate) struct Explainer {
    language: &'static str,
    kicker: bool,
    dek: bool,
    authors: usize,
    corrections: usize,
    lede: Vec<Block>,
    cards: Vec<(Vec<Inline>, bool, Vec<Block>)>,
    signoff: bool,
}

#[derive(Debug, Clone)]
enum Block {
    Paragraph(Vec<Inline>),
    Heading(Vec<Inline>),
    Quote(Vec<Block>, bool),
    List(Marker, Vec<Vec<Block>>),
    Code(usize),
    Table(usize, usize),
    Callout(&'static str, Vec<Block>),
    Definitions(usize),
    Related(bool),
    HtmlTable,
    HtmlDetails(Vec<Inline>),
    Picture,
    Rule,
}

#[derive(Debug, Clone, Copy)]
enum Marker {
    Bullet,
    Number,
    Task,
}

#[derive(Debug, Clone)]
enum Inline {
    Words(usize),
    Sign(&'static str),
    Around(&'static str, &'static str, Vec<Inline>),
    Code,
    Math,
    Link,
    Address,
    Note(usize),
    Break,
    Picture,
}

fn inlines(note: bool) -> impl Strategy<Value = Vec<Inline>> + Clone {
    const SIGNS: &[&str] = &[
        "&", "&amp;", "<", ">", "\"", "'", "*", "_", "\\", "]]>", "[", "]", "$", "—", "…", "№", "€", "&copy;",
    ];
    const AROUND: &[(&str, &str)] = &[
        ("*", "*"),
        ("**", "**"),
        ("~~", "~~"),
        ("<sup>", "</sup>"),
        ("<sub>", "</sub>"),
        ("<mark>", "</mark>"),
        ("<b>", "</b>"),
        ("<font color=\"red\">", "</font>"),
    ];
    let mut leaves = vec![
        (8, (1..12usize).prop_map(Inline::Words).boxed()),
        (2, prop::sample::select(SIGNS).prop_map(Inline::Sign).boxed()),
        (1, Just(Inline::Code).boxed()),
        (1, Just(Inline::Math).boxed()),
        (1, Just(Inline::Link).boxed()),
        (1, Just(Inline::Address).boxed()),
        (1, Just(Inline::Picture).boxed()),
        (1, Just(Inline::Break).boxed()),
    ];
    if note {
        leaves.push((1, (1..20usize).prop_map(Inline::Note).boxed()));
    }
    let leaf = prop::strategy::Union::new_weighted(leaves);
    let inline = leaf.prop_recursive(3, 12, 3, |inner| {
        (prop::sample::select(AROUND), vec(inner, 1..3))
            .prop_map(|((open, close), content)| Inline::Around(open, close, content))
    });
    vec(inline, 1..6)
}

fn blocks(depth: u32) -> impl Strategy<Value = Vec<Block>> + Clone {
    let kinds = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];
    let marker = prop_oneof![Just(Marker::Bullet), Just(Marker::Number), Just(Marker::Task)];
    let leaf = prop_oneof![
        6 => inlines(true).prop_map(Block::Paragraph),
        1 => inlines(false).prop_map(Block::Heading),
        1 => (1..6usize).prop_map(Block::Code),
        1 => (1..5usize, 1..5usize).prop_map(|(columns, rows)| Block::Table(columns, rows)),
        1 => (1..3usize).prop_map(Block::Definitions),
        1 => any::<bool>().prop_map(Block::Related),
        1 => Just(Block::HtmlTable),
        1 => inlines(false).prop_map(Block::HtmlDetails),
        1 => Just(Block::Picture),
        1 => Just(Block::Rule),
    ];
    let block = leaf.prop_recursive(depth, 16, 4, move |inner| {
        prop_oneof![
            (vec(inner.clone(), 1..3), any::<bool>())
                .prop_map(|(blocks, source)| Block::Quote(blocks, source)),
            (marker.clone(), vec(vec(inner.clone(), 1..3), 1..4))
                .prop_map(|(m, items)| Block::List(m, items)),
            (prop::sample::select(kinds.to_vec()), vec(inner, 1..3)).prop_map(|(k, b)| Block::Callout(k, b)),
        ]
    });
    vec(block, 1..5)
}

/// Any explainer.
pub(crate) fn explainer() -> impl Strategy<Value = Explainer> {
    let cards = vec((inlines(false), any::<bool>(), blocks(3)), 0..4);
    let language = prop::sample::select(vec!["en", "uk", "de", "fr", "ru", "es"]);
    let marks = (any::<bool>(), any::<bool>(), 0..4usize, 0..3usize, any::<bool>());
    (language, marks, blocks(2), cards).prop_map(
        |(language, (kicker, dek, authors, corrections, signoff), lede, cards)| Explainer {
            language,
            kicker,
            dek,
            authors,
            corrections,
            lede,
            cards,
            signoff,
        },
    )
}

/// An explainer as Markdown, and the words in it that are there once.
pub(crate) struct Written {
    pub(crate) text: String,
    pub(crate) words: Vec<String>,
}

/// Writes explainers down.
#[derive(Default)]
pub(crate) struct Writer {
    words: Vec<String>,
    notes: Vec<String>,
    cyrillic: bool,
}

impl Writer {
    pub(crate) fn write(explainer: &Explainer) -> Written {
        let cyrillic = ["uk", "ru"].contains(&explainer.language);
        let mut writer = Self { cyrillic, ..Self::default() };
        let mut text = format!("---\nheadline: {}?\nlanguage: {}\n", writer.say(4), explainer.language);
        text.push_str("published: 2025-03-04T05:06:07Z\ncanonical_url: https://news.example.org/explainer\n");
        if explainer.kicker {
            let _ = writeln!(text, "kicker: {}", writer.say(1));
        }
        if explainer.dek {
            let _ = writeln!(text, "dek: {}", writer.say(12));
        }
        for at in 0..explainer.authors {
            text.push_str(if at == 0 { "authors:\n" } else { "" });
            let _ = writeln!(text, "  - {}", writer.say(2));
        }
        for at in 0..explainer.corrections {
            text.push_str(if at == 0 { "corrections:\n" } else { "" });
            let _ = writeln!(text, "  - date: 2025-04-0{}\n    text: {}", at + 1, writer.say(9));
        }
        text.push_str("---\n\n");
        let lede = writer.blocks(&explainer.lede, 3);
        push(&mut text, &lede);
        for (question, updated, blocks) in &explainer.cards {
            let question = writer.line(question);
            let update = if *updated {
                format!(" {{updated=2025-05-06 reason=\"{}\"}}", writer.say(3))
            } else {
                String::new()
            };
            let _ = writeln!(text, "## {} {question}?{update}\n", writer.say(1));
            let blocks = writer.blocks(blocks, 3);
            push(&mut text, &blocks);
        }
        if explainer.signoff {
            let _ = writeln!(text, "::: signoff\n{}\n:::\n", writer.say(5));
        }
        for (at, note) in std::mem::take(&mut writer.notes).into_iter().enumerate() {
            let _ = writeln!(text, "[^note-{at}]: {note}\n");
        }
        Written { text, words: writer.words }
    }

    /// New words, each of which is nowhere else in the document.
    fn say(&mut self, count: usize) -> String {
        const LATIN: &[&str] =
            &["harbour", "Élan", "treaty", "a", "Straße", "pays", "naïve", "responsibility", "łódź"];
        const CYRILLIC: &[&str] =
            &["угода", "Їжак", "є", "відповідальність", "ґанок", "мир", "съезд", "ёлка"];
        let stems = if self.cyrillic { CYRILLIC } else { LATIN };
        let start = self.words.len();
        for at in start..start + count {
            self.words.push(format!("{}{at:04}", stems[at * 7 % stems.len()]));
        }
        self.words[start..].join(" ")
    }

    fn blocks(&mut self, blocks: &[Block], level: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for block in blocks {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            lines.extend(self.block(block, level));
        }
        lines
    }

    fn block(&mut self, block: &Block, level: usize) -> Vec<String> {
        match block {
            // A word of its own in front keeps signs from beginning another kind of block.
            Block::Paragraph(content) => {
                format!("{} {}", self.say(1), self.line(content)).lines().map(str::to_owned).collect()
            }
            Block::Heading(content) => {
                vec![format!(
                    "{} {} {}",
                    "#".repeat(level),
                    self.say(1),
                    self.line(content).replace('\n', " ")
                )]
            }
            Block::Quote(blocks, source) => {
                let mut lines = self.blocks(blocks, level);
                if *source {
                    lines.extend([String::new(), format!("— {}", self.say(3))]);
                }
                prefix(&lines, "> ", "> ")
            }
            Block::List(marker, items) => {
                let mut lines = Vec::new();
                for (at, item) in items.iter().enumerate() {
                    let first = match marker {
                        Marker::Bullet => "- ".to_owned(),
                        Marker::Number => format!("{}. ", at + 7),
                        Marker::Task => format!("- [{}] ", if at % 2 == 0 { ' ' } else { 'x' }),
                    };
                    let indent = " ".repeat(if matches!(marker, Marker::Number) { first.len() } else { 2 });
                    let mut content = vec![self.say(2), String::new()];
                    content.extend(self.blocks(item, level));
                    lines.extend(prefix(&content, &first, &indent));
                }
                // A comment would be dropped with a warning; a rule keeps two lists apart.
                lines.extend([String::new(), "***".to_owned()]);
                lines
            }
            Block::Code(count) => {
                let mut lines = vec!["~~~rust".to_owned()];
                lines
                    .extend((0..*count).map(|at| format!("{}<{}> & \"x\"", " ".repeat(at * 2), self.say(2))));
                lines.push("~~~".to_owned());
                lines
            }
            Block::Table(columns, rows) => {
                let mut row =
                    || format!("| {} |", (0..*columns).map(|_| self.say(2)).collect::<Vec<_>>().join(" | "));
                let mut lines = vec![row(), format!("|{}", ":-:|".repeat(*columns))];
                lines.extend((0..*rows).map(|_| row()));
                lines
            }
            Block::Callout(kind, blocks) => {
                let mut lines = vec![format!("[!{kind}]")];
                lines.extend(self.blocks(blocks, level));
                prefix(&lines, "> ", "> ")
            }
            Block::Definitions(count) => (0..*count)
                .flat_map(|_| [self.say(1), String::new(), format!(": {}", self.say(6)), String::new()])
                .collect(),
            Block::Related(label) => {
                let label = if *label { self.say(2) } else { String::new() };
                let headline = self.say(4);
                vec![
                    format!("::: related {label}").trim_end().to_owned(),
                    format!("[{headline}](https://news.example.org/{})", self.words.len()),
                    String::new(),
                    self.say(7),
                    ":::".to_owned(),
                ]
            }
            Block::HtmlTable => vec![format!(
                "<table><caption>{}</caption><tr><th>{}</th><td>{}</td></tr><tr><td colspan=\"2\">{}</td></tr></table>",
                self.say(2),
                self.say(1),
                self.say(1),
                self.say(2)
            )],
            Block::HtmlDetails(content) => {
                let summary = self.say(2);
                let content = self.line(content);
                let mut lines = vec![format!("<details><summary>{summary}</summary>"), String::new()];
                lines.extend(format!("{} {content}", self.say(1)).lines().map(str::to_owned));
                lines.extend([String::new(), "</details>".to_owned()]);
                lines
            }
            Block::Picture => {
                vec![format!("![{}](https://news.example.org/picture.jpg \"{}\")", self.say(2), self.say(4))]
            }
            Block::Rule => vec!["***".to_owned()],
        }
    }

    fn line(&mut self, content: &[Inline]) -> String {
        let parts: Vec<_> = content.iter().map(|inline| self.inline(inline)).collect();
        parts.join(" ").replace("\n ", "\n")
    }

    fn inline(&mut self, inline: &Inline) -> String {
        match inline {
            Inline::Words(count) => self.say(*count),
            Inline::Sign(sign) => (*sign).to_owned(),
            Inline::Around(open, close, content) => {
                // Words at both ends keep the marks beside letters, where they are marks.
                let first = self.say(1);
                let inside = self.line(content);
                format!("{open}{first} {inside} {}{close}", self.say(1))
            }
            Inline::Code => format!("`{}`", self.say(2)),
            Inline::Math => format!("${}$", self.say(1)),
            Inline::Link => format!("[{}](https://news.example.org/{})", self.say(2), self.words.len()),
            Inline::Address => {
                "<https://news.example.org/a/rather/long/path/that/has/to/be/broken>".to_owned()
            }
            Inline::Note(count) => {
                let note = self.say(*count);
                self.notes.push(note);
                format!("{}[^note-{}]", self.say(1), self.notes.len() - 1)
            }
            Inline::Break => format!("{}\\\n{}", self.say(1), self.say(1)),
            Inline::Picture => format!("![{}](missing.png)", self.say(2)),
        }
    }
}

fn push(text: &mut String, lines: &[String]) {
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    text.push('\n');
}

fn prefix(lines: &[String], first: &str, rest: &str) -> Vec<String> {
    let line = |(at, line): (usize, &String)| {
        format!("{}{line}", if at == 0 { first } else { rest }).trim_end().to_owned()
    };
    lines.iter().enumerate().map(line).collect()
}
