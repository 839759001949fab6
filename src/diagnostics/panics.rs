//! Panics of one document or edition, caught so that the rest of the run goes on.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Once,
};

use crate::{Code, Diagnostic};

thread_local! {
    static CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// A panic that was caught, with its message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaughtPanic(String);

impl std::fmt::Display for CaughtPanic {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for CaughtPanic {}

/// Runs `work`; a panic in it becomes an error.
///
/// # Errors
/// The panic.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, CaughtPanic> {
    let before = CAUGHT.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    CAUGHT.set(before);
    result.map_err(|payload| {
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
        CaughtPanic(text.unwrap_or("no message").to_owned())
    })
}

/// The finding about a panic, or another failure that no text should cause.
pub fn failed(why: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::error(Code::EditionFailed, format!("an internal check failed: {why}"))
        .help("this is a mistake in Pressroom, not in your text; please report it with the document")
}

/// Keeps panics that will be reported as findings from being printed as well.
pub fn silence_caught_panics() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !CAUGHT.get() {
                hook(panic);
            }
        }));
    });
}
