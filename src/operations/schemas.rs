//! The JSON Schemas (draft 2020-12) of what Pressroom writes for programs, made from its own types.
//!
//! The same are kept in `src/operations/schemas/`, for those who have no Pressroom at hand; a test compares them.

use schemars::{
    JsonSchema, Schema,
    generate::SchemaSettings,
    json_schema,
    transform::{RecursiveTransform, Transform as _},
};
use serde_json::Value;

use super::{Compared, stream::StreamLine};
use pressroom_document::Document;
use pressroom_manifest::Manifest;
use pressroom_render::json_feed::Feed;

/// A schema that can be had by name.
#[derive(Clone, Copy)]
pub struct NamedSchema {
    /// Its name on the command line, and that of its file: `NAME.schema.json`.
    pub name: &'static str,
    /// What it is of, in one line.
    pub summary: &'static str,
    make: fn() -> Schema,
}

impl std::fmt::Debug for NamedSchema {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("NamedSchema").field("name", &self.name).finish_non_exhaustive()
    }
}

impl NamedSchema {
    /// The schema as JSON text, its members sorted by name.
    pub fn to_json(&self) -> String {
        let mut schema = (self.make)();
        RecursiveTransform(choose_by_type).transform(&mut schema);
        schema.insert("title".to_owned(), format!("Pressroom: {}", self.summary).into());
        serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
    }
}

/// Every schema.
pub fn schemas() -> &'static [NamedSchema] {
    &[
        NamedSchema {
            name: "model",
            summary: "an explainer, SLUG.model.json, which `build` writes and reads",
            make: || SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Document>(),
        },
        NamedSchema {
            name: "manifest",
            summary: "manifest.json of an output folder or a package",
            make: written::<Manifest>,
        },
        NamedSchema {
            name: "cards",
            summary: "the body of the role `cards` in SLUG.ninjs.json",
            make: || {
                pressroom_editions::cards_schema(
                    SchemaSettings::draft2020_12().for_serialize().into_generator(),
                )
            },
        },
        NamedSchema {
            name: "ninjs",
            summary: "SLUG.ninjs.json, the part of IPTC's ninjs 3.1 that Pressroom writes",
            make: || {
                pressroom_editions::ninjs_schema(
                    SchemaSettings::draft2020_12().for_serialize().into_generator(),
                )
            },
        },
        NamedSchema {
            name: "feed",
            summary: "a JSON Feed (SLUG.feed.json, feed.json), with its extension `_pressroom`",
            make: written::<Feed>,
        },
        NamedSchema {
            name: "diff",
            summary: "a line of `pressroom diff --message-format json`",
            make: written::<Compared>,
        },
        NamedSchema {
            name: "stream",
            summary: "a line of `pressroom stream`: a record in (Incoming) or out (Outgoing)",
            make: || SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<StreamLine>(),
        },
    ]
}

/// The schema of what Pressroom writes and does not read.
fn written<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}

/// Where `type` says which of several forms an object has, asks for that form alone: a validator that tried them all, level
/// by level, would never come to an end on nested text, and could not say what is wrong.
fn choose_by_type(schema: &mut Schema) {
    let Some(Value::Array(forms)) = schema.get("oneOf") else { return };
    let name = |form: &Value| form.pointer("/properties/type/const").cloned();
    let Some(names) = forms.iter().map(name).collect::<Option<Vec<Value>>>() else { return };
    let choices = names.iter().zip(forms).map(|(name, form)| {
        json_schema!({
            "if": { "properties": { "type": { "const": name } }, "required": ["type"] },
            "then": form,
        })
        .to_value()
    });
    let choices: Value = choices.collect();
    schema.remove("oneOf");
    schema.insert("type".to_owned(), "object".into());
    schema.insert("properties".to_owned(), serde_json::json!({ "type": { "enum": names } }));
    schema.insert("required".to_owned(), serde_json::json!(["type"]));
    schema.insert("allOf".to_owned(), choices);
}

#[cfg(test)]
mod tests {
    use std::{env, fs, path::Path};

    use super::schemas;

    #[test]
    fn the_shipped_schemas_are_what_the_types_say() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
        for schema in schemas() {
            let path = folder.join(format!("{}.schema.json", schema.name));
            if env::var_os("UPDATE_REFERENCES").is_some() {
                fs::create_dir_all(&folder).unwrap();
                fs::write(&path, schema.to_json()).unwrap();
            }
            let kept = fs::read_to_string(&path).unwrap_or_default();
            assert!(
                kept == schema.to_json(),
                "{} is not what the types say: look at what UPDATE_REFERENCES=1 cargo test --lib schemas writes",
                path.display()
            );
        }
        let kept = fs::read_dir(folder).unwrap().count();
        assert_eq!(kept, schemas().len(), "a file in src/operations/schemas is of no schema");
    }
}
