//! Rights in XMP packets (ISO 16684-1), by the names of IPTC's Photo Metadata Standard.

use std::fmt::Write as _;

use roxmltree::{Document, Node, ParsingOptions};

use super::terms::{MOST_CREATORS, Rights, clean};

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const DC: &str = "http://purl.org/dc/elements/1.1/";
const PHOTOSHOP: &str = "http://ns.adobe.com/photoshop/1.0/";
const XMP_RIGHTS: &str = "http://ns.adobe.com/xap/1.0/rights/";
const IPTC_EXT: &str = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
const PLUS: &str = "http://ns.useplus.org/ldf/xmp/1.0/";

/// The most nodes of a packet that is read.
const MOST_NODES: u32 = 20_000;

/// Reads the rights in a packet; none if it is no XML.
pub(super) fn read(packet: &[u8]) -> Rights {
    let mut rights = Rights::default();
    let Ok(text) = std::str::from_utf8(packet) else { return rights };
    let text = text.trim_start_matches('\u{feff}').trim_end_matches('\0');
    let options = ParsingOptions { nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let Ok(document) = Document::parse_with_options(text, options) else { return rights };
    // A property is an element or an attribute of a description.
    let descriptions = document.descendants().filter(|node| node.has_tag_name((RDF, "Description")));
    for description in descriptions {
        for attribute in description.attributes() {
            let namespace = attribute.namespace().unwrap_or_default();
            set(&mut rights, namespace, attribute.name(), || vec![attribute.value().to_owned()]);
        }
        for property in description.children().filter(Node::is_element) {
            let name = property.tag_name();
            set(&mut rights, name.namespace().unwrap_or_default(), name.name(), || values(property));
        }
    }
    rights
}

fn set(rights: &mut Rights, namespace: &str, name: &str, values: impl FnOnce() -> Vec<String>) {
    let field = match (namespace, name) {
        (DC, "creator") => {
            if rights.creators.is_empty() {
                let values = values();
                rights.creators =
                    values.iter().filter_map(|value| clean(value)).take(MOST_CREATORS).collect();
            }
            return;
        }
        (PHOTOSHOP, "Credit") => &mut rights.credit,
        (DC, "rights") => &mut rights.copyright,
        (XMP_RIGHTS, "UsageTerms") => &mut rights.usage_terms,
        (XMP_RIGHTS, "WebStatement") => &mut rights.web_statement,
        (IPTC_EXT, "DigitalSourceType") => &mut rights.source_type,
        (PLUS, "DataMining") => &mut rights.data_mining,
        (PLUS, "OtherConstraints") => &mut rights.other_constraints,
        _ => return,
    };
    if field.is_none() {
        *field = values().first().and_then(|value| clean(value));
        let is_address = matches!(name, "WebStatement" | "DigitalSourceType" | "DataMining");
        if is_address && !field.as_deref().is_some_and(is_web_address) {
            *field = None;
        }
    }
}

/// True for an address of the web. PLUS's vocabulary may be named by the last part of its address alone.
fn is_web_address(text: &str) -> bool {
    let has_scheme = text.starts_with("http://") || text.starts_with("https://") || text.starts_with("DMI-");
    has_scheme && !text.contains(char::is_whitespace)
}

/// The values of a property: its text, or those of the list that it holds, that of the default language first.
fn values(property: Node<'_, '_>) -> Vec<String> {
    if let Some(address) = property.attribute((RDF, "resource")) {
        return vec![address.to_owned()];
    }
    const XML: &str = "http://www.w3.org/XML/1998/namespace";
    let items = property.descendants().filter(|node| node.has_tag_name((RDF, "li")));
    let mut items: Vec<_> = items.take(MOST_CREATORS * 4).collect();
    items.sort_by_key(|item| item.attribute((XML, "lang")).is_some_and(|language| language != "x-default"));
    match items.is_empty() {
        true => vec![property.text().unwrap_or_default().to_owned()],
        false => items.into_iter().map(|item| item.text().unwrap_or_default().to_owned()).collect(),
    }
}

/// Writes a packet. It has no padding, because nobody changes it in its place.
pub(super) fn write(rights: &Rights) -> String {
    let mut out = String::from(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">",
    );
    // Writing to a text does not fail.
    _ = write!(
        out,
        "<rdf:RDF xmlns:rdf=\"{RDF}\"><rdf:Description rdf:about=\"\" xmlns:dc=\"{DC}\" xmlns:photoshop=\"{PHOTOSHOP}\" \
         xmlns:xmpRights=\"{XMP_RIGHTS}\" xmlns:Iptc4xmpExt=\"{IPTC_EXT}\" xmlns:plus=\"{PLUS}\">"
    );
    if !rights.creators.is_empty() {
        out.push_str("<dc:creator><rdf:Seq>");
        for creator in &rights.creators {
            element(&mut out, "rdf:li", creator);
        }
        out.push_str("</rdf:Seq></dc:creator>");
    }
    let simple = [
        ("photoshop:Credit", &rights.credit),
        ("xmpRights:WebStatement", &rights.web_statement),
        ("Iptc4xmpExt:DigitalSourceType", &rights.source_type),
        ("plus:DataMining", &rights.data_mining),
    ];
    let languages = [
        ("dc:rights", &rights.copyright),
        ("xmpRights:UsageTerms", &rights.usage_terms),
        ("plus:OtherConstraints", &rights.other_constraints),
    ];
    for (name, value) in simple {
        if let Some(value) = value {
            element(&mut out, name, value);
        }
    }
    for (name, value) in languages {
        if let Some(value) = value {
            _ = write!(out, "<{name}><rdf:Alt><rdf:li xml:lang=\"x-default\">");
            escape(&mut out, value);
            _ = write!(out, "</rdf:li></rdf:Alt></{name}>");
        }
    }
    out.push_str("</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>");
    out
}

fn element(out: &mut String, name: &str, value: &str) {
    _ = write!(out, "<{name}>");
    escape(out, value);
    _ = write!(out, "</{name}>");
}

fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            character => out.push(character),
        }
    }
}
