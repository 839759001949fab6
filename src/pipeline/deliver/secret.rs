//! Secrets, from where the configuration says that they are: an environment variable or a file, never the
//! configuration itself.

use std::{env, fs::File, io::Read, path::Path};

use crate::read::Secret;

/// The most bytes of a secret.
const MAX_SECRET: u64 = 16 * 1024;

/// Reads a secret; what a line end leaves at the end of a file is not part of it. `home` is the folder of the
/// configuration.
///
/// # Errors
/// Where it was looked for and what is wrong there.
pub(super) fn read(secret: &Secret, home: &Path) -> Result<String, String> {
    let (place, text) = match secret {
        Secret::Env(name) => {
            let place = format!("the environment variable {name}");
            let text = match env::var(name) {
                Ok(text) => Ok(text),
                Err(env::VarError::NotPresent) => Err("is not set".to_owned()),
                Err(env::VarError::NotUnicode(_)) => Err("is not UTF-8".to_owned()),
            };
            (place, text)
        }
        Secret::File(path) => {
            let path = home.join(path);
            let mut text = String::new();
            let read = File::open(&path).and_then(|file| file.take(MAX_SECRET).read_to_string(&mut text));
            (
                path.display().to_string(),
                read.map(|_| text).map_err(|error| format!("can't be read: {error}")),
            )
        }
    };
    let text = text.map_err(|wrong| format!("{place} {wrong}"))?;
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(format!("{place} is empty"));
    }
    Ok(text.to_owned())
}
