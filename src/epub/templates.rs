//! The theme's templates, compiled once per run.

use std::sync::Arc;

use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context, syntax::SyntaxConfig};

use pressroom_diagnostics::{Diagnostic, Diagnostics, Source};
use pressroom_render::markup::{Sources, escape, failure};
use pressroom_theme::{Colors, Theme, Tokens};

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

/// How many steps a template may take, so that one that never ends fails. A step also pays for 64 bytes, so that this bounds
/// memory, too: 640 MB.
const FUEL: u64 = 10_000_000;

/// Compiled templates.
pub(super) struct Templates {
    environment: Environment<'static>,
    /// The text of each, by its name.
    sources: Sources,
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
        let package = Source::new(PACKAGE, include_str!("package/content.opf"));
        let texts = FILES.iter().map(|&name| Ok((name, theme.source(&format!("epub/{name}"))?)));
        let mut sources = Sources::new();
        for text in texts.chain([Ok((PACKAGE, Arc::new(package)))]) {
            let added = text.and_then(|(name, source): (&str, Arc<Source>)| {
                sources.insert(name.to_owned(), Arc::clone(&source));
                let added = environment.add_template_owned(name, source.text.clone());
                added.map_err(|error| failure(&sources, &error))
            });
            found.extend(added.err());
        }
        let made = Self { environment, sources };
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
        rendered.map_err(|error| failure(&self.sources, &error))
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
