//! `ctx analyze`: its answer, and the plan that it keeps.

mod advice;
mod answer;
mod fixture;
mod in_flight;
mod kept;
mod maintainer;
mod named;
mod page;
mod seen_by_git;
