//! Pages for a browser: one file each, which loads nothing and runs no script but its own.
//!
//! `shell` writes the document around a body, with the policy that holds a page to this; `markup`
//! builds bodies, `parts` what several of them have; `diagram` draws the reliability of predictions.
//! `analysis` is the page of `ctx analyze`; those of other commands lie beside their other formats and
//! share these parts.

pub mod analysis;
mod classes;
mod diagram;
mod markup;
pub mod parts;
mod shell;

pub use classes::{bar, colour};
pub use diagram::reliability;
pub use markup::Markup;
pub use shell::{Page, Scripts};
