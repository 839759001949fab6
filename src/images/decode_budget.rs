//! A budget for pixels: it bounds the memory for decoding, however many threads decode pictures.

use std::{
    cell::Cell,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

/// The most bytes of all pictures that are decoded at the same time. A picture that needs more is decoded alone.
const LIMIT: u64 = 192 << 20;

static PICTURES: Budget = Budget::new(LIMIT);

thread_local! {
    /// The number of reservations that this thread holds.
    static HELD: Cell<usize> = const { Cell::new(0) };
}

/// Waits until the budget has room for a picture that takes so many bytes. Dropping the value frees it again.
#[must_use = "the budget is free again at once"]
pub(crate) fn reserve(bytes: u64) -> Reservation<'static> {
    PICTURES.reserve(bytes)
}

/// A number of bytes that threads share.
struct Budget {
    limit: u64,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    used: u64,
    /// The number that the next thread gets.
    next: u64,
    /// The number whose turn it is: threads are served in order, so that a large picture does not wait for ever.
    turn: u64,
}

/// A part of the budget that a thread holds.
pub(crate) struct Reservation<'r> {
    room: &'r Budget,
    bytes: u64,
}

impl Budget {
    const fn new(limit: u64) -> Self {
        let state = State { used: 0, next: 0, turn: 0 };
        Self { limit, state: Mutex::new(state), changed: Condvar::new() }
    }

    fn reserve(&self, bytes: u64) -> Reservation<'_> {
        let mut state = self.lock();
        // A thread that has room already would wait for itself.
        if HELD.get() == 0 {
            let number = state.next;
            state.next += 1;
            while state.turn != number || (state.used > 0 && state.used.saturating_add(bytes) > self.limit) {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            state.turn += 1;
        }
        state.used = state.used.saturating_add(bytes);
        drop(state);
        self.changed.notify_all();
        HELD.set(HELD.get() + 1);
        Reservation { room: self, bytes }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        HELD.set(HELD.get().saturating_sub(1));
        let mut state = self.room.lock();
        state.used = state.used.saturating_sub(self.bytes);
        drop(state);
        self.room.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicU64, Ordering},
        thread,
    };

    use super::Budget;

    #[test]
    fn what_is_taken_at_once_is_bounded() {
        let (room, used, most, alone) =
            (Budget::new(100), AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
        thread::scope(|scope| {
            for number in 0..8_u64 {
                let (room, used, most, alone) = (&room, &used, &most, &alone);
                scope.spawn(move || {
                    for round in 0..50 {
                        // Some need more than there is.
                        let bytes = if (number + round) % 7 == 0 { 1_000 } else { 10 + 10 * (number % 4) };
                        let taken = room.reserve(bytes);
                        let now = used.fetch_add(bytes, Ordering::SeqCst) + bytes;
                        if bytes < 1_000 {
                            most.fetch_max(now, Ordering::SeqCst);
                        } else {
                            alone.fetch_max(now, Ordering::SeqCst);
                        }
                        thread::yield_now();
                        used.fetch_sub(bytes, Ordering::SeqCst);
                        drop(taken);
                    }
                });
            }
        });
        assert!(most.load(Ordering::SeqCst) <= 100 && most.load(Ordering::SeqCst) > 40);
        assert_eq!(alone.load(Ordering::SeqCst), 1_000);
        assert_eq!(room.lock().used, 0);
    }

    #[test]
    fn a_thread_does_not_wait_for_itself() {
        let room = Budget::new(100);
        let outer = room.reserve(90);
        let inner = room.reserve(90);
        drop((outer, inner));
        assert_eq!(room.lock().used, 0);
    }
}
