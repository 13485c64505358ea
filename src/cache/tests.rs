use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{Key, Store, clear, digest, folder, usage};
use crate::model::{CacheTrouble, CacheUsage};

fn key(text: &str) -> Key {
    Key::new("test", text.as_bytes().to_vec())
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn content_is_found_by_its_key_only() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path().join("made/when/needed"));
    assert_eq!(store.get(&key("a")), None);
    assert!(!store.has(&key("a")));
    store.put(&key("a"), b"content");
    store.put(&key("b"), b"");
    assert_eq!(store.get(&key("a")).unwrap(), b"content");
    assert_eq!(store.get(&key("b")).unwrap(), b"");
    assert!(store.has(&key("a")));
    for other in [key("c"), key(""), Key::new("tests", b"a".to_vec())] {
        assert_eq!(store.get(&other), None);
    }
    store.put(&key("a"), b"replaced");
    assert_eq!(store.get(&key("a")).unwrap(), b"replaced");
    assert_eq!(store.trouble(), None);
    // Parts are told apart, wherever they end.
    assert_ne!(digest(&[b"ab", b"c"]), digest(&[b"a", b"bc"]));
}

#[test]
fn damaged_entries_are_noted_and_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path().to_owned());
    store.put(&key("other"), b"content");
    let other = fs::read(&entries(folder.path())[0]).unwrap();
    fs::remove_file(&entries(folder.path())[0]).unwrap();
    store.put(&key("a"), b"content");
    let entry = entries(folder.path()).remove(0);
    let whole = fs::read(&entry).unwrap();
    let mut wrongs: Vec<Vec<u8>> = (0..whole.len()).map(|end| whole[..end].to_vec()).collect();
    for at in 0..whole.len() {
        let mut wrong = whole.clone();
        wrong[at] ^= 1;
        wrongs.push(wrong);
    }
    wrongs.extend([[&whole[..], b"more"].concat(), other]);
    for wrong in wrongs {
        fs::write(&entry, &wrong).unwrap();
        let store = Store::new(folder.path().to_owned());
        assert_eq!(store.get(&key("a")), None);
        assert!(matches!(store.trouble(), Some(CacheTrouble::Damaged { .. })));
    }
    store.put(&key("a"), b"content");
    assert_eq!(store.get(&key("a")).unwrap(), b"content");
    assert_eq!(store.trouble(), None);
}

#[cfg(unix)]
#[test]
fn only_regular_files_are_read_and_none_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = folder.path().join("elsewhere");
    Store::new(elsewhere.clone()).put(&key("a"), b"content");
    let entry = entries(&elsewhere).remove(0);
    let at = folder.path().join("store");
    fs::create_dir(&at).unwrap();
    let place = at.join(entry.file_name().unwrap());
    std::os::unix::fs::symlink(&entry, &place).unwrap();
    let store = Store::new(at.clone());
    assert_eq!(store.get(&key("a")), None);
    assert!(matches!(store.trouble(), Some(CacheTrouble::Unreadable { .. })));
    // It is replaced, and its target stays.
    store.put(&key("a"), b"new");
    assert_eq!(store.get(&key("a")).unwrap(), b"new");
    assert_eq!(Store::new(elsewhere).get(&key("a")).unwrap(), b"content");
    // A folder cannot be replaced.
    fs::remove_file(&place).unwrap();
    fs::create_dir(&place).unwrap();
    let store = Store::new(at);
    store.put(&key("a"), b"new");
    assert_eq!(store.get(&key("a")), None);
    assert!(matches!(store.trouble(), Some(CacheTrouble::Unwritable { .. })));
}

#[test]
fn the_most_recently_used_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path().to_owned());
    let names: Vec<String> = (0..9).map(|number| number.to_string()).collect();
    let old = SystemTime::now() - Duration::from_secs(100_000);
    for (age, name) in (0..).zip(&names) {
        store.put(&key(name), &[0; 1000]);
        let used = old + Duration::from_secs(age);
        let path = folder.path().join(key(name).name());
        fs::File::open(path).unwrap().set_modified(used).unwrap();
    }
    assert!(store.get(&key("0")).is_some(), "and is young again");
    fs::write(folder.path().join("foreign"), [0; 9000]).unwrap();
    let stale = folder.path().join("ctx-draft-1");
    fs::write(&stale, "").unwrap();
    fs::File::open(&stale).unwrap().set_modified(old).unwrap();
    fs::write(folder.path().join("ctx-draft-2"), "").unwrap();
    folder::prune(folder.path(), 4500);
    let kept: Vec<&str> =
        names.iter().map(String::as_str).filter(|it| store.has(&key(it))).collect();
    assert_eq!(kept, ["0", "6", "7", "8"]);
    assert!(folder.path().join("foreign").exists());
    assert!(!stale.exists() && folder.path().join("ctx-draft-2").exists());
}

#[test]
fn entries_are_counted_and_cleared_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("store");
    assert_eq!(usage(&at).unwrap(), CacheUsage::default());
    assert_eq!(clear(&at).unwrap(), CacheUsage::default());
    let store = Store::new(at.clone());
    store.put(&key("a"), &[0; 500]);
    store.put(&key("b"), &[0; 500]);
    fs::write(at.join("foreign"), "mine").unwrap();
    fs::create_dir(at.join("ctx-folder")).unwrap();
    let known = usage(&at).unwrap();
    assert_eq!(known.entries, 2);
    assert!((1000..2000).contains(&known.bytes), "{known:?}");
    assert_eq!(clear(&at).unwrap(), known);
    assert_eq!(usage(&at).unwrap(), CacheUsage::default());
    assert_eq!(entries(&at).len(), 2);
}

#[test]
fn nothing_is_kept_in_a_repository_that_is_analysed() {
    let top = tempfile::tempdir().unwrap();
    let top = top.path().canonicalize().unwrap();
    let store = Store::new(top.join("not/yet/there"));
    assert!(!store.is_outside(&top));
    assert!(store.is_outside(&top.join("sub")));
}
