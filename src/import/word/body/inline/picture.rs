//! Pictures and drawings (ISO/IEC 29500-1, 20.4 and 20.1; VML, part 4).

use std::sync::Arc;

use super::{
    inlines::{ReadLine, alternative},
    piece::{PieceContent, PieceLook},
};
use crate::word::body::reader::WordReader;
use crate::{
    Action, FindingKind,
    word::{
        package::Relationship,
        xml::{self, Node, attribute, child, descendants, elements, is_on, name, words},
    },
};
use pressroom_read::builder::Picture;

/// The most pictures that are taken.
const MAX_PICTURES: usize = 2_000;

/// What is known of a drawing before its pictures are found.
#[derive(Debug, Clone, Default)]
struct DrawingFrame {
    alt: Option<String>,
    is_decoration: bool,
    floats: bool,
    link: Option<String>,
}

impl<'d> WordReader<'d, '_, '_, '_> {
    /// A drawing: its pictures, and the text boxes in it.
    pub(in crate::word::body) fn drawing(&mut self, node: Node<'d>, line: &mut ReadLine<'d>) {
        let mut frame = DrawingFrame::default();
        let mut waiting = vec![node];
        while let Some(node) = waiting.pop() {
            match name(node) {
                "anchor" => frame.floats = true,
                "docPr" | "cNvPr" => self.read_frame(node, &mut frame),
                "shape" | "rect" | "group" => {
                    if attribute(node, "hr").is_some_and(|value| matches!(value, "t" | "true" | "1")) {
                        line.is_rule = true;
                    }
                    if let Some(alt) = attribute(node, "alt").filter(|alt| !alt.trim().is_empty()) {
                        frame.alt = Some(alt.to_owned());
                    }
                    let style = attribute(node, "style").unwrap_or_default();
                    frame.floats |= style.contains("position:absolute");
                }
                "blip" => {
                    if let Some(id) = attribute(node, "embed").or_else(|| attribute(node, "link")) {
                        self.crop(node);
                        self.picture(id, &frame, line);
                    }
                    continue;
                }
                "imagedata" => {
                    if let Some(id) = attribute(node, "id").or_else(|| attribute(node, "href")) {
                        let title = attribute(node, "title").filter(|title| !title.trim().is_empty());
                        let mut frame = frame.clone();
                        frame.alt = frame.alt.or_else(|| title.map(str::to_owned));
                        self.picture(id, &frame, line);
                    }
                }
                "txbxContent" => {
                    line.boxes.push(node);
                    continue;
                }
                "chart" | "relIds" => self.diagram(node),
                "textpath" => {
                    let text = attribute(node, "string").unwrap_or_default();
                    self.find(FindingKind::TextBox, Action::LeftOut, text, "words that are drawn (WordArt)");
                }
                "OLEObject" => {
                    let program = attribute(node, "ProgID").unwrap_or_default();
                    let message = "a document of another program within this one: only its picture is taken";
                    self.find(FindingKind::EmbeddedObject, Action::LeftOut, program, message);
                }
                "control" => {
                    let name = attribute(node, "name").unwrap_or_default();
                    self.find(
                        FindingKind::EmbeddedObject,
                        Action::LeftOut,
                        name,
                        "a control of a form (ActiveX)",
                    );
                }
                "wvideoPr" | "videoFile" | "webVideoPr" => {
                    let code = attribute(node, "embeddedHtml").or_else(|| attribute(node, "link"));
                    let message = "a film: only its picture is taken";
                    self.find(
                        FindingKind::EmbeddedObject,
                        Action::LeftOut,
                        code.unwrap_or_default(),
                        message,
                    );
                }
                "audioFile" | "wavAudioFile" => {
                    self.find(FindingKind::EmbeddedObject, Action::LeftOut, "", "a sound");
                }
                "contentPart" => {
                    self.find(FindingKind::EmbeddedObject, Action::LeftOut, "", "a drawing by hand (ink)");
                }
                "AlternateContent" => {
                    self.compare_alternatives(node);
                    waiting.extend(alternative(node));
                    continue;
                }
                _ => {}
            }
            let at = waiting.len();
            waiting.extend(elements(node));
            if let Some(children) = waiting.get_mut(at..) {
                children.reverse();
            }
        }
    }

    /// Reports alternatives that say something else than the one that is read.
    pub(in crate::word::body) fn compare_alternatives(&mut self, node: Node<'d>) {
        let squeezed = |node: Node<'d>| words(node).split_whitespace().collect::<Vec<_>>().join(" ");
        let read = alternative(node).map(squeezed).unwrap_or_default();
        for other in elements(node).filter(|other| Some(*other) != alternative(node)).take(4) {
            let text = elements(other).map(squeezed).collect::<Vec<_>>().join(" ");
            if !text.is_empty() && text != read {
                let message = "another version of this drawing, for other programs, has other words";
                self.find(FindingKind::TextBox, Action::LeftOut, text, message);
            }
        }
    }

    fn read_frame(&mut self, node: Node<'d>, frame: &mut DrawingFrame) {
        let words = |wanted: &str| attribute(node, wanted).map(str::trim).filter(|text| !text.is_empty());
        if let Some(alt) = words("descr").or_else(|| words("title")) {
            frame.alt = Some(alt.to_owned());
        }
        frame.is_decoration |= descendants(node, "decorative").any(is_on);
        let link = child(node, "hlinkClick").and_then(|node| attribute(node, "id"));
        if let Some(target) =
            link.and_then(|id| self.relationships.get(id)).filter(|target| target.is_external)
        {
            frame.link = Some(target.target.clone());
        }
    }

    /// Reports a picture that is not shown whole.
    fn crop(&mut self, blip: Node<'d>) {
        let cut = blip.parent().and_then(|fill| child(fill, "srcRect"));
        let is_cut = cut.is_some_and(|cut| {
            cut.attributes()
                .any(|side| !matches!(side.value(), "0" | "") && matches!(side.name(), "l" | "t" | "r" | "b"))
        });
        if is_cut {
            let message =
                "this picture is cropped in the document; the whole picture was taken: crop the file";
            self.find(FindingKind::Picture, Action::Changed, "", message);
        }
    }

    fn picture(&mut self, id: &str, frame: &DrawingFrame, line: &mut ReadLine<'d>) {
        if self.is_code_or_dropped() {
            return;
        }
        let Some(target) = self.relationships.get(id) else {
            let message = "this picture is not in the file";
            self.find(FindingKind::Picture, Action::LeftOut, frame.alt.clone().unwrap_or_default(), message);
            return;
        };
        let path = self.picture_path(target);
        let mut alt = frame.alt.clone().map(|alt| alt.split_whitespace().collect::<Vec<_>>().join(" "));
        if let Some(text) = alt.take_if(|alt| is_file_name(alt)) {
            self.find(FindingKind::Picture, Action::LeftOut, text, "a file's name is no alternative text");
        }
        if frame.is_decoration {
            alt = Some(String::new());
        }
        let picture = Box::new(Picture { path, alt_missing: alt.is_none(), alt, ..Picture::default() });
        let before = self.link;
        if let Some(url) = &frame.link {
            self.link = Some(self.links.len());
            self.links.push(url.clone());
        }
        let content = PieceContent::Picture { picture, floats: frame.floats };
        self.push_piece(&mut line.pieces, content, PieceLook::default());
        self.link = before;
    }

    /// Where a picture is: the name of its file, or its address.
    fn picture_path(&mut self, target: &Relationship) -> String {
        if target.is_external {
            let is_web = ["http://", "https://"].iter().any(|scheme| target.target.starts_with(scheme));
            self.find(
                FindingKind::Picture,
                Action::Kept,
                target.target.clone(),
                "this picture is not in the file, and was not fetched: keep it beside the explainer",
            );
            return if is_web { target.target.clone() } else { file_name(&target.target) };
        }
        if let Some(name) = self.names.get(&target.target) {
            return name.clone();
        }
        let bytes = match self.package.read(&target.target) {
            Ok(Some(bytes)) if !bytes.is_empty() => bytes,
            Ok(_) | Err(_) => {
                let message = "the file of this picture is missing or broken in the document";
                self.find(FindingKind::Picture, Action::LeftOut, target.target.clone(), message);
                return file_name(&target.target);
            }
        };
        if self.pictures.len() >= MAX_PICTURES {
            let message = format!("an explainer may have {MAX_PICTURES} pictures; this is one more");
            self.find(FindingKind::Picture, Action::LeftOut, target.target.clone(), message);
            return file_name(&target.target);
        }
        let (stem, written) = match file_name(&target.target).rsplit_once('.') {
            Some((stem, extension)) => (stem.to_owned(), extension.to_owned()),
            None => (file_name(&target.target), String::new()),
        };
        let (extension, is_known) = match bytes.as_slice() {
            [0x89, b'P', b'N', b'G', ..] => ("png".to_owned(), true),
            [0xff, 0xd8, 0xff, ..] => ("jpg".to_owned(), true),
            [b'G', b'I', b'F', b'8', ..] => ("gif".to_owned(), true),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => ("webp".to_owned(), true),
            _ => (if written.is_empty() { "bin".to_owned() } else { written }, false),
        };
        let with = |number: usize| match number {
            1 => format!("{stem}.{extension}"),
            number => format!("{stem}-{number}.{extension}"),
        };
        let name = (1..).map(with).find(|name| !self.pictures.contains_key(name)).unwrap_or_default();
        if !is_known {
            let message = "no edition can show a picture of this kind: save it as PNG or JPEG, and name that file in the text";
            self.find(FindingKind::Picture, Action::Kept, name.clone(), message);
        }
        self.names.insert(target.target.clone(), name.clone());
        self.pictures.insert(name.clone(), Arc::from(bytes));
        name
    }

    /// Reports a chart or a diagram, with the words of its part.
    fn diagram(&mut self, node: Node<'d>) {
        let (id, what) = match name(node) {
            "chart" => (attribute(node, "id"), "a chart: put it in as a picture with a caption"),
            _ => (
                attribute(node, "dm"),
                "a diagram (SmartArt): put it in as a picture, or its words as a list",
            ),
        };
        let Some(target) = id.and_then(|id| self.relationships.get(id)) else { return };
        let bytes = self.package.read(&target.target).ok().flatten().unwrap_or_default();
        let decoded = xml::decode(&bytes);
        let text = xml::parse(&target.target, &decoded.text).map(|tree| words(tree.root_element()));
        let text = text.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        self.find(FindingKind::EmbeddedObject, Action::LeftOut, text, what);
    }
}

/// The last segment of a path, in characters that every disk takes.
fn file_name(path: &str) -> String {
    let last = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .take(80)
        .collect();
    let name = name.trim_start_matches(['.', '-']);
    if name.is_empty() { "picture".to_owned() } else { name.to_owned() }
}

/// True for an alternative text that only names the file.
fn is_file_name(alt: &str) -> bool {
    let extension = alt.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let is_picture = extension.is_some_and(|extension| {
        matches!(
            extension.as_str(),
            "png" | "jpg" | "jpeg" | "gif" | "webp" | "bmp" | "tif" | "tiff" | "svg" | "emf" | "wmf"
        )
    });
    is_picture && (!alt.contains(' ') || alt.contains(['/', '\\']))
}

#[cfg(test)]
mod tests {
    use super::{file_name, is_file_name};

    #[test]
    fn names_of_pictures_are_safe() {
        assert_eq!(file_name("word/media/Image1.PNG"), "image1.png");
        assert_eq!(file_name("..\\..\\evil name?.png"), "evil-name-.png");
        assert_eq!(file_name("word/media/.."), "picture");
    }

    #[test]
    fn names_of_files_are_no_alternative_texts() {
        assert!(is_file_name("DSC_0012.jpg"));
        assert!(is_file_name("C:\\My Pictures\\a b.png"));
        assert!(!is_file_name("The file map.png is shown"));
    }
}
