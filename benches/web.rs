//! How long a web page takes: the AMP page, in both forms, and the HTML page of each sample, whose pictures the image cache
//! knows already.
//!
//!     cargo bench --no-default-features --features proof --bench web

#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod samples;

use divan::Bencher;
use pressroom_diagnostics::Source;
use pressroom_images::ImageCache;
use pressroom_render::{Context, EditionSet};
use pressroom_theme::{DEFAULT, Theme};
use samples::{NAMES, backend, text as written};

const CONFIGURATION: &str = r#"
[site]
name = "The Desk"
base_url = "https://desk.example/"
[amp.analytics]
ga4 = "G-ABC123DEF4"
"#;

fn main() {
    divan::main();
}

fn bench(bencher: Bencher<'_, '_>, edition: &str, more: &str, name: &str) {
    let configuration = format!("{CONFIGURATION}{more}");
    let (configuration, _) = pressroom_config::configuration(&Source::new("pressroom.toml", configuration));
    let theme = Theme::builtin(DEFAULT).unwrap();
    let backend = backend(&theme, edition);
    let document = samples::read(name, written(name), &configuration.site);
    let words = theme.messages(document.metadata.language.as_str());
    let image_cache = ImageCache::default();
    let editions = EditionSet::from_names(&["amp", "html"]);
    let context = Context { editions: &editions, ..Context::new(&configuration.site, &words, &image_cache) };
    backend.render(&document, &context).unwrap();
    bencher.bench_local(|| backend.render(&document, &context).unwrap());
}

#[divan::bench(args = NAMES)]
fn amp(bencher: Bencher<'_, '_>, name: &str) {
    bench(bencher, "amp", "", name);
}

#[divan::bench(args = NAMES)]
fn amp_untransformed(bencher: Bencher<'_, '_>, name: &str) {
    bench(bencher, "amp", "[amp]\ntransformed = false\n", name);
}

#[divan::bench(args = NAMES)]
fn html(bencher: Bencher<'_, '_>, name: &str) {
    bench(bencher, "html", "", name);
}
