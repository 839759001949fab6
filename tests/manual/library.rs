//! The examples of `input/manual/library.md`, word for word, so that they compile.

#[rustfmt::skip]
mod examples {
use pressroom::{Edition, Error, Pressroom};

/// A book of one explainer.
fn epub(markdown: &str) -> Result<Vec<u8>, Error> {
    let press = Pressroom::default();
    let explainer = press.read(markdown)?;
    Ok(press.render(&explainer, Edition::Epub)?.into_main_file())
}

use pressroom::{MemoryPictures, Site};

/// The sizes of all files of an explainer with a picture.
fn sizes(
    markdown: &str,
    png: &[u8],
) -> Result<Vec<(String, usize)>, Error> {
    let site = Site {
        name: Some("The Example".to_owned()),
        base_url: Some("https://news.example/".to_owned()),
        ..Site::default()
    };
    let press = Pressroom::builder()
        .site(site)
        .builtin_theme("bulletin")
        .pictures(MemoryPictures::from([("map.png", png)]))
        .build()?;
    let explainer = press.read_file("why.md", markdown)?;
    let mut sizes = Vec::new();
    for (_, rendered) in press.render_all(&explainer) {
        for (path, content) in rendered?.files() {
            sizes.push((path.to_owned(), content.len()));
        }
    }
    Ok(sizes)
}

/// The places and codes of everything that is wrong or doubtful.
fn findings(markdown: &str) -> Vec<(usize, &'static str)> {
    let (source, found) =
        match Pressroom::default().read_file("why.md", markdown) {
            Ok(explainer) => {
                (explainer.source().clone(), explainer.warnings().to_vec())
            }
            Err(error) => {
                (error.source_text().clone(), error.diagnostics().to_vec())
            }
        };
    found
        .iter()
        .map(|diagnostic| {
            let start = diagnostic.span.map_or(0, |span| span.start);
            (source.line(start as usize), diagnostic.code.name())
        })
        .collect()
}

const MARKDOWN: &str = "# Why?\n\n![A map](map.png)\n\n## Who asks?\n\nYou.\n";

#[test]
fn the_examples_do_what_they_say() {
    assert!(epub(MARKDOWN).unwrap().starts_with(b"PK"));
    let sizes = sizes(MARKDOWN, include_bytes!("dot.png")).unwrap();
    for path in ["why.html", "why.epub", "why.pdf", "why.ninjs.json"] {
        assert!(sizes.iter().any(|(name, size)| name == path && *size > 500), "{path}: {sizes:?}");
    }
    assert!(sizes.iter().any(|(name, _)| name.starts_with("media/")), "{sizes:?}");
    assert!(findings(MARKDOWN).contains(&(3, "missing-picture")), "{:?}", findings(MARKDOWN));
    assert_eq!(findings("---\nheadline: [\n---\n").last().map(|(line, _)| *line > 0), Some(true));
}
}
