//! The part of ninjs 3.1 that Pressroom writes (IPTC, `ninjs-schema_3.1.json`).
//!
//! ninjs closes its objects, so these types are closed too: there is no map in them. Fields stand in the order in which
//! they are written and have the schema's names in camel case; dates are RFC 3339.

use schemars::JsonSchema;
use serde::Serialize;

/// `ninjsType`: the news item.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
pub(super) struct Item {
    /// `uri`: who this item is, constant across revisions.
    pub(super) uri: String,
    /// `standard`.
    pub(super) standard: Standard,
    /// `type`: `composite`.
    #[schemars(extend("const" = "composite"))]
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    /// `representationType`: `full`; of a notice, `partial`.
    #[schemars(extend("enum" = ["full", "partial"]))]
    pub(super) representation_type: &'static str,
    /// `profile`: `explainer`.
    #[schemars(extend("const" = "explainer"))]
    pub(super) profile: &'static str,
    /// `version`: grows with each revision.
    pub(super) version: String,
    /// `firstCreated`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) first_created: Option<String>,
    /// `versionCreated`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version_created: Option<String>,
    /// `contentCreated`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content_created: Option<String>,
    /// `embargoedUntil`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) embargoed_until: Option<String>,
    /// `expires`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expires: Option<String>,
    /// `pubStatus`: `usable`, `withheld` or `canceled`.
    #[schemars(extend("enum" = ["usable", "withheld", "canceled"]))]
    pub(super) pub_status: &'static str,
    /// `language`: a BCP 47 tag.
    pub(super) language: String,
    /// `title`: the headline, as metadata.
    pub(super) title: String,
    /// `slugline`.
    pub(super) slugline: String,
    /// `by`: the authors' names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) by: Option<String>,
    /// `edNote`: that it must not be used, corrections and updates, for the receiving desk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ed_note: Option<String>,
    /// `copyrightHolder`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) copyright_holder: Option<String>,
    /// `copyrightNotice`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) copyright_notice: Option<String>,
    /// `usageTerms`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) usage_terms: Option<String>,
    /// `rightsInfo`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rights_info: Option<RightsInfo>,
    /// `genres`.
    pub(super) genres: Vec<Concept>,
    /// `subjects`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) subjects: Vec<Concept>,
    /// `people`: authors who are persons.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) people: Vec<Concept>,
    /// `organisations`: authors that are teams.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) organisations: Vec<Concept>,
    /// `infoSources`: the publisher.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) info_sources: Vec<InfoSource>,
    /// `headlines`.
    pub(super) headlines: Vec<Text>,
    /// `descriptions`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) descriptions: Vec<Text>,
    /// `bodies`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) bodies: Vec<Text>,
    /// `renditions`: where the item itself can be had.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) renditions: Vec<Rendition>,
    /// `associations`: pictures and related stories.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) associations: Vec<Association>,
    /// `altIds`: the hash of the content, by which a receiver knows whether it has this version already.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) alt_ids: Vec<AltId>,
}

/// An item of `associations`, which are news objects of their own; `name` and `uri` are required.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
pub(super) struct Association {
    /// `name`: for people.
    pub(super) name: String,
    /// `rel`: `lead`, `picture` or `related`.
    #[schemars(extend("enum" = ["lead", "picture", "related"]))]
    pub(super) rel: &'static str,
    /// `uri`.
    pub(super) uri: String,
    /// `type`: `picture` or `text`.
    #[schemars(extend("enum" = ["picture", "text"]))]
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    /// `language`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<String>,
    /// `by`: a picture's credit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) by: Option<String>,
    /// `usageTerms`: those of the item, under which its pictures are cleared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) usage_terms: Option<String>,
    /// `headlines`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) headlines: Vec<Text>,
    /// `descriptions`: a picture's caption and alternative text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) descriptions: Vec<Text>,
    /// `renditions`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) renditions: Vec<Rendition>,
    /// `altIds`: the hash of a picture's file. `renditionType` has no member for one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) alt_ids: Vec<AltId>,
}

/// `standard`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Standard {
    #[schemars(extend("const" = "ninjs"))]
    name: &'static str,
    #[schemars(extend("const" = "3.1"))]
    version: &'static str,
    schema: &'static str,
}

impl Default for Standard {
    fn default() -> Self {
        Self { name: "ninjs", version: "3.1", schema: "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#" }
    }
}

/// An item of `headlines`, `descriptions` or `bodies`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
pub(super) struct Text {
    /// `role`.
    pub(super) role: &'static str,
    /// `contentType`: a media type.
    pub(super) content_type: &'static str,
    /// `value`.
    pub(super) value: String,
}

impl Text {
    /// Plain text.
    pub(super) fn plain(role: &'static str, value: impl Into<String>) -> Self {
        Self { role, content_type: "text/plain", value: value.into() }
    }
}

/// An item of `genres`, `subjects`, `people` or `organisations`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Concept {
    /// `name`.
    pub(super) name: String,
    /// `rel`: what the concept is to the item. `genres` have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rel: Option<&'static str>,
    /// `uri`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) uri: Option<String>,
}

/// An item of `altIds`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct AltId {
    #[schemars(extend("const" = "sha256"))]
    role: &'static str,
    #[schemars(extend("pattern" = "^[0-9a-f]{64}$"))]
    value: String,
}

impl AltId {
    /// A SHA-256: 64 lower-case hexadecimal digits.
    pub(super) fn sha256(value: impl Into<String>) -> Self {
        Self { role: "sha256", value: value.into() }
    }
}

/// An item of `infoSources`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct InfoSource {
    /// `name`.
    pub(super) name: String,
    /// `role`.
    pub(super) role: &'static str,
    /// `uri`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) uri: Option<String>,
}

/// `rightsInfo`, of which exactly one of two forms is allowed: a link.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
pub(super) struct RightsInfo {
    /// `linkedRights`: an absolute URL.
    pub(super) linked_rights: String,
}

/// `renditionType`.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rendition {
    /// `name`.
    pub(super) name: &'static str,
    /// `href`: an absolute URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) href: Option<String>,
    /// `contentType`: a media type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content_type: Option<&'static str>,
    /// `title`: the path of the file beside the item, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<String>,
    /// `width` in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) width: Option<u32>,
    /// `height` in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) height: Option<u32>,
    /// `sizeInBytes`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) size_in_bytes: Option<usize>,
}
