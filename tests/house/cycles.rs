//! Which file of a crate uses which, and the files that use each other in a circle.
//!
//! A file uses another if it names something that is defined there, however many re-exports lie between. A re-export alone
//! is no use, and neither is a declaration `mod name;`.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    ItemUse, Macro, Path,
    visit::{self, Visit},
};

use super::parse::{Crate, Import, is_for_tests, list_imports};

/// The circles of files in a crate: the members of each, and the uses between them.
pub(super) fn find_cycles(all: &Crate) -> Vec<Vec<String>> {
    let uses = list_uses(all);
    let mut reach: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (from, _) in &uses {
        let mut seen = BTreeSet::new();
        let mut next = vec![&**from];
        while let Some(file) = next.pop() {
            for (_, to) in uses.range((file.to_owned(), String::new())..).take_while(|(from, _)| from == file)
            {
                if seen.insert(&**to) {
                    next.push(to);
                }
            }
        }
        reach.insert(from, seen);
    }
    let mut cycles: BTreeSet<Vec<String>> = BTreeSet::new();
    for (file, reached) in &reach {
        if reached.contains(file) {
            let members =
                reached.iter().filter(|other| reach.get(*other).is_some_and(|back| back.contains(file)));
            cycles.insert(members.map(|&member| member.to_owned()).collect());
        }
    }
    cycles.into_iter().collect()
}

/// Every pair of files of a crate of which the first uses the second.
pub(super) fn list_uses(all: &Crate) -> BTreeSet<(String, String)> {
    let scopes = Scopes::new(all);
    let mut uses = BTreeSet::new();
    for (index, module) in all.modules.iter().enumerate() {
        let mut collector = UseCollector { scopes: &scopes, module: index, targets: BTreeSet::new() };
        for item in &module.items {
            collector.visit_item(item);
        }
        for target in collector.targets {
            if all.modules[target].file != module.file {
                uses.insert((module.file.clone(), all.modules[target].file.clone()));
            }
        }
    }
    uses
}

/// The names of each module.
struct Scopes<'a> {
    all: &'a Crate,
    defined: Vec<BTreeSet<String>>,
    imports: Vec<Vec<Import>>,
}

impl<'a> Scopes<'a> {
    fn new(all: &'a Crate) -> Self {
        let mut defined = Vec::new();
        let mut imports = Vec::new();
        for module in &all.modules {
            let mut names = NameCollector { depth: 0, defined: BTreeSet::new(), imports: Vec::new() };
            for item in &module.items {
                names.visit_item(item);
            }
            defined.push(names.defined);
            imports.push(names.imports);
        }
        Self { all, defined, imports }
    }

    /// The module in which the item that a path means is defined; `None` for other crates, modules and local names.
    fn resolve(&self, module: usize, path: &[String], depth: usize) -> Option<usize> {
        let (first, rest) = path.split_first()?;
        // Imports that lead to each other are the compiler's to refuse.
        if depth > 16 {
            return None;
        }
        match &**first {
            "self" => self.resolve_below(module, rest, depth),
            "crate" => {
                let mut root = module;
                while let Some(parent) = self.all.modules[root].parent {
                    root = parent;
                }
                self.resolve_below(root, rest, depth)
            }
            "super" => {
                let parent = self.all.modules[module].parent?;
                if rest.first().is_some_and(|next| next == "super") {
                    self.resolve(parent, rest, depth)
                } else {
                    self.resolve_below(parent, rest, depth)
                }
            }
            _ => self.resolve_below(module, path, depth),
        }
    }

    fn resolve_below(&self, module: usize, path: &[String], depth: usize) -> Option<usize> {
        let (first, rest) = path.split_first()?;
        if let Some(&child) = self.all.modules[module].children.get(first) {
            return self.resolve_below(child, rest, depth);
        }
        if self.defined[module].contains(first) {
            return Some(module);
        }
        let named = self.imports[module].iter().find(|import| import.name.as_ref() == Some(first));
        if let Some(import) = named {
            if import.path.first() == Some(first) && import.path.len() == 1 {
                return None;
            }
            let full: Vec<String> = import.path.iter().chain(rest).cloned().collect();
            return self.resolve(module, &full, depth + 1);
        }
        let globs = self.imports[module].iter().filter(|import| import.name.is_none());
        globs.filter(|import| !import.path.is_empty()).find_map(|import| {
            let full: Vec<String> = import.path.iter().chain(path).cloned().collect();
            self.resolve(module, &full, depth + 1)
        })
    }
}

/// Collects what a module defines and imports, the imports of its functions with them.
struct NameCollector {
    depth: usize,
    defined: BTreeSet<String>,
    imports: Vec<Import>,
}

impl Visit<'_> for NameCollector {
    fn visit_item(&mut self, item: &syn::Item) {
        if let syn::Item::Use(item) = item {
            self.imports.extend(list_imports(item));
            return;
        }
        let name = match item {
            syn::Item::Const(item) => Some(&item.ident),
            syn::Item::Enum(item) => Some(&item.ident),
            syn::Item::Fn(item) => Some(&item.sig.ident),
            syn::Item::Macro(item) => item.ident.as_ref(),
            syn::Item::Static(item) => Some(&item.ident),
            syn::Item::Struct(item) => Some(&item.ident),
            syn::Item::Trait(item) => Some(&item.ident),
            syn::Item::Type(item) => Some(&item.ident),
            syn::Item::Union(item) => Some(&item.ident),
            _ => None,
        };
        if self.depth == 0
            && let Some(name) = name
        {
            self.defined.insert(name.to_string());
        }
        self.depth += 1;
        visit::visit_item(self, item);
        self.depth -= 1;
    }
}

struct UseCollector<'a> {
    scopes: &'a Scopes<'a>,
    module: usize,
    targets: BTreeSet<usize>,
}

impl UseCollector<'_> {
    fn add(&mut self, path: &[String]) {
        self.targets.extend(self.scopes.resolve(self.module, path, 0));
    }

    /// Adds every path among the tokens of a macro call.
    fn add_tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        let mut is_member = false;
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.add(&path);
                        path.clear();
                    }
                    if !is_member {
                        path.push(name.to_string());
                    }
                    (colons, is_member) = (0, false);
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' && !path.is_empty() => colons += 1,
                other => {
                    self.add(&path);
                    path.clear();
                    colons = 0;
                    is_member = matches!(&other, TokenTree::Punct(mark) if mark.as_char() == '.');
                    if let TokenTree::Group(group) = other {
                        self.add_tokens(group.stream());
                    }
                }
            }
        }
        self.add(&path);
    }
}

impl<'ast> Visit<'ast> for UseCollector<'_> {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !is_for_tests(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        for import in list_imports(item).iter().filter(|import| import.is_private && import.name.is_some()) {
            self.add(&import.path);
        }
    }

    fn visit_path(&mut self, path: &'ast Path) {
        if path.leading_colon.is_none() {
            let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            self.add(&names);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.visit_path(&call.path);
        self.add_tokens(call.tokens.clone());
    }
}
