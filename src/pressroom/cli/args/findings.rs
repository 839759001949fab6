//! The arguments that are about findings.

use std::ffi::OsStr;

use clap::{
    Arg, Args, Command, Error,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};

use pressroom_diagnostics::{CheckPolicy, Class, Code};

/// Every class, in a word.
const ALL: &str = "all";
/// No class, in a word.
const NONE: &str = "none";

/// Which warnings are errors.
#[derive(Debug, Args, Default)]
pub(in crate::cli) struct Strictness {
    /// Treat warnings as errors, all or those of some classes; an explainer with an error is not built
    ///
    /// The classes are content, layout, rights and style, separated by commas: --strict=content,rights. `none` overrides
    /// `strict` in [check] of pressroom.toml. `pressroom explain` lists the findings by class.
    #[arg(
        long,
        value_name = "CLASSES",
        num_args = 0..=1,
        require_equals = true,
        value_delimiter = ',',
        default_missing_value = ALL,
        value_parser = class_names(),
        hide_possible_values = true
    )]
    strict: Vec<String>,
}

impl Strictness {
    /// Puts the classes of the command line in the place of those of `pressroom.toml`, if it names any.
    pub(in crate::cli) fn override_policy(&self, policy: &mut CheckPolicy) {
        if self.strict.is_empty() {
            return;
        }
        let all = self.strict.iter().any(|name| name == ALL);
        let named = |class: &&Class| all || self.strict.iter().any(|name| name == class.name());
        policy.strict = Class::ALL.iter().filter(named).copied().collect();
    }
}

fn class_names() -> PossibleValuesParser {
    PossibleValuesParser::new(Class::ALL.iter().map(|class| class.name()).chain([ALL, NONE]))
}

/// `pressroom explain`
#[derive(Debug, Args)]
pub(in crate::cli) struct Explain {
    /// The finding's code, as printed in brackets; without it, Pressroom lists all codes by class
    #[arg(value_name = "CODE", value_parser = CodeNames, hide_possible_values = true)]
    pub(in crate::cli) code: Option<String>,
}

/// Takes any text, and tells shells the codes. What is no code is said with the nearest one, not with fifty.
#[derive(Clone)]
struct CodeNames;

impl TypedValueParser for CodeNames {
    type Value = String;

    fn parse_ref(&self, _: &Command, _: Option<&Arg>, value: &OsStr) -> Result<String, Error> {
        Ok(value.to_string_lossy().into_owned())
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Code::ALL.iter().map(|code| PossibleValue::new(code.name()).help(code.meaning()))))
    }
}
