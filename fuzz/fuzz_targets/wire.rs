//! Any bytes as the documents that are read back: a baseline of `ctx check`, and a kept backtest. No
//! panic.
#![no_main]

use ctx_analyze::check::Baseline;
use ctx_analyze::wire::backtest_v1::Summary;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = Baseline::parse(bytes);
    let _ = serde_json::from_slice::<Summary>(bytes);
});
