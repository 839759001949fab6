//! Runs documents x editions on all cores.

mod complete;
mod context;
mod document;
mod execute;
mod incremental;
mod prescan;
mod queue;
mod run_report;
mod watch;
mod work;

pub use self::execute::execute;
