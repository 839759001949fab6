//! What is asked of strace, and what it says.

use std::path::Path;

use super::Fault;

/// Calls that are not made to fail: what can't fail or what no disk and no network can refuse, such as waiting for another
/// thread, a clock, or the numbers of the process; and `execve`, without which there is no run.
const NOT: &[&str] = &[
    "execve",
    "execveat",
    "epoll_wait",
    "epoll_pwait",
    "epoll_ctl",
    "epoll_create1",
    "poll",
    "ppoll",
    "select",
    "pselect6",
    "dup",
    "fcntl",
    "dup2",
    "dup3",
    "umask",
    "eventfd2",
    "memfd_create",
    "perf_event_open",
    "ioctl",
    "lseek",
];

/// A system call of a run.
pub(super) struct Call<'a> {
    pub(super) thread: &'a str,
    pub(super) name: &'a str,
    /// The paths that it names, and those of its descriptors.
    pub(super) paths: Vec<&'a str>,
}

/// The words that list every call of a command which can fail.
pub(super) fn listing(log: &Path) -> Vec<String> {
    let mut words = common(log);
    words.extend(["-e", "trace=%file,%desc,%network,mmap"].map(str::to_owned));
    words
}

/// The words that have one call of a command fail.
pub(super) fn injecting(fault: &Fault, log: &Path, folder: &Path) -> Vec<String> {
    let Fault { call, error, when, path } = fault;
    let mut words = common(log);
    words.extend(["-e".to_owned(), format!("trace={call}")]);
    words.extend(["-e".to_owned(), format!("inject={call}:error={error}:when={when}")]);
    if let Some(path) = path {
        words.extend(["-P".to_owned(), path.replace("{}", folder.to_str().unwrap_or_default())]);
    }
    words
}

fn common(log: &Path) -> Vec<String> {
    let log = log.to_string_lossy().into_owned();
    ["strace", "-f", "--seccomp-bpf", "--quiet=all", "-y", "-s", "0", "-o", &log].map(str::to_owned).to_vec()
}

/// The calls that a listing names, in its order.
pub(super) fn calls(listing: &str) -> impl Iterator<Item = Call<'_>> {
    listing.lines().filter_map(|line| {
        let (thread, rest) = line.split_once(' ')?;
        let (name, arguments) = rest.trim_start().split_once('(')?;
        let is_name = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !is_name || NOT.contains(&name) {
            return None;
        }
        let arguments = arguments.split(") = ").next().unwrap_or(arguments);
        let of_descriptors = between(arguments, '<', '>').filter(|path| path.starts_with('/'));
        Some(Call { thread, name, paths: between(arguments, '"', '"').chain(of_descriptors).collect() })
    })
}

/// True for a call that names a path which does not begin at the root.
pub(super) fn names_relative(line: &str) -> bool {
    let arguments = line.split(") = ").next().unwrap_or(line);
    between(arguments, '"', '"').any(|path| !path.is_empty() && !path.starts_with('/'))
}

/// What stands between two signs, each time.
fn between(text: &str, from: char, to: char) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, after) = rest.split_once(from)?;
        let (inner, after) = after.split_once(to)?;
        rest = after;
        Some(inner)
    })
}

/// The errors that are tried of a call.
pub(super) fn errors(call: &str) -> &'static [&'static str] {
    match call {
        "openat" | "open" | "openat2" => &["EMFILE", "EIO", "EACCES"],
        "write" | "pwrite64" | "writev" | "pwritev" | "ftruncate" | "fallocate" | "copy_file_range" => {
            &["ENOSPC", "EIO"]
        }
        "mkdir" | "mkdirat" | "rename" | "renameat" | "renameat2" | "link" | "linkat" => {
            &["EACCES", "ENOSPC", "EIO"]
        }
        "unlink" | "unlinkat" | "rmdir" | "statx" | "newfstatat" | "stat" | "lstat" | "access" => {
            &["EIO", "EACCES"]
        }
        "mmap" => &["ENOMEM"],
        "socket" => &["EMFILE", "EACCES"],
        "connect" => &["ECONNREFUSED", "ETIMEDOUT"],
        "sendto" | "recvfrom" | "sendmsg" | "recvmsg" => &["ECONNRESET", "EIO"],
        _ => &["EIO"],
    }
}

#[test]
fn calls_are_read_with_their_threads_and_paths() {
    let listing = "12 openat(AT_FDCWD</tmp/x>, \"\"..., O_RDONLY) = 3</tmp/x/a>\n13 read(3</tmp/x/a>, \"\"..., 32 <unfinished ...>\n\
                   13 <... read resumed>) = 0\n12 rename(\"a\", \"b\") = 0\n12 +++ exited with 0 +++\n12 poll([], 0) = 0\n";
    let all: Vec<(&str, &str, Vec<&str>)> =
        calls(listing).map(|call| (call.thread, call.name, call.paths)).collect();
    assert_eq!(
        all,
        [
            ("12", "openat", vec!["", "/tmp/x"]),
            ("13", "read", vec!["", "/tmp/x/a"]),
            ("12", "rename", vec!["a", "b"]),
        ]
    );
}
