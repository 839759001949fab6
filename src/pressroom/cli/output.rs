//! Standard output and standard error, whose readers may leave at any time.

use std::{
    io::{self, IsTerminal, Write},
    sync::atomic::{AtomicBool, Ordering},
};

/// Something did not get to standard output.
static LOST: AtomicBool = AtomicBool::new(false);

/// True where something did not get to standard output, though its reader is there.
pub(super) fn is_lost() -> bool {
    LOST.load(Ordering::Relaxed)
}

/// Notes what came of writing to standard output. A reader that has left is no error.
pub(super) fn note(written: io::Result<()>, is_error: bool) {
    if written.is_err_and(|error| error.kind() != io::ErrorKind::BrokenPipe) && !is_error {
        LOST.store(true, Ordering::Relaxed);
    }
}

/// Writes text to standard output. A reader that has left is no error.
pub(super) fn print(text: &str) {
    let mut out = io::stdout().lock();
    note(out.write_all(text.as_bytes()).and_then(|()| out.flush()), false);
}

/// Writes text to standard error. Where that can't be there is nowhere left to say so, and what the command makes does not
/// depend on it: the exit code tells of that.
pub(super) fn print_error(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Says why the command was not run.
pub(super) fn complain(message: &str) {
    let (bold, red, end) = if colors() { ("\x1b[1m", "\x1b[31m", "\x1b[0m") } else { ("", "", "") };
    print_error(&format!("{bold}{red}error{end}{bold}:{end} {}\n", visible(message)));
}

/// True where standard error shows colours and nobody asked for none (<https://no-color.org>).
pub(super) fn colors() -> bool {
    colors_of(&io::stderr())
}

/// True where a stream shows colours and nobody asked for none.
pub(super) fn colors_of(stream: &impl IsTerminal) -> bool {
    let said = |name: &str| std::env::var_os(name).unwrap_or_default();
    stream.is_terminal() && said("NO_COLOR").is_empty() && said("TERM") != "dumb"
}

/// Text from outside, without characters that would command the terminal.
pub(super) fn visible(text: &str) -> String {
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
