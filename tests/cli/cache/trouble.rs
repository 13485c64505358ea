//! A cache that is damaged, hostile or out of reach: a cold run, and one remark at most.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

use super::{cached, uncached};
use crate::harness::{GitRepository, answer};

/// Way to damage an entry: its path and its bytes.
type Damage<'a> = &'a dyn Fn(&Path, &[u8]);

/// Returns the remark of a run that must answer as `expected`; none is empty.
fn remark(root: &Path, cache: &Path, expected: &str) -> String {
    let output = cached(root, cache).assert().code(0).get_output().clone();
    assert!(String::from_utf8(output.stdout).unwrap() == expected);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.lines().count() <= 1, "{said}");
    said
}

fn entries(cache: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(cache).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}

#[test]
fn damaged_entries_cost_time_and_one_remark() {
    let repository = GitRepository::with_past();
    let cache = repository.beside("cache");
    let root = repository.path();
    let expected = uncached(root);
    assert_eq!(remark(root, &cache, &expected), "");
    let whole: Vec<(PathBuf, Vec<u8>)> =
        entries(&cache).into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect();
    assert!(whole.len() >= 4);
    let damage: [Damage; 5] = [
        &|path, entry| fs::write(path, &entry[..entry.len() / 2]).unwrap(),
        &|path, entry| {
            let mut entry = entry.to_vec();
            let at = entry.len() * 2 / 3;
            entry[at] ^= 0x40;
            fs::write(path, entry).unwrap();
        },
        &|path, _| {
            fs::remove_file(path).unwrap();
            Command::new("mkfifo").arg(path).assert().success();
        },
        &|path, entry| {
            let target = path.with_file_name("target");
            fs::write(&target, entry).unwrap();
            fs::remove_file(path).unwrap();
            symlink(target, path).unwrap();
        },
        &|path, _| {
            fs::remove_file(path).unwrap();
            fs::create_dir(path).unwrap();
        },
    ];
    for damage in damage {
        // Every entry is damaged: a cold run.
        for (path, entry) in &whole {
            damage(path, entry);
        }
        let said = remark(root, &cache, &expected);
        assert!(said.starts_with("ctx: the cache"), "{said}");
        fs::remove_dir_all(&cache).unwrap();
        // One entry is missing: the others do not lead astray.
        for (gone, _) in &whole {
            fs::create_dir_all(&cache).unwrap();
            for (path, entry) in &whole {
                fs::write(path, entry).unwrap();
            }
            fs::remove_file(gone).unwrap();
            assert_eq!(remark(root, &cache, &expected), "", "{}", gone.display());
        }
    }
}

#[test]
fn the_facts_of_another_user_are_not_believed() {
    let repository = GitRepository::with_past();
    let cache = repository.beside("cache");
    let root = repository.path();
    let expected = answer(&mut cached(root, &cache));
    for entry in entries(&cache) {
        // Only root can give files away; others cannot run this test.
        if let Err(error) = std::os::unix::fs::chown(&entry, Some(54_321), None) {
            assert_eq!(error.kind(), std::io::ErrorKind::PermissionDenied);
            return;
        }
    }
    let said = remark(root, &cache, &expected);
    assert!(said.contains("it belongs to another user"), "{said}");
    assert_eq!(remark(root, &cache, &expected), "", "they are replaced");
}

#[test]
fn a_cache_that_cannot_be_written_is_one_remark() {
    let repository = GitRepository::with_past();
    let root = repository.path();
    let expected = uncached(root);
    // Not even root can write through a link to itself.
    let link = repository.beside("link");
    symlink(&link, &link).unwrap();
    let said = remark(root, &link, &expected);
    assert!(said.starts_with("ctx: the cache"), "{said}");
    // Where there can be no folder, as below the home of a user without one, there is nothing to say.
    let file = repository.beside("file");
    fs::write(&file, "").unwrap();
    assert_eq!(remark(root, &file.join("cache"), &expected), "");
    assert_eq!(remark(root, &repository.path().join("inside"), &expected), "");
    assert!(!repository.path().join("inside").exists());
}
