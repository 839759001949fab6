//! Pictures: opened, measured, and where one can't be had, what was meant.

use super::{PictureFailure, Resolver, shorten};
use pressroom_diagnostics::{Code, Diagnostic, Span};
use pressroom_document::{
    Image, ImageSource, LinkTarget, clean,
    link::{self, Checked},
};
use pressroom_images::{Rights, inspect as picture};

/// Schemes that are never the name of a folder.
const NOT_FOLDERS: &[&str] =
    &["data", "javascript", "vbscript", "blob", "mailto", "tel", "ftp", "cid", "http", "https"];

/// What to write where a picture names no file.
const NO_FILE: &str = "write its path: ![what it shows](picture.jpg)";

/// The most picture files that one document may have.
const MAX_PICTURES: usize = 2_000;

/// Returns true if what stands before a colon may be the name of a folder.
fn is_folder(scheme: &str) -> bool {
    !NOT_FOLDERS.contains(&scheme.to_ascii_lowercase().as_str()) && !scheme.contains(char::is_whitespace)
}

impl Resolver<'_, '_> {
    pub(super) fn image(&mut self, image: &mut Image) {
        if image.alt.as_deref().is_none_or(|alt| alt.trim().is_empty()) && image.alt.as_deref() != Some("") {
            image.alt = None;
        }
        let draft = std::mem::replace(&mut image.source, ImageSource::Missing(String::new()));
        let (raw, size) = match draft {
            ImageSource::Missing(path) => (path, None),
            ImageSource::Remote { url, size } => (url, size),
            // Already resolved (the model's own JSON).
            ImageSource::Local(index) => {
                image.source = ImageSource::Local(index);
                return;
            }
        };
        let alone = image.alt.is_none();
        image.source = if link::is_path(&raw) {
            self.local(&raw, image.span, alone)
        } else {
            self.remote(&raw, size, image.span)
        };
        // Where there is no picture, that is what is wrong.
        if image.alt.is_none() && !matches!(image.source, ImageSource::Missing(_)) {
            let path = shorten(&raw);
            let help = match self.in_front_matter {
                true => format!("write `image: {{ src: {path}, alt: What it shows }}`"),
                false => {
                    format!("write ![what it shows]({path}), or ![]({path}){{alt=\"\"}} if it is decoration")
                }
            };
            self.warn(Code::MissingAlt, "this picture has no alternative text", image.span, &help);
        }
    }

    /// Names the makers that the file of a picture names, if the author names none.
    pub(super) fn fill_credit(&self, image: &mut Image) {
        if let (None, ImageSource::Local(index)) = (&image.credit, &image.source) {
            let asset = self.assets.get(*index);
            image.credit = asset.and_then(|asset| Rights::read(&asset.bytes).credit_line());
        }
    }

    fn remote(&mut self, raw: &str, size: Option<(u32, u32)>, span: Span) -> ImageSource {
        match link::check(raw, self.base.as_deref()) {
            Checked::Target(LinkTarget::External(url)) => {
                let message = format!("Pressroom never downloads a picture: {}", shorten(&url));
                let help = match size {
                    Some(_) => {
                        "web pages show it from there; for every edition, put the file beside the explainer"
                    }
                    None => {
                        "put the file beside the explainer, or give its size for web pages: {width=640 height=480}"
                    }
                };
                self.warn(Code::RemotePicture, message, span, help);
                ImageSource::Remote { url, size }
            }
            Checked::Refused(_) if link::is_local(raw) => {
                let message = format!("`{}` is a path on one computer: readers can't open it", shorten(raw));
                let help = match self.meant(raw) {
                    Some(path) => format!("did you mean `{path}`?"),
                    None => {
                        "put the file beside the explainer, and write its name: ![what it shows](picture.jpg)"
                            .to_owned()
                    }
                };
                self.warn(Code::MissingPicture, message, span, &help);
                ImageSource::Missing(String::new())
            }
            Checked::Refused(why) => {
                let (message, help) = match raw.split_once(':').filter(|(scheme, _)| is_folder(scheme)) {
                    Some((folder, file)) => {
                        let path = format!("{folder}/{}", file.trim_start_matches('/'));
                        let message = format!(
                            "`{}` is not a path: `{folder}:` looks like the start of a URL",
                            shorten(raw)
                        );
                        (message, format!("if it is a folder, write `{}`", shorten(&path)))
                    }
                    None => {
                        let help = "put the file beside the explainer, and write its name";
                        (format!("a picture can't come from there: {why}"), help.to_owned())
                    }
                };
                self.warn(Code::UnsafeUrl, message, span, &help);
                ImageSource::Missing(String::new())
            }
            Checked::Target(_) | Checked::Fragment(_) | Checked::Relative | Checked::Empty => {
                self.warn(Code::MissingPicture, "this picture names no file", span, NO_FILE);
                ImageSource::Missing(String::new())
            }
        }
    }

    /// The picture that was most likely meant by a path that leads to none.
    fn meant(&mut self, path: &str) -> Option<String> {
        self.guesses = self.guesses.checked_sub(1)?;
        picture::suggest_path(path, self.options.pictures)
    }

    /// A picture beside the document; one that is `alone` has no words that could stand in its place.
    fn local(&mut self, raw: &str, span: Span, alone: bool) -> ImageSource {
        let path = link::file_path(raw);
        if path.is_empty() || path.starts_with('#') {
            self.warn(Code::MissingPicture, "this picture names no file", span, NO_FILE);
            return ImageSource::Missing(String::new());
        }
        let clean = clean::line(&path).0;
        if clean != path {
            let message = "the name of this picture's file holds a control character or a line break";
            self.warn(Code::MissingPicture, message, span, "rename the file, and write its new name here");
            return ImageSource::Missing(clean.into_owned());
        }
        let known = self.loaded.get(&path).cloned();
        let result = known.unwrap_or_else(|| {
            let result = self.load(&path);
            self.loaded.insert(path.clone(), result.clone());
            result
        });
        match result {
            Ok(index) => ImageSource::Local(index),
            Err(PictureFailure { code: Code::Disk, why, .. }) => {
                let message = format!("the picture {} {why}", shorten(&path));
                let finding = Diagnostic::error(Code::Disk, message).with_span(span);
                self.found.push(
                    finding
                        .help("Pressroom builds nothing without it; build again when the disk can be read"),
                );
                ImageSource::Missing(path)
            }
            Err(PictureFailure { code, why, is_damage: true }) => {
                let message = format!("the picture {} {why}", shorten(&path));
                let finding = Diagnostic::error(code, message).with_span(span);
                self.found.push(finding.help("copy the file again from where it came, or export it again"));
                ImageSource::Missing(path)
            }
            Err(PictureFailure { code, why, is_damage: false }) => {
                // What to do about a file that is no picture stands behind what it is.
                let (what, advice) = match why.split_once("; ") {
                    Some((what, advice)) => (what, Some(advice)),
                    None => (why.as_str(), None),
                };
                let message = format!("the picture {} {what}", shorten(&path));
                let meant = self.meant(&path).filter(|meant| *meant != path);
                let help = match (meant, alone) {
                    (Some(path), _) if code == Code::BadPicture => match advice {
                        Some(advice) => format!("{advice}, or use `{path}`, which exists"),
                        None => format!("`{path}` exists: did you mean that?"),
                    },
                    (Some(path), _) => format!("did you mean `{path}`?"),
                    (None, _) if advice.is_some() => advice.unwrap_or_default().to_owned(),
                    (None, true) => {
                        "editions show nothing in its place: it has no alternative text".to_owned()
                    }
                    (None, false) => "editions show its alternative text and caption in its place".to_owned(),
                };
                self.warn(code, message, span, &help);
                ImageSource::Missing(path)
            }
        }
    }

    fn load(&mut self, path: &str) -> Result<usize, PictureFailure> {
        if self.assets.len() >= MAX_PICTURES {
            let why = format!("is one too many: a document may have {MAX_PICTURES}");
            return Err(PictureFailure { code: Code::TooMany, why, is_damage: false });
        }
        let pictures = self.options.pictures;
        let file = pictures.open(path).map_err(|error| PictureFailure {
            code: error.code(),
            why: error.to_string(),
            is_damage: false,
        })?;
        let asset = picture::load_asset(path, &file, pictures).map_err(|error| PictureFailure {
            code: Code::BadPicture,
            why: error.to_string(),
            is_damage: error.is_damage(),
        })?;
        // The same bytes under two paths are one picture.
        if let Some(index) = self.assets.iter().position(|other| other.sha256 == asset.sha256) {
            return Ok(index);
        }
        self.assets.push(asset);
        Ok(self.assets.len() - 1)
    }
}
