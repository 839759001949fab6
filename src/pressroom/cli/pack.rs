//! `pressroom pack` and `pressroom key`.

use std::io::{self, IsTerminal};

use super::{
    DISK, DONE, FOUND_ERRORS, WRONG_USAGE, args, clock,
    output::{complain, print_error, visible},
};
use pressroom_package::{HandoverError, PackJob, SigningKey};

/// The variable that holds the password of a secret key.
const PASSWORD: &str = "MINISIGN_PASSWORD";

/// Packs editions for partners.
pub(super) fn pack(arguments: &args::Pack) -> u8 {
    let key = match &arguments.sign {
        Some(path) => match SigningKey::open(path, password) {
            Ok(key) => Some(key),
            Err(error) => return refuse(&error),
        },
        None => None,
    };
    let Some(now) = clock::now(None) else { return WRONG_USAGE };
    let job = PackJob {
        output: &arguments.out_dir,
        editions: &arguments.to,
        package: &arguments.package,
        key: key.as_ref(),
        now,
    };
    let packed = match pressroom_package::pack(&job) {
        Ok(packed) => packed,
        Err(error) => return refuse(&error),
    };
    let signature = packed.signature.as_ref().map(|path| format!(", signed in {}", path.display()));
    let mut said = format!(
        "{} packed in {} ({} of {} bytes){}\n",
        files(packed.files),
        arguments.package.display(),
        packed.packed,
        packed.bytes,
        signature.as_deref().unwrap_or(", not signed"),
    );
    if packed.published > 0 {
        said.push_str(&format!(
            "{} published with it: what changes from now on needs a higher `version`\n",
            match packed.published {
                1 => "1 explainer is".to_owned(),
                more => format!("{more} explainers are"),
            }
        ));
    }
    if let Some(first) = packed.left_out.first() {
        let whose = match packed.left_out.len() {
            1 => first.clone(),
            more => format!("{first} and {} more", more - 1),
        };
        said.push_str(&format!(
            "`model` of {whose} stays here: it has pictures that are not marked `syndicate` (--to model packs it, too)\n"
        ));
    }
    print_error(&visible(&said));
    DONE
}

/// Makes a pair of keys.
pub(super) fn key(arguments: &args::Key) -> u8 {
    let password = match named_password() {
        Ok(password) => password,
        Err(message) => {
            complain(&message);
            return WRONG_USAGE;
        }
    };
    let protected = password.is_some();
    match pressroom_package::new_key(&arguments.name, password) {
        Ok([secret, public]) => {
            let how = if protected { "with the password" } else { "without a password: keep it safe" };
            let (secret, public) = (secret.display(), public.display());
            print_error(&visible(&format!("{secret} signs ({how}); give {public} to partners\n")));
            DONE
        }
        Err(error) => refuse(&error),
    }
}

/// Says why something was not done; gives the exit code.
pub(super) fn refuse(error: &HandoverError) -> u8 {
    complain(error.message());
    code(error)
}

/// The exit code of an error.
pub(super) fn code(error: &HandoverError) -> u8 {
    match error {
        HandoverError::Mismatch(_) => FOUND_ERRORS,
        HandoverError::Usage(_) => WRONG_USAGE,
        HandoverError::Disk(_) => DISK,
    }
}

/// "3 files"
pub(super) fn files(count: usize) -> String {
    format!("{count} file{}", if count == 1 { "" } else { "s" })
}

/// The password of a key; `None`: ask at the terminal.
fn password() -> Result<Option<String>, String> {
    let named = named_password()?;
    if named.is_none() && !io::stderr().is_terminal() {
        return Err(format!("it has a password, and {PASSWORD} does not name it"));
    }
    Ok(named)
}

/// The password of the environment.
fn named_password() -> Result<Option<String>, String> {
    let text = std::env::var_os(PASSWORD).map(std::ffi::OsString::into_string);
    text.transpose().map_err(|_| format!("{PASSWORD} is not UTF-8"))
}
