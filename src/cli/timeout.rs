//! `--timeout`: a run that takes too long ends without an answer.
//!
//! One thread waits for the end of the time. Before the first byte of an answer is written, the command
//! calls [`settle`]: from then on the answer comes whole, however long a reader takes.

use std::sync::atomic::{AtomicU8, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;

use super::refusal::Refusal;
use super::{fail, progress};
use crate::shutdown;

/// Limit of commands that may take long.
#[derive(Debug, Args)]
pub struct TimeLimit {
    /// Give up after DURATION, such as 30s, 5m or 500ms, with exit code 2 and nothing written
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    timeout: Option<Duration>,
}

/// State of the answer: not begun, being written, or given up.
static STATE: AtomicU8 = AtomicU8::new(RUNNING);

const RUNNING: u8 = 0;
const WRITING: u8 = 1;
const OVER: u8 = 2;

/// Returns true if the state was `RUNNING` and is `next` now.
fn leave_running(next: u8) -> bool {
    STATE.compare_exchange(RUNNING, next, Ordering::SeqCst, Ordering::SeqCst).is_ok()
}

/// Starts the time of a command, if it has a limit. `is_json` tells whether programs read standard
/// output.
pub fn start(limit: &TimeLimit, is_json: bool) -> Result<()> {
    let Some(limit) = limit.timeout else { return Ok(()) };
    let wait = move || {
        thread::sleep(limit);
        if leave_running(OVER) {
            let refusal = Refusal::TimedOut { after: limit, doing: progress::doing() };
            progress::clear();
            shutdown::exit(fail(&refusal.into(), is_json) as u8);
        }
    };
    let started = thread::Builder::new().name("timeout".to_owned()).spawn(wait);
    started.map(|_| ()).context("cannot start the thread that waits for --timeout")
}

/// Ends the limit, since an answer is there and is going to be written. Does not return if the time is
/// over.
pub fn settle() {
    if !leave_running(WRITING) {
        while STATE.load(Ordering::SeqCst) == OVER {
            thread::park();
        }
    }
}

/// Parses a whole number with `ms`, `s`, `m` or `h`; without a unit, it is seconds.
fn duration(text: &str) -> Result<Duration, String> {
    let expected = || {
        "expected a whole number above 0, of seconds or with ms, s, m or h, such as 30s".to_owned()
    };
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| expected())?;
    let milliseconds = match unit {
        "ms" => Some(1),
        "s" | "" => Some(1000),
        "m" => Some(60_000),
        "h" => Some(3_600_000),
        _ => None,
    };
    let limit = milliseconds.and_then(|unit| number.checked_mul(unit)).filter(|&it| it > 0);
    limit.map(Duration::from_millis).ok_or_else(expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_number_and_a_unit() {
        for (text, milliseconds) in
            [("500ms", 500), ("1", 1000), ("30s", 30_000), ("5m", 300_000), ("2h", 7_200_000)]
        {
            assert_eq!(duration(text).unwrap(), Duration::from_millis(milliseconds), "{text}");
        }
        let wrongs =
            ["", "s", "0", "0ms", "-1s", "1.5s", "1 s", "1d", "1S", "99999999999999999999"];
        for text in wrongs.into_iter().chain([&*format!("{}h", u64::MAX)]) {
            assert!(duration(text).unwrap_err().contains("such as 30s"), "{text}");
        }
    }
}
