//! The style of a page: the theme's `web/style.css` and its tokens.

use std::fmt::Write as _;

use super::Profile;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    theme::{Colors, Theme},
};

/// The most CSS that an AMP page may have, in bytes (AMP HTML specification, "Maximum size").
const AMP_LIMIT: usize = 75_000;

/// The at-rules that AMP lets an author use (AMP HTML specification, "Restricted @-rules").
const AMP_AT_RULES: &[&str] = &["font-face", "keyframes", "media", "page", "supports"];

/// The style for a `<style>` element, checked against the profile's rules, without comments and needless space.
pub(super) fn compile(theme: &Theme, profile: Profile) -> Result<String, Diagnostics> {
    let written = theme.text("web/style.css").map_err(|finding| vec![finding])?;
    let mut style = tokens(theme);
    let bare = condense(written, &mut style);
    let mut found = Vec::new();
    let mut error =
        |code, message: String| found.push(Diagnostic::error(code, format!("web/style.css: {message}")));
    if style.to_ascii_lowercase().contains("</style") {
        error(Code::Template, "a style must not end its own element".to_owned());
    }
    if bare.contains("@import") {
        error(Code::Template, "@import would fetch another file; put its rules here".to_owned());
    }
    if profile == Profile::Amp {
        if bare.contains("!important") {
            error(Code::Template, "AMP forbids !important".to_owned());
        }
        let rules = bare.split('@').skip(1).map(|rest| {
            rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or_default()
        });
        for rule in rules.filter(|rule| !AMP_AT_RULES.contains(rule) && *rule != "import") {
            error(Code::Template, format!("AMP forbids @{rule}"));
        }
        if style.len() > AMP_LIMIT {
            let message = format!("AMP allows {AMP_LIMIT} bytes of style, this is {}", style.len());
            error(Code::ReceiverLimit, message);
        }
    }
    if found.is_empty() { Ok(style) } else { Err(found) }
}

/// The tokens as custom properties. Dark colours are for screens alone: paper is white.
fn tokens(theme: &Theme) -> String {
    let tokens = &theme.tokens;
    let mut out = String::from(":root{");
    colors(&mut out, &tokens.light);
    let font = &tokens.font;
    let fonts = [("text", &font.web_text), ("display", &font.web_display), ("mono", &font.web_mono)];
    for (name, stack) in fonts {
        let _ = write!(out, "--font-{name}:{stack};");
    }
    out.push_str("}@media screen and (prefers-color-scheme:dark){:root{");
    colors(&mut out, &tokens.dark);
    out.push_str("}}\n");
    out
}

fn colors(out: &mut String, colors: &Colors) {
    let Colors { text, background, muted, accent, rule, tint } = colors;
    let all =
        [("text", text), ("background", background), ("muted", muted), ("accent", accent), ("rule", rule)];
    for (name, value) in all.into_iter().chain([("tint", tint)]) {
        let _ = write!(out, "--{name}:{value};");
    }
}

/// Appends CSS without comments and needless space. Gives the same in lower case without its strings, for checks.
fn condense(css: &str, out: &mut String) -> String {
    let mut bare = String::with_capacity(css.len());
    let mut characters = css.chars().peekable();
    let mut space = false;
    while let Some(character) = characters.next() {
        match character {
            '/' if characters.peek() == Some(&'*') => {
                characters.next();
                let mut before = ' ';
                for inner in characters.by_ref() {
                    if before == '*' && inner == '/' {
                        break;
                    }
                    before = inner;
                }
                space = true;
            }
            c if c.is_ascii_whitespace() => space = true,
            _ => {
                let tight = |c: char| matches!(c, '{' | '}' | ';' | ',');
                if std::mem::take(&mut space)
                    && !tight(character)
                    && !out.ends_with(tight)
                    && !out.ends_with('\n')
                {
                    out.push(' ');
                    bare.push(' ');
                }
                out.push(character);
                bare.push(character.to_ascii_lowercase());
                if matches!(character, '"' | '\'') {
                    let mut escaped = false;
                    for inner in characters.by_ref() {
                        out.push(inner);
                        if inner == character && !escaped {
                            break;
                        }
                        escaped = inner == '\\' && !escaped;
                    }
                } else if character == '!' {
                    // `! important` is the same word.
                    while characters.peek().is_some_and(char::is_ascii_whitespace) {
                        characters.next();
                    }
                }
            }
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    fn compiled(css: &str, profile: Profile) -> Result<String, Vec<Code>> {
        let files = [("theme.toml", "extends = \"default\"".to_owned()), ("web/style.css", css.to_owned())]
            .map(|(path, text)| (path.to_owned(), Cow::Owned(text.into_bytes())));
        let theme = Theme::load("test", files.into()).unwrap();
        compile(&theme, profile).map_err(|found| found.into_iter().map(|finding| finding.code).collect())
    }

    #[test]
    fn condensing_keeps_strings_and_meaning() {
        let css = "/* a */ p  >  a :hover ,\n b { content : \"a  /* b */ \\\" @import\" ; color : red }\n";
        let style = compiled(css, Profile::Amp).unwrap();
        let own = style.split_once('\n').unwrap().1;
        assert_eq!(own, "p > a :hover,b{content : \"a  /* b */ \\\" @import\";color : red}");
    }

    #[test]
    fn amp_rules_are_kept() {
        assert_eq!(compiled("p{color:red ! IMPORTANT}", Profile::Amp), Err(vec![Code::Template]));
        assert_eq!(compiled("@layer a{}", Profile::Amp), Err(vec![Code::Template]));
        assert!(compiled("@layer a{p{color:red !important}}", Profile::Html).is_ok());
        assert_eq!(compiled("@import 'a.css';", Profile::Html), Err(vec![Code::Template]));
        let large = format!("p{{content:'{}'}}", "x".repeat(AMP_LIMIT));
        assert_eq!(compiled(&large, Profile::Amp), Err(vec![Code::ReceiverLimit]));
        assert!(compiled(&large, Profile::Html).is_ok());
    }
}
