//! A task and the index to a blast radius.
