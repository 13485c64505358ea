//! Any text as a model of boosted trees: no panic, and a model that is read judges any file and is
//! written as it was read.
#![no_main]

use ctx_analyze::predict::{COUNT, Forest};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(forest) = Forest::parse(text) {
        for value in [0.0, 1.0, f32::NAN] {
            forest.log_odds(&[value; COUNT]);
            forest.explain(&[value; COUNT]);
        }
        assert!(Forest::parse(&forest.render("fuzz")).is_ok());
    }
});
