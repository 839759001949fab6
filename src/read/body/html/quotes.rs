//! Quotation marks for `q`: outer and inner ones, as CLDR has them.

use pressroom_document::Language;

/// Opening and closing marks: outer, then inner.
pub(super) type QuotePairs = [(&'static str, &'static str); 2];

/// The marks of a language.
pub(super) fn quotes(language: &Language) -> QuotePairs {
    match language.primary() {
        "de" if matches!(language.as_str(), "de-CH" | "de-LI") => [("«", "»"), ("‹", "›")],
        "de" | "cs" | "sk" | "sl" | "bg" | "is" | "lt" | "et" | "ka" | "hsb" => [("„", "“"), ("‚", "‘")],
        "fr" if language.as_str() == "fr-CH" => [("«", "»"), ("‹", "›")],
        "fr" => [("«\u{a0}", "\u{a0}»"), ("“", "”")],
        "uk" | "ru" | "be" => [("«", "»"), ("„", "“")],
        "it" | "es" | "ca" | "gl" | "pt" if language.as_str() != "pt-BR" => [("«", "»"), ("“", "”")],
        "no" | "nb" | "nn" | "da" | "el" | "hy" | "az" | "fa" => [("«", "»"), ("‹", "›")],
        "pl" | "hu" | "ro" | "hr" | "sr" | "bs" => [("„", "”"), ("»", "«")],
        "sv" | "fi" => [("”", "”"), ("’", "’")],
        "nl" => [("‘", "’"), ("“", "”")],
        "ja" => [("「", "」"), ("『", "』")],
        "he" => [("”", "”"), ("’", "’")],
        "zh" if ["Hant", "TW", "HK", "MO"].iter().any(|part| language.as_str().contains(part)) => {
            [("「", "」"), ("『", "』")]
        }
        _ => [("“", "”"), ("‘", "’")],
    }
}
