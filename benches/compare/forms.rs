//! Makes the forms that a web page offers of picture files, as `benches/compare/pictures` times them.
//!
//!     cargo run --release -p pressroom-images --example forms -- WIDEST OUT FILE...

#![allow(clippy::unwrap_used, clippy::disallowed_methods, clippy::print_stdout, missing_docs)]

use std::{collections::BTreeMap, fs, path::Path, sync::Arc, thread};

use pressroom_images::{ImageCache, NoPictures, inspect::load_asset, variants::make_page_variants};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let widest = arguments.next().unwrap().parse().unwrap();
    let out = arguments.next().unwrap();
    let files: Vec<String> = arguments.collect();
    // Two threads, as a build on two cores has.
    let halves = files.split_at(files.len() / 2);
    thread::scope(|scope| {
        for half in [halves.0, halves.1] {
            let out = Path::new(&out);
            scope.spawn(move || half.iter().for_each(|file| make_forms(file, widest, out)));
        }
    });
}

fn make_forms(path: &str, widest: u32, out: &Path) {
    let file: Arc<[u8]> = fs::read(path).unwrap().into();
    let asset = load_asset(path, &file, &NoPictures).unwrap();
    let forms = make_page_variants(&asset, &ImageCache::default(), widest).unwrap();
    let stem = Path::new(path).file_stem().unwrap().to_string_lossy();
    let sizes: BTreeMap<u32, usize> = forms.iter().map(|form| (form.width, form.bytes.len())).collect();
    println!("{stem} {sizes:?}");
    for form in forms {
        let name = format!("{stem}-{}.{}", form.width, form.media_type.extension());
        fs::write(out.join(name), &form.bytes).unwrap();
    }
}
