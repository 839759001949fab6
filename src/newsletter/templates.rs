//! The theme's templates of plain text: order and ornaments.
//!
//! `text/newsletter.txt` puts the pieces of a letter in order, `text/digest.txt` those of a digest. A piece is text that is wrapped already; where a document
//! lacks it, it is empty. `text/ornaments.txt` sets the signs that stand for what type can't show.

use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior, Value, syntax::SyntaxConfig};

use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_render::plain::Ornaments;
use pressroom_theme::Theme;

const LETTER: &str = "newsletter.txt";
const DIGEST: &str = "digest.txt";
const ORNAMENTS: &str = "ornaments.txt";

/// Steps that a template may take for one letter: thousands of cards, but no endless loop. A step also pays for 64 bytes, so that
/// this bounds memory, too: 640 MB.
const FUEL: u64 = 10_000_000;

/// The templates of a theme, compiled once per run.
#[derive(Debug)]
pub(super) struct Templates {
    environment: Environment<'static>,
    pub(super) ornaments: Ornaments,
}

impl Templates {
    /// Compiles the templates of a theme.
    ///
    /// # Errors
    /// A finding for what is missing or not well-formed.
    pub(super) fn compile(theme: &Theme) -> Result<Self, Diagnostics> {
        let mut environment = Environment::new();
        environment.set_syntax(
            SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().unwrap_or_default(),
        );
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_fuel(Some(FUEL));
        let mut found = Vec::new();
        for name in [LETTER, DIGEST, ORNAMENTS] {
            let added = theme.text(&format!("text/{name}")).and_then(|text| {
                environment.add_template_owned(name, text.to_owned()).map_err(|error| finding(&error))
            });
            found.extend(added.err());
        }
        if !found.is_empty() {
            return Err(found);
        }
        let ornaments = ornaments(&environment).map_err(|finding| vec![finding])?;
        Ok(Self { environment, ornaments })
    }

    /// A letter from its pieces.
    ///
    /// # Errors
    /// A finding with the template's line.
    pub(super) fn render_letter(&self, pieces: Value) -> Result<String, Diagnostic> {
        self.render(LETTER, pieces)
    }

    /// A digest from its pieces.
    ///
    /// # Errors
    /// A finding with the template's line.
    pub(super) fn render_digest(&self, pieces: Value) -> Result<String, Diagnostic> {
        self.render(DIGEST, pieces)
    }

    fn render(&self, name: &str, pieces: Value) -> Result<String, Diagnostic> {
        let made = self.environment.get_template(name).and_then(|template| template.render(pieces));
        made.map(|text| tidy(&text)).map_err(|error| finding(&error))
    }
}

/// The text without blank lines at its ends, with at most two in a row, and with a line end after the last line.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 1);
    let mut blank = 0;
    for line in text.lines() {
        if line.trim().is_empty() {
            blank += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str("\n\n".get(..blank.min(2)).unwrap_or_default());
        }
        blank = 0;
        out.push_str(line);
        out.push('\n');
    }
    out
}

fn ornaments(environment: &Environment<'_>) -> Result<Ornaments, Diagnostic> {
    let set = environment
        .get_template(ORNAMENTS)
        .and_then(|template| template.render_captured(()))
        .map_err(|error| finding(&error))?;
    let text = |name: &str| {
        let value = set.state().lookup(name);
        let sign = value.as_ref().and_then(Value::as_str).map(str::trim).filter(|sign| !sign.is_empty());
        sign.map(str::to_owned).ok_or_else(|| {
            Diagnostic::error(Code::BadTheme, format!("text/{ORNAMENTS} has to set `{name}` to a text"))
        })
    };
    let signs = |name: &str| text(name).map(|text| text.chars().collect::<Vec<_>>());
    let sign = |name: &str| signs(name).map(|signs| signs.first().copied().unwrap_or('-'));
    Ok(Ornaments {
        question: sign("question_rule")?,
        title: sign("title_rule")?,
        headings: signs("heading_rules")?,
        footer: sign("footer_rule")?,
        bullet: text("bullet")?,
        tasks: [text("done")?, text("not_done")?],
        passage: text("passage")?,
        related: [text("related")?, text("related_from_the_right")?],
        source: text("source")?,
        struck: text("struck")?,
        capitals: set.state().lookup("capitals").is_some_and(|value| value.is_true()),
    })
}

fn finding(error: &Error) -> Diagnostic {
    let place = match (error.name(), error.line()) {
        (Some(name), Some(line)) => format!("text/{name}:{line}: "),
        (Some(name), None) => format!("text/{name}: "),
        (None, _) => "text/: ".to_owned(),
    };
    let detail = error.detail().map(|detail| format!(": {detail}")).unwrap_or_default();
    Diagnostic::error(Code::Template, format!("{place}{}{detail}", error.kind()))
        .help("a template may only use the values that the default theme's templates use")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    fn theme(letter: &'static str, ornaments: &'static str) -> Theme {
        let files = [
            ("theme.toml", "extends = \"default\""),
            ("text/newsletter.txt", letter),
            ("text/ornaments.txt", ornaments),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), Cow::Borrowed(text.as_bytes())));
        Theme::load("test", files.into_iter().filter(|(_, text)| !text.is_empty()).collect()).unwrap()
    }

    #[test]
    fn a_letter_is_tidied_and_keeps_its_soft_line_breaks() {
        let made = Templates::compile(&theme("\n\n{{ a }}\n\n\n\n{{ a }}\n \n", "")).unwrap();
        let text = made.render_letter(minijinja::context! { a => "<one> \ntwo" }).unwrap();
        assert_eq!(text, "<one> \ntwo\n\n\n<one> \ntwo\n");
        assert_eq!(made.ornaments, Ornaments::default());
    }

    #[test]
    fn errors_name_file_and_line() {
        let found = Templates::compile(&theme("one\n{{ two", "")).unwrap_err();
        assert!(found[0].message.starts_with("text/newsletter.txt:2: "), "{}", found[0].message);
        let made = Templates::compile(&theme("one\n\n{{ nowhere }}", "")).unwrap();
        let found = made.render_letter(minijinja::context! {}).unwrap_err();
        assert!(found.message.starts_with("text/newsletter.txt:3: "), "{}", found.message);
        let found = Templates::compile(&theme("", "{% set bullet = \"*\" %}")).unwrap_err();
        assert_eq!(found[0].message, "text/ornaments.txt has to set `question_rule` to a text");
    }
}
