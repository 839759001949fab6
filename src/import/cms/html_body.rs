//! The HTML of a post: read into a draft, after its system's own elements got names that the reader of HTML knows.

use dom_query::NodeRef;
use url::Url;

use crate::{
    Action, FindingKind, ImportError, ImportFinding,
    web::html::{self, HtmlHost, PictureFolder},
};
use pressroom_document::Language;
use pressroom_images::Pictures;
use pressroom_read::builder::{Builder, Draft};

/// Where the HTML of an article comes from, and what was found in it.
pub(crate) struct HtmlBody<'p> {
    /// The address of the page or its site.
    pub(crate) base: Option<Url>,
    /// The language of the text.
    pub(crate) language: Language,
    /// The pictures that were met.
    pub(crate) pictures: PictureFolder<'p>,
    /// What was not taken over as it stood.
    pub(crate) findings: Vec<ImportFinding>,
}

impl<'p> HtmlBody<'p> {
    /// An empty body. Files of pictures are looked for at `paths`.
    pub(crate) fn new(
        beside: &'p dyn Pictures,
        paths: fn(&str) -> Vec<String>,
        base: Option<Url>,
        language: Language,
    ) -> Self {
        let pictures = PictureFolder::new(beside, base.clone()).with_paths(paths);
        Self { base, language, pictures, findings: Vec::new() }
    }

    /// The draft of an HTML text.
    ///
    /// # Errors
    /// It is too large.
    pub(crate) fn draft(
        &mut self,
        html: &str,
        shape: impl FnOnce(NodeRef<'_>, &mut Vec<ImportFinding>),
    ) -> Result<Draft, ImportError> {
        let mut found = Vec::new();
        let mut builder = Builder::new(&mut found);
        self.read(&mut builder, html, shape)?;
        let draft = builder.finish_all();
        self.findings.extend(found.iter().map(ImportFinding::of_reader));
        Ok(draft)
    }

    /// Reads an HTML text into a document that is being built.
    ///
    /// # Errors
    /// It is too large.
    pub(crate) fn read(
        &mut self,
        builder: &mut Builder<'_>,
        html: &str,
        shape: impl FnOnce(NodeRef<'_>, &mut Vec<ImportFinding>),
    ) -> Result<(), ImportError> {
        let document = html::parse(html)?;
        let Some(body) = document.body() else { return Ok(()) };
        shape(body, &mut self.findings);
        for words in html::mark_notes(&document) {
            self.findings.push(ImportFinding {
                kind: FindingKind::Note,
                action: Action::LeftOut,
                place: "heading".to_owned(),
                text: words,
                message: "notes stand where they are referred to".to_owned(),
            });
        }
        let mut host = HtmlHost {
            base: self.base.clone(),
            language: self.language.clone(),
            pictures: &mut self.pictures,
            meant: |_| None,
            place: String::new(),
        };
        html::read(builder, body, &mut host, &mut self.findings);
        Ok(())
    }
}

/// The words of an HTML text, on one line.
pub(crate) fn plain(html: &str) -> String {
    match html::parse(html) {
        Ok(document) => document.body().map(|body| html::text(body)).unwrap_or_default(),
        Err(_) => String::new(),
    }
}

/// A text as HTML shows it.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Turns an element into one that is read as a related story: `<related-story label="...">`.
pub(crate) fn make_related(node: NodeRef<'_>, label: Option<&str>) {
    node.rename("related-story");
    node.remove_all_attrs();
    if let Some(label) = label {
        node.set_attr("label", label);
    }
}
