//! Long runs of text are set in chunks, which are joined again on the pages.
//!
//! typst looks for the best lines of a paragraph by trying each place where one may end. Most of these are within words,
//! between letters that the font moves together or apart, so that the rest of the run has to be shaped again each time:
//! more than a third of the time that a document took. Of a run in pieces that is one piece of a few words.
//!
//! A run is cut before the first letter of a word, where fonts have nothing to say: between small letters with a space between
//! them. (They do move capitals, quotes and full stops next to a space.) So what is joined is what would have been set whole,
//! to the last byte of the file but for the rounding of sums. A theme that sets `tracking` loses that of a space at a cut,
//! since typst gives the last glyph of a run none.

use super::data::{Run, Style, TextKind};

/// The least length of a chunk, in bytes. Each chunk costs a little to shape, whatever its length.
const MIN_CHUNK: usize = 18;

/// Marks where the runs of a paragraph are cut: plain, bold or italic text. What is struck out, raised or lowered is drawn as
/// one.
pub(crate) fn mark_chunks(runs: &mut [Run]) {
    for run in runs {
        let Run::Text(run) = run else { continue };
        let Style { strike, raised, lowered, .. } = run.style;
        let is_whole = strike || raised || lowered || run.text.contains('\u{200B}');
        if !is_whole && run.kind == TextKind::Text {
            run.chunk_starts = find_chunk_starts(&run.text);
        }
    }
}

/// Finds the places where a text is cut, in bytes from its beginning. Every second chunk has a style of its own, and the first
/// and the last have that of their surroundings: so the number of chunks is odd.
fn find_chunk_starts(text: &str) -> Vec<usize> {
    let (mut out, mut last) = (Vec::new(), 0);
    for (space, _) in text.match_indices(' ') {
        let at = space + 1;
        if at >= last + MIN_CHUNK && text.len() >= at + MIN_CHUNK && can_be_cut_at(text, at) {
            out.push(at);
            last = at;
        }
    }
    if out.len() % 2 == 1 {
        out.pop();
    }
    out
}

/// True between two small letters with a space between them, which belongs to what is before.
fn can_be_cut_at(text: &str, at: usize) -> bool {
    text.split_at_checked(at).is_some_and(|(before, after)| ends_chunk(before) && begins_chunk(after))
}

/// True for a text after which a run may be cut.
pub(crate) fn ends_chunk(text: &str) -> bool {
    let mut characters = text.chars().rev();
    characters.next() == Some(' ') && characters.next().is_some_and(is_small)
}

/// True for a text before which a run may be cut.
pub(crate) fn begins_chunk(text: &str) -> bool {
    text.chars().next().is_some_and(is_small)
}

/// A small letter of Latin, Greek or Cyrillic script.
fn is_small(letter: char) -> bool {
    letter.is_lowercase() && matches!(letter, 'a'..='z' | 'ß'..='\u{24F}' | '\u{370}'..='\u{52F}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template_data::data::TextRun;

    fn pieces(text: &str) -> Vec<&str> {
        let ends = find_chunk_starts(text).into_iter().chain([text.len()]);
        ends.scan(0, |from, to| Some(&text[std::mem::replace(from, to)..to])).collect()
    }

    #[test]
    fn a_text_is_cut_between_small_letters_only() {
        let text =
            "One two three, four, Five, six seven eight nine, Ten Eleven twelve thirteen fourteen fifteen";
        let expected = [
            "One two three, four, Five, six ",
            "seven eight nine, Ten Eleven ",
            "twelve thirteen fourteen fifteen",
        ];
        assert_eq!(pieces(text), expected);
        let odd = "one two three four five six seven eight nine";
        assert_eq!(pieces(odd), [odd], "two pieces");
        assert_eq!(pieces("十二 三四 五六 七八 九十 一二 三四 五六").len(), 1);
        assert_eq!(pieces("éé éé éé éé éé éé éé éé éé éé éé éé").concat().len(), 59);
    }

    #[test]
    fn only_plain_runs_are_cut() {
        let long = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen";
        let plain = TextRun::new(TextKind::Text, long.to_owned());
        let struck = TextRun { style: Style { strike: true, ..Style::default() }, ..plain.clone() };
        let mut runs = [plain, struck, TextRun::new(TextKind::Code, long.to_owned())].map(Run::Text);
        mark_chunks(&mut runs);
        let cut = runs.map(|run| matches!(run, Run::Text(run) if !run.chunk_starts.is_empty()));
        assert_eq!(cut, [true, false, false]);
    }
}
