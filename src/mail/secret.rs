//! Secrets, from where the configuration says that they are: an environment variable or a file, never the
//! configuration itself.

use std::{
    env,
    fs::{self, File},
    io::Read,
    path::Path,
};

use pressroom_config::Secret;

/// The most bytes of a secret.
const MAX_SECRET: u64 = 16 * 1024;

/// Reads a password: a text. The line end that an editor leaves at the end of a file is not part of it. `home` is the folder
/// of the configuration.
///
/// # Errors
/// Where it was looked for and what is wrong there.
pub(crate) fn password(secret: &Secret, home: &Path) -> Result<String, String> {
    let (place, bytes) = bytes(secret, home)?;
    let text = String::from_utf8(bytes).map_err(|_| format!("{place} is not UTF-8"))?;
    let text = text.strip_suffix('\n').map_or(&*text, |text| text.strip_suffix('\r').unwrap_or(text));
    if text.is_empty() {
        return Err(format!("{place} is empty"));
    }
    if text.contains(['\r', '\n', '\0']) {
        return Err(format!("{place} holds more than one line: expected a password"));
    }
    Ok(text.to_owned())
}

/// Reads a key of any bytes. If all of it is one line of printable ASCII, as `openssl rand -hex 32` prints it, the line end at
/// its end is not part of it; of any other key, every byte is.
///
/// # Errors
/// Where it was looked for and what is wrong there.
pub(crate) fn key(secret: &Secret, home: &Path) -> Result<Vec<u8>, String> {
    let (place, mut key) = bytes(secret, home)?;
    let line = key.strip_suffix(b"\n").map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    if let Some(length) =
        line.filter(|line| line.iter().all(|byte| matches!(byte, b' '..=b'~'))).map(<[u8]>::len)
    {
        key.truncate(length);
    }
    if key.is_empty() {
        return Err(format!("{place} is empty"));
    }
    Ok(key)
}

/// All bytes of a secret, and its place for people.
fn bytes(secret: &Secret, home: &Path) -> Result<(String, Vec<u8>), String> {
    match secret {
        Secret::Env(name) => {
            let place = format!("the environment variable {name}");
            match env::var_os(name) {
                Some(value) => Ok((place, of_environment(value))),
                None => Err(format!("{place} is not set")),
            }
        }
        Secret::File(path) => {
            let path = home.join(path);
            let place = path.display().to_string();
            let failed = |error: std::io::Error| format!("{place} can't be read: {error}");
            // A pipe would be waited for, and a device never ends.
            if !fs::metadata(&path).map_err(failed)?.is_file() {
                return Err(format!("{place} is not a file"));
            }
            let mut bytes = Vec::new();
            let file = File::open(&path).map_err(failed)?;
            file.take(MAX_SECRET + 1).read_to_end(&mut bytes).map_err(failed)?;
            if bytes.len() as u64 > MAX_SECRET {
                return Err(format!("{place} is too large: expected {MAX_SECRET} bytes at most"));
            }
            Ok((place, bytes))
        }
    }
}

#[cfg(unix)]
fn of_environment(value: std::ffi::OsString) -> Vec<u8> {
    std::os::unix::ffi::OsStringExt::into_vec(value)
}

#[cfg(not(unix))]
fn of_environment(value: std::ffi::OsString) -> Vec<u8> {
    value.to_string_lossy().into_owned().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a file with these bytes is read as.
    fn read<T>(bytes: &[u8], read: impl Fn(&Secret, &Path) -> Result<T, String>) -> Result<T, String> {
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
            assert_eq!(read(whole, key).unwrap(), whole, "{whole:?}");
        }
        for line_end in ["\n", "\r\n"] {
            assert_eq!(
                read(format!("0123456789abcdef{line_end}").as_bytes(), key).unwrap(),
                b"0123456789abcdef"
            );
        }
        assert!(read(b"", key).unwrap_err().ends_with("is empty"));
        assert!(read(b"\n", key).unwrap_err().ends_with("is empty"));
        assert!(read(&vec![b'x'; 16 * 1024 + 1], key).unwrap_err().contains("is too large"));
        assert_eq!(read(&vec![0; 16 * 1024], key).unwrap().len(), 16 * 1024);
    }

    #[test]
    fn a_password_is_one_line() {
        assert_eq!(read("s3cret: \u{e4}\r\n".as_bytes(), password).unwrap(), "s3cret: \u{e4}");
        assert_eq!(read(b" spaces stay ", password).unwrap(), " spaces stay ");
        for (wrong, said) in [
            (&b"\n"[..], "is empty"),
            (b"one\ntwo\n", "more than one line"),
            (b"a\n\n", "more than one line"),
            (b"a\0b", "more than one line"),
            (b"\xff\xfe", "is not UTF-8"),
        ] {
            assert!(read(wrong, password).unwrap_err().contains(said), "{wrong:?}");
        }
    }
}
