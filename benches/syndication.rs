//! How long the editions for partners take: ninjs and Apple News, of each sample.
//!
//!     cargo bench --no-default-features --features proof --bench syndication
//!
//! A build makes the fingerprints of a document once for all editions, so they are not part of what is measured here;
//! `fingerprint` measures them.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod samples;

use divan::Bencher;
use pressroom_diagnostics::Source;
use pressroom_document::Fingerprint;
use pressroom_images::ImageCache;
use pressroom_render::Context;
use pressroom_theme::{DEFAULT, Theme};
use samples::{NAMES, backend, text as written};

const CONFIGURATION: &str = r#"
[site]
name = "The Desk"
base_url = "https://desk.example/"
"#;

fn main() {
    divan::main();
}

fn bench(bencher: Bencher<'_, '_>, edition: &str, name: &str) {
    let (configuration, _) = pressroom_config::configuration(&Source::new("pressroom.toml", CONFIGURATION));
    let theme = Theme::builtin(DEFAULT).unwrap();
    let backend = backend(&theme, edition);
    let document = samples::read(name, written(name), &configuration.site);
    let fingerprint = Fingerprint::new(&document);
    let words = theme.messages(document.metadata.language.as_str());
    let image_cache = ImageCache::default();
    let context = Context::new(&configuration.site, &words, &image_cache);
    let context = Context { fingerprint: Some(&fingerprint), ..context };
    bencher.bench_local(|| backend.render(&document, &context).unwrap());
}

#[divan::bench(args = NAMES)]
fn ninjs(bencher: Bencher<'_, '_>, name: &str) {
    bench(bencher, "ninjs", name);
}

#[divan::bench(args = NAMES)]
fn applenews(bencher: Bencher<'_, '_>, name: &str) {
    bench(bencher, "applenews", name);
}

#[divan::bench(args = NAMES)]
fn fingerprint(bencher: Bencher<'_, '_>, name: &str) {
    let document = samples::sample(name);
    bencher.bench_local(|| Fingerprint::new(&document));
}
