//! The public interface of the library, as a list that is reviewed when it changes: each public item of `src/pressroom/lib.rs`
//! with its fields, variants and methods.
//!
//! ```sh
//! UPDATE_REFERENCES=1 cargo test --test main public_api   # writes the list again
//! ```

use std::{collections::BTreeMap, fmt::Write as _, fs};

use syn::{
    Attribute, Fields, FieldsNamed, ImplItem, Item, Meta, TraitItem, Type, Visibility, spanned::Spanned,
};

use crate::house::parse::{Crate, Import, list_imports, read_crates, repository};

#[test]
fn the_public_interface_is_as_reviewed() {
    let crates: BTreeMap<String, Crate> =
        read_crates().into_iter().map(|one| (one.name.clone(), one)).collect();
    let facade = &crates["pressroom"];
    let mut entries = BTreeMap::new();
    for module in &facade.modules {
        let is_front = module.file == "src/pressroom/lib.rs";
        if !is_front {
            continue;
        }
        let prefix: String = module.path.iter().map(|name| format!("{name}::")).collect();
        for item in &module.items {
            match item {
                Item::Use(item) if is_public(&item.vis) => {
                    for import in list_imports(item) {
                        let name = import.name.clone().expect("the front door has no glob");
                        let origin = find_crate(&crates, &import);
                        entries
                            .insert(format!("{prefix}{name}"), describe(origin, import.path.last().unwrap()));
                    }
                }
                Item::Fn(item) if is_public(&item.vis) => {
                    entries.insert(format!("{prefix}{}", item.sig.ident), vec![text_of(&item.sig)]);
                }
                _ => {}
            }
        }
    }
    assert!(entries.len() > 20, "the front door is not where this test looks for it");
    let mut text = String::new();
    for (path, lines) in entries {
        writeln!(text, "{path}").unwrap();
        lines.iter().for_each(|line| writeln!(text, "    {line}").unwrap());
    }
    let path = repository().join("tests/house/public-api.txt");
    if std::env::var_os("UPDATE_REFERENCES").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let reviewed = fs::read_to_string(&path).unwrap_or_default();
    let wrong: Vec<String> = similar::TextDiff::from_lines(&reviewed, &text)
        .iter_all_changes()
        .filter(|change| change.tag() != similar::ChangeTag::Equal)
        .map(|change| format!("{}{}", change.tag(), change.value().trim_end()))
        .collect();
    assert!(wrong.is_empty(), "the public interface changed:\n{}", wrong.join("\n"));
}

/// The crate that an import of the front door comes from.
fn find_crate<'a>(crates: &'a BTreeMap<String, Crate>, import: &Import) -> &'a Crate {
    let name = import.path.first().and_then(|first| first.strip_prefix("pressroom_")).unwrap_or("pressroom");
    &crates[name]
}

/// The public parts of a type or trait, a line each.
fn describe(all: &Crate, name: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut is_found = false;
    for item in all.modules.iter().flat_map(|module| &module.items) {
        match item {
            Item::Struct(item) if item.ident == name => {
                is_found = true;
                lines.push(format!("struct{}{}", text_of(&item.generics), derived(&item.attrs)));
                for field in item.fields.iter().filter(|field| is_public(&field.vis)) {
                    let name = field.ident.as_ref().map_or_else(String::new, |name| format!("{name}: "));
                    lines.push(format!("{name}{}", text_of(&field.ty)));
                }
            }
            Item::Enum(item) if item.ident == name => {
                is_found = true;
                lines.push(format!("enum{}", derived(&item.attrs)));
                for variant in &item.variants {
                    let fields = match &variant.fields {
                        Fields::Unit => String::new(),
                        Fields::Named(fields) => format!(" {}", without_docs(fields)),
                        Fields::Unnamed(fields) => text_of(fields),
                    };
                    lines.push(format!("{}{fields}", variant.ident));
                }
            }
            Item::Trait(item) if item.ident == name => {
                is_found = true;
                lines.push("trait".to_owned());
                for item in &item.items {
                    if let TraitItem::Fn(item) = item {
                        lines.push(text_of(&item.sig));
                    }
                }
            }
            Item::Impl(item) if is_about(&item.self_ty, name) => match &item.trait_ {
                Some((implemented, _)) => lines.push(format!("impl {}", text_of(implemented))),
                None => {
                    for item in &item.items {
                        match item {
                            ImplItem::Fn(item) if is_public(&item.vis) => lines.push(text_of(&item.sig)),
                            ImplItem::Const(item) if is_public(&item.vis) => {
                                lines.push(format!("const {}: {}", item.ident, text_of(&item.ty)));
                            }
                            _ => {}
                        }
                    }
                }
            },
            _ => {}
        }
    }
    if !is_found {
        lines.insert(0, "defined by a macro".to_owned());
    }
    lines
}

/// The traits that a type derives, and whether it may grow.
fn derived(attributes: &[Attribute]) -> String {
    let mut text = String::new();
    for attribute in attributes {
        match &attribute.meta {
            Meta::List(list) if list.path.is_ident("derive") => {
                write!(text, ": {}", tidy(&list.tokens.to_string())).unwrap();
            }
            Meta::Path(path) if path.is_ident("non_exhaustive") => text.push_str(" (non-exhaustive)"),
            _ => {}
        }
    }
    text
}

fn without_docs(fields: &FieldsNamed) -> String {
    let fields: Vec<String> = fields
        .named
        .iter()
        .map(|field| format!("{}: {}", field.ident.as_ref().unwrap(), text_of(&field.ty)))
        .collect();
    format!("{{ {} }}", fields.join(", "))
}

/// Tells whether an `impl` is of the type with this name.
fn is_about(of: &Type, name: &str) -> bool {
    matches!(of, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == name))
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The source text of a piece of syntax, on one line.
fn text_of(syntax: &impl Spanned) -> String {
    tidy(&syntax.span().source_text().unwrap_or_default())
}

fn tidy(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace("( ", "(")
        .replace(", )", ")")
        .replace(" ,", ",")
}
