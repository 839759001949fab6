//! The form of an AMP page: laid out by the runtime, or here.

/// Which form a page has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// The runtime lays out.
    Plain,
    /// Elements were laid out here.
    Transformed {
        /// The page may hold elements that were not laid out here, so nothing is shown before the runtime did so.
        boilerplate: bool,
    },
}

impl Form {
    /// The form that the site asks for. `bare`: the theme's templates write AMP elements of their own, for which
    /// nothing can be laid out here.
    pub(crate) fn new(transformed: bool, bare: bool) -> Self {
        match transformed {
            true => Self::Transformed { boilerplate: bare },
            false => Self::Plain,
        }
    }

    /// True in the transformed form.
    pub(crate) fn is_transformed(self) -> bool {
        matches!(self, Self::Transformed { .. })
    }

    /// The attributes that mark the page's `html` element, each with a space before it.
    pub(crate) fn html_attributes(self) -> &'static str {
        match self {
            Self::Plain => " amp",
            Self::Transformed { boilerplate: true } => " amp i-amphtml-layout transformed=\"self;v=1\"",
            Self::Transformed { boilerplate: false } => {
                " amp i-amphtml-layout i-amphtml-no-boilerplate transformed=\"self;v=1\""
            }
        }
    }

    pub(crate) fn has_boilerplate(self) -> bool {
        match self {
            Self::Plain => true,
            Self::Transformed { boilerplate } => boilerplate,
        }
    }
}
