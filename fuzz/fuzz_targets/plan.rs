//! Any bytes as a plan, which is the JSON of `ctx analyze` and may have been edited: no panic, and
//! whatever is read can be checked.
#![no_main]

use std::path::Path;

use ctx_analyze::worktree::Plan;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(plan) = Plan::parse(Path::new("plan.json"), bytes) {
        plan.problems();
    }
});
