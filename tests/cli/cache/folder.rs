//! The folder of the cache: chosen, measured, cleared, and shared by runs at the same time.

use std::fs;

use super::{cached, uncached};
use crate::harness::{GitRepository, answer, ctx, refusal};

#[test]
fn the_cache_is_measured_and_cleared() {
    let repository = GitRepository::with_past();
    let cache = repository.beside("cache");
    let run = |command: &str| {
        answer(ctx().args(["cache", command, "--cache-dir"]).arg(&cache))
            .replace(cache.to_str().unwrap(), "DIR")
    };
    assert_eq!(run("size"), "0 entries, 0.0 MiB in DIR, of at most 512 MiB\n");
    answer(&mut cached(repository.path(), &cache));
    fs::write(cache.join("foreign"), "mine").unwrap();
    let size = run("size");
    let (entries, _) = size.split_once(' ').unwrap();
    assert!(entries.parse::<usize>().unwrap() >= 4, "{size}");
    assert_eq!(run("clear"), format!("removed {entries} entries, 0.0 MiB from DIR\n"));
    assert_eq!(run("clear"), "removed 0 entries, 0.0 MiB from DIR\n");
    assert_eq!(fs::read_dir(&cache).unwrap().count(), 1, "other files stay");

    let mut nowhere = ctx();
    nowhere.args(["cache", "size", "--cache-dir"]).arg(cache.join("foreign"));
    assert!(refusal(&mut nowhere).starts_with("ctx: cannot read the cache"));
}

#[test]
fn an_unchanged_tree_is_answered_without_its_files() {
    let repository = GitRepository::with_past();
    let cache = repository.beside("cache");
    let expected = answer(&mut cached(repository.path(), &cache));
    assert_eq!(uncached(repository.path()), expected);
    assert_eq!(answer(&mut cached(repository.path(), &cache)), expected);
    let entries = || fs::read_dir(&cache).unwrap().count();
    let before = entries();
    // A worktree of the same commit shares the facts, and the whole answer but for its path.
    let linked = repository.beside("linked");
    repository.git(&["worktree", "add", "--quiet", linked.to_str().unwrap()]);
    answer(&mut cached(&linked, &cache));
    assert!(entries() <= before + 1, "one catalogue more");
}

#[test]
fn runs_at_the_same_time_and_killed_ones_do_no_harm() {
    let repository = GitRepository::with_past();
    let cache = repository.beside("cache");
    let expected = uncached(repository.path());
    let program = assert_cmd::cargo::cargo_bin!("ctx");
    #[expect(clippy::disallowed_methods, reason = "a run to be killed")]
    let start = || {
        std::process::Command::new(program)
            .args(["analyze", "--no-keep", "--output-format", "json", "--root"])
            .arg(repository.path())
            .arg("--cache-dir")
            .arg(&cache)
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap()
    };
    for pause in [0, 5, 20, 60, 150] {
        let mut killed = start();
        let whole = [start(), start()];
        std::thread::sleep(std::time::Duration::from_millis(pause));
        killed.kill().unwrap();
        killed.wait().unwrap();
        for run in whole {
            let output = run.wait_with_output().unwrap();
            assert!(String::from_utf8(output.stdout).unwrap() == expected, "after {pause} ms");
        }
        let mut last = cached(repository.path(), &cache);
        let output = last.assert().code(0).get_output().clone();
        assert!(String::from_utf8(output.stdout).unwrap() == expected, "after {pause} ms");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "after {pause} ms");
        fs::remove_dir_all(&cache).unwrap();
    }
}
