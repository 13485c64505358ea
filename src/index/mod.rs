//! The facts of all files, merged.
