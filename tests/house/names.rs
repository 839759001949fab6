//! The names that a crate defines: old words of the glossary, types of one name, and texts in place of errors.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Ident;
use syn::{
    GenericArgument, PathArguments, Type,
    visit::{self, Visit},
};

use super::parse::{Crate, is_for_tests};

/// What kind of thing an old word named.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A struct, an enum, a trait or an alias, of exactly this name.
    Type,
    Trait,
    Function,
    Module,
    /// A field, as `Struct.field`.
    Field,
    /// A word that is part of any name.
    Word,
}

/// Words that are no longer used: the kind of thing, the old name, the new one, and the crates where the old name meant
/// this thing (none: everywhere).
pub(super) const OLD_NAMES: &[(Kind, &str, &str, &[&str])] = &[
    (Kind::Word, "darkroom", "ImageCache", &[]),
    (Kind::Function, "develop", "get_or_try_insert_with", &[]),
    (Kind::Type, "Developed", "CachedImage", &[]),
    (Kind::Trait, "Print", "a trait named after the image forms it makes", &[]),
    (Kind::Type, "Shelf", "ImageCache", &["images"]),
    (Kind::Type, "Roll", "SiteIndex", &[]),
    (Kind::Module, "roll", "index", &[]),
    (Kind::Type, "Bench", "DocumentRenderer", &[]),
    (Kind::Module, "bench", "document_renderer", &[]),
    (Kind::Type, "What", "ReadOutcome", &[]),
    (Kind::Type, "Begun", "ReadSource", &[]),
    (Kind::Type, "Terms", "PublicationPolicy", &[]),
    (Kind::Type, "Ended", "EarlyExit", &["build"]),
    (Kind::Word, "settled", "ReconciledOutput", &[]),
    (Kind::Module, "settle", "reconcile", &[]),
    (Kind::Function, "settle", "reconcile", &["build"]),
    (Kind::Function, "look_over", "reconcile", &[]),
    (Kind::Word, "surveyed", "SourceIndex", &[]),
    (Kind::Module, "survey", "prescan", &[]),
    (Kind::Function, "survey", "prescan", &[]),
    (Kind::Type, "Making", "EditionRequest", &[]),
    (Kind::Module, "making", "edition_request", &[]),
    (Kind::Type, "Reading", "LoadedDocument, or a name with `screen` for the PDF to read", &[]),
    (Kind::Module, "reading", "loaded_document, or `screen` for the PDF to read", &[]),
    (Kind::Type, "Fate", "Disposition, or DeliveryStatus", &[]),
    (Kind::Module, "memory", "build_cache", &["build"]),
    (Kind::Module, "store", "cache", &["build"]),
    (Kind::Function, "get_ahead", "mark_dirty", &[]),
    (Kind::Function, "announce", "prepare_commit", &[]),
    (Kind::Function, "trust", "commit", &[]),
    (Kind::Function, "fits", "matches_manifest", &["build"]),
    (Kind::Function, "is_ahead", "is_dirty", &[]),
    (Kind::Type, "Kept", "OutputFile", &[]),
    (Kind::Type, "Standing", "FileState", &[]),
    (Kind::Type, "Said", "CachedDiagnostic, or Diagnostic", &[]),
    (Kind::Type, "Dated", "ValidityWindow", &[]),
    (Kind::Type, "Recipe", "BuildRecord", &[]),
    (Kind::Type, "Stays", "Retention", &[]),
    (Kind::Module, "handover", "package", &[]),
    (Kind::Module, "deliver", "mail", &[]),
    (Kind::Word, "lanes", "OrderedPool", &[]),
    (Kind::Type, "Exit", "ReorderBuffer", &["operations"]),
    (Kind::Type, "Gate", "acquire", &["operations"]),
    (Kind::Type, "Share", "Shard, or a name with `social_share`", &[]),
    (Kind::Module, "sharing", "hard_links", &[]),
    (Kind::Type, "Sharing", "HardLinks", &[]),
    (Kind::Type, "Desk", "FeedBuilder, StreamContext, PageWriter, Redactor or TestDir", &[]),
    (Kind::Word, "lexicon", "Localizer", &[]),
    (Kind::Type, "Words", "Messages", &["theme", "website"]),
    (Kind::Type, "Phrases", "Messages", &[]),
    (Kind::Type, "Word", "MessageKey", &["theme", "website", "render"]),
    (Kind::Word, "tally", "RunReport", &[]),
    (Kind::Type, "Written", "DocumentOutcome", &["build"]),
    (Kind::Type, "Order", "Request", &["build"]),
    (Kind::Type, "Answer", "Response", &["build", "operations"]),
    (Kind::Type, "Lost", "WorkerError", &[]),
    (Kind::Type, "Ready", "Handshake", &["build"]),
    (Kind::Type, "Finding", "Diagnostic", &[]),
    (Kind::Type, "Report", "Diagnostic", &[]),
    (Kind::Type, "Told", "Diagnostic", &[]),
    (Kind::Field, "EditionKind.machine", "syndicated", &[]),
    (Kind::Field, "EditionKind.after", "depends_on", &[]),
    (Kind::Field, "EditionKind.folders", "theme_dirs", &[]),
    (Kind::Module, "issue", "digest", &[]),
    (Kind::Type, "Volume", "DigestFile", &[]),
    (Kind::Type, "Bound", "DigestOutcome", &[]),
    (Kind::Word, "binder", "DigestKind", &[]),
    (Kind::Type, "Stages", "TypstPool", &[]),
    (Kind::Type, "Stage", "StagingDir", &[]),
    (Kind::Module, "stage", "staging", &[]),
    (Kind::Module, "marks", "combining_marks, or printer_marks", &["pdf"]),
    (Kind::Module, "project", "template_data", &["pdf"]),
    (Kind::Type, "Projector", "typed structs with `Serialize`", &[]),
    (Kind::Type, "Projection", "typed structs with `Serialize`", &[]),
    (Kind::Type, "Setting", "typed structs with `Serialize`", &["pdf"]),
    (Kind::Module, "cuts", "text_chunks", &[]),
    (Kind::Type, "Pieces", "TextChunks", &["pdf"]),
    (Kind::Module, "feed", "json_feed", &[]),
    (Kind::Word, "undivided", "UnresolvedDocument", &[]),
    (Kind::Function, "divide", "split_cards", &["read"]),
    (Kind::Type, "Looked", "ImageInfo", &[]),
    (Kind::Function, "looked", "inspect", &[]),
    (Kind::Function, "look", "inspect", &[]),
    (Kind::Type, "Beside", "ThemeResolver", &[]),
    (Kind::Type, "House", "CommonArgs", &[]),
    (Kind::Word, "newsroom", "Project", &[]),
    (Kind::Function, "complain", "print_error", &[]),
    (Kind::Function, "visible", "escape_control", &[]),
    (Kind::Function, "machine", "to_json_line", &[]),
    (Kind::Type, "Limited", "Ranged", &[]),
    (Kind::Type, "Seen", "DigestSet", &["document"]),
    (Kind::Function, "originals", "canonical_slugs", &[]),
    (Kind::Module, "family", "translations", &[]),
    (Kind::Type, "Family", "Translations", &[]),
    // Names that are no verb with its object.
    (Kind::Function, "of", "a verb and its object", &[]),
    (Kind::Function, "at", "a verb and its object", &[]),
    (Kind::Function, "take", "a verb and its object", &[]),
    (Kind::Function, "note", "a verb and its object", &[]),
    (Kind::Function, "told", "a verb and its object", &[]),
    (Kind::Function, "said", "a verb and its object", &[]),
    (Kind::Function, "made", "a verb and its object", &[]),
    (Kind::Function, "mine", "a verb and its object", &[]),
    (Kind::Function, "stays", "a verb and its object", &[]),
];

/// Every old name that a crate defines.
pub(super) fn list_old_names(all: &Crate) -> Vec<String> {
    let mut found = BTreeSet::new();
    for definition in list_definitions(all) {
        for (kind, old, new, crates) in OLD_NAMES {
            let is_meant = match kind {
                Kind::Word => split_words(definition.own_name()).iter().any(|word| word == old),
                Kind::Type => matches!(definition.kind, Kind::Type | Kind::Trait) && definition.name == *old,
                Kind::Trait | Kind::Function | Kind::Module | Kind::Field => {
                    definition.kind == *kind && definition.name == *old
                }
            };
            if is_meant && (crates.is_empty() || crates.contains(&&*all.name)) {
                found.insert(format!("{}: {} -> {new}", definition.place, definition.name));
            }
        }
    }
    found.into_iter().collect()
}

/// Every type of a crate that has the name of another one there.
pub(super) fn list_doubled_types(all: &Crate) -> Vec<String> {
    let mut places: BTreeMap<String, BTreeMap<Vec<String>, String>> = BTreeMap::new();
    for definition in list_definitions(all) {
        if matches!(definition.kind, Kind::Type | Kind::Trait) {
            // Of one name in one module are only the forms for several systems.
            places.entry(definition.name).or_default().entry(definition.module).or_insert(definition.place);
        }
    }
    let mut found = Vec::new();
    for (name, places) in places {
        let places: Vec<String> = places.into_values().collect();
        for place in places.iter().skip(1) {
            found.push(format!("{place}: {name}, which is also in {}", places[0]));
        }
    }
    found
}

/// Every `Result<_, String>` of a crate.
pub(super) fn list_text_errors(all: &Crate) -> Vec<String> {
    let mut found = Vec::new();
    for module in &all.modules {
        let mut collector = TextErrors { file: &module.file, found: Vec::new() };
        for item in &module.items {
            collector.visit_item(item);
        }
        found.extend(collector.found);
    }
    found
}

struct TextErrors<'a> {
    file: &'a str,
    found: Vec<String>,
}

impl<'ast> Visit<'ast> for TextErrors<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if !matches!(item, syn::Item::Fn(item) if is_for_tests(&item.attrs)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_path_segment(&mut self, segment: &'ast syn::PathSegment) {
        if segment.ident == "Result"
            && let PathArguments::AngleBracketed(arguments) = &segment.arguments
            && let Some(GenericArgument::Type(Type::Path(error))) = arguments.args.iter().nth(1)
            && error.path.segments.last().is_some_and(|last| last.ident == "String")
        {
            let line = segment.ident.span().start().line;
            self.found.push(format!("{}:{line}: Result<_, String>", self.file));
        }
        visit::visit_path_segment(self, segment);
    }
}

struct Definition {
    kind: Kind,
    name: String,
    module: Vec<String>,
    place: String,
}

impl Definition {
    /// The name without that of the struct around it.
    fn own_name(&self) -> &str {
        self.name.rsplit('.').next().unwrap()
    }
}

fn list_definitions(all: &Crate) -> Vec<Definition> {
    let mut found = Vec::new();
    for module in &all.modules {
        if let Some(name) = module.path.last() {
            let place = module.file.clone();
            found.push(Definition {
                kind: Kind::Module,
                name: name.clone(),
                module: module.path.clone(),
                place,
            });
        }
        let mut collector = Definitions { module: &module.path, file: &module.file, found: Vec::new() };
        for item in &module.items {
            collector.visit_item(item);
        }
        found.extend(collector.found);
    }
    found
}

struct Definitions<'a> {
    module: &'a [String],
    file: &'a str,
    found: Vec<Definition>,
}

impl Definitions<'_> {
    fn add(&mut self, kind: Kind, ident: &Ident) {
        self.add_named(kind, ident.to_string(), ident);
    }

    fn add_named(&mut self, kind: Kind, name: String, ident: &Ident) {
        let place = format!("{}:{}", self.file, ident.span().start().line);
        self.found.push(Definition { kind, name, module: self.module.to_vec(), place });
    }
}

impl<'ast> Visit<'ast> for Definitions<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        match item {
            syn::Item::Enum(item) => self.add(Kind::Type, &item.ident),
            syn::Item::Struct(item) => {
                self.add(Kind::Type, &item.ident);
                for field in &item.fields {
                    if let Some(ident) = &field.ident {
                        self.add_named(Kind::Field, format!("{}.{ident}", item.ident), ident);
                    }
                }
            }
            syn::Item::Trait(item) => self.add(Kind::Trait, &item.ident),
            syn::Item::Type(item) => self.add(Kind::Type, &item.ident),
            syn::Item::Union(item) => self.add(Kind::Type, &item.ident),
            syn::Item::Const(item) => self.add(Kind::Word, &item.ident),
            syn::Item::Static(item) => self.add(Kind::Word, &item.ident),
            syn::Item::Fn(item) if is_for_tests(&item.attrs) => return,
            _ => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !is_for_tests(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        // A trait of a library may ask for any name.
        if item.trait_.is_none() {
            visit::visit_item_impl(self, item);
        }
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        self.add(Kind::Function, &signature.ident);
        visit::visit_signature(self, signature);
    }

    fn visit_variant(&mut self, variant: &'ast syn::Variant) {
        self.add(Kind::Word, &variant.ident);
        visit::visit_variant(self, variant);
    }

    fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
        self.add(Kind::Word, &pattern.ident);
        visit::visit_pat_ident(self, pattern);
    }
}

/// The words of a name, in lower case: `SiteIndex` and `site_index` have two.
pub(super) fn split_words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for character in name.chars() {
        if character == '_' || character == '.' || (character.is_uppercase() && was_lower) {
            words.push(String::new());
        }
        was_lower = character.is_lowercase() || character.is_numeric();
        if character.is_alphanumeric() {
            words.last_mut().unwrap().extend(character.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
