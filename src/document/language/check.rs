//! Says what is wrong with a language tag.

use crate::Language;
use pressroom_diagnostics::{Code, Diagnostic, Span};

/// What is wrong with the language tag that stands at a place.
pub fn check_language(written: &str, span: Span) -> Option<Diagnostic> {
    let doubt = Language::doubt(written)?;
    let message = match (&doubt.meant, doubt.replaced) {
        (Some(meant), true) => format!("{}; it was read as `{meant}`", doubt.message),
        _ => doubt.message.clone(),
    };
    let finding = Diagnostic::warning(Code::UnknownLanguage, message).with_span(span);
    Some(match &doubt.meant {
        Some(meant) if doubt.replaced => {
            let finding = finding.help(format!("write `language: {meant}`"));
            // The value without quotes around it.
            match (span.end - span.start) as usize == written.len() {
                true => finding.edit(span, meant),
                false => finding,
            }
        }
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None => finding.help("write the tag of a language, such as en, uk or pt-BR"),
    })
}

#[cfg(test)]
mod tests {
    use super::check_language;
    use pressroom_diagnostics::Span;

    #[test]
    fn the_tag_that_was_meant_is_said() {
        let finding = check_language("ua", Span::new(10, 12)).unwrap();
        assert_eq!(finding.message, "`ua` is the code of a country, not of a language; it was read as `uk`");
        assert_eq!(finding.help.as_deref(), Some("write `language: uk`"));
        assert_eq!(finding.edits.len(), 1);
        assert!(check_language("ua", Span::new(10, 14)).unwrap().edits.is_empty());
        let finding = check_language("kr", Span::new(10, 12)).unwrap();
        assert_eq!(finding.help.as_deref(), Some("did you mean `ko`?"));
        assert!(finding.edits.is_empty());
        let finding = check_language("iw", Span::new(10, 12)).unwrap();
        assert_eq!(finding.message, "`iw` is the old code of Hebrew; it was read as `he`");
        assert!(check_language("uk", Span::new(10, 12)).is_none());
    }
}
