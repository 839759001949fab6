//! The site of a build: its pages, lists and feeds, made from what is in the output folder.

mod feeds;
mod site_run;
mod summaries;

pub use self::{
    site_run::{Finished, SiteRun, own_files},
    summaries::is_sound,
};
