//! Lines with something before or around them.

/// A line that is read as it is, but for references and backslashes.
pub(crate) fn raw_line(text: &str) -> String {
    text.replace('&', "&amp;").replace('\\', "\\\\")
}

/// A box of colons, more of them than in any line of its text.
pub(crate) fn fenced(info: &str, text: &str) -> String {
    let longest = text.lines().map(|line| {
        let line = line.trim_start_matches([' ', '>', '\t']);
        line.len() - line.trim_start_matches(':').len()
    });
    let fence = ":".repeat(longest.max().unwrap_or(0).max(2) + 1);
    if text.is_empty() {
        format!("{fence} {info}\n{fence}")
    } else {
        format!("{fence} {info}\n{text}\n{fence}")
    }
}

/// Lines with something before each.
pub(crate) fn prefixed(text: &str, prefix: &str, of_empty: &str) -> String {
    let lines = text.split('\n').map(|line| match line.is_empty() {
        true => of_empty.to_owned(),
        false => format!("{prefix}{line}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Lines behind a mark: the first follows it, the others are indented.
pub(crate) fn hung(text: &str, mark: &str, indent: &str) -> String {
    let mut out = String::from(mark);
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
            if !line.is_empty() {
                out.push_str(indent);
            }
        }
        out.push_str(line);
    }
    if text.is_empty() { mark.trim_end().to_owned() } else { out }
}
