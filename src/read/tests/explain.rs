//! Every code is explained, and its example gives it.

use std::sync::Arc;

use crate::{self as read, ReadOptions};
use pressroom_config::Site;
use pressroom_diagnostics::{
    explain::{FILES, headings},
    *,
};
use pressroom_images::{PictureError, Pictures};

/// A folder in which every drawing and every picture is, but none that is called missing.
struct Folder;

impl Pictures for Folder {
    fn open(&self, path: &str) -> Result<Arc<[u8]>, PictureError> {
        match path {
            _ if path.contains("missing") => Err(PictureError::NotFound),
            _ if path.ends_with(".png") => {
                let mut bytes = std::io::Cursor::new(Vec::new());
                let pixel = image::RgbImage::from_pixel(1, 1, image::Rgb([200, 0, 0]));
                pixel.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
                Ok(bytes.into_inner().into())
            }
            _ => Ok(Arc::from(&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..])),
        }
    }
}

#[test]
fn every_code_has_cause_example_and_remedy() {
    for code in Code::ALL {
        let Some(explanation) = code.explanation() else {
            panic!("`{code}` has no explanation, or it lacks a part")
        };
        let Explanation { cause, kind, example, remedy } = explanation;
        assert!(cause.len() > 40 && remedy.len() > 15 && !example.is_empty(), "{code}: {explanation:?}");
        assert!(["markdown", "text"].contains(&kind), "{code}: an example is ```markdown or ```text");
        assert!(!cause.contains("\n#") && !cause.contains("```"), "{code}: {cause}");
        assert_ne!(code.class().name(), "");
    }
}

#[test]
fn nothing_else_is_explained() {
    let mut names: Vec<_> =
        FILES.iter().flat_map(|file| headings(file, "# ")).map(|(_, _, name)| name).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all, "a code is explained once");
    let unknown: Vec<_> = names.into_iter().filter(|name| Code::named(name).is_none()).collect();
    assert_eq!(unknown, [""; 0]);
}

/// Front matter in which nothing is wrong.
const HEAD: &str = "---\nheadline: Why now?\nlanguage: en\npublished: 2026-01-31\n---\n\n";

#[test]
fn examples_give_their_finding() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for code in Code::ALL {
        let Some(Explanation { kind: "markdown", example, .. }) = code.explanation() else { continue };
        // An example of the body alone stands in an explainer that is whole.
        let whole = example.starts_with(['-', '+']) || code.name().starts_with("missing-front");
        let example = if whole { example.to_owned() } else { format!("{HEAD}{example}") };
        let (source, mut found) = Source::decode("example.md", format!("{example}\n").as_bytes());
        let site = Site::default();
        let (_, more) = read::markdown(
            &source,
            &ReadOptions { site: &site, slug: "example", pictures: &Folder, now: None },
        );
        found.extend(more);
        let mut codes: Vec<_> = found.iter().map(|finding| finding.code).collect();
        codes.dedup();
        codes.retain(|found| *found == *code || *found != Code::MissingCanonicalUrl);
        // One cause, one finding: an example shows nothing else.
        if codes != [*code] {
            wrong.push(format!(
                "{code}: {:?}",
                found.iter().map(|one| (one.code, &one.message)).collect::<Vec<_>>()
            ));
        }
        tried += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried > 20);
}
