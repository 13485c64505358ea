use std::fs;
use std::path::Path;

use super::{Listing, MAX_TEXT_BYTES, read, walk};
use crate::git::Git;
use crate::git::sample::Repository;
use crate::model::Language::{Go, GoModule, Markdown, Text};
use crate::model::Origin::{Generated, Vendored, Written};
use crate::model::{COMMENT_START, JSON_STARTS, PAGE_START, RepoPath, SourceFile};
use crate::regular::make_pipe;

fn write(root: &Path, path: &str, content: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

fn paths(listing: &Listing) -> Vec<&str> {
    listing.files.iter().map(|file| file.path.as_str()).collect()
}

fn file<'a>(listing: &'a Listing, path: &str) -> &'a SourceFile {
    listing.files.iter().find(|file| file.path.as_str() == path).unwrap()
}

#[test]
fn what_git_would_list_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    for path in [
        "b.go",
        "a/z.md",
        "a.b/c.txt",
        ".github/workflows/ci.yml",
        ".context/TASKS.md",
        ".gitignore",
        "log/x.log",
        "out/skipped.go",
        ".idea/x.xml",
        "sub/.beads/db.jsonl",
        "module/.git",
        "module/inside.go",
        "kept/.ignore",
        "kept/no.txt",
        "kept/yes.txt",
        ".git/config",
        "with\nnewline.go",
    ] {
        write(root, path, "x\n");
    }
    write(root, ".gitignore", "*.log\n/out/\n");
    write(root, "kept/.ignore", "no.txt\n");
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        std::os::unix::fs::symlink(root, root.join("a/loop")).unwrap();
        std::os::unix::fs::symlink(root.join("b.go"), root.join("link.go")).unwrap();
        let name = std::ffi::OsStr::from_bytes(b"no\xfftext.go");
        fs::write(root.join(name), "package p").unwrap();
        std::os::unix::net::UnixListener::bind(root.join("socket")).unwrap();
    }
    let one = walk(root, 1);
    assert_eq!(one.problems, []);
    let mut expected = vec![
        ".context/TASKS.md",
        ".github/workflows/ci.yml",
        ".gitignore",
        "a.b/c.txt",
        "a/z.md",
        "b.go",
        "kept/.ignore",
        "kept/yes.txt",
        "with\nnewline.go",
    ];
    if cfg!(unix) {
        expected.insert(8, "no\u{fffd}text.go");
    }
    assert_eq!(paths(&one), expected);
    assert_eq!(file(&one, "b.go").size, 2);
    for _ in 0..3 {
        let four = walk(root, 4);
        assert_eq!(four.files, one.files);
    }
}

#[test]
fn outside_of_git_ignore_files_count_from_the_root_down() {
    let folder = tempfile::tempdir().unwrap();
    let outer = folder.path();
    write(outer, ".gitignore", "*\n");
    write(outer, ".ignore", "*\n");
    write(outer, "inner/.gitignore", "*.log\n*.txt\n");
    write(outer, "inner/.ignore", "no.go\n!kept.txt\n");
    for name in ["a.log", "a.go", "no.go", "kept.txt", "other.txt"] {
        write(outer, &format!("inner/{name}"), "");
    }
    let listed = walk(&outer.join("inner"), 1);
    assert_eq!(paths(&listed), [".gitignore", ".ignore", "a.go", "kept.txt"]);
}

#[test]
fn in_git_ignore_files_count_from_its_top_down() {
    let outer = tempfile::tempdir().unwrap();
    for name in [".gitignore", ".ignore"] {
        write(outer.path(), name, "*\n");
    }
    let repository = Repository::below(outer.path());
    repository.write(".gitignore", "*.log\n/out/\n");
    repository.write(".ignore", "hidden.*\n!shown.log\n");
    for name in ["a.go", "a.log", "shown.log", "hidden.go", "hidden.md", "in/b.log", "in/b.go"] {
        repository.write(name, "");
    }
    for name in ["out/kept.go", "out/other.go", "in/kept.log", ".idea/kept.xml"] {
        repository.write(name, "");
    }
    let listed = |folder: &str| -> Vec<String> {
        let listing = walk(&repository.path().join(folder), 2);
        assert_eq!(listing.problems, []);
        paths(&listing).into_iter().map(str::to_owned).collect()
    };
    assert_eq!(listed(""), [".gitignore", ".ignore", "a.go", "in/b.go"]);
    assert_eq!(listed("in"), ["b.go"]);
    assert_eq!(listed("out"), [""; 0]);
    let tracked = ["hidden.md", "out/kept.go", "in/kept.log", ".idea/kept.xml"];
    repository.git(&[&["add", "--force"][..], &tracked].concat());
    let all =
        [".gitignore", ".ignore", "a.go", "hidden.md", "in/b.go", "in/kept.log", "out/kept.go"];
    assert_eq!(listed(""), all);
    assert_eq!(listed("in"), ["b.go", "kept.log"]);
    assert_eq!(listed("out"), ["kept.go"]);
    // A linked worktree has the repository's own rules as well.
    repository.commit("Begin");
    repository.write(".git/info/exclude", "*.md\n");
    let linked = outer.path().join("linked");
    let add = ["worktree", "add", "--quiet", "--detach", linked.to_str().unwrap()];
    Git::changing(repository.path()).run(&add).unwrap();
    write(&linked, "new.md", "");
    write(&linked, "new.go", "");
    let listing = walk(&linked, 2);
    assert!(paths(&listing).contains(&"new.go") && !paths(&listing).contains(&"new.md"));
    assert!(paths(&listing).contains(&"hidden.md"));
}

#[test]
fn an_index_that_cannot_be_read_is_a_problem() {
    let repository = Repository::empty();
    repository.write(".gitignore", "*.log\n");
    repository.write("a.log", "");
    repository.write("a.go", "");
    repository.commit("Begin");
    repository.write(".git/index", "no index");
    let listing = walk(repository.path(), 2);
    assert_eq!(paths(&listing), [".gitignore", "a.go"]);
    let [problem] = &listing.problems[..] else { panic!("{:?}", listing.problems) };
    assert!(problem.message.contains("tracked files"), "{problem:?}");
}

#[cfg(unix)]
#[test]
fn ignore_files_are_regular_files_inside() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    for name in ["a.go", "pipe/a.go", "link/a.go", "folder/a.go", "large/a.go", "attributes/a.go"] {
        write(root, name, "package p\n");
    }
    write(root, "link/rules", "*.go\n");
    make_pipe(&root.join("pipe/.gitignore"));
    make_pipe(&root.join("attributes/.gitattributes"));
    make_pipe(&root.join(".ignore"));
    symlink("rules", root.join("link/.gitignore")).unwrap();
    symlink("/dev/zero", root.join("link/.ignore")).unwrap();
    fs::create_dir(root.join("folder/.gitignore")).unwrap();
    let large = fs::File::create(root.join("large/.gitignore")).unwrap();
    large.set_len(super::rules::MAX_RULES_BYTES + 1).unwrap();
    let listing = walk(root, 2);
    let expected =
        ["a.go", "attributes/a.go", "folder/a.go", "large/.gitignore", "large/a.go", "link/a.go"];
    assert_eq!(paths(&listing), [&expected[..], &["link/rules", "pipe/a.go"]].concat());
    let named: Vec<&str> = listing.problems.iter().map(|problem| problem.path.as_str()).collect();
    let rules = ["folder/.gitignore", "large/.gitignore", "link/.gitignore", "link/.ignore"];
    assert_eq!(named, [&[".ignore"], &rules[..], &["pipe/.gitignore"]].concat());
}

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

/// A random tree in a repository, with rules, tracked files, nested repositories and links.
fn grow(dice: &mut Dice) -> Repository {
    const FOLDERS: &[&str] = &["", "a/", "a/b/", "out/", "out/a/", "c.d/", "c.d/[e]/", "é/"];
    const NAMES: &[&str] = &["x.go", "y.log", "z.md", "keep.txt", "bee", "#odd", "!odd", "sp ace"];
    const PATTERNS: &[&str] = &[
        "*.log",
        "/out",
        "out/",
        "!keep.txt",
        "a/**",
        "**/b",
        "x.*",
        "!*.go",
        "/a/b/",
        "c.d/*",
        "# no",
        "\\#odd",
        "\\!odd",
        "z.md ",
        "!/out/a",
        "*",
        "!*/",
        "b",
        "[",
        "c.d/\\[e]",
        "é",
        "sp\\ ace",
        "/*/x.go",
    ];
    let repository = Repository::empty();
    for _ in 0..12 + dice.below(20) {
        repository.write(&format!("{}{}", dice.one_of(FOLDERS), dice.one_of(NAMES)), "x");
    }
    let ignores_case = dice.below(3) == 0;
    if ignores_case {
        repository.git(&["config", "core.ignoreCase", dice.one_of(&["true", "Yes", "1"])]);
    }
    let rules = |dice: &mut Dice| -> String {
        let lines: Vec<&str> = (0..=dice.below(4)).map(|_| dice.one_of(PATTERNS)).collect();
        let rules = lines.join("\n");
        if ignores_case { rules.to_uppercase() } else { rules }
    };
    for _ in 0..dice.below(4) {
        repository.write(&format!("{}.gitignore", dice.one_of(FOLDERS)), rules(dice));
    }
    if dice.below(3) == 0 {
        repository.write(".git/info/exclude", rules(dice));
    }
    if dice.below(3) == 0 {
        repository.write(".git/own", rules(dice));
        let own = repository.path().join(".git/own");
        repository.git(&["config", "core.excludesFile", own.to_str().unwrap()]);
    }
    for _ in 0..dice.below(6) {
        let spec = format!("{}{}", dice.one_of(FOLDERS), dice.one_of(NAMES));
        if repository.path().join(&spec).is_file() {
            repository.git(&["add", "--force", "--", &format!(":(literal){spec}")]);
        }
    }
    if dice.below(4) == 0 && repository.path().join("out").is_dir() {
        // Tracked files below it are behind a link from now on.
        fs::rename(repository.path().join("out"), repository.path().join("moved")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("moved", repository.path().join("out")).unwrap();
    }
    if dice.below(4) == 0 {
        repository.write("nested/x.go", "x");
        let nested = repository.path().join("nested");
        Git::changing(&nested).run(&["init", "--quiet"]).unwrap();
    }
    repository
}

#[test]
fn what_is_listed_is_what_git_lists() {
    for seed in 0..60 {
        let mut dice = Dice(seed);
        let repository = grow(&mut dice);
        for below in ["", "a", "c.d"] {
            let root = repository.path().join(below);
            if !root.is_dir() {
                continue;
            }
            let arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
            let listed = Git::at(&root).run(&arguments).unwrap();
            let mut expected: Vec<String> = String::from_utf8(listed)
                .unwrap()
                .split_terminator('\0')
                .filter(|name| {
                    let folders: Vec<&Path> = Path::new(name).ancestors().skip(1).collect();
                    let is_link = |folder: &&Path| {
                        root.join(folder).symlink_metadata().is_ok_and(|known| known.is_symlink())
                    };
                    !folders.iter().any(is_link) && crate::regular::is_file(&root.join(name))
                })
                .map(str::to_owned)
                .collect();
            expected.sort_unstable();
            expected.dedup();
            let listing = walk(&root, 2);
            assert_eq!(paths(&listing), expected, "seed {seed} {below}");
        }
    }
}

#[test]
fn a_root_that_cannot_be_read_is_a_problem() {
    let folder = tempfile::tempdir().unwrap();
    let listing = walk(&folder.path().join("absent"), 2);
    assert!(listing.files.is_empty());
    assert_eq!(listing.problems.len(), 1, "{:?}", listing.problems);
    assert!(listing.problems[0].message.starts_with("cannot be listed: "));
}

#[test]
fn language_and_origin_by_path() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let expected = [
        ("a.GO", Go, Written),
        ("api/x.pb.go", Go, Generated),
        ("docs/a.mdx", Markdown, Written),
        (".cursor/rules/x.mdc", Markdown, Written),
        ("go.mod", GoModule, Written),
        ("go.sum", Text, Generated),
        ("p/testdata/go.mod", GoModule, Written),
        ("p/vendor.go", Go, Written),
        ("vendor/x/y.go", Go, Vendored),
        ("web/node_modules/a/README.md", Markdown, Vendored),
        ("web/app.min.js", Text, Generated),
        (".claude/settings.local.json", Text, Generated),
        (".claude/settings.json", Text, Written),
        ("web/yarn.lock", Text, Generated),
        ("web/dist/a.js", Text, Generated),
    ];
    for (path, _, _) in expected {
        write(root, path, "x");
    }
    let listing = walk(root, 2);
    for (path, language, origin) in expected {
        let found = file(&listing, path);
        assert_eq!((found.language, found.origin), (language, origin), "{path}");
    }
}

#[test]
fn gitattributes_outdo_the_path_and_later_lines_outdo_earlier_ones() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(
        root,
        ".gitattributes",
        "# comment\n*.gen.go linguist-generated\n/api/*.go linguist-generated=true\n\
         api/own.go -linguist-generated\ncopied/** linguist-vendored text\nvendor/** linguist-vendored=false\n\
         *.txt text=auto\n\"with space.go\" linguist-generated\nbad[ linguist-generated\n\
         deep/** linguist-generated\n",
    );
    write(
        root,
        "deep/.gitattributes",
        "own.go linguist-generated=false\nx/*.go !linguist-generated\n",
    );
    let expected = [
        ("a/b.gen.go", Generated),
        ("api/a.go", Generated),
        ("api/own.go", Written),
        ("api/sub/a.go", Written),
        ("other/api/a.go", Written),
        ("copied/x/y.go", Vendored),
        ("vendor/x.go", Written),
        ("with space.go", Generated),
        ("deep/a.go", Generated),
        ("deep/own.go", Written),
        ("deep/down/own.go", Written),
        ("deep/x/a.go", Written),
    ];
    for (path, _) in expected {
        write(root, path, "package p\n");
    }
    let listing = walk(root, 2);
    for (path, origin) in expected {
        assert_eq!(file(&listing, path).origin, origin, "{path}");
    }
    assert_eq!(listing.problems.len(), 1, "{:?}", listing.problems);
    assert_eq!(listing.problems[0].line, Some(9));
}

#[test]
fn text_is_read_and_the_rest_is_known_by_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let named = |path: &str| SourceFile {
        stamp: None,
        path: RepoPath::new(path).unwrap(),
        size: 0,
        language: Text,
        origin: Written,
    };
    fs::write(root.join("text"), b"caf\xe9").unwrap();
    assert_eq!(read(root, &named("text")), (Some(b"caf\xe9".to_vec()), None));
    fs::write(root.join("binary"), b"a\0b").unwrap();
    assert_eq!(read(root, &named("binary")), (None, None));
    let size = MAX_TEXT_BYTES + 1;
    fs::File::create(root.join("large")).unwrap().set_len(size).unwrap();
    let (content, problem) = read(root, &named("large"));
    assert_eq!(content, None);
    assert!(problem.unwrap().message.starts_with("16777217 bytes, larger than 16 MiB"));
    assert_eq!(read(root, &named("left out")), (None, None), "it was never there");
    #[cfg(unix)]
    {
        let known = root.join("text").symlink_metadata().unwrap();
        let seen = SourceFile { stamp: super::read::stamp(&known), ..named("vanished") };
        let (content, problem) = read(root, &seen);
        assert_eq!(content, None);
        assert!(problem.unwrap().message.starts_with("cannot be read: "));
        std::os::unix::fs::symlink("/etc/hostname", root.join("out")).unwrap();
        let (content, problem) = read(root, &named("out"));
        assert_eq!(content, None);
        assert!(problem.unwrap().message.contains("expected a regular file"));
    }
}

#[test]
fn reports_of_ctx_are_no_sources() {
    let repository = Repository::empty();
    let root = repository.path();
    write(root, "report.html", &format!("{PAGE_START}<title>Plan</title>"));
    write(root, "docs/answer.json", &format!("{}/src/app\",\n", JSON_STARTS[0]));
    write(root, "comment.md", &format!("{COMMENT_START}\n### ctx check\n"));
    repository.commit("Tracked ones, too");
    write(root, "new.htm", PAGE_START);
    write(root, "short.html", &PAGE_START[..40]);
    write(
        root,
        "page.html",
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
    );
    write(root, "data.json", "{\n  \"schema_version\": 1,\n  \"rooms\": []\n}\n");
    write(root, "page.go", PAGE_START);
    assert_eq!(paths(&walk(root, 1)), ["data.json", "page.go", "page.html", "short.html"]);
}
