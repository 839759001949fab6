//! A look at the lines before they are parsed: comrak takes time with the square of what is open at once.

use pressroom_diagnostics::{Code, Diagnostic, Source, Span};

/// The most quotes and items that one line may open, and the most boxes that may be open at once. Anything deeper than
/// [`MAX_DEPTH`](pressroom_document::MAX_DEPTH) is flattened anyway.
const MOST: usize = 256;

/// What keeps a body, from byte `start` on, from being parsed.
pub(super) fn too_deep(source: &Source, start: usize) -> Option<Diagnostic> {
    let (mut open, mut fence) = (0_usize, None);
    let first = source.line(start);
    let begins = (first..).map(|line| source.line_start(line)).take_while(|begin| *begin < source.text.len());
    for (line, begin) in (first..).zip(begins) {
        // Most lines open nothing.
        if !source.text.as_bytes().get(begin).is_some_and(opens) {
            continue;
        }
        let line = source.text.get(begin..source.line_start(line + 1))?.trim_end();
        let place = || Span::new(begin, begin + line.len());
        let (marks, text) = without_marks(line);
        if marks > MOST {
            let message = format!("this line opens {marks} quotes or items, one inside the other");
            let finding = Diagnostic::error(Code::TooDeep, message).with_span(place());
            return Some(finding.help(format!("a line may open {MOST}; write \\> for a > that is text")));
        }
        if let Some((sign, length)) = fence {
            let rest = text.trim_start_matches(sign);
            if text.len() - rest.len() >= length && rest.is_empty() {
                fence = None;
            }
            continue;
        }
        let Some(sign) = text.chars().next().filter(|sign| matches!(sign, '`' | '~' | ':')) else { continue };
        let rest = text.trim_start_matches(sign);
        let length = text.len() - rest.len();
        match sign {
            _ if length < 3 => {}
            ':' if rest.is_empty() => open = open.saturating_sub(1),
            ':' => open += 1,
            '`' if rest.contains('`') => {}
            _ => fence = Some((sign, length)),
        }
        if open > MOST {
            let message = format!("more than {MOST} boxes are open here, one inside the other");
            let finding = Diagnostic::error(Code::UnclosedDirective, message).with_span(place());
            return Some(finding.help("end each box with a line that holds only :::"));
        }
    }
    None
}

/// True for what a line begins with that opens something.
fn opens(byte: &u8) -> bool {
    matches!(byte, b'>' | b'-' | b'*' | b'+' | b':' | b'`' | b'~' | b' ' | b'\t' | b'0'..=b'9')
}

/// How many quotes and items a line opens or goes on with, and what follows.
fn without_marks(line: &str) -> (usize, &str) {
    let (mut marks, mut rest) = (0, line.trim_start_matches([' ', '\t']));
    loop {
        let figures = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let after = rest.get(figures..).unwrap_or_default();
        let mark = match after.chars().next() {
            Some('>') if figures == 0 => 1,
            Some('-' | '*' | '+') if figures == 0 => item(after, 0),
            Some('.' | ')') if (1..10).contains(&figures) => item(after, figures),
            _ => 0,
        };
        if mark == 0 {
            return (marks, rest);
        }
        marks += 1;
        rest = rest.get(mark..).unwrap_or_default().trim_start_matches([' ', '\t']);
    }
}

/// The length of the mark of an item: one sign and a space must follow its number.
fn item(after: &str, figures: usize) -> usize {
    if after.get(1..).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t'])) {
        figures + 1
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, too_deep};
    use pressroom_diagnostics::{Code, Source};

    fn code(text: &str) -> Option<Code> {
        too_deep(&Source::new("a.md", text), 0).map(|finding| finding.code)
    }

    #[test]
    fn what_is_open_at_once_is_counted() {
        for mark in [">", "> ", "- ", "1. ", "> * "] {
            let marks = mark.matches(['>', '-', '.', '*']).count();
            assert_eq!(code(&format!("{}a", mark.repeat(MOST / marks))), None, "{mark}");
            assert_eq!(code(&format!("b\n{}a", mark.repeat(MOST + 1))), Some(Code::TooDeep), "{mark}");
        }
        for line in ["-", "*", "--", "a >"] {
            assert_eq!(code(&line.repeat(MOST * 2)), None, "{line}");
        }
        let open = "::: related\n";
        assert_eq!(code(&open.repeat(MOST)), None);
        assert_eq!(code(&open.repeat(MOST + 1)), Some(Code::UnclosedDirective));
        assert_eq!(code(&"::: related\na\n:::\n".repeat(MOST + 1)), None);
        assert_eq!(code(&format!("```\n{}```\n", open.repeat(MOST + 1))), None);
        assert_eq!(code(&format!("```\n```\n{}", open.repeat(MOST + 1))), Some(Code::UnclosedDirective));
    }
}
