//! Random edits of a tree: warm answers equal cold ones, byte for byte.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::{cached, uncached};
use crate::harness::{GitRepository, analyze, answer, git_in, introduce};

/// A generator of small numbers, the same ones for each seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn one_of<'a>(&mut self, items: &[&'a str]) -> &'a str {
        items[self.below(items.len())]
    }
}

const FILES: [&str; 8] = [
    "alpha/alpha.go",
    "alpha/alpha_test.go",
    "beta/beta.go",
    "gamma/gamma.txt",
    "docs/format.md",
    "docs/other.md",
    "go.mod",
    "vendor/x/x.go",
];

/// Contents, most of the same length: only their time tells them apart.
const CONTENTS: [&str; 9] = [
    "package a\n\nfunc FormatA() {}\n",
    "package a\n\nfunc FormatB() {}\n",
    "package b\n\nfunc FormatA() {}\n",
    "package a\n\nfunc Frobnic() {}\n",
    "# The formats\n\n`func.go` x\n",
    "# Frobnicator\n\n`alpha.go`\n",
    "module example.com/frobs/more\n",
    "a\0b",
    "",
];

/// Changes a checkout in one of the ways in which people and tools change trees.
fn edit(dice: &mut Dice, root: &Path) -> String {
    let name = dice.one_of(&FILES);
    let path = root.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let git = |arguments: &[&str]| {
        git_in(root, arguments);
    };
    let kind = dice.below(17);
    if kind <= 4 && path.is_symlink() {
        fs::remove_file(&path).unwrap();
    }
    match kind {
        0..=3 => fs::write(&path, dice.one_of(&CONTENTS)).unwrap(),
        4 => {
            // The new content has the time of the old one.
            let time = path.metadata().and_then(|known| known.modified());
            fs::write(&path, dice.one_of(&CONTENTS)).unwrap();
            let time = time.unwrap_or_else(|_| SystemTime::now());
            File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        }
        5 => {
            let to = root.join(dice.one_of(&FILES));
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            let _ = fs::rename(&path, &to);
        }
        6 => {
            let old = SystemTime::now() - Duration::from_secs(100 + dice.below(9) as u64);
            if let Ok(file) = File::open(&path) {
                file.set_modified(old).unwrap();
            }
        }
        7 if path.exists() => {
            let mode = [0o644, 0o755, 0o600][dice.below(3)];
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        }
        8 => {
            let _ = fs::remove_file(&path);
        }
        9 => {
            let rules = ["*.txt\n", "/alpha\n", "", "*.md\n!other.md\n"];
            fs::write(root.join(".gitignore"), dice.one_of(&rules)).unwrap();
        }
        10 => {
            let rules = ["docs/** linguist-generated\n", "*.go linguist-vendored\n", ""];
            fs::write(root.join(".gitattributes"), dice.one_of(&rules)).unwrap();
        }
        11 => {
            git(&["add", "--all"]);
            git(&["commit", "--quiet", "--allow-empty", "-m", "Frobnicate the format"]);
        }
        12 => {
            git(&["stash", "--quiet", "--include-untracked"]);
            git(&["checkout", "--quiet", "--detach", dice.one_of(&["HEAD", "main", "main~1"])]);
        }
        13 => {
            let cones: [&[&str]; 2] =
                [&["sparse-checkout", "set", "alpha", "docs"], &["sparse-checkout", "disable"]];
            git(&["stash", "--quiet", "--include-untracked"]);
            git(cones[dice.below(2)]);
        }
        14 => {
            let tasks =
                "# Tasks\n\n- [ ] T1: Make the frobnicator faster\n- [ ] T2: Describe the format\n";
            let more = dice.one_of(&["- [ ] T3: Test alpha\n", "- [x] T3: Test alpha\n", ""]);
            fs::write(root.join("TASKS.md"), [tasks, more].concat()).unwrap();
        }
        15 if path.is_file() => {
            // Other files of the same words count less by it.
            let more =
                ["// 7\n", "\nThe format of the `frobnicator` is long\n", "\n- frobs, frobs\n"];
            let mut content = fs::read(&path).unwrap();
            content.extend(dice.one_of(&more).repeat(1 + dice.below(4)).bytes());
            fs::write(&path, content).unwrap();
        }
        _ => {
            let _ = fs::remove_file(&path);
            let _ = std::os::unix::fs::symlink("../docs/format.md", &path);
        }
    }
    format!("{kind} {name}")
}

#[test]
fn warm_answers_are_cold_ones_after_any_edit() {
    let mut dice = Dice(16);
    let repository = GitRepository::with_past();
    for (file, content) in FILES.iter().zip(CONTENTS) {
        repository.write(file, content);
    }
    repository.commit("Add more");
    let cache = repository.beside("cache");
    let linked = repository.beside("linked");
    repository.git(&["worktree", "add", "--quiet", "--detach", linked.to_str().unwrap()]);
    introduce(repository.path());
    let mut done = Vec::new();
    for round in 0..60 {
        let root = if round % 4 == 3 { linked.as_path() } else { repository.path() };
        for _ in 0..=dice.below(2) {
            // The backlog must stay.
            done.push(edit(&mut dice, root));
            if !root.join("TASKS.md").exists() {
                git_in(root, &["checkout", "--quiet", "main", "--", "TASKS.md"]);
            }
        }
        let threads = (1 + dice.below(3)).to_string();
        let mut warm = cached(root, &cache);
        let warm = answer(warm.args(["--threads", &threads]));
        assert!(warm == uncached(root), "round {round} after {done:?}");
        if round % 8 == 0 {
            assert!(answer(&mut cached(root, &cache)) == warm, "round {round}, again");
        }
        if round % 4 == 0 {
            // The text is made from the kept prediction, which has more evidence than one made for it.
            let mut text = analyze(root);
            let warm = answer(text.args(["--no-keep", "--cache-dir"]).arg(&cache));
            let cold = answer(analyze(root).args(["--no-keep", "--no-cache"]));
            assert!(warm == cold, "round {round}, as text");
        }
    }
}
