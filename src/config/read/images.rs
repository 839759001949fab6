//! The table `[images]` of `pressroom.toml`.

use toml::{Spanned, de::DeValue};

use super::reader::Reader;
use crate::images::ImageSettings;

/// Its keys.
pub(super) const KEYS: &[&str] = &["widest", "originals"];

/// Reads the value of a key.
pub(super) fn read(reader: &mut Reader, key: &str, value: &Spanned<DeValue<'_>>, images: &mut ImageSettings) {
    match key {
        "widest" => {
            let widths = ImageSettings::WIDTHS;
            let message =
                format!("`widest` is a width in pixels: expected {} to {}", widths.start(), widths.end());
            images.widest = reader.number(value, &widths, &message).unwrap_or(images.widest);
        }
        "originals" => images.originals = reader.flag("originals", value).unwrap_or(images.originals),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::{ImageSettings, configuration};
    use pressroom_diagnostics::Source;

    #[test]
    fn widths_are_those_that_pages_can_show() {
        let read = |text: &str| {
            let (configuration, found) = configuration(&Source::new("pressroom.toml", text));
            (configuration.site.images, found.len())
        };
        assert_eq!(
            read("[images]\nwidest = 1440\noriginals = true\n"),
            (ImageSettings { widest: 1440, originals: true }, 0)
        );
        for wrong in ["widest = 9000", "widest = \"wide\"", "originals = 1", "widset = 960"] {
            assert_eq!(read(&format!("[images]\n{wrong}\n")), (ImageSettings::default(), 1), "{wrong}");
        }
    }
}
