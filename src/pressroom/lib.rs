//! Pressroom turns an explainer in Markdown into every edition of it: HTML, AMP, EPUB, PDF, newsletters and feeds for the
//! systems of partners.
//!
//! A [`Pressroom`] reads a source once, and makes any edition of it in memory. It touches no disk, no network and no clock.
//!
//! ```
//! use pressroom::{Edition, Pressroom};
//!
//! let press = Pressroom::default(); // built-in theme, no pictures
//! let explainer = press.read("# Why?\n\n## Who asks?\n\nYou.")?;
//! let epub: Vec<u8> = press.render(&explainer, Edition::Epub)?.into_main_file();
//! # assert!(epub.starts_with(b"PK"));
//! # Ok::<(), pressroom::Error>(())
//! ```
//!
//! # Your own site and theme
//!
//! A [`Builder`] takes what `pressroom.toml` says of a site, and a theme: a built-in one, or files that extend one.
//!
//! ```
//! use pressroom::{Edition, Pressroom, Site};
//!
//! let site = Site {
//!     name: Some("The Example".to_owned()),
//!     base_url: Some("https://news.example/".to_owned()),
//!     ..Site::default()
//! };
//! let theme = [("theme.toml", "extends = \"default\"\n[light]\naccent = \"#a03020\"\n")];
//! let press = Pressroom::builder().site(site).theme_files("house", theme).build()?;
//! let explainer = press.read("# Why?\n\n## Who asks?\n\nYou.")?;
//! let page = String::from_utf8(press.render(&explainer, Edition::Html)?.into_main_file()).unwrap();
//! assert!(page.contains("https://news.example/"));
//! # Ok::<(), pressroom::Error>(())
//! ```
//!
//! # Pictures
//!
//! An explainer names its pictures by path. [`Pictures`] gives their bytes: [`MemoryPictures`] from memory, [`FolderPictures`]
//! from a folder, or a type of yours.
//!
//! ```
//! use pressroom::{Edition, MemoryPictures, Pressroom};
//!
//! # let png: &[u8] = include_bytes!("../../tests/manual/dot.png");
//! let pictures = MemoryPictures::from([("dot.png", png)]);
//! let press = Pressroom::builder().pictures(pictures).build()?;
//! let explainer = press.read("# Why?\n\n![A red dot](dot.png)\n\n## Who asks?\n\nYou.")?;
//! let page = press.render(&explainer, Edition::Html)?;
//! assert!(page.files().any(|(path, _)| path.starts_with("media/")));
//! # Ok::<(), pressroom::Error>(())
//! ```
//!
//! # Every edition at once
//!
//! [`Pressroom::render_all`] makes the editions in parallel. An edition that fails costs no other.
//!
//! ```
//! use pressroom::Pressroom;
//!
//! let press = Pressroom::default();
//! let explainer = press.read("# Why?\n\n## Who asks?\n\nYou.")?;
//! for (edition, rendered) in press.render_all(&explainer) {
//!     println!("{edition}: {} files", rendered?.files().count());
//! }
//! # Ok::<(), pressroom::Error>(())
//! ```
//!
//! # A document without Markdown
//!
//! A program builds a [`Document`] of its own, and [`Pressroom::accept`] checks it as it would check a file of the model's form.
//!
//! ```
//! use pressroom::{Edition, Pressroom, document::{Block, Card, Document, Inline, Language, Metadata}};
//!
//! let text = |value: &str| vec![Inline::Text { value: value.to_owned(), span: Default::default() }];
//! let mut document = Document::new(Metadata::new("why", "Why?", Language::english()));
//! document.cards.push(Card {
//!     number: 1,
//!     id: "who-asks".to_owned(),
//!     question: text("Who asks?"),
//!     updated: None,
//!     teaser: false,
//!     blocks: vec![Block::Paragraph { content: text("You."), span: Default::default() }],
//!     span: Default::default(),
//! });
//! let press = Pressroom::default();
//! let explainer = press.accept(&document)?;
//! let text = String::from_utf8(press.render(&explainer, Edition::Text)?.into_main_file()).unwrap();
//! assert!(text.contains("Who asks?"));
//! # Ok::<(), pressroom::Error>(())
//! ```
//!
//! # Diagnostics are data
//!
//! An error has a diagnostic for each cause, with a stable code, a place in the source, a message and a help. Warnings come with
//! the explainer.
//!
//! ```
//! use pressroom::{Pressroom, diagnostics::Severity};
//!
//! let error = Pressroom::default().read_file("why.md", "---\nheadline: [\n---\n").unwrap_err();
//! for diagnostic in error.diagnostics() {
//!     let place = diagnostic.span.map(|span| error.source_text().line_column(span.start as usize));
//!     println!("{} at {place:?}: {}", diagnostic.code, diagnostic.message);
//! }
//! assert!(error.diagnostics().iter().any(|diagnostic| diagnostic.severity == Severity::Error));
//! ```
//!
//! # Features
//!
//! | feature | adds |
//! |---|---|
//! | `pdf` | [`Edition::Pdf`] and [`Edition::Print`], by typst |
//! | `proof` | [`Edition::Proof`], by genpdf |
//! | `cli` | the command `pressroom` |
//! | `send` | sending newsletters from the command: the only part that uses the network |
//!
//! All are on by default; a program that embeds the library turns them off and takes what it needs.

#[cfg(feature = "cli")]
#[allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the edge: it touches the disk for the rest"
)]
mod cli;
mod press;

pub use press::{
    Builder, Edition, Error, ErrorKind, Explainer, FolderPictures, MemoryPictures, Pressroom, Rendered,
    UnknownEdition,
};
pub use pressroom_config::Site;
pub use pressroom_images::{NoPictures, PictureError, Pictures};

/// The model: what an explainer is, whatever it was written in and whatever it becomes.
pub mod document {
    pub use pressroom_document::{
        Alignment, Asset, Author, AuthorKind, Block, Callout, CalloutKind, Card, CodeBlock, Correction, Date,
        DefinitionItem, DefinitionList, Document, Figure, Footnote, Heading, Image, ImageSource, Inline,
        Language, LeadImage, LinkTarget, List, ListItem, MediaType, Metadata, Newsletter, Place, Quote,
        Related, Status, Table, TableCell, Update,
    };
}

/// Diagnostics: what Pressroom has to say about a source.
pub mod diagnostics {
    pub use pressroom_diagnostics::{Class, Code, Diagnostic, Edit, LineColumn, Severity, Source, Span};
}

#[doc(inline)]
pub use document::Document;

/// Runs the command that the arguments of the process name; gives the exit code. `main` calls it.
#[cfg(feature = "cli")]
#[doc(hidden)]
pub fn run_command_line() -> u8 {
    cli::run()
}
