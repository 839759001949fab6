//! Fingerprints and changes, on documents that were read from Markdown.

use std::sync::Arc;

use crate::{self as read, ReadOptions};
use pressroom_config::Site;
use pressroom_diagnostics::Source;
use pressroom_document::*;
use pressroom_images::{PictureError, Pictures};

const OLD: &str = "---\nheadline: What?\nslug: a\nlanguage: en\nversion: 1\n---\nBefore.[^n]\n\n\
    # One? {#one}\n\nFirst answer.\n\n# Two? {#two}\n\nSecond answer[^m] with [a link](https://example.org/a).\n\n\
    ![Dots](a.png)\n\n# Three? {#three}\n\nThird.\n\n[^n]: Note n.\n[^m]: Note m.\n";

/// A picture of one pixel; its colour makes another file of it.
struct Pixel(u8);

impl Pictures for Pixel {
    fn open(&self, _: &str) -> Result<Arc<[u8]>, PictureError> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let pixel = image::RgbImage::from_pixel(1, 1, image::Rgb([self.0, 0, 0]));
        pixel.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        Ok(bytes.into_inner().into())
    }
}

fn read_with(text: &str, color: u8) -> Document {
    let options = ReadOptions { site: &Site::default(), slug: "a", pictures: &Pixel(color), now: None };
    let (document, found) = read::markdown(&Source::new("a.md", text), &options);
    document.unwrap_or_else(|| panic!("{found:?}"))
}

fn read(text: &str) -> Document {
    read_with(text, 0)
}

/// What became of which part.
fn list_changes(changes: &Changes) -> Vec<(String, Change)> {
    let name = |part: &PartChange| match &part.name {
        PartName::Lede => "lede".to_owned(),
        PartName::Card(id) => id.clone(),
        PartName::Signoff => "sign-off".to_owned(),
    };
    changes.parts.iter().map(|part| (name(part), part.change)).collect()
}

#[test]
fn a_card_put_first_leaves_the_others_as_they_are() {
    let (old, new) =
        (read(OLD), OLD.replace("# One?", "# Zero? {#zero}\n\nNew[^z].\n\n[^z]: Note z.\n\n# One?"));
    let new = read(&new);
    let (before, after) = (Fingerprint::new(&old), Fingerprint::new(&new));
    assert_eq!(before.part(Place::Card(2)), after.part(Place::Card(3)), "a card with a footnote, moved down");
    assert_ne!(before.document, after.document);
    assert_eq!(list_changes(&Changes::between(&old, &new)), [("zero".to_owned(), Change::Added)]);
}

#[test]
fn the_source_does_not_matter_and_the_version_neither() {
    let (old, new) =
        (read(OLD), read(&OLD.replace("\n\n# ", "\n\n\n\n# ").replace("version: 1", "version: 2")));
    assert_eq!(Fingerprint::new(&old), Fingerprint::new(&new));
    let changes = Changes::between(&old, &new);
    assert_eq!(changes.metadata.iter().map(|change| change.field.as_str()).collect::<Vec<_>>(), ["version"]);
    assert_eq!(changes.parts, []);
    assert!(Changes::between(&old, &old).is_empty());
}

#[test]
fn whatever_a_reader_sees_matters() {
    let old = read(OLD);
    for (from, to, card) in [
        ("First answer.", "First *answer*.", 1),
        ("One? {#one}", "One? {#one updated=2026-01-01}", 1),
        ("One? {#one}", "One? {#one teaser}", 1),
        ("Note m.", "Note M.", 2),
        ("/a)", "/b)", 2),
        ("Three?", "Three!", 3),
    ] {
        let new = read(&OLD.replace(from, to));
        let changed: Vec<u32> = (1..=3)
            .filter(|n| {
                Fingerprint::new(&old).part(Place::Card(*n)) != Fingerprint::new(&new).part(Place::Card(*n))
            })
            .collect();
        assert_eq!(changed, [card], "{from} -> {to}");
    }
    let repainted = read_with(OLD, 9);
    assert_eq!(list_changes(&Changes::between(&old, &repainted)), [("two".to_owned(), Change::Changed)]);
}

#[test]
fn changes_are_told_line_by_line() {
    let new = OLD.replace("Second answer", "Another answer").replace("# Three? {#three}\n\nThird.\n\n", "");
    let changes = Changes::between(&read(OLD), &read(&new));
    assert_eq!(
        list_changes(&changes),
        [("two".to_owned(), Change::Changed), ("three".to_owned(), Change::Removed)]
    );
    let lines: Vec<_> = changes.parts[0].lines.iter().map(|line| (line.side, line.text.as_str())).collect();
    assert_eq!(
        lines,
        [
            (Side::Both, "Two?"),
            (Side::Old, "Second answer with a link."),
            (Side::New, "Another answer with a link."),
            (Side::Both, "Note m."),
        ]
    );
    assert_eq!((changes.parts[1].old_number, changes.parts[1].new_number), (Some(3), None));
}

#[test]
fn the_fewest_cards_are_said_to_have_moved() {
    let new = OLD
        .replace("# Three? {#three}\n\nThird.\n\n", "")
        .replace("# One?", "# Three? {#three}\n\nThird.\n\n# One?");
    let changes = Changes::between(&read(OLD), &read(&new));
    assert_eq!(list_changes(&changes), [("three".to_owned(), Change::Moved)]);
    assert_eq!((changes.parts[0].old_number, changes.parts[0].new_number), (Some(3), Some(1)));
}

#[test]
fn the_canonical_form_is_that_of_the_rfc() {
    // RFC 8785, section 3.2.3: sorting and escapes.
    let value: serde_json::Value = serde_json::from_str(
        r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
        "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#,
    )
    .unwrap();
    let canonical = serde_json_canonicalizer::to_string(&value).unwrap();
    let order: Vec<_> = ["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"]
        .map(|word| canonical.find(word))
        .into();
    assert!(order.windows(2).all(|pair| pair[0] < pair[1]) && order[0].is_some(), "{canonical}");
}

#[test]
fn what_is_hashed_is_canonical_json() {
    use sha2::{Digest as _, Sha256};
    let document = read(
        "---\nheadline: B\nslug: a\nlanguage: en\nversion: 7\n---\n# One? {#one}\n\nYes.\n\n# Two? {#two}\n\nNo.\n",
    );
    let card = |id: &str, question: &str, answer: &str| {
        format!(
            r#"{{"blocks":[{{"content":[{{"type":"text","value":"{answer}"}}],"type":"paragraph"}}],"id":"{id}","question":[{{"type":"text","value":"{question}"}}]}}"#
        )
    };
    let (one, two) = (card("one", "One?", "Yes."), card("two", "Two?", "No."));
    let metadata = r#"{"headline":"B","language":"en","slug":"a","status":"usable"}"#;
    let whole = format!(r#"{{"metadata":{metadata},"parts":[{one},{two}]}}"#);
    let sha256 =
        |text: &str| Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let made = Fingerprint::new(&document);
    assert_eq!(made.part(Place::Card(2)), Some(sha256(&two).as_str()));
    assert_eq!(made.document, sha256(&whole));
}

#[test]
fn canonical_json_is_that_of_the_rfc() {
    let all: serde_json::Value = serde_json::from_str(include_str!("../../render/sample.json")).unwrap();
    let odd = "[{\"\u{1f600}\": 1, \"\u{ff5e}\": 2, \"b\": 3, \"a\": {}, \"\\n\": []}, \"\\u0000\\b\\t\\f\\r\\u001f\\u007f\\\"\\\\/é\u{2028}\", \
               0, -0.0, -5, 0.1, 1e21, 1e-7, 9007199254740992, 9007199254740993, 18446744073709551615, null, true]";
    let odd: serde_json::Value = serde_json::from_str(odd).unwrap();
    for value in [all, odd] {
        let expected = serde_json_canonicalizer::to_string(&value).unwrap();
        assert_eq!(String::from_utf8(pressroom_document::canonical(&value)).unwrap(), expected);
    }
}
