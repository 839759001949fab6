//! The table `[epub]` of `pressroom.toml`: who certifies that the EPUBs are accessible.

use toml::de::DeTable;

use super::reader::Reader;
use crate::Certification;
use pressroom_diagnostics::{Code, Diagnostic, Span};

/// The keys of the table.
pub(super) const KEYS: &[&str] = &["certifier", "certifier_credential", "certifier_report", "conforms_to"];

/// What is claimed where `conforms_to` says nothing.
const CONFORMANCE: &str = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA";

/// Reads the table, whose name stands at `place`; without a certifier nothing is claimed.
pub(super) fn read(reader: &mut Reader, place: Span, entries: &DeTable<'_>) -> Option<Certification> {
    let (mut by, mut credential, mut report, mut conforms_to) = (None, None, None, None);
    let mut asks = false;
    for (key, value) in entries {
        asks = true;
        match reader.known("epub", key) {
            Some("certifier") => by = reader.line("certifier", value),
            Some("certifier_credential") => credential = reader.line("certifier_credential", value),
            Some("certifier_report") => report = reader.web_url("certifier_report", value),
            Some("conforms_to") => {
                conforms_to = reader.line("conforms_to", value);
                if conforms_to.as_deref().is_some_and(|text| !is_conformance(text)) {
                    let message = format!(
                        "`conforms_to` is no level of accessibility: expected one like {CONFORMANCE}"
                    );
                    reader.wrong(value, &message);
                }
            }
            _ => asks = false,
        }
    }
    if asks && by.is_none() {
        let message = "[epub] names no certifier, so that EPUBs claim nothing";
        let finding = Diagnostic::warning(Code::UnknownKey, message).with_span(place);
        reader.found.push(finding.help("say who checked them: certifier = \"...\""));
    }
    let conforms_to = conforms_to.unwrap_or_else(|| CONFORMANCE.to_owned());
    Some(Certification { by: by?, credential, report, conforms_to })
}

/// True for what section 4.3 of EPUB Accessibility 1.1 allows.
fn is_conformance(text: &str) -> bool {
    let rest = text.strip_prefix("EPUB Accessibility 1.1 - WCAG 2.");
    let level = rest.and_then(|rest| rest.strip_prefix(['0', '1', '2'])?.strip_prefix(" Level "));
    matches!(level, Some("A" | "AA" | "AAA"))
}

#[cfg(test)]
mod tests {
    use super::super::configuration;
    use super::*;
    use pressroom_diagnostics::Source;

    #[test]
    fn a_claim_needs_a_certifier() {
        let (read, found) = configuration(&Source::new("p", "[epub]\ncertifier = \"The House\"\n"));
        let conforms_to = CONFORMANCE.to_owned();
        let expected =
            Certification { by: "The House".to_owned(), credential: None, report: None, conforms_to };
        assert_eq!((read.site.certification, found), (Some(expected), Vec::new()));
        let level = "conforms_to = \"EPUB Accessibility 1.1 - WCAG 2.1 Level A\"";
        let (read, found) = configuration(&Source::new("p", format!("[epub]\n{level}\n")));
        assert_eq!((read.site.certification, found.len()), (None, 1));
        assert!(found[0].message.contains("certifier"));
    }

    #[test]
    fn a_claim_is_spelt_as_the_specification_wants_it() {
        let text =
            "[epub]\ncertifier = \"The House\"\ncertifier_report = \"/report\"\nconforms_to = \"AA\"\n";
        let (_, found) = configuration(&Source::new("p", text));
        let codes: Vec<_> = found.iter().map(|finding| (finding.code, finding.is_error())).collect();
        assert_eq!(codes, [(Code::WrongType, true), (Code::WrongType, true)]);
    }
}
