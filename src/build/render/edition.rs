//! Prepares backends, and has editions made by them: what fails costs the edition, and says why.

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use pressroom_config::Site;
use pressroom_diagnostics::{
    Code, Diagnostic, Diagnostics,
    panics::{caught, failed},
};
use pressroom_document::{Document, Fingerprint};
use pressroom_images::ImageCache;
use pressroom_render::{self as render, Backend, Context, Edition, EditionKind, Pagination, Translation};
use pressroom_theme::{MessageKey, Theme};

/// Prepares the backends of editions, in their order.
///
/// # Errors
/// What is wrong with the theme.
pub fn prepare(editions: &[EditionKind], theme: &Theme) -> Result<Vec<Box<dyn Backend>>, Diagnostics> {
    let prepared: Vec<_> = editions
        .par_iter()
        .map(|kind| {
            let result = caught(|| (kind.prepare)(theme)).unwrap_or_else(|panic| Err(vec![failed(&panic)]));
            result.map_err(|found| render::in_edition(kind.name, found))
        })
        .collect();
    let (mut backends, mut found) = (Vec::new(), Vec::new());
    for result in prepared {
        match result {
            Ok(backend) => backends.push(backend),
            Err(findings) => found.extend(findings),
        }
    }
    if found.is_empty() { Ok(backends) } else { Err(found) }
}

/// A document as its editions show it: a draft says that it is one.
pub fn marked(document: Document, theme: &Theme) -> Document {
    match document.metadata.draft {
        true => document
            .marked_as_draft(theme.messages(document.metadata.language.as_str()).get(MessageKey::Draft)),
        false => document,
    }
}

/// The error about a font of the machine that the disk did not give, so that pages may lack its letters. `extension` is that of
/// what was made.
pub fn unread_font(theme: &Theme, extension: &str) -> Option<Diagnostic> {
    let fonts = theme.system_fonts().filter(|_| extension.ends_with("pdf"))?;
    let finding = Diagnostic::error(Code::Disk, fonts.trouble()?);
    Some(finding.help("nothing is made without it; build again when the disk can be read"))
}

/// What an edition is made with, besides the document.
#[derive(Clone, Copy)]
pub struct EditionRequest<'a> {
    /// The newsroom's site.
    pub site: &'a Site,
    /// The theme.
    pub theme: &'a Theme,
    /// The pictures that were made ready already.
    pub image_cache: &'a ImageCache,
    /// The names of the editions that are made of the document.
    pub editions: &'a [&'static str],
    /// The same explainer in other languages.
    pub translations: &'a [Translation],
    /// The fingerprints of the document, if they were made already.
    pub fingerprint: Option<&'a Fingerprint>,
}

impl EditionRequest<'_> {
    /// Makes an edition; `None` where it can't be made, which the findings tell.
    pub fn edition(
        &self,
        kind: &EditionKind,
        backend: &dyn Backend,
        document: &Document,
        pagination: Option<&Pagination>,
    ) -> (Option<Edition>, Diagnostics) {
        let result = caught(|| {
            // Words can't be shared between threads; what takes long to make of them is remembered by theme and thread.
            let words = self.theme.messages(document.metadata.language.as_str());
            let alone = Context::new(self.site, &words, self.image_cache);
            let Self { editions, translations, fingerprint, .. } = *self;
            let context = Context { editions, translations, pagination, fingerprint, ..alone };
            match document.metadata.draft {
                true => backend.render(&document.marked_as_draft(words.get(MessageKey::Draft)), &context),
                false => backend.render(document, &context),
            }
        });
        let (edition, found) = match result {
            Ok(Ok(mut edition)) => match unread_font(self.theme, kind.extension) {
                Some(refused) => (None, vec![refused]),
                None => {
                    let warnings = std::mem::take(&mut edition.warnings);
                    (Some(edition), warnings)
                }
            },
            Ok(Err(found)) if found.iter().any(Diagnostic::is_error) => (None, found),
            Ok(Err(mut found)) => {
                found.push(Diagnostic::error(Code::EditionFailed, format!("`{}` was not made", kind.name)));
                (None, found)
            }
            Err(panic) => (None, vec![failed(&panic)]),
        };
        (edition, render::in_edition(kind.name, found))
    }
}
