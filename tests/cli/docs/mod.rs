//! Texts that derive from the program, and texts that it must keep true.

mod help;
mod pages;
mod readme;
