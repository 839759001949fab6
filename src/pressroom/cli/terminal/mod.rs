//! Standard output and standard error, whose readers may leave at any time.

pub(super) mod printer;
pub(super) mod signals;

use std::{
    io::{self, IsTerminal, Write},
    sync::atomic::{AtomicBool, Ordering},
};

/// Something did not get to standard output.
static LOST: AtomicBool = AtomicBool::new(false);

/// Tells whether something did not get to standard output, though its reader is there.
pub(super) fn has_lost_output() -> bool {
    LOST.load(Ordering::Relaxed)
}

/// Remembers an error of writing to standard output. A reader that has left is no error.
pub(super) fn record_write(written: io::Result<()>, is_error: bool) {
    if written.is_err_and(|error| error.kind() != io::ErrorKind::BrokenPipe) && !is_error {
        LOST.store(true, Ordering::Relaxed);
    }
}

/// Writes text to standard output. A reader that has left is no error.
pub(super) fn print(text: &str) {
    let mut out = io::stdout().lock();
    record_write(out.write_all(text.as_bytes()).and_then(|()| out.flush()), false);
}

/// Writes text to standard error. Where that can't be there is nowhere left to say so, and what the command makes does not
/// depend on it: the exit code tells of that.
pub(super) fn print_status(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Prints why a command failed, on standard error.
pub(super) fn print_error(message: &str) {
    let (bold, red, end) = if has_colors() { ("\x1b[1m", "\x1b[31m", "\x1b[0m") } else { ("", "", "") };
    print_status(&format!("{bold}{red}error{end}{bold}:{end} {}\n", escape_control(message)));
}

/// Tells whether standard error shows colours and nobody asked for none (<https://no-color.org>).
pub(super) fn has_colors() -> bool {
    stream_has_colors(&io::stderr())
}

/// Tells whether a stream shows colours and nobody asked for none.
pub(super) fn stream_has_colors(stream: &impl IsTerminal) -> bool {
    let variable = |name: &str| std::env::var_os(name).unwrap_or_default();
    stream.is_terminal() && variable("NO_COLOR").is_empty() && variable("TERM") != "dumb"
}

/// Replaces the characters of a text from outside that would command the terminal.
pub(super) fn escape_control(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\n' => '\n',
            '\t' => ' ',
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
            control if control.is_control() => char::REPLACEMENT_CHARACTER,
            other => other,
        })
        .collect()
}
