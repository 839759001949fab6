//! A picture of a page, in the widths that browsers may choose from.

use pressroom_images::variants::Variant;
use pressroom_render::markup::{PicturePlace, Tag};
use pressroom_theme::Screen;

/// A picture with its real size.
pub(super) struct Picture {
    /// The URL, relative to the page or absolute.
    pub(super) src: String,
    /// The same picture in other widths.
    pub(super) sources: Option<Sources>,
    /// In pixels.
    pub(super) width: u32,
    /// In pixels.
    pub(super) height: u32,
    /// Its alternative text; empty for decoration.
    pub(super) alt: String,
    /// True if the ground shines through some of its pixels: it needs a light one, whatever the scheme.
    pub(super) is_transparent: bool,
}

/// The widths that a picture is there in (HTML Living Standard, `srcset` and `sizes`).
pub(super) struct Sources {
    /// URLs with widths, as in `media/a-480.jpg 480w, media/a.jpg 1600w`.
    set: String,
    /// How wide it is shown.
    sizes: String,
}

impl Sources {
    pub(super) fn new(forms: &[Variant], place: PicturePlace, screen: Screen) -> Self {
        let set: Vec<String> = forms.iter().map(|form| format!("{} {}w", form.path(), form.width)).collect();
        let widest = match place {
            PicturePlace::Lead => screen.lead,
            PicturePlace::Figure | PicturePlace::Inline => screen.figure,
        };
        Self { set: set.join(", "), sizes: format!("(min-width: {widest}rem) {widest}rem, 100vw") }
    }
}

impl Picture {
    /// Adds the widths to a tag, by the names that its element has for them.
    pub(super) fn push_sources<'t>(&self, tag: Tag<'t>, set: &str, sizes: &str) -> Tag<'t> {
        match &self.sources {
            Some(sources) => tag.attribute(set, &sources.set).attribute(sizes, &sources.sizes),
            None => tag,
        }
    }
}
