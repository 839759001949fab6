//! `pressroom schema`.

use super::{
    DONE, WRONG_USAGE, args,
    list::columns,
    output::{complain, print},
};
use pressroom_diagnostics::nearest;
use pressroom_operations::schemas;

/// Prints a schema, or lists them all.
pub(super) fn schema(arguments: &args::Schema) -> u8 {
    let Some(name) = &arguments.name else {
        let row = |schema: &pressroom_operations::NamedSchema| {
            [schema.name.to_owned(), format!("{}.schema.json", schema.name), schema.summary.to_owned()]
        };
        print(&columns(schemas().iter().map(row).collect()));
        return DONE;
    };
    if let Some(schema) = schemas().iter().find(|schema| schema.name == name) {
        print(&schema.to_json());
        return DONE;
    }
    let near = nearest(name, schemas().iter().map(|schema| schema.name));
    complain(&match near {
        Some(near) => format!("there is no schema `{name}`; did you mean `{near}`?"),
        None => format!("there is no schema `{name}`; `pressroom schema` lists them"),
    });
    WRONG_USAGE
}
