//! What is learned from the past of a repository.

mod backtest;
mod repositories;
