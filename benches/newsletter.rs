//! How long a newsletter takes: the plain text, the whole mail and its parts for a service, of each sample.
//!
//!     cargo bench --no-default-features --features proof --bench newsletter

#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

use std::{path::Path, sync::Arc};

use divan::Bencher;
use pressroom::{
    diagnostic::Source,
    model::{Document, Site},
    read::{self, PictureError, Pictures, ReadOptions},
    render::{Context, Darkroom, registry},
    theme::{DEFAULT, Theme},
};

const SAMPLES: [&str; 5] =
    ["article-5-guarantees", "desalination", "drip-irrigation", "power-schedules", "undersea-cables"];

const CONFIGURATION: &str = r#"
[site]
name = "The Desk"
base_url = "https://desk.example/"
[newsletter]
from = "The Desk <letters@desk.example>"
unsubscribe = "https://desk.example/leave?reader={token}"
reason = "You asked for it."
utm = { source = "letter", campaign = "{slug}" }
"#;

fn main() {
    divan::main();
}

/// The folder of the samples.
struct Folder;

impl Pictures for Folder {
    fn open(&self, path: &str) -> Result<Arc<[u8]>, PictureError> {
        std::fs::read(Path::new("input").join(path)).map(Arc::from).map_err(|_| PictureError::NotFound)
    }
}

fn sample(name: &str, site: &Site) -> Document {
    let text = std::fs::read_to_string(format!("input/{name}.md")).unwrap();
    let options = ReadOptions { site, slug: name, pictures: &Folder };
    read::markdown(&Source::new(name, text), &options).0.unwrap()
}

fn bench(bencher: Bencher<'_, '_>, edition: &str, name: &str) {
    let (configuration, _) = read::configuration(&Source::new("pressroom.toml", CONFIGURATION));
    let theme = Theme::builtin(DEFAULT).unwrap();
    let kind = registry().iter().find(|kind| kind.name == edition).unwrap();
    let backend = (kind.prepare)(&theme).unwrap();
    let document = sample(name, &configuration.site);
    let words = theme.words(document.metadata.language.as_str());
    let context = Context { site: &configuration.site, words: &words, darkroom: &Darkroom::default() };
    bencher.bench_local(|| backend.render(&document, &context).unwrap());
}

#[divan::bench(args = SAMPLES)]
fn text(bencher: Bencher<'_, '_>, name: &str) {
    bench(bencher, "text", name);
}

#[divan::bench(args = SAMPLES)]
fn email(bencher: Bencher<'_, '_>, name: &str) {
    bench(bencher, "email", name);
}

#[divan::bench(args = SAMPLES)]
fn esp(bencher: Bencher<'_, '_>, name: &str) {
    bench(bencher, "esp", name);
}
