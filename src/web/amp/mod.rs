//! The parts of an AMP page besides its text: the form, the runtime, the pictures and the components.
//!
//! A page has one of two forms. The plain one is what the AMP HTML specification describes: nothing is shown before
//! the runtime has laid out each element, or eight seconds have passed. In the *transformed* form that was done here:
//! each element has the classes, the styles and the sizer that the runtime would give it ("AMP Optimizer", "Server-side
//! rendering"), so that the page can be read at once, even where the runtime never comes.

mod components;
mod form;
mod picture;
mod runtime;
mod script;

pub(super) use components::Components;
pub(super) use form::Form;
pub(super) use picture::push_picture;
pub(super) use runtime::{push_boilerplate, push_runtime};

#[cfg(test)]
mod tests;
