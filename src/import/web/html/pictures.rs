//! Pictures: which address of an element is the picture's, and the file that it leads to.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use base64::Engine as _;
use dom_query::NodeRef;
use url::Url;

use super::dom::name;
use pressroom_document::link;
use pressroom_images::Pictures;

/// The most bytes of all pictures of an article.
const MAX_BYTES: usize = 512 * 1024 * 1024;
/// How many characters of a file's name are kept.
const MAX_NAME: usize = 60;

/// The address of a picture: its own, unless that is a stand-in for one that a script loads later.
pub(crate) fn picture_address(node: NodeRef<'_>) -> Option<String> {
    let own = node.attr("src").map(|own| own.trim().to_owned()).filter(|own| !own.is_empty());
    if let Some(own) = own.as_ref().filter(|own| !is_stand_in(own)) {
        return Some(own.clone());
    }
    let later =
        ["data-src", "data-original", "data-lazy-src", "data-hi-res-src", "data-url", "data-full-src"];
    let later = later.iter().find_map(|one| node.attr(one)).map(|one| one.trim().to_owned());
    let beside = node.parent().filter(|parent| name(*parent) == "picture").into_iter();
    let beside = beside.flat_map(|picture| picture.element_children()).filter(|node| name(*node) == "source");
    let sets = std::iter::once(node).chain(beside);
    let mut sets =
        sets.flat_map(|node| ["srcset", "data-srcset", "data-lazy-srcset"].map(|one| node.attr(one)));
    later
        .filter(|later| !later.is_empty())
        .or_else(|| sets.find_map(|set| largest(&set?)))
        .or(own.filter(|own| !own.starts_with("data:") || own.len() > 300))
}

/// True for the address of an empty picture.
fn is_stand_in(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    if lower.starts_with("data:") {
        return lower.len() < 300 || lower.starts_with("data:image/svg");
    }
    let file = lower.rsplit('/').next().unwrap_or_default();
    ["placeholder", "blank.", "spacer.", "pixel.", "transparent.", "1x1", "lazy", "grey-"]
        .iter()
        .any(|word| file.starts_with(word))
        || lower == "about:blank"
}

/// The largest picture of a `srcset`.
fn largest(set: &str) -> Option<String> {
    let mut best: Option<(f64, &str)> = None;
    for part in set.split(", ").flat_map(|part| part.split(",\n")).map(str::trim) {
        let (address, size) = part.split_once(char::is_whitespace).unwrap_or((part, ""));
        let size = size.trim().trim_end_matches([',', 'w', 'x']).parse().unwrap_or(1.0);
        let address = address.trim_end_matches(',');
        if !address.is_empty() && !address.starts_with("data:") && best.is_none_or(|(most, _)| size > most) {
            best = Some((size, address));
        }
    }
    best.map(|(_, address)| address.to_owned())
}

/// True for a picture of one pixel that counts readers.
pub(super) fn is_beacon(node: NodeRef<'_>) -> bool {
    let is_tiny = |name: &str| node.attr(name).is_some_and(|size| matches!(size.trim(), "0" | "1" | "1px"));
    is_tiny("width") && is_tiny("height")
}

/// True for what stands in for pictures where no scripts run.
pub(super) fn in_noscript(node: NodeRef<'_>) -> bool {
    node.ancestors(Some(6)).iter().any(|parent| name(*parent) == "noscript")
}

/// The size in CSS pixels that the page gives a picture.
pub(super) fn size(node: NodeRef<'_>) -> Option<(u32, u32)> {
    let pixels = |name: &str| {
        let written = node.attr(name)?;
        let number: f64 = written.trim().trim_end_matches("px").parse().ok()?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        (1.0..20_000.0).contains(&number).then_some(number as u32)
    };
    pixels("width").zip(pixels("height"))
}

/// Pictures that are taken from the files beside a page.
pub(crate) struct PictureFolder<'p> {
    beside: &'p dyn Pictures,
    /// The paths at which the file of an address may lie.
    paths: fn(&str) -> Vec<String>,
    base: Option<Url>,
    files: BTreeMap<String, Arc<[u8]>>,
    names: HashMap<String, String>,
    bytes: usize,
}

impl<'p> PictureFolder<'p> {
    /// The pictures beside a page. Addresses that lead to no file are relative to `base`.
    pub(crate) fn new(beside: &'p dyn Pictures, base: Option<Url>) -> Self {
        Self { beside, paths: own_path, base, files: BTreeMap::new(), names: HashMap::new(), bytes: 0 }
    }

    /// Looks for the files of addresses at other paths, too.
    pub(crate) fn with_paths(mut self, paths: fn(&str) -> Vec<String>) -> Self {
        self.paths = paths;
        self
    }

    /// Takes the picture of an address: gives the key of its file, or an absolute address on the web. `None` if it leads
    /// nowhere.
    pub(crate) fn take_picture(&mut self, address: &str) -> Option<String> {
        let address = address.trim();
        if let Some(name) = self.names.get(address) {
            return Some(name.clone());
        }
        let found = match address.strip_prefix("data:") {
            Some(data) => Some(("picture".to_owned(), decode(data)?)),
            None => (self.paths)(address)
                .into_iter()
                .find_map(|path| Some((path.clone(), self.beside.open(&path).ok()?))),
        };
        if let Some((path, bytes)) = found
            && let Some(extension) = extension(&bytes)
            && self.bytes.saturating_add(bytes.len()) <= MAX_BYTES
        {
            self.bytes += bytes.len();
            let key = self.key(&path, extension);
            self.files.insert(key.clone(), bytes);
            self.names.insert(address.to_owned(), key.clone());
            return Some(key);
        }
        let absolute = match &self.base {
            Some(base) => base.join(address).ok().map(String::from),
            None => {
                Some(if address.starts_with("//") { format!("https:{address}") } else { address.to_owned() })
            }
        };
        absolute.and_then(|address| link::web(&address))
    }

    /// True for the key of a file that was taken.
    pub(crate) fn is_key(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The files that were taken.
    pub(crate) fn into_files(self) -> BTreeMap<String, Arc<[u8]>> {
        self.files
    }

    /// A key for a file that no other has.
    fn key(&self, path: &str, extension: &str) -> String {
        let file = path.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = file.split(['?', '#']).next().unwrap_or_default();
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        let clean =
            stem.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
        let mut clean: String = clean.take(MAX_NAME).collect();
        while clean.contains("--") {
            clean = clean.replace("--", "-");
        }
        let clean = clean.trim_matches('-');
        let clean = if clean.is_empty() { "picture" } else { clean };
        let with = |number: usize| match number {
            1 => format!("{clean}.{extension}"),
            _ => format!("{clean}-{number}.{extension}"),
        };
        (1..).map(with).find(|key| !self.files.contains_key(key)).unwrap_or_else(|| with(0))
    }
}

/// The path that a relative address names.
fn own_path(address: &str) -> Vec<String> {
    match Url::parse(address) {
        Ok(_) => Vec::new(),
        Err(_) if address.starts_with("//") => Vec::new(),
        Err(_) => {
            let path = link::file_path(address);
            let bare = address.split(['?', '#']).next().map(link::file_path).unwrap_or_default();
            [path, bare].into_iter().filter(|path| !path.is_empty()).collect()
        }
    }
}

/// The bytes of a `data:` address, without its scheme.
fn decode(data: &str) -> Option<Arc<[u8]>> {
    let (kind, body) = data.split_once(',')?;
    if !kind.to_ascii_lowercase().ends_with(";base64") || body.len() > MAX_BYTES {
        return None;
    }
    let body: String = link::percent_decode(body).chars().filter(|c| !c.is_whitespace()).collect();
    let engine = base64::engine::general_purpose::STANDARD_NO_PAD;
    engine.decode(body.trim_end_matches('=')).ok().map(Arc::from)
}

/// The extension of a picture of a kind that explainers have, by its first bytes.
fn extension(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("png"),
        [0xFF, 0xD8, 0xFF, ..] => Some("jpg"),
        [b'G', b'I', b'F', b'8', ..] => Some("gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("webp"),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::Arc;

    use super::{PictureFolder, picture_address};
    use crate::web::html::parse_fragment;
    use pressroom_images::{PictureError, Pictures};

    struct One;

    impl Pictures for One {
        fn open(&self, path: &str) -> Result<Arc<[u8]>, PictureError> {
            match path {
                "a b_files/x y.png" | "a b_files/X-Y.jpg" => Ok(Arc::from(&b"\x89PNG"[..])),
                "a.txt" => Ok(Arc::from(&b"secret"[..])),
                _ => Err(PictureError::NotFound),
            }
        }
    }

    #[test]
    fn pictures_are_taken_by_their_content() {
        let mut folder = PictureFolder::new(&One, url::Url::parse("https://a.example/b/").ok());
        assert_eq!(folder.take_picture("./a%20b_files/x%20y.png").as_deref(), Some("x-y.png"));
        assert_eq!(folder.take_picture("./a%20b_files/x%20y.png").as_deref(), Some("x-y.png"));
        assert_eq!(folder.take_picture("a b_files/X-Y.jpg").as_deref(), Some("x-y-2.png"));
        assert_eq!(folder.take_picture("a.txt").as_deref(), Some("https://a.example/b/a.txt"));
        assert_eq!(folder.take_picture("data:image/png;base64,iVBORw0KGgo=").as_deref(), Some("picture.png"));
        assert_eq!(folder.take_picture("javascript:alert(1)"), None);
        assert_eq!(folder.into_files().len(), 3);
    }

    #[test]
    fn the_address_is_that_of_the_picture() {
        for (html, address) in [
            ("<img src=a.png srcset='b.png 2x'>", "a.png"),
            ("<img src='data:image/gif;base64,R0' data-src=b.png>", "b.png"),
            ("<img src=/img/placeholder.gif srcset='b.png 100w, c.png 900w'>", "c.png"),
            ("<picture><source srcset='d.png 1x'><img></picture>", "d.png"),
        ] {
            let document = parse_fragment(html).unwrap();
            let img = document.select("img").nodes().first().copied().unwrap();
            assert_eq!(picture_address(img).as_deref(), Some(address), "{html}");
        }
    }
}
