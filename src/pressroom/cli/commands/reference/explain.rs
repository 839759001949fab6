//! `pressroom explain`.

use std::{fmt::Write as _, io};

use crate::cli::{
    args,
    exit::{CommandError, CommandResult, ExitStatus},
    terminal::{print, stream_has_colors},
};
use pressroom_diagnostics::{Class, Code, Explanation, nearest};

/// How wide text is printed.
const WIDTH: usize = 80;
/// How far examples are set in.
const INDENT: &str = "    ";

/// Explains a code, or lists all of them.
pub(in crate::cli::commands) fn explain(arguments: &args::Explain) -> CommandResult {
    let paint = Paint { colors: stream_has_colors(&io::stdout()) };
    let Some(written) = &arguments.code else {
        print(&list(&paint));
        return Ok(ExitStatus::Done);
    };
    // As it stands in a finding: `warning[missing-date]`.
    let name = written.rsplit_once('[').map_or(written.as_str(), |(_, rest)| rest.trim_end_matches(']'));
    match Code::named(name).and_then(|code| Some((code, code.explanation()?))) {
        Some((code, explanation)) => {
            print(&page(code, &explanation, &paint));
            Ok(ExitStatus::Done)
        }
        None => {
            let names = Code::ALL.iter().map(|code| code.name());
            let help = match nearest(name, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`pressroom explain` lists them".to_owned(),
            };
            Err(CommandError::usage(format!("there is no finding with the code `{written}`; {help}")))
        }
    }
}

/// Colours as findings have them, if standard output shows any.
struct Paint {
    colors: bool,
}

impl Paint {
    fn title(&self, text: &str) -> String {
        self.wrap("\x1b[1m", text)
    }

    fn code(&self, text: &str) -> String {
        self.wrap("\x1b[1m\x1b[36m", text)
    }

    fn wrap(&self, start: &str, text: &str) -> String {
        if self.colors { format!("{start}{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// All codes by class, each with its meaning.
fn list(paint: &Paint) -> String {
    let mut out = String::new();
    let longest = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or_default();
    for class in Class::ALL {
        let title = format!("{}: {}", class.name(), class.meaning());
        _ = writeln!(out, "{}", paint.title(&title));
        for code in Code::ALL.iter().filter(|code| code.class() == *class) {
            let pad = " ".repeat(longest - code.name().len());
            let width = WIDTH.saturating_sub(longest + 4);
            let lines = textwrap::wrap(code.meaning(), width);
            let first = lines.first().map_or("", |line| line);
            _ = writeln!(out, "  {}{pad}  {first}", paint.code(code.name()));
            for line in lines.iter().skip(1) {
                _ = writeln!(out, "{}{line}", " ".repeat(longest + 4));
            }
        }
        out.push('\n');
    }
    out.push_str("`pressroom explain CODE` says more of one.\n");
    out
}

/// What there is to say of one code.
fn page(code: Code, explanation: &Explanation, paint: &Paint) -> String {
    let mut out = format!("{} ({})\n\n", paint.code(code.name()), code.class().name());
    push_markdown(&mut out, explanation.cause);
    _ = writeln!(out, "\n{}\n", paint.title("Example"));
    push_example(&mut out, explanation);
    _ = writeln!(out, "\n{}\n", paint.title("Remedy"));
    push_markdown(&mut out, explanation.remedy);
    out
}

/// The example, set in. What Pressroom prints is wrapped; what somebody wrote is not.
fn push_example(out: &mut String, explanation: &Explanation) {
    for line in explanation.example.lines() {
        if explanation.kind == "text" {
            let options = textwrap::Options::new(WIDTH).initial_indent(INDENT).subsequent_indent("      ");
            for part in textwrap::wrap(line, options) {
                _ = writeln!(out, "{}", part.trim_end());
            }
        } else {
            _ = writeln!(out, "{}", format!("{INDENT}{line}").trim_end());
        }
    }
}

/// Simple Markdown as lines: paragraphs and lists are wrapped, fenced blocks are set in.
fn push_markdown(out: &mut String, text: &str) {
    let (mut paragraph, mut in_block) = (String::new(), false);
    for line in text.lines() {
        if line.starts_with("```") {
            push_paragraph(out, &mut paragraph);
            in_block = !in_block;
        } else if in_block {
            _ = writeln!(out, "{}", format!("{INDENT}{line}").trim_end());
        } else if line.trim().is_empty() {
            push_paragraph(out, &mut paragraph);
            out.push('\n');
        } else {
            if line.starts_with("- ") {
                push_paragraph(out, &mut paragraph);
            }
            paragraph.push_str(line.trim());
            paragraph.push(' ');
        }
    }
    push_paragraph(out, &mut paragraph);
}

fn push_paragraph(out: &mut String, paragraph: &mut String) {
    let text = std::mem::take(paragraph);
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    let indent = if text.starts_with("- ") { "  " } else { "" };
    let options = textwrap::Options::new(WIDTH).subsequent_indent(indent).break_words(false);
    for line in textwrap::wrap(text, options) {
        _ = writeln!(out, "{line}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_fits() {
        let paint = Paint { colors: false };
        let mut texts = vec![list(&paint)];
        for code in Code::ALL {
            let explanation = code.explanation().unwrap_or_else(|| panic!("{code} is not explained"));
            texts.push(page(*code, &explanation, &paint));
        }
        for text in texts {
            for line in text.lines() {
                assert!(line.chars().count() <= WIDTH || line.starts_with(INDENT), "{line}");
                assert_eq!(line, line.trim_end());
            }
            // An example may show the fences of code.
            let fenced = text.lines().any(|line| line.contains("```") && !line.starts_with(INDENT));
            assert!(!text.contains("\n\n\n") && !fenced, "{text}");
        }
    }
}
