//! Makes edits of a decoded text in the text as it is in the file.

use pressroom_diagnostics::Edit;

/// A file's text with edits, which are in order and don't overlap. Line ends and a byte-order mark stay as they are.
pub(super) fn apply(raw: &str, edits: &[&Edit]) -> String {
    let mut edits: Vec<&&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let line_end = line_end(raw);
    let (mark, body) = match raw.strip_prefix('\u{feff}') {
        Some(body) => ("\u{feff}", body),
        None => ("", raw),
    };
    let mut out = String::with_capacity(raw.len() + 64);
    out.push_str(mark);
    // Where the decoded text is, and up to where it is replaced.
    let (mut at, mut skipped) = (0usize, 0usize);
    let mut waiting = edits.into_iter().peekable();
    let mut characters = body.chars().peekable();
    loop {
        while let Some(edit) = waiting.next_if(|edit| edit.span.start as usize <= at) {
            out.push_str(&edit.text.replace('\n', line_end));
            skipped = skipped.max(edit.span.end as usize);
        }
        let Some(character) = characters.next() else { break };
        let length = match character {
            '\r' if characters.peek() == Some(&'\n') => 0,
            '\r' => 1,
            '\0' => char::REPLACEMENT_CHARACTER.len_utf8(),
            other => other.len_utf8(),
        };
        if at >= skipped {
            out.push(character);
        }
        at += length;
    }
    for edit in waiting {
        out.push_str(&edit.text.replace('\n', line_end));
    }
    out
}

fn line_end(raw: &str) -> &'static str {
    match (raw.contains("\r\n"), raw.contains('\n')) {
        (true, _) => "\r\n",
        (false, true) => "\n",
        (false, false) if raw.contains('\r') => "\r",
        (false, false) => "\n",
    }
}

#[cfg(test)]
mod tests {
    use super::apply;
    use pressroom_diagnostics::{Edit, Source, Span};

    #[test]
    fn line_ends_and_marks_stay() {
        for (raw, right) in [
            ("\u{feff}a\r\n##b\r\n", "\u{feff}a\r\n## b\r\n+\r\n"),
            ("a\n##b\n", "a\n## b\n+\n"),
            ("a\r##b\r", "a\r## b\r+\r"),
            ("\0\r\n##b\r\n", "\0\r\n## b\r\n+\r\n"),
        ] {
            let (source, _) = Source::decode("a.md", raw.as_bytes());
            let at = source.text.find("##").unwrap() + 2;
            let end = source.text.len();
            let edit = |at, text: &str| Edit { span: Span::new(at, at), text: text.to_owned() };
            assert_eq!(apply(raw, &[&edit(at, " "), &edit(end, "+\n")]), right, "{raw:?}");
        }
        let replaced = Edit { span: Span::new(1, 4), text: "-".to_owned() };
        assert_eq!(apply("a\r\nb\r\nc", &[&replaced]), "a-c");
    }
}
