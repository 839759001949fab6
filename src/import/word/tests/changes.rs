//! Tracked changes, comments and hidden text: each is listed, and none leaks.

use super::{Made, body, found, p};
use crate::{Changes, Comments, FindingKind};

const CHANGED: &str = "<w:p><w:r><w:t xml:space='preserve'>Dams </w:t></w:r><w:del w:author='Ed' w:date='2026-01-31T10:00:00Z'><w:r><w:delText>never</w:delText></w:r></w:del>\
     <w:ins w:author='Ed'><w:r><w:t>rarely</w:t></w:r></w:ins><w:r><w:t xml:space='preserve'> fail</w:t></w:r></w:p>";

#[test]
fn changes_are_accepted_and_listed() {
    let imported = Made::new(CHANGED).import();
    assert_eq!(body(&imported), "Dams rarely fail");
    let deleted = found(&imported, FindingKind::Deletion);
    assert_eq!(deleted[0].text, "never");
    assert_eq!(deleted[0].message, "text that was deleted by Ed on 2026-01-31: the deletion was accepted");
    assert_eq!(found(&imported, FindingKind::Insertion)[0].text, "rarely");
}

#[test]
fn changes_are_rejected_on_demand() {
    let imported = Made::new(CHANGED).import_with(|options| options.changes = Changes::Reject);
    assert_eq!(body(&imported), "Dams never fail");
    assert_eq!(found(&imported, FindingKind::Insertion)[0].text, "rarely");
}

#[test]
fn paragraphs_grow_together_where_their_end_was_deleted() {
    let text = format!(
        "<w:p><w:pPr><w:rPr><w:del w:author='Ed'/></w:rPr></w:pPr><w:r><w:t xml:space='preserve'>One </w:t></w:r></w:p>{}",
        p("two.")
    );
    let made = Made::new(&text);
    assert_eq!(made.body(), "One two.");
    assert_eq!(body(&made.import_with(|options| options.changes = Changes::Reject)), "One\n\ntwo.");
}

#[test]
fn deleted_rows_are_left_out() {
    let row =
        |mark: &str, text: &str| format!("<w:tr><w:trPr>{mark}</w:trPr><w:tc>{}</w:tc></w:tr>", p(text));
    let text = format!("<w:tbl>{}{}</w:tbl>", row("", "kept"), row("<w:del w:author='Ed'/>", "gone"));
    let imported = Made::new(&text).import();
    assert!(!imported.markdown.contains("gone"));
    assert_eq!(found(&imported, FindingKind::Deletion)[0].text, "gone");
}

fn commented() -> Made {
    let text = [
        "<w:p><w:commentRangeStart w:id='7'/><w:r><w:t>Dams fail.</w:t></w:r><w:commentRangeEnd w:id='7'/><w:r><w:commentReference w:id='7'/></w:r></w:p>".to_owned(),
        p("Another."),
    ]
    .concat();
    let comment = format!("<w:comment w:id='7' w:author='Ed'>{}</w:comment>", p("Really -- how often?"));
    Made::new(&text).part("comments.xml", "comments", "comments", &comment)
}

#[test]
fn comments_are_listed_with_their_place() {
    let imported = commented().import();
    assert_eq!(body(&imported), "Dams fail.\n\nAnother.");
    let comment = found(&imported, FindingKind::Comment)[0];
    assert_eq!(comment.text, "Really -- how often?");
    assert_eq!(comment.place, "paragraph 1");
    assert_eq!(comment.message, "a comment by Ed, about “Dams fail.”");
}

#[test]
fn comments_can_be_kept_in_the_file() {
    let imported = commented().import_with(|options| options.comments = Comments::Notes);
    assert_eq!(body(&imported), "Dams fail.\n\n<!-- Ed: Really - - how often? -->\n\nAnother.");
}

#[test]
fn hidden_text_is_listed_and_nowhere_else() {
    let text = "<w:p><w:r><w:t xml:space='preserve'>Seen </w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r></w:p>";
    let imported = Made::new(text).import();
    assert_eq!(body(&imported), "Seen");
    assert_eq!(found(&imported, FindingKind::HiddenText)[0].text, "unseen");
}
