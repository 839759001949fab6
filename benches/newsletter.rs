//! How long a newsletter takes: the plain text, the whole mail and its parts for a service, of each sample.
//!
//!     cargo bench --no-default-features --features proof --bench newsletter

#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod samples;

use divan::Bencher;
use pressroom_diagnostics::Source;
use pressroom_images::ImageCache;
use pressroom_render::Context;
use pressroom_theme::{DEFAULT, Theme};
use samples::{NAMES, backend, text as written};

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

fn bench(bencher: Bencher<'_, '_>, edition: &str, name: &str) {
    let (configuration, _) = pressroom_config::configuration(&Source::new("pressroom.toml", CONFIGURATION));
    let theme = Theme::builtin(DEFAULT).unwrap();
    let backend = backend(&theme, edition);
    let document = samples::read(name, written(name), &configuration.site);
    let words = theme.messages(document.metadata.language.as_str());
    let image_cache = ImageCache::default();
    let context = Context::new(&configuration.site, &words, &image_cache);
    bencher.bench_local(|| backend.render(&document, &context).unwrap());
}

#[divan::bench(args = NAMES)]
fn text(bencher: Bencher<'_, '_>, name: &str) {
    bench(bencher, "text", name);
}

#[divan::bench(args = NAMES)]
fn email(bencher: Bencher<'_, '_>, name: &str) {
    bench(bencher, "email", name);
}

#[divan::bench(args = NAMES)]
fn esp(bencher: Bencher<'_, '_>, name: &str) {
    bench(bencher, "esp", name);
}
