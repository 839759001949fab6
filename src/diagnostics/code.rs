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

impl Class {
    /// Every class, the gravest first.
    pub const ALL: &[Self] = &[Self::Content, Self::Rights, Self::Layout, Self::Style];

    /// The stable name, such as `content`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Layout => "layout",
            Self::Rights => "rights",
            Self::Style => "style",
        }
    }

    /// One sentence about what it holds.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Content => "words, metadata, links or pictures that are wrong, missing or lost",
            Self::Layout => "how an edition looks, or what it can't show",
            Self::Rights => "what may be handed on to others",
            Self::Style => "habits of the house: it goes out right, but could be written better",
        }
    }

    /// The class with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|class| class.name() == name)
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $class:ident;)+) => {
        /// The kind of a finding. Its name is stable: scripts may rely on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc])+ $variant,)+ }

        impl Code {
            /// Every code, in the order of the stages that report them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The code with this name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.name() == name)
            }

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
    /// The file is larger than an explainer may be.
    TooLarge = "too-large", Content;
    /// Bytes that are not UTF-8 were replaced.
    InvalidUtf8 = "invalid-utf8", Content;
    /// The file is in another encoding than UTF-8; it was decoded.
    Encoding = "encoding", Content;
    /// A NUL character was replaced.
    NulCharacter = "nul-character", Content;
    /// Two explainers have the same slug.
    DuplicateSlug = "duplicate-slug", Content;
    /// The slug is the name of a file or folder of the site itself.
    ReservedSlug = "reserved-slug", Content;
    /// Another program put a file into an explainer's folder of editions; Pressroom left it there.
    ForeignFile = "foreign-file", Content;
    /// A merge did not have all shards of a build; Pressroom kept what may be out of date.
    MissingShard = "missing-shard", Content;
    /// `translation_of` names an explainer that is not there, or one that has this language.
    Translation = "translation", Content;
    /// The day of `review_by` is past.
    ReviewDue = "review-due", Style;
    /// The explainer changed since it was published, and its `version` did not grow.
    SameVersion = "same-version", Content;
    // Front matter and configuration.
    /// The front matter, the configuration or a theme's manifest can't be read.
    Syntax = "syntax", Content;
    /// Pressroom would not read something that looks like front matter.
    UnreadFrontMatter = "unread-front-matter", Content;
    /// Pressroom does not know a key; it was ignored.
    UnknownKey = "unknown-key", Content;
    /// A key was given twice, or by two of its names.
    DuplicateKey = "duplicate-key", Content;
    /// A value has the wrong type or form.
    WrongType = "wrong-type", Content;
    /// YAML does not read a value as it looks.
    YamlSurprise = "yaml-surprise", Content;
    /// A date is probably wrong.
    UnlikelyDate = "unlikely-date", Content;
    /// A line is not an e-mail address.
    BadAddress = "bad-address", Content;
    /// The explainer has no front matter: its date, language or headline is missing.
    MissingFrontMatter = "missing-front-matter", Content;
    /// The explainer has no headline; its file's name is used.
    MissingHeadline = "missing-headline", Content;
    /// Neither the explainer nor the configuration names a language; Pressroom assumes English.
    MissingLanguage = "missing-language", Content;
    /// The explainer has no date of publication.
    MissingDate = "missing-date", Content;
    /// Neither a canonical URL nor a base URL gives the explainer's address.
    MissingCanonicalUrl = "missing-canonical-url", Content;
    // The body.
    /// A heading repeats the headline; it is shown once.
    DuplicateHeadline = "duplicate-headline", Style;
    /// Nesting is deeper than the limit and was flattened.
    TooDeep = "too-deep", Layout;
    /// There is more of something (cells, notes, pictures) than an explainer may have.
    TooMany = "too-many", Layout;
    /// An explainer has no place for an HTML element; its text was kept.
    UnsupportedHtml = "unsupported-html", Layout;
    /// Pressroom read text as markup, and no edition shows it.
    LostText = "lost-text", Content;
    /// A comment, tag, script or declaration is never closed.
    UnclosedHtml = "unclosed-html", Content;
    /// A block of code has no closing fence.
    UnclosedCode = "unclosed-code", Content;
    /// A row of a table has more cells than the head; Pressroom kept them.
    ExtraCells = "extra-cells", Content;
    /// A line of text looks like a link definition; Pressroom kept it as text.
    LinkDefinition = "link-definition", Content;
    /// A link is defined but never referred to.
    UnusedLink = "unused-link", Style;
    /// Markdown reads # at the end of a heading as its closing mark.
    HeadingEnd = "heading-end", Content;
    /// A script, style or other invisible HTML was dropped.
    DroppedHtml = "dropped-html", Content;
    /// An element of HTML that holds other text is never closed.
    UnclosedElement = "unclosed-element", Content;
    /// Not every edition can show a film, sound or frame; Pressroom writes a link to its address.
    Embed = "embed", Layout;
    /// A control character was removed or replaced.
    ControlCharacter = "control-character", Content;
    /// A URL is not allowed; Pressroom kept the words without a link.
    UnsafeUrl = "unsafe-url", Content;
    /// A link leads nowhere; Pressroom kept the words without a link.
    BrokenLink = "broken-link", Content;
    /// An id was used twice; the later one was changed.
    DuplicateId = "duplicate-id", Content;
    /// Nothing refers to a footnote; Pressroom prints it as a paragraph at the end.
    UnusedFootnote = "unused-footnote", Content;
    /// The text refers to a footnote that does not exist.
    UndefinedFootnote = "undefined-footnote", Content;
    /// An attribute means nothing here; it was ignored.
    UnknownAttribute = "unknown-attribute", Content;
    /// A language tag has a code that no language has, or an old one.
    UnknownLanguage = "unknown-language", Content;
    /// A `:::` box has an unknown name; its text was kept.
    UnknownDirective = "unknown-directive", Content;
    /// A `:::` box is never closed.
    UnclosedDirective = "unclosed-directive", Content;
    /// The same related-story box is there twice in a row; Pressroom shows it once.
    DuplicateRelated = "duplicate-related", Style;
    /// A related-story box has no link.
    RelatedWithoutLink = "related-without-link", Content;
    /// An edition can't show something as it is written, and shows the closest equivalent.
    Simplified = "simplified", Layout;
    /// Text that looks like Markdown is printed as typed.
    NotMarkup = "not-markup", Content;
    /// Markup of another system is printed as typed.
    ForeignMarkup = "foreign-markup", Content;
    /// A placeholder such as TK or TODO was never filled in.
    Placeholder = "placeholder", Content;
    /// Nobody resolved a conflict between two versions of the file.
    ConflictMarker = "conflict-marker", Content;
    /// A line of hyphens right below a paragraph makes it a heading.
    AccidentalHeading = "accidental-heading", Content;
    /// A bold line looks like a heading but starts no card.
    BoldHeading = "bold-heading", Style;
    /// A value is not in straight double quotes; Pressroom read it as if it were.
    AttributeQuotes = "attribute-quotes", Style;
    /// A path works on one computer or system only.
    LocalPath = "local-path", Content;
    /// The text has characters that nobody sees.
    InvisibleCharacter = "invisible-character", Style;
    /// Letters and their accents are separate characters.
    NotNfc = "not-nfc", Style;
    // Pictures.
    /// A picture has no alternative text.
    MissingAlt = "missing-alt", Content;
    /// A picture's file does not exist, or is outside the explainer's folder.
    MissingPicture = "missing-picture", Content;
    /// A picture is on another site; Pressroom never downloads it.
    RemotePicture = "remote-picture", Content;
    /// Pressroom can't use a picture: it is broken, too large or of another kind.
    BadPicture = "bad-picture", Content;
    /// A picture is not cleared for partners; their editions leave it out.
    NotCleared = "not-cleared", Rights;
    // Themes and editions.
    /// The theme can't be used.
    BadTheme = "bad-theme", Layout;
    /// A template failed.
    Template = "template", Layout;
    /// No font has a glyph for a character.
    MissingGlyph = "missing-glyph", Layout;
    /// A picture is too coarse, or type too small, for the press.
    Coarse = "coarse", Layout;
    /// An edition needs something that is missing, and uses the default in the message.
    Defaulted = "defaulted", Content;
    /// An edition exceeds a limit of its receiver.
    ReceiverLimit = "receiver-limit", Layout;
    /// Pressroom could not make an edition.
    EditionFailed = "edition-failed", Layout;
    /// The disk refused.
    Disk = "disk", Content;
    /// The explainer took longer than it may; Pressroom stopped it.
    Timeout = "timeout", Layout;
    /// The process that made the explainer crashed.
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
