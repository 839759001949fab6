//! The arguments that are about findings.

use clap::{Args, builder::PossibleValuesParser};

use crate::diagnostic::{CheckPolicy, Class};

/// Every class, in a word.
const ALL: &str = "all";
/// No class, in a word.
const NONE: &str = "none";

/// Which warnings are errors.
#[derive(Debug, Args, Default)]
pub(in crate::cli) struct Strictness {
    /// Turn warnings into errors, all or only those of some classes: nothing is made of an explainer that has one
    ///
    /// The classes are content, layout, rights and style, separated by commas: --strict=content,rights. `none` takes back
    /// what `strict` in [check] of pressroom.toml says. `pressroom explain` lists the findings by class.
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
    /// The finding's code, as it stands in brackets; without one, all are listed by class
    #[arg(value_name = "CODE")]
    pub(in crate::cli) code: Option<String>,
}
