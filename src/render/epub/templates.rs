//! The theme's templates, compiled once per run.

use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior, Value, context, syntax::SyntaxConfig};

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    render::markup::escape,
    theme::{Colors, Theme, Tokens},
};

/// The templates and the style of EPUBs that a theme has in its folder `epub/`.
const FILES: [&str; 14] = [
    "about.xhtml",
    "article.xhtml",
    "header.xhtml",
    "issue.xhtml",
    "list.xhtml",
    "page.xhtml",
    "parts.xhtml",
    "cover.xhtml",
    "cover.svg",
    "title.xhtml",
    "chapter.xhtml",
    "contents.xhtml",
    "colophon.xhtml",
    "style.css",
];

/// The package document is no matter of taste: its template is part of the program.
pub(super) const PACKAGE: &str = "content.opf";

/// How many steps a template may take, so that one that never ends fails.
const FUEL: u64 = 50_000_000;

/// Compiled templates.
pub(super) struct Templates {
    environment: Environment<'static>,
}

impl Templates {
    /// Compiles the templates of a theme.
    ///
    /// # Errors
    /// A finding for each that is missing or not well-formed.
    pub(super) fn compile(theme: &Theme) -> Result<Self, Diagnostics> {
        let mut environment = Environment::empty();
        let mut found = Vec::new();
        environment.set_syntax(syntax());
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        environment.set_auto_escape_callback(|name| match name.ends_with(".css") {
            true => AutoEscape::None,
            false => AutoEscape::Html,
        });
        environment.set_formatter(|out, state, value| match (state.auto_escape(), value.as_str()) {
            (AutoEscape::Html, Some(text)) if !value.is_safe() => Ok(out.write_str(&escape(text))?),
            _ => minijinja::escape_formatter(out, state, value),
        });
        let texts = FILES.iter().map(|&name| Ok((name, theme.text(&format!("epub/{name}"))?)));
        for text in texts.chain([Ok((PACKAGE, include_str!("content.opf")))]) {
            match text {
                Ok((name, text)) => {
                    if let Err(error) = environment.add_template_owned(name, text.to_owned()) {
                        found.push(failure(&error));
                    }
                }
                Err(finding) => found.push(finding),
            }
        }
        let made = Self { environment };
        if found.is_empty() {
            match made.render("style.css", tokens(&theme.tokens)) {
                Ok(style) => found.extend(super::style::check(theme, &style)),
                Err(finding) => found.push(finding),
            }
        }
        if found.is_empty() { Ok(made) } else { Err(found) }
    }

    /// Renders a template.
    ///
    /// # Errors
    /// A finding that names the template and the line.
    pub(super) fn render(&self, name: &str, values: Value) -> Result<String, Diagnostic> {
        let rendered = self.environment.get_template(name).and_then(|template| template.render(values));
        rendered.map_err(|error| failure(&error))
    }
}

/// The tokens that styles use: `light`, `dark`, `font`.
pub(super) fn tokens(tokens: &Tokens) -> Value {
    let colors = |colors: &Colors| {
        context! {
            text => &colors.text,
            background => &colors.background,
            muted => &colors.muted,
            accent => &colors.accent,
            rule => &colors.rule,
            tint => &colors.tint,
        }
    };
    let font = &tokens.font;
    context! {
        light => colors(&tokens.light),
        dark => colors(&tokens.dark),
        font => context! { text => &font.web_text, display => &font.web_display, mono => &font.web_mono },
    }
}

fn syntax() -> SyntaxConfig {
    SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().unwrap_or_default()
}

/// A finding at the place where a template failed, in the file that it includes if it failed there.
fn failure(error: &Error) -> Diagnostic {
    let mut error = error;
    while let Some(inner) = std::error::Error::source(error).and_then(|inner| inner.downcast_ref::<Error>()) {
        error = inner;
    }
    let place = match (error.name(), error.line()) {
        (Some(name), Some(line)) => format!("epub/{name}:{line}: "),
        (Some(name), None) => format!("epub/{name}: "),
        (None, _) => String::new(),
    };
    let detail = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    Diagnostic::error(Code::Template, format!("{place}{detail}"))
}
