//! What `pressroom.toml` says of imports: the table `[import.styles]`.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use super::reader::Reader;
use crate::StyleMeaning;

/// The styles of `[import.styles]`, in lower case, with what each means.
pub(super) fn styles(reader: &mut Reader, entries: &DeTable<'_>) -> BTreeMap<String, StyleMeaning> {
    let mut styles = BTreeMap::new();
    for (key, value) in entries {
        let words = match (reader.known("import", key), value.get_ref()) {
            (Some("styles"), DeValue::Table(words)) => words,
            (Some(_), _) => {
                reader.wrong(value, "`styles` is a table: expected [import.styles]");
                continue;
            }
            (None, _) => continue,
        };
        for (style, meaning) in words {
            let Some(said) = reader.line(style.get_ref(), meaning) else { continue };
            match StyleMeaning::named(&said) {
                Some(meaning) => {
                    styles.insert(style.get_ref().trim().to_lowercase(), meaning);
                }
                None => {
                    let names: Vec<_> = StyleMeaning::ALL.iter().map(|meaning| meaning.name()).collect();
                    reader.wrong(
                        meaning,
                        &format!("`{said}` is no meaning of a style: expected one of {}", names.join(", ")),
                    );
                }
            }
        }
    }
    styles
}

#[cfg(test)]
mod tests {
    use crate::{StyleMeaning, configuration};
    use pressroom_diagnostics::Source;

    #[test]
    fn styles_of_a_house_have_meanings() {
        let text =
            "[import.styles]\nZwischentitel = \"card\"\n\"Autor Zeile\" = \"byline\"\nKasten = \"box\"\n";
        let (configuration, found) = configuration(&Source::new("pressroom.toml", text));
        let styles: Vec<_> = configuration.import_styles.into_iter().collect();
        let expected = [("autor zeile", StyleMeaning::Byline), ("zwischentitel", StyleMeaning::Card)];
        assert_eq!(styles, expected.map(|(style, meaning)| (style.to_owned(), meaning)));
        let message = found.first().map(|finding| finding.message.as_str()).unwrap_or_default();
        assert!(message.contains("`box` is no meaning of a style: expected one of headline, "), "{found:?}");
    }
}
