//! Ctrl-C: the first ends a build in order, the second at once.

use std::sync::{
    Arc, LazyLock,
    atomic::{AtomicBool, Ordering},
};

use signal_hook::{
    consts::{SIGINT, SIGTERM},
    flag,
};

use crate::cli::exit::ExitStatus;

static ASKED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// From now on, Ctrl-C (and a request to terminate) asks to stop; a second time it ends the process, which leaves every
/// document whole.
pub(in crate::cli) fn listen() {
    for signal in [SIGINT, SIGTERM] {
        // The order matters: the first that comes finds nothing asked yet. Where a handler can't be set, the process ends at
        // the first signal: nothing is half-written then, either.
        let _ = flag::register_conditional_shutdown(
            signal,
            i32::from(ExitStatus::Stopped.code()),
            Arc::clone(&ASKED),
        );
        let _ = flag::register(signal, Arc::clone(&ASKED));
    }
}

/// Tells whether somebody asked to stop.
pub(in crate::cli) fn is_stopped() -> bool {
    ASKED.load(Ordering::Relaxed)
}
