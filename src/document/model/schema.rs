//! JSON Schemas (draft 2020-12) of what the model writes as a text of its own, where the derived ones would only say
//! that it is a text.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::{Date, Language};

impl JsonSchema for Date {
    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A day (YYYY-MM-DD), or a moment with its offset from UTC (RFC 3339). A day has no time zone.",
            "type": "string",
            "pattern": r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)? ?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?$",
        })
    }
}

impl JsonSchema for Language {
    fn schema_name() -> Cow<'static, str> {
        "Language".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A language tag (BCP 47), such as `uk` or `pt-BR`.",
            "type": "string",
            "pattern": "^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$",
        })
    }
}
