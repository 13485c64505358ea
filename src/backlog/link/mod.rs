//! Links between tasks: which task waits for which, and what else blocks it.
//!
//! After all backlogs are read, [`value`] looks up what each statement names (ids, ranges, headings
//! or titles, by their [`names`], or places as in [`relative`]), and [`resolve`] links the tasks and cuts
//! [`cycles`].

mod cycles;
mod names;
mod relative;
mod resolve;
mod side;
mod value;
mod words;

pub use resolve::{Waits, resolve};
