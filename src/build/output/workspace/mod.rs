//! The workspace of a run in an output folder: where files wait until they take their places, the journal of those that
//! are about to, and what is taken over of runs that died.

mod adopt;
mod journal;
mod late_files;

#[cfg(test)]
pub(crate) use self::journal::Hook;
pub(crate) use self::{
    adopt::adopt,
    journal::{IntendedUpdate, Intent, Moment, NEW, OLD, Remains, Workspace},
    late_files::{move_files, others_in, take_away},
};
