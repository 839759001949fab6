//! Makes the editions of a document, in a build, a stream and a worker process alike: what fails costs the edition, and says
//! why.

use std::{
    collections::{BTreeSet, VecDeque},
    rc::Rc,
};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::policy::EditionScope;
use pressroom_config::Site;
use pressroom_diagnostics::{
    Code, Diagnostic, Diagnostics,
    panics::{caught, failed},
};
use pressroom_document::{Document, Fingerprint};
use pressroom_images::ImageCache;
use pressroom_render::{
    Backend, Context, Edition, EditionId, EditionKind, EditionSet, Pagination, PerEdition, Translation,
    in_edition,
};
use pressroom_theme::{MessageKey, Theme};

/// The editions of a run, prepared, and what they are made with.
pub struct EditionRenderer<'a> {
    site: &'a Site,
    theme: &'a Theme,
    editions: PerEdition<PreparedEdition>,
    image_cache: ImageCache,
    /// Those that are made of every document, of one that must not be used, and of a draft.
    whole: EditionSet,
    notice: EditionSet,
    draft: EditionSet,
}

/// A kind of edition, ready to be made.
struct PreparedEdition {
    kind: EditionKind,
    backend: Box<dyn Backend>,
}

/// A document of which editions are made.
#[derive(Clone, Copy)]
pub struct EditionRequest<'a> {
    /// The document, or its notice.
    pub document: &'a Document,
    /// Which editions there may be of it.
    pub scope: EditionScope,
    /// The same explainer in other languages.
    pub translations: &'a [Translation],
    /// The fingerprints of the document, if they were made already.
    pub fingerprint: Option<&'a Fingerprint>,
}

/// What came of an edition.
#[derive(Debug, Default)]
pub struct RenderedEdition {
    /// The edition; `None` if it can't be made, which the findings tell.
    pub edition: Option<Edition>,
    /// What was found in it.
    pub found: Diagnostics,
    /// The characters that no font of the theme shows: the edition depends on the machine's fonts that do.
    pub lacking: BTreeSet<char>,
}

impl<'a> EditionRenderer<'a> {
    /// Prepares editions, which keep their order.
    ///
    /// # Errors
    /// What is wrong with the theme.
    pub fn prepare(editions: &[EditionKind], site: &'a Site, theme: &'a Theme) -> Result<Self, Diagnostics> {
        let prepared: Vec<_> = editions
            .par_iter()
            .map(|kind| {
                let result =
                    caught(|| (kind.prepare)(theme)).unwrap_or_else(|panic| Err(vec![failed(&panic)]));
                let backend = result.map_err(|found| in_edition(kind.name, found))?;
                Ok((kind.id(), PreparedEdition { kind: *kind, backend }))
            })
            .collect();
        let (mut all, mut found) = (PerEdition::default(), Diagnostics::new());
        for result in prepared {
            match result {
                Ok((edition, prepared)) => all.insert(edition, prepared),
                Err(findings) => found.extend::<Diagnostics>(findings),
            }
        }
        if !found.is_empty() {
            return Err(found);
        }
        let made = |scope: EditionScope| {
            editions.iter().filter(|kind| scope.includes(kind)).map(EditionKind::id).collect()
        };
        let (whole, notice, draft) =
            (made(EditionScope::Whole), made(EditionScope::Notice), made(EditionScope::Draft));
        Ok(Self { site, theme, editions: all, image_cache: ImageCache::default(), whole, notice, draft })
    }

    /// All editions of the run.
    pub fn editions(&self) -> &EditionSet {
        &self.whole
    }

    /// The editions that there may be of a document.
    pub fn editions_in(&self, scope: EditionScope) -> &EditionSet {
        match scope {
            EditionScope::Whole => &self.whole,
            EditionScope::Notice => &self.notice,
            EditionScope::Draft => &self.draft,
        }
    }

    /// What was found in the theme that does not keep editions from being made.
    pub fn theme_warnings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.editions.values().flat_map(|prepared| prepared.backend.theme_warnings())
    }

    /// Returns true if an edition is best made on a thread that is alone in its pool.
    pub fn is_parallel(&self) -> bool {
        self.editions.values().any(|prepared| prepared.backend.is_parallel())
    }

    /// The edition whose pages another one names, if it is among those that are made.
    pub fn dependency(&self, edition: EditionId, among: &EditionSet) -> Option<EditionId> {
        let before = self.editions.get(edition)?.kind.depends_on?;
        Some(before).filter(|before| *before != edition && among.contains(*before))
    }

    /// The editions of some that are made first: they name the pages of no other.
    pub fn independent<'s>(&'s self, among: &'s EditionSet) -> impl Iterator<Item = EditionId> + 's {
        among.iter().filter(move |edition| self.dependency(*edition, among).is_none())
    }

    /// The editions of some that name the pages of one.
    pub fn dependents<'s>(
        &'s self,
        edition: EditionId,
        among: &'s EditionSet,
    ) -> impl Iterator<Item = EditionId> + 's {
        among.iter().filter(move |next| self.dependency(*next, among) == Some(edition))
    }

    /// Makes one edition.
    pub fn render_edition(
        &self,
        request: &EditionRequest<'_>,
        edition: EditionId,
        pagination: Option<&Pagination>,
    ) -> RenderedEdition {
        let Some(PreparedEdition { kind, backend }) = self.editions.get(edition) else {
            return RenderedEdition::default();
        };
        let EditionRequest { document, scope, translations, fingerprint } = *request;
        let work = || {
            // Words can't be shared between threads; what takes long to make of them is remembered by theme and thread.
            let messages = self.theme.messages(document.metadata.language.as_str());
            let alone = Context::new(self.site, &messages, &self.image_cache);
            let editions = self.editions_in(scope);
            let context = Context { editions, translations, pagination, fingerprint, ..alone };
            match document.metadata.draft {
                true => backend.render(&document.marked_as_draft(messages.get(MessageKey::Draft)), &context),
                false => backend.render(document, &context),
            }
        };
        let name = format!("`{}`", kind.name);
        let (mut edition, found) = match run_backend(work, self.theme, kind.extension, &name) {
            Ok(edition) => (Some(edition), Diagnostics::new()),
            Err(found) => (None, found),
        };
        let warnings = edition.as_mut().map(|edition| std::mem::take(&mut edition.warnings));
        let found = found.into_iter().chain(warnings.unwrap_or_default()).collect();
        let lacking = caught(|| backend.lacking(document)).unwrap_or_default();
        RenderedEdition { edition, found: in_edition(kind.name, found), lacking }
    }

    /// Makes the editions of a document that are `wanted`, one after the other; each stands behind the one whose pages it names.
    pub fn render_document(
        &self,
        request: &EditionRequest<'_>,
        wanted: &EditionSet,
    ) -> PerEdition<RenderedEdition> {
        let mut queue: VecDeque<(EditionId, Option<Rc<Pagination>>)> =
            self.independent(wanted).map(|edition| (edition, None)).collect();
        let mut rendered = PerEdition::default();
        while let Some((edition, pages)) = queue.pop_front() {
            let mut made = self.render_edition(request, edition, pages.as_deref());
            let pages = made.edition.as_mut().and_then(|edition| edition.pages.take()).map(Rc::new);
            queue.extend(self.dependents(edition, wanted).map(|next| (next, pages.clone())));
            rendered.insert(edition, made);
        }
        rendered
    }
}

/// Has a backend make something. `extension` and `name` are those of what is to be made.
///
/// # Errors
/// The findings that kept it from being made, at least one of them an error.
pub fn run_backend<T>(
    work: impl FnOnce() -> Result<T, Diagnostics>,
    theme: &Theme,
    extension: &str,
    name: &str,
) -> Result<T, Diagnostics> {
    match caught(work) {
        Ok(Ok(made)) => match unread_font(theme, extension) {
            Some(refused) => Err(vec![refused]),
            None => Ok(made),
        },
        Ok(Err(found)) if found.iter().any(Diagnostic::is_error) => Err(found),
        Ok(Err(mut found)) => {
            found.push(Diagnostic::error(Code::EditionFailed, format!("{name} was not made")));
            Err(found)
        }
        Err(panic) => Err(vec![failed(&panic)]),
    }
}

/// A document as its editions show it: a draft says that it is one.
pub fn mark_draft(document: Document, theme: &Theme) -> Document {
    match document.metadata.draft {
        true => document
            .marked_as_draft(theme.messages(document.metadata.language.as_str()).get(MessageKey::Draft)),
        false => document,
    }
}

/// The error about a font of the machine that the disk did not give, so that pages may lack its letters.
fn unread_font(theme: &Theme, extension: &str) -> Option<Diagnostic> {
    let fonts = theme.system_fonts().filter(|_| extension.ends_with("pdf"))?;
    let finding = Diagnostic::error(Code::Disk, fonts.trouble()?);
    Some(finding.help("Pressroom builds nothing without it; build again when the disk can be read"))
}
