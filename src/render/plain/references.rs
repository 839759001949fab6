//! The numbered links of a newsletter: `[n]` in the text, the URL below.

use std::collections::HashMap;

/// Links that were met since the last list of them. Numbers go on through the document; within one list, a URL has
/// one number.
#[derive(Debug, Default)]
pub struct References {
    last: usize,
    numbers: HashMap<String, usize>,
    waiting: Vec<Reference>,
}

/// A link to be listed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// Its number in the text.
    pub(crate) number: usize,
    /// Where it leads.
    pub(crate) url: String,
    /// The title that the author gave it, if any.
    pub(crate) title: Option<String>,
}

impl References {
    /// The number of a URL in the list to come.
    pub fn number(&mut self, url: &str, title: Option<&str>) -> usize {
        if let Some(&number) = self.numbers.get(url) {
            return number;
        }
        self.last += 1;
        self.numbers.insert(url.to_owned(), self.last);
        let (url, title) = (url.to_owned(), title.map(str::to_owned));
        self.waiting.push(Reference { number: self.last, url, title });
        self.last
    }

    /// The list, which begins anew.
    pub(crate) fn take_all(&mut self) -> Vec<Reference> {
        self.numbers.clear();
        std::mem::take(&mut self.waiting)
    }
}
