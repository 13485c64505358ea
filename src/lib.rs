//! `ctx analyze` predicts, without a language model, which files each open task of a backlog will
//! touch, and splits the backlog into at most four tracks that do not collide.
//!
//! The rooms, in the order the data flows:
//!
//! - [`model`]: the shared nouns;
//! - [`words`]: text to terms;
//! - [`discover`]: a folder to the sorted list of its files;
//! - [`git`]: the only door to the `git` program;
//! - [`syntax`]: one file to its facts;
//! - [`scan`]: a file or a blob to its facts and terms;
//! - [`index`]: the facts of all files, merged;
//! - [`history`]: what the log says of files and past work;
//! - [`backlog`]: a backlog file to tasks;
//! - [`merge`]: three versions of a checklist to one, by task;
//! - [`predict`]: a task and the index to a blast radius;
//! - [`tracks`]: blast radii to overlaps and tracks;
//! - [`analyze`]: the composer of the stages;
//! - [`backtest`]: finished tasks replayed, measured, learned from;
//! - [`next`]: which tasks to do next;
//! - [`check`]: an analysis to findings;
//! - [`wire`]: the versioned JSON documents;
//! - [`report`]: the answer to bytes;
//! - [`cache`]: what is kept from one run to the next;
//! - [`regular`]: a regular file opened for reading;
//! - [`replace`]: a file written whole or not at all;
//! - [`shutdown`]: the end of the program before its answer;
//! - [`config`]: the settings that a repository shares, `.ctx-analyze.toml`;
//! - [`worktree`]: the executor: tracks to worktrees and back;
//! - [`skills`]: instructions for coding agents;
//! - [`cli`]: arguments to settings, exit codes.

pub mod analyze;
pub mod backlog;
pub mod backtest;
pub mod cache;
pub mod check;
pub mod cli;
pub mod config;
pub mod discover;
pub mod git;
pub mod history;
pub mod index;
pub mod merge;
pub mod model;
pub mod next;
pub mod predict;
pub mod regular;
pub mod replace;
pub mod report;
pub mod scan;
pub mod shutdown;
pub mod skills;
pub mod syntax;
pub mod tracks;
pub mod wire;
pub mod words;
pub mod worktree;
