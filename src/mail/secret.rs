//! Secrets, from where the configuration says that they are: an environment variable or a file, never the
//! configuration itself.

use std::{
    env,
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use pressroom_config::Secret;

/// The most bytes of a secret.
const MAX_SECRET: u64 = 16 * 1024;

/// A secret can't be had. Each error names the place where the secret was looked for.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The environment does not have the variable.
    #[error("the environment variable {0} is not set")]
    NotSet(String),
    /// The file can't be read.
    #[error("{place} can't be read: {source}")]
    Unreadable {
        /// The path of the file.
        place: String,
        /// The error of the disk.
        source: io::Error,
    },
    /// A folder, a pipe or a device stands in place of the file.
    #[error("{0} is not a file")]
    NotAFile(String),
    /// The file is too large.
    #[error("{0} is too large: expected {MAX_SECRET} bytes at most")]
    TooLarge(String),
    /// There is nothing in it.
    #[error("{0} is empty")]
    Empty(String),
    /// A password is not UTF-8.
    #[error("{0} is not UTF-8")]
    NotUtf8(String),
    /// A password has several lines.
    #[error("{0} holds more than one line: expected a password")]
    SeveralLines(String),
}

/// Reads a password: a text. The line end that an editor leaves at the end of a file is not part of it. `home` is the folder
/// of the configuration.
///
/// # Errors
/// There is no such secret.
pub(crate) fn read_password(secret: &Secret, home: &Path) -> Result<String, SecretError> {
    let (place, bytes) = read_bytes(secret, home)?;
    let text = String::from_utf8(bytes).map_err(|_| SecretError::NotUtf8(place.clone()))?;
    let text = text.strip_suffix('\n').map_or(&*text, |text| text.strip_suffix('\r').unwrap_or(text));
    if text.is_empty() {
        return Err(SecretError::Empty(place));
    }
    if text.contains(['\r', '\n', '\0']) {
        return Err(SecretError::SeveralLines(place));
    }
    Ok(text.to_owned())
}

/// Reads a key of any bytes. If all of it is one line of printable ASCII, as `openssl rand -hex 32` prints it, the line end at
/// its end is not part of it; of any other key, every byte is.
///
/// # Errors
/// There is no such secret.
pub(crate) fn read_key(secret: &Secret, home: &Path) -> Result<Vec<u8>, SecretError> {
    let (place, mut key) = read_bytes(secret, home)?;
    let line = key.strip_suffix(b"\n").map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    if let Some(length) =
        line.filter(|line| line.iter().all(|byte| matches!(byte, b' '..=b'~'))).map(<[u8]>::len)
    {
        key.truncate(length);
    }
    if key.is_empty() {
        return Err(SecretError::Empty(place));
    }
    Ok(key)
}

/// All bytes of a secret, and its place for people.
fn read_bytes(secret: &Secret, home: &Path) -> Result<(String, Vec<u8>), SecretError> {
    match secret {
        Secret::Env(name) => {
            let place = format!("the environment variable {name}");
            match env::var_os(name) {
                Some(value) => Ok((place, variable_bytes(value))),
                None => Err(SecretError::NotSet(name.clone())),
            }
        }
        Secret::File(path) => {
            let path = home.join(path);
            let place = path.display().to_string();
            let failed = |source| SecretError::Unreadable { place: place.clone(), source };
            // A pipe would be waited for, and a device never ends.
            if !fs::metadata(&path).map_err(failed)?.is_file() {
                return Err(SecretError::NotAFile(place));
            }
            let mut bytes = Vec::new();
            let file = File::open(&path).map_err(failed)?;
            file.take(MAX_SECRET + 1).read_to_end(&mut bytes).map_err(failed)?;
            if bytes.len() as u64 > MAX_SECRET {
                return Err(SecretError::TooLarge(place));
            }
            Ok((place, bytes))
        }
    }
}

#[cfg(unix)]
fn variable_bytes(value: std::ffi::OsString) -> Vec<u8> {
    std::os::unix::ffi::OsStringExt::into_vec(value)
}

#[cfg(not(unix))]
fn variable_bytes(value: std::ffi::OsString) -> Vec<u8> {
    value.to_string_lossy().into_owned().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a file with these bytes is read as.
    fn read<T>(
        bytes: &[u8],
        read: impl Fn(&Secret, &Path) -> Result<T, SecretError>,
    ) -> Result<T, SecretError> {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join("secret"), bytes).unwrap();
        read(&Secret::File("secret".to_owned()), home.path())
    }

    #[test]
    fn a_key_is_all_of_its_bytes() {
        for whole in [
            &b"\x00\xff\x80 binary \r\n within \x00"[..],
            b"ends with the byte of a line end \x00\n",
            b"ends with two \xfe\r\n",
            b"two lines\nof text\n",
            b"\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n",
            b"no line end",
        ] {
            assert_eq!(read(whole, read_key).unwrap(), whole, "{whole:?}");
        }
        for line_end in ["\n", "\r\n"] {
            assert_eq!(
                read(format!("0123456789abcdef{line_end}").as_bytes(), read_key).unwrap(),
                b"0123456789abcdef"
            );
        }
        assert!(read(b"", read_key).unwrap_err().to_string().ends_with("is empty"));
        assert!(read(b"\n", read_key).unwrap_err().to_string().ends_with("is empty"));
        assert!(read(&vec![b'x'; 16 * 1024 + 1], read_key).unwrap_err().to_string().contains("is too large"));
        assert_eq!(read(&vec![0; 16 * 1024], read_key).unwrap().len(), 16 * 1024);
    }

    #[test]
    fn a_password_is_one_line() {
        assert_eq!(read("s3cret: \u{e4}\r\n".as_bytes(), read_password).unwrap(), "s3cret: \u{e4}");
        assert_eq!(read(b" spaces stay ", read_password).unwrap(), " spaces stay ");
        for (wrong, said) in [
            (&b"\n"[..], "is empty"),
            (b"one\ntwo\n", "more than one line"),
            (b"a\n\n", "more than one line"),
            (b"a\0b", "more than one line"),
            (b"\xff\xfe", "is not UTF-8"),
        ] {
            assert!(read(wrong, read_password).unwrap_err().to_string().contains(said), "{wrong:?}");
        }
    }
}
