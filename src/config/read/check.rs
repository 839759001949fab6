//! The table `[check]` of `pressroom.toml`: which findings are shown, and which warnings stop an explainer.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::reader::Reader;
use pressroom_diagnostics::{CheckPolicy, Class, Code, nearest};

/// The keys of the table.
pub(super) const KEYS: &[&str] = &["allow", "strict"];

/// Reads the table.
pub(super) fn read(reader: &mut Reader, entries: &DeTable<'_>) -> CheckPolicy {
    let mut policy = CheckPolicy::default();
    for (key, value) in entries {
        match (reader.known("check", key), value.get_ref()) {
            (Some("allow"), _) => policy.allow = reader.codes(value),
            (Some("strict"), DeValue::Boolean(true)) => policy.strict = Class::ALL.to_vec(),
            (Some("strict"), DeValue::Boolean(false)) => policy.strict = Vec::new(),
            (Some("strict"), _) => policy.strict = reader.classes(value),
            _ => {}
        }
    }
    policy
}

/// Says that a name is not known, and what may have been meant.
struct UnknownName(String);

impl Reader {
    fn codes(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Code> {
        let names = || Code::ALL.iter().map(|code| code.name());
        self.listed(value, "allow", "\"missing-date\"", |name| match Code::named(name) {
            Some(code) => Ok(code),
            None => Err(UnknownName(match nearest(name, names()) {
                Some(near) => format!("there is no code `{name}`; did you mean \"{near}\"?"),
                None => format!("there is no code `{name}`; `pressroom explain` lists them"),
            })),
        })
    }

    fn classes(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Class> {
        let names = || Class::ALL.iter().map(|class| class.name());
        self.listed(value, "strict", "\"content\"", |name| match Class::named(name) {
            Some(class) => Ok(class),
            None => Err(UnknownName(match nearest(name, names()) {
                Some(near) => format!("there is no class `{name}`; did you mean \"{near}\"?"),
                None => {
                    let names: Vec<_> = names().collect();
                    format!("there is no class `{name}`: expected some of {}", names.join(", "))
                }
            })),
        })
    }

    /// A list of names, each once; a name that `known` refuses is an error at its place.
    fn listed<T: PartialEq>(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        key: &str,
        example: &str,
        known: impl Fn(&str) -> Result<T, UnknownName>,
    ) -> Vec<T> {
        let mut list = Vec::new();
        let Some(entries) = value.get_ref().as_array() else {
            self.wrong(value, &format!("`{key}` is a list, such as [{example}]"));
            return list;
        };
        for entry in entries {
            let Some(name) = self.line(key, entry) else { continue };
            match known(&name) {
                Ok(known) if !list.contains(&known) => list.push(known),
                Ok(_) => {}
                Err(UnknownName(message)) => self.wrong(entry, &message),
            }
        }
        list
    }
}

#[cfg(test)]
mod tests {
    use crate::configuration;
    use pressroom_diagnostics::{CheckPolicy, Class, Code, Source};

    fn read(text: &str) -> (CheckPolicy, Vec<String>) {
        let source = Source::new("pressroom.toml", text);
        let (configuration, found) = configuration(&source);
        let place =
            |span: Option<pressroom_diagnostics::Span>| source.slice(span.unwrap_or_default()).to_owned();
        let found = found.iter().map(|finding| format!("{}: {}", place(finding.span), finding.message));
        (configuration.check, found.collect())
    }

    #[test]
    fn codes_and_classes_are_known_ones() {
        let (policy, found) = read(
            "[check]\nallow = [\"missing-date\", \"missing-date\"]\nstrict = [\"content\", \"rights\"]\n",
        );
        assert_eq!(found, [""; 0]);
        assert_eq!(
            policy,
            CheckPolicy { allow: vec![Code::MissingDate], strict: vec![Class::Content, Class::Rights] }
        );
        assert_eq!(read("[check]\nstrict = true\n").0, CheckPolicy::strict());
        let (policy, found) = read(
            "[check]\nallow = [\"mising-date\", \"nonsense\", \"same-version\"]\nstrict = [\"contents\", 3]\n",
        );
        assert_eq!(policy.allow, [Code::SameVersion]);
        assert_eq!(
            found,
            [
                "\"mising-date\": there is no code `mising-date`; did you mean \"missing-date\"?",
                "\"nonsense\": there is no code `nonsense`; `pressroom explain` lists them",
                "\"contents\": there is no class `contents`; did you mean \"content\"?",
                "3: `strict` is a text in quotes: this is an integer",
            ]
        );
        assert_eq!(read("[check]\nallow = \"missing-date\"\n").1.len(), 1);
    }
}
