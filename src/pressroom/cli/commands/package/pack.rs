//! `pressroom pack` and `pressroom key`.

use std::io::{self, IsTerminal};

use crate::cli::{
    args, clock,
    exit::{CommandError, CommandResult, ExitStatus},
    terminal::{escape_control, print_status},
};
use pressroom_diagnostics::counted;
use pressroom_package::{PackJob, SigningKey};

/// The variable that holds the password of a secret key.
const PASSWORD: &str = "MINISIGN_PASSWORD";

/// Packs editions for partners.
pub(in crate::cli::commands) fn pack(arguments: &args::Pack) -> CommandResult {
    let key = arguments.sign.as_ref().map(|path| SigningKey::open(path, read_password)).transpose()?;
    let now = clock::read_now(None)?;
    let job = PackJob {
        output: &arguments.out_dir,
        editions: &arguments.to,
        package: &arguments.package,
        key: key.as_ref(),
        now,
    };
    let packed = pressroom_package::pack(&job)?;
    let signature = packed.signature.as_ref().map(|path| format!(", signed in {}", path.display()));
    let mut summary = format!(
        "{} packed in {} ({} of {} bytes){}\n",
        counted(packed.files, "file"),
        arguments.package.display(),
        packed.packed,
        packed.bytes,
        signature.as_deref().unwrap_or(", not signed"),
    );
    if packed.published > 0 {
        summary.push_str(&format!(
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
        summary.push_str(&format!(
            "`model` of {whose} stays here: it has pictures that are not marked `syndicate` (--to model packs it, too)\n"
        ));
    }
    print_status(&escape_control(&summary));
    Ok(ExitStatus::Done)
}

/// Makes a pair of keys.
pub(in crate::cli::commands) fn key(arguments: &args::Key) -> CommandResult {
    let password = password_variable()?;
    let protected = password.is_some();
    let [secret, public] = pressroom_package::new_key(&arguments.name, password)?;
    let how = if protected { "with the password" } else { "without a password: keep it safe" };
    let (secret, public) = (secret.display(), public.display());
    print_status(&escape_control(&format!("{secret} signs ({how}); give {public} to partners\n")));
    Ok(ExitStatus::Done)
}

/// The password of a key; `None`: ask at the terminal.
fn read_password() -> Result<Option<String>, CommandError> {
    let named = password_variable()?;
    if named.is_none() && !io::stderr().is_terminal() {
        return Err(CommandError::usage(format!("it has a password, and {PASSWORD} does not name it")));
    }
    Ok(named)
}

/// The password of the environment.
fn password_variable() -> Result<Option<String>, CommandError> {
    let text = std::env::var_os(PASSWORD).map(std::ffi::OsString::into_string);
    text.transpose().map_err(|_| CommandError::usage(format!("{PASSWORD} is not UTF-8")))
}
