//! Reads the crates of `src/` with `syn`: every file that a crate's `mod` declarations reach, without its tests.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use syn::{Attribute, Item, ItemMod, Meta, UseTree, Visibility};

/// A crate of `src/`, with its modules.
pub(crate) struct Crate {
    pub(crate) name: String,
    pub(crate) modules: Vec<Module>,
}

/// A module of a crate: a file, or a block inside one.
pub(crate) struct Module {
    /// Names from the crate's root down to this module.
    pub(crate) path: Vec<String>,
    /// The file, relative to the repository.
    pub(crate) file: String,
    pub(crate) items: Vec<Item>,
    pub(crate) parent: Option<usize>,
    pub(crate) children: BTreeMap<String, usize>,
}

/// One name that a `use` declaration brings in.
pub(crate) struct Import {
    /// The name in the importing module; `None` for a glob.
    pub(crate) name: Option<String>,
    pub(crate) path: Vec<String>,
    pub(crate) is_private: bool,
}

pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every crate of `src/`, by name.
pub(crate) fn read_crates() -> Vec<Crate> {
    let mut folders: Vec<PathBuf> =
        fs::read_dir(repository().join("src")).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|folder| folder.join("lib.rs").is_file());
    folders.sort();
    assert!(folders.len() > 20, "the crates are not where this test looks for them");
    folders.iter().map(|folder| read_crate(folder)).collect()
}

fn read_crate(folder: &Path) -> Crate {
    let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
    let mut modules = Vec::new();
    for root in ["lib.rs", "main.rs"] {
        let file = folder.join(root);
        if file.is_file() {
            read_file(&file, folder, Vec::new(), None, &mut modules);
        }
    }
    Crate { name, modules }
}

/// The integration tests, as a crate.
pub(crate) fn read_tests() -> Crate {
    let folder = repository().join("tests");
    let mut modules = Vec::new();
    read_file(&folder.join("main.rs"), &folder, Vec::new(), None, &mut modules);
    Crate { name: "tests".to_owned(), modules }
}

/// A crate of one file, for the tests of these tests.
pub(crate) fn parse_crate(source: &str) -> Crate {
    let mut modules = Vec::new();
    let items = syn::parse_file(source).unwrap().items;
    add_module(Vec::new(), Path::new("lib.rs"), Path::new(""), items, None, &mut modules);
    // Here, each block stands for a file.
    for module in &mut modules {
        module.file = format!("{}.rs", module.path.join("/"));
    }
    Crate { name: "sample".to_owned(), modules }
}

fn read_file(
    file: &Path,
    folder: &Path,
    path: Vec<String>,
    parent: Option<usize>,
    modules: &mut Vec<Module>,
) -> usize {
    let source = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let parsed = syn::parse_file(&source).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    add_module(path, file, folder, parsed.items, parent, modules)
}

/// Adds a module and those below it. `folder` is where the files of its children are.
fn add_module(
    path: Vec<String>,
    file: &Path,
    folder: &Path,
    items: Vec<Item>,
    parent: Option<usize>,
    modules: &mut Vec<Module>,
) -> usize {
    let index = modules.len();
    let (inner, items): (Vec<Item>, Vec<Item>) = items
        .into_iter()
        .filter(|item| !is_for_tests(attributes(item)))
        .partition(|item| matches!(item, Item::Mod(_)));
    modules.push(Module {
        path: path.clone(),
        file: file.strip_prefix(repository()).unwrap_or(file).to_str().unwrap().to_owned(),
        items,
        parent,
        children: BTreeMap::new(),
    });
    for item in inner {
        let Item::Mod(module) = item else { unreachable!() };
        let name = module.ident.to_string();
        let mut path = path.clone();
        path.push(name.clone());
        let child = match module.content {
            Some((_, items)) => add_module(path, file, &folder.join(&name), items, Some(index), modules),
            None => {
                let (file, below) = locate_module(&module, file, folder);
                read_file(&file, &below, path, Some(index), modules)
            }
        };
        modules[index].children.insert(name, child);
    }
    index
}

/// The file of a module declared without a body, and the folder of its own children.
fn locate_module(module: &ItemMod, declared_in: &Path, folder: &Path) -> (PathBuf, PathBuf) {
    let name = module.ident.to_string();
    for attribute in &module.attrs {
        if let Meta::NameValue(pair) = &attribute.meta
            && pair.path.is_ident("path")
            && let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(path), .. }) = &pair.value
        {
            let file = fs::canonicalize(declared_in.parent().unwrap().join(path.value())).unwrap();
            let below = file.parent().unwrap().to_owned();
            return (file, below);
        }
    }
    let below = folder.join(&name);
    let flat = folder.join(format!("{name}.rs"));
    if flat.is_file() { (flat, below) } else { (below.join("mod.rs"), below) }
}

/// Tells whether an item is compiled for tests alone.
pub(crate) fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        Meta::NameValue(_) => false,
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// The names that one `use` declaration brings in.
pub(crate) fn list_imports(item: &syn::ItemUse) -> Vec<Import> {
    let is_private = matches!(item.vis, Visibility::Inherited);
    let mut imports = Vec::new();
    collect_imports(&item.tree, &mut Vec::new(), is_private, &mut imports);
    imports
}

fn collect_imports(tree: &UseTree, path: &mut Vec<String>, is_private: bool, imports: &mut Vec<Import>) {
    let mut push = |name: Option<String>, last: Option<String>| {
        let path = path.iter().cloned().chain(last).collect();
        imports.push(Import { name, path, is_private });
    };
    match tree {
        UseTree::Path(inner) => {
            path.push(inner.ident.to_string());
            collect_imports(&inner.tree, path, is_private, imports);
            path.pop();
        }
        UseTree::Name(name) if name.ident == "self" => push(path.last().cloned(), None),
        UseTree::Name(name) => push(Some(name.ident.to_string()), Some(name.ident.to_string())),
        UseTree::Rename(rename) => {
            let last = (rename.ident != "self").then(|| rename.ident.to_string());
            push(Some(rename.rename.to_string()), last);
        }
        UseTree::Glob(_) => push(None, None),
        UseTree::Group(group) => {
            for tree in &group.items {
                collect_imports(tree, path, is_private, imports);
            }
        }
    }
}
