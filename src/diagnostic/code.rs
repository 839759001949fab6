//! The stable names of everything that can be reported.

use serde::{Serialize, Serializer};

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Words, metadata or pictures that are wrong, missing or not read as they were meant.
    Content,
    /// How an edition looks or what it can't show.
    Layout,
    /// What may be handed on to others.
    Rights,
    /// Habits of the house: it goes out right, but could be written better.
    Style,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $class:ident;)+) => {
        /// The kind of a finding. Its name is stable: scripts may rely on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc])+ $variant,)+ }

        impl Code {
            /// Every code, in the order of the stages that report them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The stable name, such as `unknown-key`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What the finding is about, so that a newsroom can choose what stops a build.
            pub fn class(self) -> Class {
                match self { $(Self::$variant => Class::$class,)+ }
            }

            /// One sentence about what it means.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    // Files.
    /// The file could not be read.
    Unreadable = "unreadable", Content;
    /// The file is larger than a document may be.
    TooLarge = "too-large", Content;
    /// Bytes that are not UTF-8 were replaced.
    InvalidUtf8 = "invalid-utf8", Content;
    /// A NUL character was replaced.
    NulCharacter = "nul-character", Content;
    /// Two documents have the same slug.
    DuplicateSlug = "duplicate-slug", Content;
    /// The slug is the name of a file or folder of the site itself.
    ReservedSlug = "reserved-slug", Content;
    /// `translation_of` names an explainer that is not there, or one that has this language already.
    Translation = "translation", Content;
    /// The day by which somebody wanted to look at the document again is past.
    ReviewDue = "review-due", Style;
    /// The document changed since it was last built, and its `version` did not grow.
    SameVersion = "same-version", Content;
    // Front matter and configuration.
    /// The front matter, configuration or theme manifest is not well-formed.
    Syntax = "syntax", Content;
    /// A key that Pressroom does not know; it was ignored.
    UnknownKey = "unknown-key", Content;
    /// A key was given twice, or by two of its names.
    DuplicateKey = "duplicate-key", Content;
    /// A value has the wrong type or form.
    WrongType = "wrong-type", Content;
    /// What should be an e-mail address is none.
    BadAddress = "bad-address", Content;
    /// The document has no headline.
    MissingHeadline = "missing-headline", Content;
    /// The document says no language, and neither does the configuration.
    MissingLanguage = "missing-language", Content;
    /// The document has no date of publication.
    MissingDate = "missing-date", Content;
    /// Neither a canonical URL nor a base URL to make one from.
    MissingCanonicalUrl = "missing-canonical-url", Content;
    // The body.
    /// A heading repeats the headline; it is shown once.
    DuplicateHeadline = "duplicate-headline", Style;
    /// Nesting is deeper than the limit and was flattened.
    TooDeep = "too-deep", Layout;
    /// There is more of something (cells, notes, pictures) than a document may have.
    TooMany = "too-many", Layout;
    /// Raw HTML that the model has no word for; its text was kept.
    UnsupportedHtml = "unsupported-html", Style;
    /// A script, style or other invisible HTML was dropped.
    DroppedHtml = "dropped-html", Style;
    /// A control character was removed or replaced.
    ControlCharacter = "control-character", Content;
    /// A URL that is not allowed lost its link; its text was kept.
    UnsafeUrl = "unsafe-url", Content;
    /// A link leads nowhere; its text was kept.
    BrokenLink = "broken-link", Content;
    /// An id was used twice; the later one was changed.
    DuplicateId = "duplicate-id", Content;
    /// A footnote is defined but never referred to; it was kept as a paragraph.
    UnusedFootnote = "unused-footnote", Content;
    /// A footnote is referred to but not defined.
    UndefinedFootnote = "undefined-footnote", Content;
    /// An attribute that means nothing here; it was ignored.
    UnknownAttribute = "unknown-attribute", Content;
    /// A language tag with a code that no language has.
    UnknownLanguage = "unknown-language", Content;
    /// A `:::` box of unknown kind; its content was kept.
    UnknownDirective = "unknown-directive", Content;
    /// A `:::` box that was never closed.
    UnclosedDirective = "unclosed-directive", Content;
    /// The same related-story box twice in a row; it is shown once.
    DuplicateRelated = "duplicate-related", Style;
    /// A related-story box without a link.
    RelatedWithoutLink = "related-without-link", Style;
    /// Something that a format can't show as written went out as the nearest thing it can.
    Simplified = "simplified", Layout;
    // Pictures.
    /// A picture has no alternative text.
    MissingAlt = "missing-alt", Content;
    /// A picture file is not there, or outside the document's folder.
    MissingPicture = "missing-picture", Content;
    /// A picture is remote; it is never fetched.
    RemotePicture = "remote-picture", Content;
    /// A picture is broken, too large or of a kind that can't be used.
    BadPicture = "bad-picture", Content;
    /// A picture is not cleared for syndication; partners' editions leave it out.
    NotCleared = "not-cleared", Rights;
    // Themes and editions.
    /// The theme can't be used.
    BadTheme = "bad-theme", Layout;
    /// A template failed.
    Template = "template", Layout;
    /// No font has a glyph for a character.
    MissingGlyph = "missing-glyph", Layout;
    /// A picture or type is coarser or smaller than the press holds.
    Coarse = "coarse", Layout;
    /// An edition needs something that the document does not have; a stated default was used.
    Defaulted = "defaulted", Content;
    /// An edition exceeds a limit of its receiver.
    ReceiverLimit = "receiver-limit", Layout;
    /// An edition could not be made.
    EditionFailed = "edition-failed", Layout;
    /// The disk refused.
    Disk = "disk", Content;
    /// Making the document took longer than it may, and was given up.
    Timeout = "timeout", Layout;
    /// The process that made the document crashed.
    Crashed = "crashed", Layout;
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn names_are_distinct() {
        let names: std::collections::BTreeSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
    }
}
