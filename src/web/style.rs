//! The style of a page: the theme's `web/style.css` and its tokens.

use std::fmt::Write as _;

use super::profile::Profile;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics};
use pressroom_render::stylesheet::{self, CssRestrictions, UrlPolicy};
use pressroom_theme::{Colors, Theme};

/// The most CSS that an AMP page may have, in bytes (AMP HTML specification, "Maximum size").
const AMP_LIMIT: usize = 75_000;

/// How much CSS a page should carry at most, in bytes: every reader fetches it with every page.
const BUDGET: usize = 25_000;

/// CSS that AMP forbids (AMP HTML specification, "Stylesheets").
const AMP: CssRestrictions = CssRestrictions {
    receiver: "AMP",
    important: true,
    at_rules: Some(&["font-face", "keyframes", "media", "page", "supports"]),
    properties: &[],
    names: &["i-amp", "-amp-"],
    urls: UrlPolicy::Allowed,
};

/// CSS that a page in one file can't have.
const HTML: CssRestrictions = CssRestrictions {
    receiver: "HTML",
    important: false,
    at_rules: None,
    properties: &[],
    names: &[],
    urls: UrlPolicy::Remote,
};

/// The style for a `<style>` element, checked against the profile's rules and minified, with findings that are
/// warnings.
///
/// # Errors
/// Findings at their places in the theme's style, at least one of them an error.
pub(super) fn compile(theme: &Theme, profile: Profile) -> Result<(String, Diagnostics), Diagnostics> {
    compile_with(theme, profile, &["web/style.css"])
}

/// As [`compile`], from several files of the theme, one after the other.
pub(super) fn compile_with(
    theme: &Theme,
    profile: Profile,
    paths: &[&str],
) -> Result<(String, Diagnostics), Diagnostics> {
    let restrictions = match profile {
        Profile::Amp => AMP,
        Profile::Html => HTML,
    };
    let (mut style, mut found) = (tokens(theme), Diagnostics::new());
    for path in paths {
        match theme
            .source(path)
            .map_err(|finding| vec![finding])
            .and_then(|source| stylesheet::compile(&source, &restrictions))
        {
            Ok((part, warnings)) => {
                style.push_str(&part);
                found.extend(warnings);
            }
            Err(errors) => found.extend(errors),
        }
    }
    // The largest share is the first's; the place to begin with.
    if let Some(source) = paths.first().and_then(|path| theme.source(path).ok()) {
        let help = "take out rules that no page needs";
        found.extend(weight(style.len(), profile).map(|finding| finding.in_source(&source).help(help)));
    }
    if found.iter().any(Diagnostic::is_error) { Err(found) } else { Ok((style, found)) }
}

/// The warning about a style of `size` bytes.
fn weight(size: usize, profile: Profile) -> Option<Diagnostic> {
    match profile {
        Profile::Amp if size > AMP_LIMIT => {
            let message = format!("AMP allows {AMP_LIMIT} bytes of style, this is {size}");
            Some(Diagnostic::error(Code::ReceiverLimit, message))
        }
        Profile::Html if size > BUDGET => {
            let message = format!("every page carries {size} bytes of style; {BUDGET} should be enough");
            Some(Diagnostic::warning(Code::ReceiverLimit, message))
        }
        Profile::Amp | Profile::Html => None,
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    fn compiled(css: &str, profile: Profile) -> Result<(String, Diagnostics), Diagnostics> {
        let files = [("theme.toml", "extends = \"default\"".to_owned()), ("web/style.css", css.to_owned())]
            .map(|(path, text)| (path.to_owned(), Cow::Owned(text.into_bytes())));
        compile(&Theme::load("test", files.into()).unwrap(), profile)
    }

    #[test]
    fn each_profile_has_its_own_limits() {
        assert!(compiled("p{color:red !important}", Profile::Amp).is_err());
        assert!(compiled("@layer a{p{color:red !important}}", Profile::Html).is_ok());
        let large = format!("p{{content:'{}'}}", "x".repeat(AMP_LIMIT));
        let found = compiled(&large, Profile::Amp).unwrap_err();
        assert_eq!(found[0].code, Code::ReceiverLimit);
        assert_eq!(found[0].source.as_ref().unwrap().name, "test/web/style.css");
        let (_, found) = compiled(&large, Profile::Html).unwrap();
        assert_eq!(found[0].code, Code::ReceiverLimit);
    }

    #[test]
    fn built_in_styles_are_within_the_budget() {
        for name in pressroom_theme::builtin_names() {
            let theme = Theme::builtin(&name).unwrap();
            for profile in [Profile::Amp, Profile::Html] {
                let (style, found) = compile(&theme, profile).unwrap();
                assert!(found.is_empty() && style.len() < BUDGET, "{name}: {} {found:?}", style.len());
            }
        }
    }
}
