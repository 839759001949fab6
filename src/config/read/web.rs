//! The table `[web]` of `pressroom.toml`.

use toml::{Spanned, de::DeValue};

use super::reader::Reader;
use crate::ShareService;
use pressroom_diagnostics::nearest;

impl Reader {
    /// The services of `share`, in their order, each once.
    pub(super) fn share(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Vec<ShareService>> {
        let Some(entries) = value.get_ref().as_array() else {
            self.wrong(value, "`share` is a list of services, such as [\"email\", \"bluesky\"]");
            return None;
        };
        let mut services = Vec::new();
        for entry in entries {
            let name = self.line("share", entry)?;
            let known = || ShareService::ALL.iter().map(|service| service.key());
            match ShareService::ALL.iter().find(|service| service.key() == name) {
                Some(service) if !services.contains(service) => services.push(*service),
                Some(_) => {}
                None => {
                    let help = match nearest(&name, known()) {
                        Some(near) => format!("did you mean \"{near}\"?"),
                        None => format!("expected one of {}", known().collect::<Vec<_>>().join(", ")),
                    };
                    self.wrong(entry, &format!("`{name}` is no service that cards can be shared on; {help}"));
                }
            }
        }
        Some(services)
    }
}
