//! The parts of a publication in spine order, from which contents, package document and container are made.

mod container;
mod entry;
mod pictures;

pub(crate) use container::{Archive, ContainerTemplate};
pub(crate) use entry::{Entry, Label};
pub(crate) use pictures::{Picture, Pictures, local};

use minijinja::{Value, context};

use super::templates::Templates;
use pressroom_diagnostics::Diagnostic;
use pressroom_document::Language;
use pressroom_images::ImageCache;
use pressroom_render::{PageStart, Pagination};
use pressroom_theme::Tokens;

/// The navigation document's file.
pub(crate) const NAVIGATION: &str = "nav.xhtml";

/// A publication in the making. What is written goes into the archive at once, so that a long one takes no more memory
/// than its archive. Paths are relative to the package document.
pub(crate) struct Book<'r> {
    pub(crate) templates: &'r Templates,
    pub(crate) tokens: &'r Tokens,
    pub(crate) archive: Archive,
    /// The pages in reading order.
    pub(crate) pages: Vec<Page>,
    /// The pictures, each once.
    pub(crate) pictures: Pictures<'r>,
    /// The table of contents.
    pub(crate) entries: Vec<Entry>,
    /// Where printed pages begin: file and id, in reading order.
    breaks: Vec<(String, String)>,
}

/// A content document that was written.
#[derive(Debug)]
pub(crate) struct Page {
    /// Its file.
    pub(crate) file: String,
    /// Its landmark for reading systems (EPUB 3.3, section 7.4.5): `epub:type` and name.
    pub(crate) landmark: Option<(&'static str, String)>,
    /// Its place in the reading order.
    pub(crate) place: InSpine,
    /// Its manifest properties (EPUB 3.3, section 5.6.2.1), separated by spaces.
    pub(crate) properties: String,
}

/// A page's place in the reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InSpine {
    /// In its turn.
    Linear,
    /// Only who follows a link to it comes by.
    Aside,
    /// Not at all.
    Not,
}

impl Page {
    /// A page that is read in its turn.
    pub(crate) fn new(file: impl Into<String>) -> Self {
        Self { file: file.into(), landmark: None, place: InSpine::Linear, properties: String::new() }
    }

    /// The same as one of the landmarks.
    pub(crate) fn landmark(self, kind: &'static str, words: &str) -> Self {
        Self { landmark: Some((kind, words.to_owned())), ..self }
    }

    /// The same at another place.
    pub(crate) fn with_place(self, place: InSpine) -> Self {
        Self { place, ..self }
    }
}

impl<'r> Book<'r> {
    /// A publication without pages.
    ///
    /// # Errors
    /// Why its archive could not be begun.
    pub(crate) fn open(
        templates: &'r Templates,
        container: &ContainerTemplate,
        tokens: &'r Tokens,
        image_cache: &'r ImageCache,
    ) -> Result<Self, Diagnostic> {
        Ok(Self {
            templates,
            tokens,
            archive: Archive::open(container)?,
            pages: Vec::new(),
            pictures: Pictures::new(image_cache),
            entries: Vec::new(),
            breaks: Vec::new(),
        })
    }

    /// Writes a page from a template: `values`, and what every page knows.
    ///
    /// # Errors
    /// The finding of the template or the archive.
    pub(crate) fn write(
        &mut self,
        page: Page,
        template: &str,
        (language, title): (&Language, &str),
        values: Value,
    ) -> Result<(), Diagnostic> {
        let shell = context! {
            language => language.as_str(),
            direction => language.direction().as_str(),
            upright => language.is_upright(),
            title,
        };
        let content = self.templates.render(template, context! { ..values, ..shell })?;
        self.archive.text(&page.file, &content)?;
        let marks = content.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let marks = marks.filter(|id| id.starts_with("pagebreak-"));
        self.breaks.extend(marks.map(|id| (page.file.clone(), id.to_owned())));
        let properties = properties(&page.file, &content);
        self.pages.push(Page { properties, ..page });
        Ok(())
    }

    /// Writes the navigation document (EPUB 3.3, section 7) and puts it at a place among the pages. `title` is its own,
    /// which is also that of the landmark; `printed` names the pages of the print edition.
    ///
    /// # Errors
    /// The finding of the template or the archive.
    pub(crate) fn navigation(
        &mut self,
        at: usize,
        page: Page,
        (language, title): (&Language, &str),
        printed: Option<(&str, &Pagination)>,
    ) -> Result<(), Diagnostic> {
        let entries: Vec<Value> = self.entries.iter().map(|entry| entry.values(language)).collect();
        let pages = printed.map(|(_, pagination)| self.page_list(pagination)).unwrap_or_default();
        let values = context! {
            entries,
            landmarks => self.landmarks(at, title),
            pages_title => printed.map(|(title, _)| title.to_owned()),
            pages,
        };
        self.write(page, "contents.xhtml", (language, title), values)?;
        if let Some(page) = self.pages.pop() {
            self.pages.insert(at.min(self.pages.len()), page);
        }
        Ok(())
    }

    /// The pages of the print edition that begin in the files (EPUB 3.3, section 7.4.3).
    fn page_list(&self, pagination: &Pagination) -> Vec<Value> {
        let entry = |start: &PageStart| {
            let id = format!("pagebreak-{}", start.label);
            let (file, _) = self.breaks.iter().find(|(_, mark)| *mark == id)?;
            Some(context! { href => format!("{file}#{id}"), label => &start.label })
        };
        pagination.pages.iter().filter_map(entry).collect()
    }

    /// The landmarks in reading order: those of the pages before `front`, the contents, where the text begins, the rest.
    fn landmarks(&self, front: usize, contents: &str) -> Vec<Value> {
        let landmark = |kind: &str, href: &str, label: &str| context! { kind, href, label };
        let of = |page: &Page| page.landmark.as_ref().map(|(kind, label)| landmark(kind, &page.file, label));
        let marked = |href: &str| self.pages.iter().any(|page| page.file == href && page.landmark.is_some());
        let listed = self.pages.iter().any(|page| matches!(page.landmark, Some(("toc", _))));
        let body = self.entries.first().filter(|entry| !marked(&entry.href));
        let body = body.map(|entry| landmark("bodymatter", &entry.href, &entry.label.numbered()));
        let (before, after) = self.pages.split_at(front.min(self.pages.len()));
        let contents = (!listed).then(|| landmark("toc", "#toc", contents));
        before.iter().filter_map(of).chain(contents).chain(body).chain(after.iter().filter_map(of)).collect()
    }

    /// Writes a cover that is drawn; gives its file.
    ///
    /// # Errors
    /// The finding of the template or the archive.
    pub(crate) fn draw_cover(&mut self, values: Value) -> Result<String, Diagnostic> {
        let path = "cover.svg";
        let drawing = self.templates.render(path, values)?;
        self.archive.text(path, &drawing)?;
        self.pictures.add_cover(Picture::drawn(path));
        Ok(path.to_owned())
    }
}

/// The properties of a content document, seen in its markup: what an author wrote is escaped there and begins no tag.
fn properties(file: &str, content: &str) -> String {
    let holds = |markup: &str| content.contains(markup);
    let remote = ["http", "//"].iter().any(|start| holds(&format!(" src=\"{start}")));
    let found = [
        ("nav", file == NAVIGATION),
        ("svg", holds("<svg")),
        ("mathml", holds("<math")),
        ("scripted", holds("<script")),
        ("remote-resources", remote),
    ];
    found.iter().filter(|(_, is)| *is).map(|(name, _)| *name).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::properties;

    #[test]
    fn properties_are_seen_in_tags_only() {
        let page = "<p>&lt;svg <img src=\"media/a.png\" alt=\"src=&quot;http\"/></p>";
        assert_eq!(properties("a.xhtml", page), "");
        let page = "<p><svg xmlns=\"a\"/><math/><img src=\"https://example.org/a.png\" alt=\"\"/></p>";
        assert_eq!(properties("nav.xhtml", page), "nav svg mathml remote-resources");
    }
}
