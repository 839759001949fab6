//! The table `[images]` of `pressroom.toml`.

use serde::Serialize;

/// The forms of pictures that go out: the table `[images]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ImageSettings {
    /// The width in pixels of the widest form that a page offers.
    pub widest: u32,
    /// True where the pictures of a page go out as they came, too, besides their forms.
    pub originals: bool,
}

impl ImageSettings {
    /// The widths that [`widest`](Self::widest) may have.
    pub const WIDTHS: std::ops::RangeInclusive<u32> = 480..=2000;
}

impl Default for ImageSettings {
    fn default() -> Self {
        Self { widest: 2000, originals: false }
    }
}
