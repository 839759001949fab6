//! Parts of a document that are no text of the article: heads and feet of pages, macros, other documents.

use crate::{
    Action, FindingKind, ImportError, ImportFinding,
    word::{
        package::{Relationships, WordPackage},
        xml,
    },
};

/// Kinds of relationships to parts that hold more than looks, and what they are called.
const PARTS: &[(&str, FindingKind, &str)] = &[
    ("vbaProject", FindingKind::Macro, "macros, which are not read"),
    ("wordVbaData", FindingKind::Macro, "data of macros, which are not read"),
    ("keyMapCustomizations", FindingKind::Macro, "keys and menus that the document sets"),
    ("attachedToolbars", FindingKind::Macro, "tool bars that the document brings"),
    ("package", FindingKind::EmbeddedObject, "a file within the document"),
    ("oleObject", FindingKind::EmbeddedObject, "an object of another program"),
    ("control", FindingKind::EmbeddedObject, "a control of a form (ActiveX)"),
    ("subDocument", FindingKind::EmbeddedObject, "a part of a master document, which is a file of its own"),
    ("frame", FindingKind::EmbeddedObject, "a page in a frame"),
    ("attachedTemplate", FindingKind::Style, "a template elsewhere, which is not fetched"),
    ("mailMergeSource", FindingKind::Field, "a source of addresses for letters, which is not fetched"),
    ("glossaryDocument", FindingKind::EmbeddedObject, "building blocks of text"),
    ("bibliography", FindingKind::EmbeddedObject, "a list of sources that the word processor keeps"),
    ("video", FindingKind::EmbeddedObject, "a film"),
    ("audio", FindingKind::EmbeddedObject, "a sound"),
    ("recipientData", FindingKind::Field, "addresses for letters"),
];

/// Reports parts that are no text.
pub(in crate::word) fn report(
    package: &mut WordPackage<'_>,
    relationships: &Relationships,
    findings: &mut Vec<ImportFinding>,
) -> Result<(), ImportError> {
    let mut find = |kind, place: &str, text: String, message: &str| {
        let (place, message) = (place.to_owned(), message.to_owned());
        findings.push(ImportFinding { kind, action: Action::LeftOut, place, text, message });
    };
    for relationship in relationships.values() {
        let target = &relationship.target;
        match relationship.kind.as_str() {
            "header" | "footer" if !relationship.is_external => {
                let Some(bytes) = package.read(target)? else { continue };
                let decoded = xml::decode(&bytes);
                let Ok(tree) = xml::parse(target, &decoded.text) else { continue };
                let text = xml::words(tree.root_element()).split_whitespace().collect::<Vec<_>>().join(" ");
                let has_picture =
                    tree.descendants().any(|node| matches!(xml::name(node), "blip" | "imagedata"));
                if text.is_empty() && !has_picture {
                    continue;
                }
                match relationship.kind.as_str() {
                    "header" => find(FindingKind::Header, target, text, "the head of pages"),
                    _ => find(FindingKind::Footer, target, text, "the foot of pages"),
                }
            }
            kind => {
                if let Some((_, kind, what)) = PARTS.iter().find(|(known, _, _)| *known == kind) {
                    find(*kind, target, String::new(), what);
                }
            }
        }
    }
    let signatures = package.names().filter(|name| name.to_lowercase().starts_with("_xmlsignatures/"));
    if signatures.count() > 0 {
        let message = "the signature of the document: it does not hold for what is imported";
        find(FindingKind::EmbeddedObject, "_xmlsignatures", String::new(), message);
    }
    Ok(())
}
