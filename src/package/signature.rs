//! Keys and signatures in the form of minisign (<https://jedisct1.github.io/minisign/>): Ed25519 over the BLAKE2b hash of
//! the file.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use minisign::{ErrorKind, KeyPair, PError, PublicKey, SecretKey, SecretKeyBox, SignatureBox};

use super::{
    error::PackageError,
    format::{HashingReader, read_small},
    statement::Statement,
};
use pressroom_files::disk;

/// The length of a public key in base64.
const PUBLIC_KEY: usize = 56;
/// How the base64 of a public key begins: `Ed`, for Ed25519.
const ED25519: &str = "RW";
/// How the base64 of a secret key with a password begins: `Ed`, then `Sc` for scrypt.
const WITH_PASSWORD: &str = "RWRTY";

/// A secret key that is ready to sign.
pub struct SigningKey(SecretKey);

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SigningKey({})", key_id(self.0.keynum()))
    }
}

/// A public key.
#[derive(Debug, Clone)]
pub struct VerifyingKey(PublicKey);

/// Who signed a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// The key's name: 16 hexadecimal digits, as minisign shows it.
    pub key: String,
    /// What the signature says of the package (minisign's trusted comment).
    pub comment: String,
    /// The fields of that.
    pub statement: Statement,
}

impl SigningKey {
    /// Reads a secret key. `password` is asked for one if the key has one; where it gives `None`, the terminal is asked.
    ///
    /// # Errors
    /// See [`PackageError`]: the file is no secret key, or the password is wrong.
    pub fn open<E: std::fmt::Display>(
        path: &Path,
        password: impl FnOnce() -> Result<Option<String>, E>,
    ) -> Result<Self, PackageError> {
        let shown = path.display();
        let text = read_small(path)?;
        let no_key = |error: &dyn std::fmt::Display| {
            PackageError::Usage(format!("{shown} can't be used as a secret key of minisign: {error}"))
        };
        let written = SecretKeyBox::from_string(&text).map_err(|error| no_key(&error))?;
        let protected = text.lines().nth(1).is_some_and(|line| line.starts_with(WITH_PASSWORD));
        let key = match protected {
            true => {
                let password = password().map_err(|why| no_key(&why))?;
                written.into_secret_key(password)
            }
            false => match text.lines().nth(1).and_then(without_checksum) {
                Some(key) => Ok(key),
                None => written.into_unencrypted_secret_key(),
            },
        };
        key.map(Self).map_err(|error| no_key(&error))
    }

    /// The text of a signature over a file.
    pub(crate) fn sign(&self, path: &Path, comment: &str) -> Result<String, PackageError> {
        let file = File::open(path).map_err(|error| PackageError::disk(path, "read", &error))?;
        let public = PublicKey::from_secret_key(&self.0);
        let signed = public.and_then(|public| {
            let about = format!("signature by key {}", key_id(self.0.keynum()));
            minisign::sign(Some(&public), &self.0, file, Some(comment), Some(&about))
        });
        signed.map(SignatureBox::into_string).map_err(|error| {
            let message = format!("the package can't be signed: {error}");
            if is_io(&error) { PackageError::Disk(message) } else { PackageError::Usage(message) }
        })
    }
}

impl VerifyingKey {
    /// Reads a public key: a file, or the key itself in base64.
    ///
    /// # Errors
    /// See [`PackageError`]: there is no such file, or it holds no public key.
    pub fn open(named: &str) -> Result<Self, PackageError> {
        let path = Path::new(named);
        let there = disk::metadata(path).map_err(|error| PackageError::disk(path, "read", &error))?.is_some();
        if let Some(key) = public_key(named).filter(|_| !there) {
            return Ok(Self(key));
        }
        let text = read_small(path)?;
        let line = text.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
        public_key(line).map(Self).ok_or_else(|| {
            PackageError::Usage(format!(
                "{named} is not a public key of minisign: expected {PUBLIC_KEY} characters that begin with {ED25519}"
            ))
        })
    }

    /// Checks the signature of a file; gives who signed it, and the SHA-256 of what was checked.
    pub(crate) fn check(
        &self,
        file: &File,
        package: &Path,
        signature: &Path,
    ) -> Result<(Signer, String), PackageError> {
        let shown = signature.display();
        let there =
            disk::metadata(signature).map_err(|error| PackageError::disk(signature, "read", &error))?;
        if there.is_none() {
            return Err(PackageError::Mismatch(format!(
                "{} is not signed: there is no {shown}",
                package.display()
            )));
        }
        let signed = signature_box(&read_small(signature)?)
            .ok_or_else(|| PackageError::Mismatch(format!("{shown} is not a signature of minisign")))?;
        let (theirs, ours) = (key_id(signed.keynum()), key_id(self.0.keynum()));
        if theirs != ours {
            let message = format!("{shown} is by the key {theirs}, not by {ours}");
            return Err(PackageError::Mismatch(message));
        }
        let mut content = HashingReader::new(file);
        minisign::verify(&self.0, &signed, &mut content, true, false, false).map_err(|error| match is_io(
            &error,
        ) {
            true => PackageError::Disk(format!("{} can't be read: {error}", package.display())),
            false => PackageError::Mismatch(format!(
                "{shown} is not the signature of {}: one of them was changed, or it is by another key",
                package.display()
            )),
        })?;
        let comment = signed.trusted_comment().unwrap_or_default();
        let statement = Statement::read(&comment);
        Ok((Signer { key: theirs, comment, statement }, content.sha256()))
    }
}

/// Makes a pair of keys: `NAME.key`, which is secret and only its owner can read, and `NAME.pub`. Nothing is overwritten.
///
/// # Errors
/// See [`PackageError`].
pub fn new_key(name: &Path, password: Option<String>) -> Result<[PathBuf; 2], PackageError> {
    let with = |extension: &str| {
        let mut path = name.as_os_str().to_owned();
        path.push(extension);
        PathBuf::from(path)
    };
    let (secret, public) = (with(".key"), with(".pub"));
    for path in [&secret, &public] {
        let there = disk::link_metadata(path).map_err(|error| PackageError::disk(path, "written", &error))?;
        if there.is_some() {
            let message = format!("{} is there already; nothing was written", path.display());
            return Err(PackageError::Usage(message));
        }
    }
    let failed = |error: PError| PackageError::Disk(format!("no key can be made: {error}"));
    let pair = match password {
        Some(password) => KeyPair::generate_encrypted_keypair(Some(password)),
        None => KeyPair::generate_unencrypted_keypair(),
    }
    .map_err(failed)?;
    let secret_text = pair.sk.to_box(Some("minisign secret key")).map_err(failed)?.into_string();
    let public_text = pair.pk.to_box().map_err(failed)?.into_string();
    for (path, text, mode) in [(&secret, secret_text, 0o600), (&public, public_text, 0o644)] {
        let mut file = create(path, mode).map_err(|error| PackageError::disk(path, "written", &error))?;
        file.write_all(text.as_bytes()).map_err(|error| PackageError::disk(path, "written", &error))?;
    }
    Ok([secret, public])
}

/// A secret key without a password as the minisign tool writes it: it leaves the checksum empty, which the crate takes for
/// damage. Signing compares its two halves all the same.
fn without_checksum(line: &str) -> Option<SecretKey> {
    let bytes = BASE64_STANDARD.decode(line.trim()).ok()?;
    // Three algorithms, salt, limits; the key's name, the key, its checksum.
    let (key, checksum) = bytes.split_at_checked(6 + 32 + 16 + 8 + 64)?;
    let plain = key.starts_with(b"Ed\0\0B2");
    if !plain || checksum != [0; 32] {
        return None;
    }
    SecretKey::from_bytes(&bytes).ok()
}

#[cfg(unix)]
fn create(path: &Path, mode: u32) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new().write(true).create_new(true).mode(mode).open(path)
}

#[cfg(not(unix))]
fn create(path: &Path, _: u32) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// A signature, if it has exactly the four lines that it should have. The lengths are checked here, since the crate takes
/// them for granted.
fn signature_box(text: &str) -> Option<SignatureBox> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let [_, signature, _, global] = lines.as_slice() else { return None };
    // 74 bytes: algorithm, key, signature; 64 bytes: the signature over it and the comment.
    let whole = |line: &str, length: usize, end: &str| {
        line.len() == length && line.trim_end_matches('=').len() + end.len() == length
    };
    if !whole(signature, 100, "=") || !whole(global, 88, "==") {
        return None;
    }
    SignatureBox::from_string(text).ok()
}

fn public_key(line: &str) -> Option<PublicKey> {
    let line = line.trim();
    let sound = line.len() == PUBLIC_KEY && line.starts_with(ED25519);
    PublicKey::from_base64(line).ok().filter(|key| sound && key.to_bytes().starts_with(b"Ed"))
}

/// The name of a key as minisign shows it: eight bytes, the last first.
fn key_id(bytes: &[u8]) -> String {
    bytes.iter().rev().map(|byte| format!("{byte:02X}")).collect()
}

fn is_io(error: &PError) -> bool {
    matches!(error.kind(), ErrorKind::Io)
}
