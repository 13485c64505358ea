//! Links between tasks: which task waits for which, and what blocks it.
//!
//! When all backlogs are read, [`value`] looks up what each statement names (ids, spans, headings or
//! titles, known by their [`names`], or places as in [`relative`]), and [`resolve`] links the tasks; [`cycles`] are cut.

mod cycles;
mod names;
mod relative;
mod resolve;
mod side;
mod value;

pub use resolve::{Waits, resolve};
