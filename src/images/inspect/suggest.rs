//! Suggests the file that was meant by a path that leads to none.

use crate::pictures::Pictures;
use pressroom_diagnostics::nearest;
use pressroom_document::word;

/// Extensions of pictures, used or not.
const EXTENSIONS: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "svg", "heic", "heif", "avif", "tif", "tiff", "bmp", "pdf", "eps",
    "psd",
];

/// Suggests the path of the picture beside the explainer that was most likely meant by `written`.
///
/// First come files that differ only in case, in spaces, hyphens and underscores, or in the extension, then those of the
/// same name in another folder, then those whose name is nearly the same.
pub fn suggest_path(written: &str, pictures: &dyn Pictures) -> Option<String> {
    let path = normalize_slashes(written);
    let listed = pictures.list();
    let is_picture = |name: &&String| {
        extension(name).is_some_and(|extension| EXTENSIONS.contains(&extension.to_lowercase().as_str()))
    };
    let known: Vec<&String> = listed.iter().filter(is_picture).collect();
    if stem(&path).is_empty() {
        return None;
    }
    let known: Vec<&String> = known.into_iter().filter(|name| **name != path).collect();
    // A picture that can be used comes before one that can't.
    let usable = |name: &&&String| EXTENSIONS.iter().take(5).any(|known| is_extension(name, known));
    let same = |fold: fn(&str) -> String| {
        let wanted = fold(&path);
        let all = || known.iter().filter(|name| fold(name) == wanted);
        all().find(usable).or_else(|| all().next()).map(|name| (*name).clone())
    };
    if let Some(found) = same(fold).or_else(|| same(fold_without_extension)) {
        return Some(found);
    }
    let wanted = fold(file_name(&path));
    let mut by_name = known.iter().filter(|name| fold(file_name(name)) == wanted);
    match (by_name.next(), by_name.next()) {
        (Some(name), None) => Some((*name).clone()),
        (None, _) => nearest_name(&path, &known),
        // Several of one name: which was meant is not known.
        (Some(_), Some(_)) => None,
    }
}

/// The picture in the same folder, else in any, whose name is nearly the same.
fn nearest_name(path: &str, known: &[&String]) -> Option<String> {
    let name = fold_without_extension(file_name(path));
    let in_folder = known.iter().filter(|other| folder_name(other) == folder_name(path));
    let find = |all: &mut dyn Iterator<Item = &&String>| {
        let names: Vec<(String, &String)> =
            all.map(|other| (fold_without_extension(file_name(other)), *other)).collect();
        let near = nearest(&name, names.iter().map(|(name, _)| name.as_str()))?.to_owned();
        // Of `chart-1` and `chart-2`, one is not a slip for the other.
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        (digits(&near) == digits(&name)).then_some(())?;
        names.into_iter().find(|(name, _)| *name == near).map(|(_, other)| other.clone())
    };
    find(&mut in_folder.into_iter()).or_else(|| find(&mut known.iter()))
}

/// A path as the web writes it, whatever system it is of.
fn normalize_slashes(path: &str) -> String {
    let path = path.replace('\\', "/");
    let path = path.strip_prefix("file:///").unwrap_or(&path);
    path.trim_start_matches("./").trim_start_matches('/').to_owned()
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn folder_name(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn extension(path: &str) -> Option<&str> {
    file_name(path).rsplit_once('.').map(|(_, extension)| extension)
}

fn is_extension(path: &str, known: &str) -> bool {
    extension(path).is_some_and(|extension| extension.eq_ignore_ascii_case(known))
}

fn stem(path: &str) -> &str {
    let name = file_name(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// A path in lower case, with one mark between its words; `.jpeg` is `.jpg`.
fn fold(path: &str) -> String {
    let lower = word::nfc(path).to_lowercase();
    let lower = lower.strip_suffix(".jpeg").map_or(lower.clone(), |stem| format!("{stem}.jpg"));
    lower.chars().map(|c| if c.is_whitespace() || matches!(c, '_' | '–') { '-' } else { c }).collect()
}

fn fold_without_extension(path: &str) -> String {
    let folded = fold(path);
    let stem = folded.len() - extension(&folded).map_or(0, |extension| extension.len() + 1);
    folded.get(..stem).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::suggest_path;
    use crate::{error::PictureError, pictures::Pictures};

    struct Folder(&'static [&'static str]);

    impl Pictures for Folder {
        fn open(&self, _: &str) -> Result<Arc<[u8]>, PictureError> {
            Err(PictureError::NotFound)
        }

        fn list(&self) -> Vec<String> {
            self.0.iter().map(|name| (*name).to_owned()).collect()
        }
    }

    #[test]
    fn the_file_that_was_meant_is_found() {
        let folder = Folder(&[
            "a.md",
            "chart-1.png",
            "map.heic",
            "map.jpg",
            "pic/Count.PNG",
            "pic/my count.png",
            "pic/harbour.jpeg",
            "two/one.png",
            "one/one.png",
            "Überhang.png",
        ]);
        for (written, expected) in [
            ("pic/count.png", Some("pic/Count.PNG")),
            ("pic/Count.jpg", Some("pic/Count.PNG")),
            ("pics/count.png", Some("pic/Count.PNG")),
            ("count.png", Some("pic/Count.PNG")),
            (r"C:\Users\Nora\Pictures\count.png", Some("pic/Count.PNG")),
            ("pic/my-count.png", Some("pic/my count.png")),
            ("pic/my_count.png", Some("pic/my count.png")),
            ("pic/harbour.jpg", Some("pic/harbour.jpeg")),
            ("pic/harbor.jpg", Some("pic/harbour.jpeg")),
            ("/pic/harbour.jpg", Some("pic/harbour.jpeg")),
            ("map.png", Some("map.jpg")),
            ("überhang.png", Some("Überhang.png")),
            ("one.png", None),
            ("chart-2.png", None),
            ("a.md", None),
            ("election-night.png", None),
            ("", None),
        ] {
            assert_eq!(suggest_path(written, &folder).as_deref(), expected, "{written}");
        }
    }
}
