//! The templates of a theme: order and ornaments around text that is markup already.

use std::{collections::BTreeMap, sync::Arc};

use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value, value::ValueKind,
};

use super::writer::escape;
use pressroom_diagnostics::{Code, Diagnostic, Diagnostics, Source, Span};
use pressroom_theme::Theme;

/// Steps that a template may take for one file: thousands of cards, but no endless loop. A step also pays for 64 bytes, so that
/// this bounds memory, too: 640 MB.
const FUEL: u64 = 10_000_000;

/// Templates, compiled once and shared by all threads. What a template prints is escaped, unless it is
/// [`markup`]; a name that it does not know is an error.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    /// The text of each, by its name.
    sources: Sources,
}

/// Templates as they are written, by the names that they have for each other.
pub type Sources = BTreeMap<String, Arc<Source>>;

impl Templates {
    /// Compiles every `.html` and `.xhtml` file below a folder of the theme, such as `web/`. Templates name each other
    /// by their paths inside it.
    ///
    /// # Errors
    /// [`Code::Template`] for each that can't be compiled, with its file and line.
    pub fn compile(theme: &Theme, folder: &'static str) -> Result<Self, Diagnostics> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(write_escaped);
        environment.set_fuel(Some(FUEL));
        let (mut sources, mut found) = (Sources::new(), Diagnostics::new());
        let paths: Vec<&str> = theme.files_below(folder).map(|(path, _)| path).collect();
        for path in paths.into_iter().filter(|path| path.ends_with(".html") || path.ends_with(".xhtml")) {
            let name = path.strip_prefix(folder).unwrap_or(path).to_owned();
            let added = theme.source(path).and_then(|source| {
                sources.insert(name.clone(), Arc::clone(&source));
                let added = environment.add_template_owned(name, source.text.clone());
                added.map_err(|error| failure(&sources, &error))
            });
            found.extend(added.err());
        }
        if found.is_empty() { Ok(Self { environment, sources }) } else { Err(found) }
    }

    /// Renders a template.
    ///
    /// # Errors
    /// [`Code::Template`] with the file and line.
    pub fn render(&self, name: &str, values: Value) -> Result<String, Diagnostic> {
        let rendered = self.environment.get_template(name).and_then(|template| template.render(values));
        rendered.map_err(|error| failure(&self.sources, &error))
    }
}

/// A value that goes out as it is.
pub fn markup(text: String) -> Value {
    Value::from_safe_string(text)
}

fn write_escaped(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let written = match value.as_str() {
        _ if value.is_undefined() => return Err(ErrorKind::UndefinedError.into()),
        _ if value.kind() == ValueKind::None => Ok(()),
        Some(text) if value.is_safe() => out.write_str(text),
        Some(text) => out.write_str(&escape(text)),
        // The text of a list that holds lists may be exponentially long, and nobody pays for it.
        None if !matches!(value.kind(), ValueKind::Number | ValueKind::Bool) => {
            let message = "only texts and numbers can be printed, not lists or records";
            return Err(Error::new(ErrorKind::InvalidOperation, message));
        }
        None => out.write_str(&escape(&value.to_string())),
    };
    written.map_err(|_| Error::new(ErrorKind::WriteFailure, "the page could not be written"))
}

/// Converts a template's failure to a finding at its place in the template.
pub fn failure(sources: &Sources, error: &Error) -> Diagnostic {
    let mut error = error;
    // A part that failed is the reason why the template that includes it did.
    while let Some(reason) = std::error::Error::source(error).and_then(|reason| reason.downcast_ref()) {
        error = reason;
    }
    let detail = error.detail().map(|detail| format!(": {detail}")).unwrap_or_default();
    let finding = Diagnostic::error(Code::Template, format!("{}{detail}", error.kind()));
    let help = "a template may only use the values that the default theme's templates use";
    let finding = if error.kind() == ErrorKind::UndefinedError { finding.help(help) } else { finding };
    let Some(source) = error.name().and_then(|name| sources.get(name)) else { return finding };
    let range = error.range().filter(|range| !range.is_empty() && source.text.get(range.clone()).is_some());
    let span = match (range, error.line()) {
        (Some(range), _) => Some(Span::new(range.start, range.end)),
        (None, line) => line.map(|line| source.line_span(line)),
    };
    Diagnostic { span, ..finding.in_source(source) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use minijinja::context;
    use std::borrow::Cow;

    fn templates(page: &'static str) -> Result<Templates, Diagnostics> {
        let files = [("theme.toml", "extends = \"default\""), ("web/page.html", page)]
            .map(|(path, text)| (path.to_owned(), Cow::Borrowed(text.as_bytes())));
        Templates::compile(&Theme::load("test", files.into()).unwrap(), "web/")
    }

    #[test]
    fn words_are_escaped_and_markup_is_not() {
        let made = templates("{{ words }} {{ text }} {{ none }}").unwrap();
        let values = context! { words => "a/b <i>'", text => markup("<b>x</b>".into()), none => None::<u8> };
        assert_eq!(made.render("page.html", values).unwrap(), "a/b &lt;i&gt;&#39; <b>x</b> ");
    }

    #[test]
    fn errors_stand_at_their_place() {
        let place = |finding: &Diagnostic| {
            let source = finding.source.clone().unwrap();
            let span = finding.span.unwrap();
            (source.name.clone(), source.line(span.start as usize), source.slice(span).to_owned())
        };
        let found = templates("one\n{{ two").unwrap_err();
        assert_eq!(place(&found[0]).1, 2, "{found:?}");
        let found = templates("one\n\n{{ nowhere }}").unwrap().render("page.html", context! {}).unwrap_err();
        assert_eq!(place(&found), ("test/web/page.html".to_owned(), 3, "nowhere".to_owned()));
        // A part that the theme took over is named as the other's.
        let made = templates("{% include 'card.html' %}").unwrap();
        let found = made.render("page.html", context! {}).unwrap_err();
        assert_eq!(place(&found).0, "default/web/card.html");
    }
}
