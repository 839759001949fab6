//! What each code means, at length: cause, example and remedy.
//!
//! The texts stand in `explanations/`, one Markdown file for each group of codes; a heading `# name` begins a code's. They
//! are read when somebody asks for one.

use super::Code;

/// The texts, by group.
pub const FILES: &[&str] = &[
    include_str!("explanations/files.md"),
    include_str!("explanations/front-matter.md"),
    include_str!("explanations/body.md"),
    include_str!("explanations/pictures.md"),
    include_str!("explanations/editions.md"),
];

/// The explanation of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// Why it is reported.
    pub cause: &'static str,
    /// What the example is: `markdown` for the text of an explainer that gives this finding, `text` for anything else.
    pub kind: &'static str,
    /// An example.
    pub example: &'static str,
    /// What to do about it, in simple Markdown.
    pub remedy: &'static str,
}

impl Code {
    /// What it means, at length.
    pub fn explanation(self) -> Option<Explanation> {
        FILES.iter().find_map(|file| Explanation::parse(section(file, "# ", self.name())?))
    }
}

impl Explanation {
    fn parse(text: &'static str) -> Option<Self> {
        let cause = text.get(..headings(text, "## ").next()?.0)?.trim();
        let block = section(text, "## ", "Example")?.trim();
        let (fence, rest) = block.split_once('\n')?;
        let kind = fence.trim_start_matches('`');
        let example = rest.strip_suffix(fence.strip_suffix(kind)?)?.trim_end_matches('\n');
        let remedy = section(text, "## ", "Remedy")?.trim();
        Some(Self { cause, kind, example, remedy })
    }
}

/// The text below the heading `name`, up to the next one of its level.
fn section(text: &'static str, mark: &'static str, name: &str) -> Option<&'static str> {
    let mut all = headings(text, mark).skip_while(|(_, _, title)| *title != name);
    let (_, start, _) = all.next()?;
    let end = all.next().map_or(text.len(), |(at, _, _)| at);
    text.get(start..end)
}

/// The headings outside of fenced blocks: the byte at which each begins, the one at which its text does, and its words.
pub fn headings(
    text: &'static str,
    mark: &'static str,
) -> impl Iterator<Item = (usize, usize, &'static str)> {
    let (mut at, mut fence) = (0, "");
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let ticks = line.get(..line.len() - line.trim_start_matches('`').len()).unwrap_or_default();
        if fence.is_empty() && ticks.len() >= 3 {
            fence = ticks;
        } else if !fence.is_empty() {
            if ticks.len() >= fence.len() {
                fence = "";
            }
        } else {
            return line.strip_prefix(mark).map(|title| (start, at, title.trim()));
        }
        None
    })
}
