//! What an edition of a document depends on, in a hash: where it is the same, so is the edition.

use crate::job::Job;
use pressroom_document::sha256;
use pressroom_input::{Input, SeenPicture};
use pressroom_render::{EditionKind, Translation};
use pressroom_theme::TokenTable;

/// Which build of Pressroom this is: another one may make other editions of the same document.
const BUILD: &str = env!("PRESSROOM_BUILD");

/// What the editions of a run have in common, edition by edition in the order of the job.
pub(crate) struct Keys {
    common: Vec<String>,
}

impl Keys {
    /// The keys of a run.
    pub(crate) fn new(job: &Job<'_>) -> Self {
        let site = sha256(format!("{:?}", job.site).as_bytes());
        let names: Vec<&str> = job.editions.iter().map(|kind| kind.name).collect();
        let common = |kind: &EditionKind| {
            let theme = job.theme.hash_parts(kind.theme_dirs, TokenTable::ALL);
            sha256(format!("{BUILD} {} {theme} {site} {names:?}", kind.name).as_bytes())
        };
        Self { common: job.editions.iter().map(common).collect() }
    }

    /// What the editions of the run have in common, each in a hash: equal in all processes that would make the same of the
    /// same.
    pub(crate) fn common(&self) -> &[String] {
        &self.common
    }

    /// The key of an edition, by its number in the job, of a document.
    pub(crate) fn edition_key(&self, edition: usize, document: &DocumentKey) -> String {
        let common = self.common.get(edition).map_or("", String::as_str);
        sha256(format!("{common} {}", document.0).as_bytes()).get(..32).unwrap_or_default().to_owned()
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
        let pictures: Vec<_> = pictures
            .iter()
            .map(|picture| (&picture.path, picture.file.as_ref().map(|(_, sha256)| sha256)))
            .collect();
        let Input { name, path: _, kind, slug, leads_out: _ } = input;
        let all = format!("{name:?} {kind:?} {slug:?} {source} {pictures:?} {translations:?} {notice}");
        Self(sha256(all.as_bytes()))
    }
}

/// A hash of what the files about a build are made with, besides its documents.
pub(crate) fn site_key(job: &Job<'_>) -> String {
    sha256(format!("{BUILD} {} {:?}", job.theme.hash(), job.site).as_bytes())
}
