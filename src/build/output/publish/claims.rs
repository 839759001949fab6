//! The slugs that a run takes, so that no two documents are written to one folder.

use std::collections::HashSet;

use pressroom_document::{DigestSet, word};

/// Slugs that a run took. Two that differ in capitals only are one folder on many disks ([`word::fold_case`]).
#[derive(Default)]
pub(crate) struct Claims {
    all: DigestSet,
    /// Those of documents that are not written yet, with their case folded.
    begun: HashSet<String>,
    /// Those of documents that are as they should be, as they are written.
    done: DigestSet,
}

impl Claims {
    /// Takes a slug; false where another document has it.
    pub(crate) fn begin(&mut self, slug: &str) -> bool {
        let slug = word::fold_case(slug);
        let new = self.all.insert(&slug);
        if new {
            self.begun.insert(slug);
        }
        new
    }

    /// Notes that a document which took its slug is as it should be.
    pub(crate) fn finish(&mut self, slug: &str) {
        self.begun.remove(&word::fold_case(slug));
        self.done.insert(slug);
    }

    /// The same, for a slug that is written so: a disk may tell capitals apart.
    pub(crate) fn is_done_as(&self, slug: &str) -> bool {
        self.done.contains(slug)
    }

    /// True for the slug of a document that was written, or left because it did not change.
    pub(crate) fn is_done(&self, slug: &str) -> bool {
        let slug = word::fold_case(slug);
        self.all.contains(&slug) && !self.begun.contains(&slug)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_taken_once_whatever_its_capitals() {
        let mut claims = Claims::default();
        assert_eq!(["a", "Ä", "A", "ä"].map(|slug| claims.begin(slug)), [true, true, false, false]);
        claims.finish("ä");
        assert_eq!(["a", "Ä", "b"].map(|slug| claims.is_done(slug)), [false, true, false]);
        assert_eq!(["a", "Ä", "ä"].map(|slug| claims.is_done_as(slug)), [false, false, true]);
    }
}
