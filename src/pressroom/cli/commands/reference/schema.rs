//! `pressroom schema`.

use super::list::align_columns;
use crate::cli::{
    args,
    exit::{CommandError, CommandResult, ExitStatus},
    terminal::print,
};
use pressroom_diagnostics::nearest;
use pressroom_operations::schemas;

/// Prints a schema, or lists them all.
pub(in crate::cli::commands) fn schema(arguments: &args::Schema) -> CommandResult {
    let Some(name) = &arguments.name else {
        let row = |schema: &pressroom_operations::NamedSchema| {
            [schema.name.to_owned(), format!("{}.schema.json", schema.name), schema.summary.to_owned()]
        };
        print(&align_columns(schemas().iter().map(row).collect()));
        return Ok(ExitStatus::Done);
    };
    if let Some(schema) = schemas().iter().find(|schema| schema.name == name) {
        print(&schema.to_json());
        return Ok(ExitStatus::Done);
    }
    let near = nearest(name, schemas().iter().map(|schema| schema.name));
    Err(CommandError::usage(match near {
        Some(near) => format!("there is no schema `{name}`; did you mean `{near}`?"),
        None => format!("there is no schema `{name}`; `pressroom schema` lists them"),
    }))
}
