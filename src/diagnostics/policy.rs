//! Which findings a newsroom does not want to see, and which warnings stop an explainer.

use super::{Class, Code, Diagnostic};

/// What a newsroom makes of warnings: `[check]` of `pressroom.toml` and `--strict`. Errors stay errors.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckPolicy {
    /// Warnings that are counted, but not shown.
    pub allow: Vec<Code>,
    /// Classes whose warnings are errors.
    pub strict: Vec<Class>,
}

impl CheckPolicy {
    /// Every warning is an error.
    pub fn strict() -> Self {
        Self { allow: Vec::new(), strict: Class::ALL.to_vec() }
    }

    /// Returns true for a warning that is not shown.
    pub fn allows(&self, finding: &Diagnostic) -> bool {
        !finding.is_error() && self.allow.contains(&finding.code)
    }

    /// Returns true for a warning that becomes an error.
    pub fn promotes(&self, finding: &Diagnostic) -> bool {
        !finding.is_error() && !self.allows(finding) && self.strict.contains(&finding.code.class())
    }
}
