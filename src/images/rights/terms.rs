//! What a file says of the rights of a picture.

/// The most characters of a text.
const LONGEST: usize = 1000;

/// The most makers of a picture.
pub(super) const MOST_CREATORS: usize = 20;

/// The rights of a picture, as IPTC's Photo Metadata Standard 2025.1 names them. Texts are single lines of at most 1000
/// characters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rights {
    /// Who made it.
    pub creators: Vec<String>,
    /// Whom to name beside it (Credit Line).
    pub credit: Option<String>,
    /// The copyright notice.
    pub copyright: Option<String>,
    /// What may be done with it (Rights Usage Terms).
    pub usage_terms: Option<String>,
    /// A page that says so (Web Statement of Rights): an `http` or `https` URL.
    pub web_statement: Option<String>,
    /// How it came to be (Digital Source Type): a URL of IPTC's vocabulary.
    pub source_type: Option<String>,
    /// Whether machines may learn from it (Data Mining): a URL of PLUS's vocabulary.
    pub data_mining: Option<String>,
    /// What else restricts that (Other Constraints).
    pub other_constraints: Option<String>,
}

impl Rights {
    /// True if a file says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The line to print beside the picture: who made it and whom to name.
    pub fn credit_line(&self) -> Option<String> {
        let creators = Some(self.creators.join(", ")).filter(|creators| !creators.is_empty());
        match (creators, self.credit.clone()) {
            (Some(creators), Some(credit)) if !credit.contains(&creators) => {
                Some(format!("{creators} / {credit}"))
            }
            (_, Some(credit)) => Some(credit),
            (creators, None) => creators,
        }
    }

    /// Takes from another what this one leaves out.
    pub(super) fn fill_from(&mut self, other: Self) {
        if self.creators.is_empty() {
            self.creators = other.creators;
        }
        for (mine, others) in [
            (&mut self.credit, other.credit),
            (&mut self.copyright, other.copyright),
            (&mut self.usage_terms, other.usage_terms),
            (&mut self.web_statement, other.web_statement),
            (&mut self.source_type, other.source_type),
            (&mut self.data_mining, other.data_mining),
            (&mut self.other_constraints, other.other_constraints),
        ] {
            if mine.is_none() {
                *mine = others;
            }
        }
    }
}

/// A text as one clean line; `None` if nothing is left of it.
pub(super) fn clean(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split(|end: char| end.is_whitespace() || end.is_control()).collect();
    let line = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let line = pressroom_document::clean::line(&line).0.into_owned();
    let line: String = line.chars().take(LONGEST).collect();
    Some(line.trim().to_owned()).filter(|line| !line.is_empty())
}
