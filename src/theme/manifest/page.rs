//! `[page]` of `theme.toml`: the page of PDFs, checked before anything is set on it.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use pressroom_diagnostics::{Code, Diagnostic, Span, nearest};

/// The page of PDFs; lengths in millimetres, sizes in points.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// Margins: top, right (outer), bottom, left (inner).
    pub margin: [f64; 4],
    /// Columns of running text: 1 or 2.
    pub columns: u8,
    /// Between two columns.
    pub gutter: f64,
    /// Size of running text.
    pub text_size: f64,
    /// From one line of running text to the next.
    pub leading: f64,
    /// Size of a headline of up to 60 characters; longer ones are set smaller.
    pub headline_size: f64,
    /// Size of captions, dates, running heads.
    pub caption_size: f64,
}

impl Page {
    /// The paper of this size, where it has a name.
    pub(crate) fn paper(&self) -> Option<&'static str> {
        let same = |size: f64, other: f64| (size - other).abs() < 0.01;
        let named =
            PAPERS.iter().find(|(_, width, height)| same(self.width, *width) && same(self.height, *height));
        named.map(|(name, ..)| *name)
    }
}

/// Sizes of paper by name: width and height in millimetres.
const PAPERS: [(&str, f64, f64); 8] = [
    ("A3", 297.0, 420.0),
    ("A4", 210.0, 297.0),
    ("A5", 148.0, 210.0),
    ("Letter", 215.9, 279.4),
    ("Legal", 215.9, 355.6),
    ("tabloid", 279.4, 431.8),
    ("Berliner", 315.0, 470.0),
    ("broadsheet", 375.0, 597.0),
];

/// The least width of a column and height of the text, in millimetres.
const LEAST_ROOM: [f64; 2] = [40.0, 80.0];
/// The running head and the folio stand in the margins above and below, which must have this many millimetres.
const LEAST_HEAD: f64 = 12.0;
/// The least width of a column, in sizes of its text.
const LEAST_MEASURE: f64 = 14.0;
const POINTS_PER_MILLIMETRE: f64 = 72.0 / 25.4;

/// `[page]` as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PageSection {
    size: Option<Spanned<String>>,
    width: Option<Spanned<f64>>,
    height: Option<Spanned<f64>>,
    margin: Option<Spanned<[f64; 4]>>,
    columns: Option<Spanned<i64>>,
    gutter: Option<Spanned<f64>>,
    text_size: Option<Spanned<f64>>,
    leading: Option<Spanned<f64>>,
    headline_size: Option<Spanned<f64>>,
    caption_size: Option<Spanned<f64>>,
}

fn wrong<T>(place: Option<&Spanned<T>>, message: String, help: impl Into<String>) -> Diagnostic {
    let span = place.map(|value| Span::new(value.span().start, value.span().end));
    Diagnostic { span, ..Diagnostic::error(Code::BadTheme, message).help(help) }
}

/// A number within its bounds; `None` where it is not given.
fn within(
    name: &str,
    value: Option<&Spanned<f64>>,
    [least, most]: [f64; 2],
    unit: &str,
) -> Result<Option<f64>, Diagnostic> {
    let Some(given) = value else { return Ok(None) };
    let number = *given.get_ref();
    match (least..=most).contains(&number) {
        true => Ok(Some(number)),
        false => {
            let message = format!("page.{name} = {number} is out of range");
            Err(wrong(value, message, format!("give {least} to {most} {unit}")))
        }
    }
}

impl PageSection {
    /// The page, completed from that of the theme which this one extends.
    ///
    /// # Errors
    /// A finding about the first value that is missing, out of range or does not go with the others.
    pub(crate) fn page(&self, parent: Option<&Page>) -> Result<Page, Diagnostic> {
        let missing = |name: &str| {
            Diagnostic::error(Code::BadTheme, format!("the token `page.{name}` is missing"))
                .help("give it, or write extends = \"default\"")
        };
        let (width, height) = self.paper(parent)?;
        let width = width.ok_or_else(|| missing("width"))?;
        let height = height.ok_or_else(|| missing("height"))?;
        let margin = match (&self.margin, parent) {
            (Some(margin), _) => *margin.get_ref(),
            (None, Some(parent)) => parent.margin,
            (None, None) => return Err(missing("margin")),
        };
        let columns = match (&self.columns, parent) {
            (Some(columns), _) => match columns.get_ref() {
                1 => 1,
                2 => 2,
                other => {
                    let message = format!("page.columns = {other}: a page has one column or two");
                    return Err(wrong(Some(columns), message, "give 1 or 2"));
                }
            },
            (None, Some(parent)) => parent.columns,
            (None, None) => 1,
        };
        let gutter = within("gutter", self.gutter.as_ref(), [2.0, 40.0], "millimetres")?;
        let gutter = gutter.or(parent.map(|page| page.gutter)).unwrap_or(6.0);
        let text_size = within("text_size", self.text_size.as_ref(), [6.0, 24.0], "points")?;
        let text_size =
            text_size.or(parent.map(|page| page.text_size)).ok_or_else(|| missing("text_size"))?;
        // What is not given keeps its proportion to the running text.
        let like = |value: fn(&Page) -> f64, usual: f64| {
            parent.map_or(usual, |page| value(page) / page.text_size) * text_size
        };
        let bounds = [text_size * 1.05, text_size * 2.5];
        let leading = within("leading", self.leading.as_ref(), bounds, "points, from line to line")?;
        let headline_size = within("headline_size", self.headline_size.as_ref(), [12.0, 144.0], "points")?;
        let caption_size = within("caption_size", self.caption_size.as_ref(), [5.0, 24.0], "points")?;
        let page = Page {
            width,
            height,
            margin,
            columns,
            gutter,
            text_size,
            leading: leading.unwrap_or_else(|| like(|page| page.leading, 1.38)),
            headline_size: headline_size.unwrap_or_else(|| like(|page| page.headline_size, 2.9)),
            caption_size: caption_size.unwrap_or_else(|| like(|page| page.caption_size, 0.8)),
        };
        self.room(&page)?;
        Ok(page)
    }

    /// Width and height, by a name or in millimetres.
    fn paper(&self, parent: Option<&Page>) -> Result<(Option<f64>, Option<f64>), Diagnostic> {
        let Some(size) = &self.size else {
            let bounds = [60.0, 1000.0];
            let width = within("width", self.width.as_ref(), bounds, "millimetres")?;
            let height = within("height", self.height.as_ref(), bounds, "millimetres")?;
            return Ok((width.or(parent.map(|page| page.width)), height.or(parent.map(|page| page.height))));
        };
        if self.width.is_some() || self.height.is_some() {
            let message = "page.size stands beside page.width or page.height".to_owned();
            return Err(wrong(Some(size), message, "give a named size, or both lengths, not both kinds"));
        }
        let written = size.get_ref();
        let paper = PAPERS.iter().find(|(name, ..)| name.eq_ignore_ascii_case(written));
        match paper {
            Some(&(_, width, height)) => Ok((Some(width), Some(height))),
            None => {
                let names = PAPERS.map(|(name, ..)| name);
                let near = nearest(written, names).map(|near| format!("did you mean `{near}`? "));
                let help = format!(
                    "{}known: {}; else give page.width and page.height in millimetres",
                    near.unwrap_or_default(),
                    names.join(", ")
                );
                Err(wrong(Some(size), format!("`{written}` is no size of paper"), help))
            }
        }
    }

    /// Is there room for text between the margins?
    fn room(&self, page: &Page) -> Result<(), Diagnostic> {
        let [top, right, bottom, left] = page.margin;
        // Where the mistake most likely is: the last that was written of what takes the room.
        let place = |wide: bool| {
            let span = |range: std::ops::Range<usize>| Span::new(range.start, range.end);
            let margin = self.margin.as_ref().map(|value| span(value.span()));
            let size = self.size.as_ref().map(|value| span(value.span()));
            let length = match wide {
                true => self.width.as_ref(),
                false => self.height.as_ref(),
            };
            let length = length.map(|value| span(value.span()));
            let columns = self.columns.as_ref().map(|value| span(value.span())).filter(|_| wide);
            let text = self.text_size.as_ref().map(|value| span(value.span())).filter(|_| wide);
            margin.or(columns).or(length).or(size).or(text)
        };
        let refuse = |wide: bool, message: String, help: String| {
            Err(Diagnostic { span: place(wide), ..Diagnostic::error(Code::BadTheme, message).help(help) })
        };
        if page.margin.iter().any(|side| !(0.0..=1000.0).contains(side)) {
            return refuse(
                true,
                "a margin is out of range".to_owned(),
                "give 0 to 1000 millimetres".to_owned(),
            );
        }
        if top < LEAST_HEAD || bottom < LEAST_HEAD {
            let message = format!(
                "the margins above and below, {top} and {bottom} mm, hold the running head and folio"
            );
            return refuse(false, message, format!("give {LEAST_HEAD} millimetres or more"));
        }
        let count = f64::from(page.columns);
        let column = (page.width - left - right - (count - 1.0) * page.gutter) / count;
        let depth = page.height - top - bottom;
        let [least_column, least_depth] = LEAST_ROOM;
        let least_column = least_column.max(LEAST_MEASURE * page.text_size / POINTS_PER_MILLIMETRE);
        if column < least_column {
            let message = format!("the margins leave {column:.1} mm for a column of text");
            let help = format!(
                "at {} points it takes {least_column:.0} mm: make the margins smaller, the page wider or the columns fewer",
                page.text_size
            );
            return refuse(true, message, help);
        }
        if depth < least_depth {
            let message = format!("the margins leave {depth:.1} mm for the height of the text");
            return refuse(
                false,
                message,
                format!("it takes {least_depth} mm: make the margins smaller or the page higher"),
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn default_page() -> Page {
        crate::Theme::builtin(crate::DEFAULT).unwrap().tokens.page
    }

    fn read(text: &str) -> Result<Page, Diagnostic> {
        toml::from_str::<PageSection>(text).unwrap().page(Some(&default_page()))
    }

    #[test]
    fn a_size_is_a_name_or_two_lengths() {
        let size = |text: &str| read(text).map(|page| (page.width, page.height));
        assert_eq!(size("size = \"letter\"").unwrap(), (215.9, 279.4));
        assert_eq!(size("size = \"Tabloid\"").unwrap(), (279.4, 431.8));
        assert_eq!(size("width = 180\nheight = 250").unwrap(), (180.0, 250.0));
        let both = read("columns = 1\nsize = \"A4\"\nwidth = 210").unwrap_err();
        assert_eq!(both.span, Some(Span::new(19, 23)), "{both:?}");
        let typo = read("size = \"Leter\"").unwrap_err();
        assert!(typo.help.unwrap().starts_with("did you mean `Letter`?"));
    }

    #[test]
    fn what_is_not_given_keeps_its_proportion() {
        let (usual, page) = (default_page(), read("text_size = 12").unwrap());
        assert!((page.leading / page.text_size - usual.leading / usual.text_size).abs() < 1e-9);
        assert!((page.caption_size / page.text_size - usual.caption_size / usual.text_size).abs() < 1e-9);
        assert_eq!(read("text_size = 12\nleading = 15").unwrap().leading, 15.0);
    }

    #[test]
    fn a_page_that_cannot_be_set_is_refused_at_its_line() {
        let cases = [
            ("columns = 3", "one column or two"),
            ("columns = 0", "one column or two"),
            ("columns = 2\ngutter = 0.5", "page.gutter"),
            ("text_size = 0", "page.text_size = 0"),
            ("text_size = 200", "page.text_size = 200"),
            ("leading = 9", "page.leading"),
            ("headline_size = 4", "page.headline_size"),
            ("caption_size = 99", "page.caption_size"),
            ("width = -1", "page.width"),
            ("height = 5000", "page.height"),
            ("margin = [20, 90, 20, 90]", "leave 30.0 mm for a column"),
            ("margin = [120, 20, 120, 20]", "leave 57.0 mm for the height"),
            ("margin = [5, 20, 20, 20]", "running head"),
            ("margin = [20, -4, 20, 20]", "a margin is out of range"),
            ("size = \"A5\"\ncolumns = 2", "for a column"),
            ("text_size = 24\nwidth = 120", "for a column"),
        ];
        for (text, expected) in cases {
            let found = read(text).unwrap_err();
            assert!(found.message.contains(expected), "{text}: {found:?}");
            assert!(found.span.is_some() && found.help.is_some(), "{text}: {found:?}");
        }
    }
}
