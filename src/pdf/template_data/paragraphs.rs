//! Divides paragraphs that are too long for typst to set as one.

use super::data::{InlineObject, Link, Run, TextRun};

/// The weight of one paragraph. Finding its lines takes typst time that grows with the square of the length.
pub(crate) const MAX_WEIGHT: usize = 16_000;

/// The weight of a run besides its text, in bytes of text: typst shapes and places each on its own.
const RUN_WEIGHT: usize = 10;

/// Divides a paragraph's runs into several paragraphs if they are too long for one.
pub(crate) fn split_paragraph(runs: Vec<Run>) -> Vec<Vec<Run>> {
    let mut splitter = Splitter { out: vec![Vec::new()], room: MAX_WEIGHT };
    runs.into_iter().for_each(|run| splitter.add(run));
    splitter.out.retain(|runs| !runs.is_empty());
    if splitter.out.is_empty() {
        splitter.out.push(Vec::new());
    }
    splitter.out
}

/// Divides a line of text like a paragraph.
pub(crate) fn split_text(run: TextRun) -> Vec<String> {
    let text = |run: Run| match run {
        Run::Text(run) => run.text,
        Run::Object(_) => String::new(),
    };
    let paragraphs = split_paragraph(vec![Run::Text(run)]).into_iter();
    paragraphs.map(|runs| runs.into_iter().map(text).collect()).collect()
}

struct Splitter {
    out: Vec<Vec<Run>>,
    /// The weight that the last paragraph can still take.
    room: usize,
}

impl Splitter {
    fn push(&mut self, run: Run) {
        if let Some(last) = self.out.last_mut() {
            last.push(run);
        }
    }

    fn begin_paragraph(&mut self) {
        self.out.push(Vec::new());
        self.room = MAX_WEIGHT;
    }

    fn add(&mut self, run: Run) {
        let weight = run.weight();
        if weight <= self.room {
            self.room -= weight;
            return self.push(run);
        }
        match run {
            Run::Text(run) => self.split_run(&run),
            Run::Object(InlineObject::Link(Link { target, content })) => {
                for content in split_paragraph(content) {
                    let part = Run::Object(InlineObject::Link(Link { target: target.clone(), content }));
                    let weight = part.weight();
                    if weight > self.room {
                        self.begin_paragraph();
                    }
                    self.room = self.room.saturating_sub(weight);
                    self.push(part);
                }
            }
            Run::Object(InlineObject::Picture(_) | InlineObject::Note { .. } | InlineObject::LineBreak) => {
                self.begin_paragraph();
                self.room = MAX_WEIGHT.saturating_sub(weight);
                self.push(run);
            }
        }
    }

    fn split_run(&mut self, run: &TextRun) {
        let mut rest = run.text.as_str();
        while RUN_WEIGHT + rest.len() > self.room {
            // Between two words where there are two.
            let near = rest.floor_char_boundary(self.room.saturating_sub(RUN_WEIGHT));
            let (before, after) = rest.split_at(near);
            let (before, after) = match before.rfind(' ') {
                Some(space) => rest.split_at(space),
                None => (before, after),
            };
            if !before.is_empty() {
                self.push(Run::Text(TextRun { text: before.to_owned(), ..run.clone() }));
            }
            rest = after.trim_start();
            self.begin_paragraph();
        }
        self.room -= RUN_WEIGHT + rest.len();
        self.push(Run::Text(TextRun { text: rest.to_owned(), ..run.clone() }));
    }
}

impl Run {
    /// The weight of the run, with the runs in it.
    fn weight(&self) -> usize {
        RUN_WEIGHT
            + match self {
                Self::Text(run) => run.text.len(),
                Self::Object(InlineObject::Link(link)) => link.content.iter().map(Self::weight).sum(),
                Self::Object(
                    InlineObject::Picture(_) | InlineObject::Note { .. } | InlineObject::LineBreak,
                ) => 0,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template_data::data::{LinkTarget, TextKind};

    fn run(text: &str) -> Run {
        Run::Text(TextRun::new(TextKind::Text, text.to_owned()))
    }

    fn texts(runs: &[Run]) -> String {
        let text = |run: &Run| match run {
            Run::Text(run) => run.text.clone(),
            Run::Object(InlineObject::Link(link)) => texts(&link.content),
            Run::Object(_) => String::new(),
        };
        runs.iter().map(text).collect()
    }

    #[test]
    fn long_paragraphs_are_cut_between_words() {
        let split = |runs: Vec<Run>| -> Vec<String> {
            split_paragraph(runs).iter().map(|runs| texts(runs)).collect()
        };
        assert_eq!(split(vec![run("a b"), run(" c")]), ["a b c"]);
        let words = format!("{}word", "word ".repeat(MAX_WEIGHT - 1));
        let cut = split(vec![run("a"), run(&words)]);
        assert!(cut.len() >= 5);
        assert!(cut.iter().all(|piece| piece.len() <= MAX_WEIGHT && piece.ends_with("word")));
        let count = cut.join(" ").split_whitespace().count();
        assert_eq!(count, MAX_WEIGHT, "the first word joins the run before it");
        let cut = split(vec![run(&"є".repeat(MAX_WEIGHT))]);
        assert_eq!(cut.concat(), "є".repeat(MAX_WEIGHT));
        assert_eq!(split_paragraph(Vec::new()).len(), 1);
        let runs = MAX_WEIGHT / (RUN_WEIGHT + 1);
        let cut = split_paragraph(vec![run("a"); runs * 3]);
        assert_eq!(cut.iter().map(Vec::len).collect::<Vec<_>>(), [runs; 3], "many short runs");
    }

    #[test]
    fn a_long_link_is_several_links_to_the_same_place() {
        let link = |words: usize| {
            let target = LinkTarget::Url { url: "u".to_owned(), address: false };
            let content = vec![run(&"word ".repeat(words))];
            Run::Object(InlineObject::Link(Link { target, content }))
        };
        let cut = split_paragraph(vec![link(1), link(MAX_WEIGHT), link(1)]);
        let leads = |run: &Run| {
            let Run::Object(InlineObject::Link(link)) = run else { return false };
            matches!(&link.target, LinkTarget::Url { url, .. } if url == "u")
        };
        assert!(cut.len() > 5 && cut.iter().flatten().all(leads));
        let words = cut.iter().map(|runs| texts(runs).split_whitespace().count()).sum::<usize>();
        assert_eq!(words, MAX_WEIGHT + 2);
    }
}
