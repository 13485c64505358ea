//! Any text as `.ctx-analyze.toml`: no panic, and an error names a line of the text.
#![no_main]

use ctx_analyze::config::{Config, Error};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Err(Error::Line { line, .. }) = Config::parse(text) {
        assert!((1..=text.split('\n').count()).contains(&line));
    }
});
