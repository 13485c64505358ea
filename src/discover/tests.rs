use std::fs;
use std::path::Path;

use super::{Listing, MAX_TEXT_BYTES, read, walk};
use crate::model::Language::{Go, GoModule, Markdown, Text};
use crate::model::Origin::{Generated, Vendored, Written};
use crate::model::{RepoPath, SourceFile};

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
fn ignore_files_above_count_only_within_a_work_tree() {
    let folder = tempfile::tempdir().unwrap();
    let outer = folder.path();
    write(outer, ".gitignore", "*.log\n");
    write(outer, "inner/a.log", "");
    write(outer, "inner/a.go", "");
    assert_eq!(paths(&walk(&outer.join("inner"), 1)), ["a.go", "a.log"]);
    fs::create_dir(outer.join(".git")).unwrap();
    assert_eq!(paths(&walk(&outer.join("inner"), 1)), ["a.go"]);
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
    assert!(problem.unwrap().message.starts_with("4194305 bytes, larger than 4 MiB"));
    let (content, problem) = read(root, &named("vanished"));
    assert_eq!(content, None);
    assert!(problem.unwrap().message.starts_with("cannot be read: "));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/etc/hostname", root.join("out")).unwrap();
        let (content, problem) = read(root, &named("out"));
        assert_eq!(content, None);
        assert!(problem.unwrap().message.contains("expected a regular file"));
    }
}
