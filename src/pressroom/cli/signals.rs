//! Ctrl-C: the first ends a build in order, the second at once.

use std::sync::{
    Arc, LazyLock,
    atomic::{AtomicBool, Ordering},
};

use signal_hook::{
    consts::{SIGINT, SIGTERM},
    flag,
};

use super::STOPPED;

static ASKED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// From now on, Ctrl-C (and a request to terminate) asks to stop; a second time it ends the process, which leaves every
/// document whole.
pub(super) fn listen() {
    for signal in [SIGINT, SIGTERM] {
        // The order matters: the first that comes finds nothing asked yet. Where a handler can't be set, the process ends at
        // the first signal: nothing is half-written then, either.
        let _ = flag::register_conditional_shutdown(signal, i32::from(STOPPED), Arc::clone(&ASKED));
        let _ = flag::register(signal, Arc::clone(&ASKED));
    }
}

/// True where somebody asked to stop.
pub(super) fn stopped() -> bool {
    ASKED.load(Ordering::Relaxed)
}
