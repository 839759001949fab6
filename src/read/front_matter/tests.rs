//! Front matter as people write it.

use super::{KEYS, SCHEMA, read};
use crate::diagnostic::Source;

fn findings(text: &str) -> Vec<String> {
    let source = Source::new("a.md", text);
    let mut found = Vec::new();
    read(&source, &mut found);
    let place = |finding: &crate::diagnostic::Diagnostic| {
        let place = source.line_column(finding.span.map_or(0, |span| span.start as usize));
        format!("{}:{}: {}: {}", place.line, place.column, finding.code, finding.message)
    };
    found.iter().map(place).collect()
}

#[test]
fn mistakes_are_shown_at_their_place() {
    assert_eq!(
        findings("---\nheadlin: Why?\n---\n"),
        ["2:1: unknown-key: unknown key `headlin`; it was ignored"]
    );
    assert_eq!(
        findings("---\nheadline: Why?\npublished: yesterday\n---\n"),
        [
            "3:12: wrong-type: `published` must be a date: YYYY-MM-DD or YYYY-MM-DDThh:mm:ss+hh:mm, not `yesterday`"
        ]
    );
    assert_eq!(
        findings("+++\nheadline = \"Why?\"\nversion = 0\n+++\n"),
        ["3:11: wrong-type: `version` must be a whole number from 1, not `0`"]
    );
    assert_eq!(findings("---\na: &a [x]\nb: *a\n---\n").len(), 1);
    assert_eq!(findings("---\nheadline: [Why\n---\n").len(), 1);
}

#[test]
fn two_rules_are_no_front_matter() {
    let source = Source::new("a.md", "---\nOnly text.\n---\n");
    assert_eq!(read(&source, &mut Vec::new()).1, 0);
}

#[test]
fn the_schema_names_the_same_keys() {
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
    let described: Vec<&str> =
        schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    for (key, _) in KEYS {
        assert!(described.contains(key), "{key}");
    }
}
