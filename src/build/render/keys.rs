//! What an edition of a document depends on, in a hash: where it is the same, so is the edition.

use std::{collections::BTreeMap, sync::Arc};

use serde::Serialize;

use crate::job::Job;
use pressroom_config::Site;
use pressroom_document::{canonical, sha256};
use pressroom_input::{Input, InputKind, SeenPicture};
use pressroom_render::{EditionId, EditionKind, PerEdition, Translation};
use pressroom_theme::SystemFonts;

/// Which program this is: another one may make other editions of the same document.
const PROGRAM: &str = env!("PRESSROOM_BUILD");

/// What the editions of a run have in common, edition by edition in the order of the job.
pub(crate) struct Keys {
    common: PerEdition<String>,
    fonts: Option<Arc<dyn SystemFonts>>,
}

impl Keys {
    /// The keys of a run.
    pub(crate) fn new(job: &Job<'_>) -> Self {
        let names: Vec<&str> = job.editions.iter().map(|kind| kind.name).collect();
        let common = |kind: &EditionKind| {
            let parts = EditionParts {
                program: PROGRAM,
                edition: kind.name,
                theme: job.theme.hash_parts(kind.theme_dirs, kind.theme_tables),
                site: job.site.only(kind.tables),
                editions: &names,
            };
            (kind.id(), hash_parts(&parts))
        };
        Self { common: job.editions.iter().map(common).collect(), fonts: job.theme.system_fonts().cloned() }
    }

    /// What the editions of the run have in common, each in a hash: equal in all processes that would make the same of the
    /// same.
    pub(crate) fn common(&self) -> Vec<String> {
        self.common.values().cloned().collect()
    }

    /// The key of an edition of a document, with the characters that no font of the theme shows: a font of the machine that
    /// has one of them changes it.
    pub(crate) fn edition_key(&self, edition: EditionId, document: &DocumentKey, lacking: &str) -> String {
        let faces = |character| self.fonts.iter().flat_map(|fonts| fonts.faces_showing(character)).collect();
        let fonts: BTreeMap<char, Vec<String>> =
            lacking.chars().map(|character| (character, faces(character))).collect();
        let parts = (self.common.get(edition), &document.0, fonts);
        hash_parts(&parts).get(..32).unwrap_or_default().to_owned()
    }
}

/// What all editions of a document depend on, in a hash.
pub(crate) struct DocumentKey(String);

impl DocumentKey {
    /// The key of a document of which the source has this hash.
    pub(crate) fn new(
        input: &Input,
        source: &str,
        pictures: &[SeenPicture],
        translations: &[Translation],
        notice: bool,
    ) -> Self {
        let pictures = pictures
            .iter()
            .map(|picture| (picture.path.as_str(), picture.file.as_ref().map(|(_, sha256)| sha256.as_str())));
        let Input { name, path: _, kind, slug, leads_out: _ } = input;
        let pictures = pictures.collect();
        Self(hash_parts(&DocumentParts { name, kind: *kind, slug, source, pictures, translations, notice }))
    }
}

/// What all documents of a run have in common in one edition.
#[derive(Serialize)]
struct EditionParts<'a> {
    program: &'a str,
    edition: &'a str,
    theme: String,
    site: Site,
    editions: &'a [&'a str],
}

/// What all editions of a document have in common.
#[derive(Serialize)]
struct DocumentParts<'a> {
    name: &'a str,
    kind: InputKind,
    slug: &'a str,
    source: &'a str,
    /// The path of each, and the hash of its content.
    pictures: Vec<(&'a str, Option<&'a str>)>,
    translations: &'a [Translation],
    notice: bool,
}

/// The hash of some parts: that of their canonical JSON.
fn hash_parts(parts: &impl Serialize) -> String {
    // Whatever has no JSON form would have the key of nothing, which no edition has.
    sha256(&serde_json::to_value(parts).map(|form| canonical(&form)).unwrap_or_default())
}

/// A hash of what the files about a build are made with, besides its documents.
pub(crate) fn site_key(job: &Job<'_>) -> String {
    hash_parts(&(PROGRAM, job.theme.hash(), job.site))
}
