//! What a document's status, embargo and version mean for what is made of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use pressroom_diagnostics::{Code, Diagnostic, Span};
use pressroom_document::{Date, Status};
use pressroom_manifest::{ManifestDocument, PublishedDocument};
use pressroom_render::EditionKind;

/// What decides whether a document is made now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicationPolicy {
    /// When this is.
    pub now: Timestamp,
    /// True if embargoes do not matter.
    pub include_embargoed: bool,
    /// True if drafts are made.
    pub drafts: bool,
}

/// Which editions are made of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditionScope {
    /// All.
    Whole,
    /// Those of partners' systems.
    Notice,
    /// All but those of partners' systems.
    Draft,
}

impl EditionScope {
    /// The editions of a document of which there is a notice, or of a draft.
    pub fn new(notice: bool, draft: bool) -> Self {
        match (notice, draft) {
            (true, _) => Self::Notice,
            (false, true) => Self::Draft,
            (false, false) => Self::Whole,
        }
    }

    /// True for an edition that is made.
    pub fn includes(self, kind: &EditionKind) -> bool {
        match self {
            Self::Whole => true,
            Self::Notice => kind.is_syndicated,
            Self::Draft => !kind.is_syndicated,
        }
    }
}

/// What is made of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    /// Every edition that is asked for.
    Whole,
    /// Its [notice](pressroom_document::Document::notice), in the editions of partners' systems: it must not be used.
    Notice,
    /// Nothing before this time.
    Embargoed(Date),
    /// Every edition but those of partners' systems, marked as a draft.
    Draft,
    /// Nothing: it is a draft, and drafts were not asked for.
    DraftHeld,
}

impl Disposition {
    /// What is made of a document. Drafts and embargoes come first: what nobody may see yet needs no notice.
    pub fn new(status: Status, draft: bool, embargo: Option<Date>, policy: &PublicationPolicy) -> Self {
        let embargo = embargo.filter(|until| !policy.include_embargoed && until.timestamp() > policy.now);
        match (draft, embargo, status) {
            (true, _, _) if !policy.drafts => Self::DraftHeld,
            (_, Some(until), _) => Self::Embargoed(until),
            (true, None, _) => Self::Draft,
            (false, None, Status::Withheld | Status::Canceled) => Self::Notice,
            (false, None, Status::Usable) => Self::Whole,
        }
    }
}

/// Documents that nobody may see yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Embargoed {
    /// How many there are.
    pub documents: usize,
    /// When the first of them may be seen.
    pub until: Option<Date>,
}

impl Embargoed {
    /// Counts a document that may be seen from `until`.
    pub fn add(&mut self, until: Date) {
        self.documents += 1;
        self.until = match self.until {
            Some(first) if first.timestamp() <= until.timestamp() => Some(first),
            Some(_) | None => Some(until),
        };
    }
}

/// An error where a document is not what was last published of its slug, and its version did not grow. Hashes that were made
/// of different forms are not compared, and a draft may change as it likes. The error stands at `place`, else at the beginning.
pub fn check_version_growth(
    before: &PublishedDocument,
    now: &ManifestDocument,
    place: Option<Span>,
) -> Result<(), Diagnostic> {
    let comparable = before.hash == now.hash && !now.draft;
    if !comparable || before.sha256 == now.sha256 || before.version < now.version {
        return Ok(());
    }
    let (last, this) = (before.version, now.version);
    let message = match last == this {
        true => {
            format!("the explainer changed since version {last} was published, and is still version {this}")
        }
        false => format!(
            "the explainer changed since version {last} was published, and says that it is version {this}"
        ),
    };
    let next = last.saturating_add(1);
    let help = format!(
        "say `version: {next}` in the front matter; until that is published, it may change as often as you like"
    );
    let finding = Diagnostic::error(Code::SameVersion, message).help(help);
    Err(Diagnostic { span: place, ..finding })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_embargo_comes_before_a_status() {
        let now: Timestamp = "2026-02-10T12:00:00Z".parse().unwrap();
        let disposition = |embargo: Option<&str>, status, include_embargoed| {
            let embargo = embargo.map(|text| text.parse().unwrap());
            Disposition::new(
                status,
                false,
                embargo,
                &PublicationPolicy { now, include_embargoed, drafts: false },
            )
        };
        let draft = |embargo: Option<&str>, drafts| {
            let embargo = embargo.map(|text| text.parse().unwrap());
            Disposition::new(
                Status::Withheld,
                true,
                embargo,
                &PublicationPolicy { now, include_embargoed: false, drafts },
            )
        };
        assert_eq!((draft(None, false), draft(None, true)), (Disposition::DraftHeld, Disposition::Draft));
        assert!(matches!(draft(Some("2026-02-11"), true), Disposition::Embargoed(_)));
        let until = "2026-02-10T12:00:01Z";
        let embargoed = Disposition::Embargoed(until.parse().unwrap());
        assert_eq!(disposition(None, Status::Usable, false), Disposition::Whole);
        assert_eq!(disposition(Some("2026-02-10T12:00:00Z"), Status::Usable, false), Disposition::Whole);
        assert_eq!(disposition(Some(until), Status::Usable, false), embargoed);
        assert_eq!(disposition(Some(until), Status::Canceled, false), embargoed);
        assert_eq!(disposition(Some(until), Status::Usable, true), Disposition::Whole);
        assert_eq!(disposition(Some(until), Status::Withheld, true), Disposition::Notice);
        assert_eq!(disposition(None, Status::Canceled, false), Disposition::Notice);
    }

    #[test]
    fn a_document_that_changed_has_a_higher_version() {
        let record = |source: &str, version, hash: &str, sha256: &str| ManifestDocument {
            slug: "a".to_owned(),
            source: source.to_owned(),
            version,
            status: Status::Usable,
            draft: false,
            hash: hash.to_owned(),
            sha256: sha256.to_owned(),
            cards: Vec::new(),
            files: Vec::new(),
        };
        let before = PublishedDocument::from_record(&record("a.md", 2, "form/1", "x"));
        let refused = |now: &ManifestDocument| check_version_growth(&before, now, None).err();
        let cached = refused(&record("a.md", 2, "form/1", "y")).unwrap();
        assert_eq!(
            cached.message,
            "the explainer changed since version 2 was published, and is still version 2"
        );
        assert!(cached.help.unwrap().starts_with("say `version: 3` "));
        let cached = refused(&record("a.md", 1, "form/1", "y")).unwrap();
        assert!(cached.message.ends_with("since version 2 was published, and says that it is version 1"));
        assert!(refused(&record("b.md", 2, "form/1", "y")).is_some(), "partners know the slug alone");
        for fine in [
            record("a.md", 3, "form/1", "y"),
            record("a.md", 1, "form/1", "x"),
            record("a.md", 1, "form/2", "y"),
        ] {
            assert_eq!(refused(&fine), None, "{fine:?}");
        }
    }
}
