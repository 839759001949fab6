//! Commands that write first files: of a project, an explainer or a theme.

mod project;
mod theme;

pub(super) use self::{
    project::{init, new},
    theme::theme,
};
