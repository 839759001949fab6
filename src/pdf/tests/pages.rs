//! Pages as tests look at them: every text, rule, picture and link with its place, and every colour.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Cursor,
    sync::Arc,
};

use typst::{
    layout::{Frame, FrameItem, Point, Transform},
    visualize::{Color, Geometry, Paint},
};

use crate::{
    engine::Engine,
    file::stand_in_number,
    fonts::FontLibrary,
    template_data::{TemplateOptions, prepare_document},
};
use pressroom_config::Site;
use pressroom_diagnostics::Source;
use pressroom_document::Document;
use pressroom_images::{ImageCache, PictureError, Pictures};
use pressroom_read::{ReadOptions, markdown};
use pressroom_render::Context;
use pressroom_theme::{Files, Press, Theme};

/// A picture of 1200 by 800 pixels, whatever its name; `tall.png` has 400 by 1600.
struct OnePicture;

impl Pictures for OnePicture {
    fn open(&self, path: &str) -> Result<Arc<[u8]>, PictureError> {
        let (width, height) = if path.contains("tall") { (400, 1600) } else { (1200, 800) };
        let mut out = Cursor::new(Vec::new());
        image::DynamicImage::new_luma8(width, height).write_to(&mut out, image::ImageFormat::Png).unwrap();
        Ok(out.into_inner().into())
    }
}

pub(super) const ENGLISH: &str = "---\nheadline: How is a page set?\nkicker: Explainers\ndek: A test of the pages.\nlanguage: en\npublished: 2026-01-02\ncanonical_url: https://example.org/a/b/\n---\n";
pub(super) const HEBREW: &str = "---\nheadline: איך מסדרים עמוד?\nlanguage: he\npublished: 2026-01-02\ncanonical_url: https://example.org/a/b/\n---\n";
pub(super) const SENTENCE: &str =
    "The quick brown fox jumps over the lazy dog and comes back when nobody looks. ";

/// An item on a page, with its extent from the page's upper left corner, in points.
#[derive(Debug, Clone)]
pub(super) struct PageItem {
    pub(super) page: usize,
    pub(super) left: f64,
    pub(super) right: f64,
    /// Of text: the base line.
    pub(super) bottom: f64,
    pub(super) top: f64,
    pub(super) kind: ItemKind,
}

#[derive(Debug, Clone)]
pub(super) enum ItemKind {
    Text { text: String, size: f64 },
    Picture { ppi: f64 },
    Shape,
    Link,
}

impl PageItem {
    pub(super) fn text(&self) -> &str {
        match &self.kind {
            ItemKind::Text { text, .. } => text,
            ItemKind::Picture { .. } | ItemKind::Shape | ItemKind::Link => "",
        }
    }
}

pub(super) struct Pages {
    pub(super) items: Vec<PageItem>,
    /// Every colour that is painted with.
    pub(super) paints: Vec<Color>,
    pub(super) sizes: Vec<(f64, f64)>,
    /// How many pixels wide each picture is.
    widths: Vec<f64>,
}

pub(super) fn theme(name: &str) -> Theme {
    Theme::builtin(name).unwrap()
}

/// A theme of a newsroom, with this in its `theme.toml`.
pub(super) fn house(tokens: &str) -> Theme {
    let files = Files::from([("theme.toml".to_owned(), tokens.as_bytes().to_vec().into())]);
    Theme::load("house", files).unwrap()
}

pub(super) fn set(theme: &Theme, text: &str) -> Pages {
    set_for(theme, text, None)
}

/// The preset of a magazine.
pub(super) fn magazine(theme: &Theme) -> Press {
    let settings = toml::from_str("preset = 'magazine'").unwrap();
    let theme = theme.clone().with_print(&settings, |_| Err("".into())).unwrap();
    theme.press().unwrap().clone()
}

/// A document as the file of the PDF to read.
pub(super) fn file(theme: &Theme, text: &str) -> Vec<u8> {
    let site = Site::default();
    let document = document(&site, text);
    let words = theme.messages(document.metadata.language.as_str());
    let backend = (crate::PDF.prepare)(theme).unwrap();
    let edition = backend.render(&document, &Context::new(&site, &words, &ImageCache::default())).unwrap();
    edition.files.into_values().next().unwrap().to_vec()
}

fn document(site: &Site, text: &str) -> Document {
    let options = ReadOptions { site, slug: "test", pictures: &OnePicture, now: None };
    let (source, _) = Source::decode("test.md", text.as_bytes());
    markdown(&source, &options).0.unwrap()
}

/// Sets a document, for the press if one is given.
pub(super) fn set_for(theme: &Theme, text: &str, press: Option<&Press>) -> Pages {
    let site = Site::default();
    let document = document(&site, text);
    let words = theme.messages(document.metadata.language.as_str());
    let image_cache = ImageCache::default();
    let context = Context::new(&site, &words, &image_cache);
    let engine = Engine::new(theme, FontLibrary::new(theme)).unwrap();
    let (faces, unshaped, broken) = (engine.fonts.own(), BTreeSet::new(), BTreeMap::new());
    let template_options =
        TemplateOptions { tokens: &theme.tokens, press, faces, unshaped: &unshaped, broken: &broken };
    let prepared = prepare_document(&document, &context, &template_options, None);
    let paged = engine.set_pages(&prepared, faces).unwrap();
    let widths = prepared.pictures.iter().map(|(asset, _)| document.asset(*asset).unwrap().width.into());
    let widths = widths.collect();
    let mut pages = Pages { items: Vec::new(), paints: Vec::new(), sizes: Vec::new(), widths };
    for (number, page) in paged.pages().iter().enumerate() {
        pages.sizes.push((page.frame.width().to_pt(), page.frame.height().to_pt()));
        pages.collect(number + 1, &page.frame, Transform::identity());
    }
    pages
}

impl Pages {
    fn collect(&mut self, page: usize, frame: &Frame, transform: Transform) {
        for (at, item) in frame.items() {
            let here = transform.pre_concat(Transform::translate(at.x, at.y));
            let mut push = |corner: Point, other: Point, kind| {
                let (one, two) = (corner.transform(here), other.transform(here));
                self.items.push(PageItem {
                    page,
                    left: one.x.min(two.x).to_pt(),
                    right: one.x.max(two.x).to_pt(),
                    top: one.y.min(two.y).to_pt(),
                    bottom: one.y.max(two.y).to_pt(),
                    kind,
                });
            };
            match item {
                FrameItem::Group(group) => {
                    self.collect(page, &group.frame, here.pre_concat(group.transform));
                }
                FrameItem::Text(text) => {
                    let kind = ItemKind::Text { text: text.text.to_string(), size: text.size.to_pt() };
                    push(Point::zero(), Point::with_x(text.width()), kind);
                    self.paint(Some(&text.fill));
                    self.paint(text.stroke.as_ref().map(|stroke| &stroke.paint));
                }
                FrameItem::Shape(shape, _) => {
                    let size = match &shape.geometry {
                        Geometry::Rect(size) => size.to_point(),
                        Geometry::Line(end) => *end,
                        Geometry::Curve(curve) => {
                            let area = curve.bbox(None);
                            push(area.min, area.max, ItemKind::Shape);
                            self.paint(shape.fill.as_ref());
                            self.paint(shape.stroke.as_ref().map(|stroke| &stroke.paint));
                            continue;
                        }
                    };
                    push(Point::zero(), size, ItemKind::Shape);
                    self.paint(shape.fill.as_ref());
                    self.paint(shape.stroke.as_ref().map(|stroke| &stroke.paint));
                }
                FrameItem::Image(image, size, _) => {
                    let number = stand_in_number(image.width() as u32, image.height() as u32).unwrap();
                    let ppi = self.widths[number] / size.x.to_inches();
                    push(Point::zero(), size.to_point(), ItemKind::Picture { ppi });
                }
                FrameItem::Link(_, size) => push(Point::zero(), size.to_point(), ItemKind::Link),
                FrameItem::Tag(_) => {}
            }
        }
    }

    fn paint(&mut self, paint: Option<&Paint>) {
        match paint {
            Some(Paint::Solid(color)) => self.paints.push(color.clone()),
            Some(other) => panic!("{other:?}"),
            None => {}
        }
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = &PageItem> {
        self.items.iter().filter(|item| !item.text().trim().is_empty())
    }

    /// The first text that begins so.
    pub(super) fn find(&self, start: &str) -> &PageItem {
        let found = self.texts().find(|item| item.text().starts_with(start));
        found.unwrap_or_else(|| panic!("no {start:?} on the pages"))
    }

    /// Lines of body text by page and column, each column from its head to its foot: (base line, text).
    pub(super) fn columns(&self, theme: &Theme) -> Vec<Vec<(f64, String)>> {
        let page = &theme.tokens.page;
        let point = |millimetres: f64| millimetres / 25.4 * 72.0;
        let middle = point(page.width) / 2.0;
        let count = usize::from(page.columns);
        let mut columns = vec![Vec::<(f64, String)>::new(); self.sizes.len() * count];
        for item in self.texts() {
            let inside = point(page.margin[0])..point(page.height - page.margin[2]) + 0.1;
            if !inside.contains(&item.bottom) {
                continue;
            }
            let column = if count == 2 && item.left >= middle { 1 } else { 0 };
            let lines = &mut columns[(item.page - 1) * count + column];
            match lines.iter_mut().find(|(base, _)| (base - item.bottom).abs() < 1.0) {
                Some((_, line)) => line.push_str(item.text()),
                None => lines.push((item.bottom, item.text().to_owned())),
            }
        }
        for lines in &mut columns {
            lines.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        }
        columns.retain(|lines| !lines.is_empty());
        columns
    }
}

pub(super) fn point(millimetres: f64) -> f64 {
    millimetres / 25.4 * 72.0
}

/// Everything that can be painted, once.
pub(super) fn everything() -> String {
    format!(
        "{ENGLISH}Lede with a [link](https://example.com/), *emphasis*, ~~struck~~, `code`, H~2~O, $x$, a note[^1] and a [jump](#b).\n\n\
         > A quotation.\n> — Somebody\n\n## A? {{#a updated=2026-01-03 reason=\"why\"}}\n\n### Deeper\n\n#### Deepest\n\n1. one\n   - two\n- [x] done\n\n\
         ```rust\nfn main() {{}}\n```\n\n| A | B |\n|---|---|\n| [c](https://example.com/) | d |\n\n![Alt](wide.png \"Caption\"){{credit=\"C\"}}\n\n\
         ![](missing-not.png)\n\n> [!WARNING]\n> Text.\n\n> [!NOTE]\n> Text.\n\n::: related Read also\n[Other](https://example.org/other)\nWords.\n:::\n\n***\n\n\
         Term\n\n: Definition\n\n## B? {{#b}}\n\nEnd.\n\n[^1]: The note, with a [link](https://example.com/).\n\n::: signoff\nThe team\n:::\n"
    )
    .replace("published:", "corrections:\n  - {date: 2026-01-03, text: It was wrong.}\nrights: All.\npublished:")
}
