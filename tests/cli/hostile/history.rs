//! Histories that nobody would make on purpose.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::{GitRepository, History, analyze, answer, evidence, files, parsed};

/// Returns whether a text would drive a terminal.
fn drives_a_terminal(text: &str) -> bool {
    text.chars().any(|c| c.is_control() && c != '\n')
}

/// Imports commits onto `main`, and makes the index follow.
fn import(repository: &GitRepository, stream: &[u8]) {
    let begin = b"reset refs/heads/main\nfrom refs/heads/main^0\n\n";
    repository.feed(&["fast-import", "--quiet"], [begin, stream].concat());
    repository.git(&["reset", "--quiet", "--mixed", "main"]);
}

/// Returns the head of a commit in the stream of `git fast-import`.
fn commit(message: &[u8], time: &str) -> Vec<u8> {
    let head = format!(
        "commit refs/heads/main\nauthor A <a@b> {time}\ncommitter A <a@b> {time}\ndata {}\n",
        message.len()
    );
    [head.as_bytes(), message, b"\n"].concat()
}

#[test]
fn messages_of_any_bytes() {
    let repository = GitRepository::with_past();
    repository.weigh_introductions();
    let messages: [&[u8]; 9] = [
        b"",
        b"\n\n\n",
        b"\xff\xfe frobnicator \xc3\x28",
        b"\x1b[31mfrobnicator\x1b[0m \x1b]0;title\x07 \r\x08 still faster",
        b":100644 100644 0000000 0000000 M\tfrobnicator",
        b"0123456789012345678901234567890123456789 1 1 1\n\tfrobnicator",
        "\u{202e}frobnicator\u{2028} \u{feff}faster".as_bytes(),
        &b"x".repeat(1 << 20),
        &[b"frobnicator faster ".repeat(10_000), vec![b'\n'; 10_000]].concat(),
    ];
    let mut stream = Vec::new();
    for (at, message) in messages.iter().enumerate() {
        stream.extend(commit(message, &format!("170000100{at} +0000")));
        let content = format!("package alpha // {at}\n");
        let change = format!("M 100644 inline alpha/alpha.go\ndata {}\n{content}\n", content.len());
        stream.extend(change.as_bytes());
    }
    import(&repository, &stream);
    let history = repository.history();
    assert_eq!((history.commits, history.missing), (5 + 9, None));
    let text = repository.json();
    assert!(files(&text, "T1", "past_work").contains(&"alpha/alpha.go".to_owned()), "{text}");
    for arguments in [&["--verbose"][..], &["--explain", "T1"], &["--explain", "T1", "--verbose"]] {
        let text = answer(repository.analyze().args(arguments));
        assert!(!drives_a_terminal(&text), "{text:?}");
        assert!(!text.contains(['\u{202e}', '\u{2028}', '\u{feff}']), "{text:?}");
    }
}

#[test]
fn messages_that_say_they_are_in_another_encoding() {
    let repository = GitRepository::with_past();
    for (encoding, message) in
        [("ISO-8859-1", &b"frobnicator f\xfcr alle"[..]), ("no-such", b"frobnicator \xff")]
    {
        let tree = repository.git(&["rev-parse", "HEAD^{tree}"]);
        let parent = repository.git(&["rev-parse", "HEAD"]);
        let who = "A <a@b> 1700001000 +0000";
        let head = format!(
            "tree {tree}\nparent {parent}\nauthor {who}\ncommitter {who}\nencoding {encoding}\n\n"
        );
        let commit = [head.as_bytes(), message].concat();
        let id = repository.feed(&["hash-object", "-t", "commit", "-w", "--stdin"], commit);
        repository.git(&["reset", "--quiet", &id]);
    }
    let history = repository.history();
    assert_eq!((history.commits, history.missing), (7, None));
}

#[test]
fn clocks_in_the_future_and_of_no_sense() {
    let repository = GitRepository::with_past();
    for (at, time) in
        ["4102444800 +0000", "4102444801 +1200", "0 +0000", "1 -1200"].iter().enumerate()
    {
        let content = format!("package alpha // {at}\n");
        let change = format!("M 100644 inline alpha/alpha.go\ndata {}\n{content}\n", content.len());
        import(&repository, &[&commit(b"frobnicator", time)[..], change.as_bytes()].concat());
    }
    let before = repository.history();
    assert_eq!((before.commits, before.missing), (9, None));
    // Such as git itself would not write.
    for time in ["99999999999999999999999 +0000", "-1 +0000", "soon", ""] {
        let commit = repository.git(&["cat-file", "commit", "HEAD"]);
        let parent = repository.git(&["rev-parse", "HEAD"]);
        let mut forged = String::new();
        for line in commit.lines() {
            match line.split_once(' ') {
                Some((key @ ("author" | "committer"), _)) => {
                    writeln!(forged, "{key} A <a@b> {time}")
                }
                Some(("parent", _)) => writeln!(forged, "parent {parent}"),
                _ => writeln!(forged, "{line}"),
            }
            .unwrap();
        }
        let arguments = ["hash-object", "-t", "commit", "-w", "--literally", "--stdin"];
        let id = repository.feed(&arguments, forged);
        repository.git(&["update-ref", "refs/heads/main", &id]);
    }
    let after = repository.history();
    assert_eq!((after.commits, after.missing), (9 + 4, None));
    assert!(!files(&repository.json(), "T1", "past_work").is_empty());
}

#[test]
fn criss_cross_merges() {
    let repository = GitRepository::with_past();
    repository.git(&["checkout", "--quiet", "-b", "other"]);
    for round in 0..3 {
        let message = format!("Round {round}");
        repository.write(format!("alpha/{round}.go"), format!("package alpha // {round}\n"));
        let ours = repository.commit(&message);
        repository.git(&["checkout", "--quiet", "main"]);
        repository.write(format!("beta/{round}.go"), format!("package beta // {round}\n"));
        let theirs = repository.commit(&message);
        repository.git(&["merge", "--quiet", "--no-ff", "-m", "Merge frobnicator", &ours]);
        repository.git(&["checkout", "--quiet", "other"]);
        repository.git(&["merge", "--quiet", "--no-ff", "-m", "Merge frobnicator", &theirs]);
    }
    repository.git(&["checkout", "--quiet", "main"]);
    repository.git(&["merge", "--quiet", "--no-ff", "-m", "Merge all", "other"]);
    let head = Some(repository.git(&["rev-parse", "HEAD"]));
    assert_eq!(repository.history(), History { head, commits: 5 + 6, missing: None });
    assert_eq!(repository.json(), repository.json());
}

#[test]
fn a_commit_of_a_hundred_thousand_files() {
    const FILES: usize = 100_000;
    let repository = GitRepository::with_past();
    let mut stream = String::from("blob\nmark :1\ndata 2\nx\n\n");
    let mut add = |message: &str, folder: &str| {
        stream += std::str::from_utf8(&commit(message.as_bytes(), "1700001000 +0000")).unwrap();
        for file in 0..FILES {
            writeln!(stream, "M 100644 :1 {folder}/{}/frobnicator{file}.txt", file / 1000).unwrap();
        }
    };
    add("The frobnicator takes all", "big");
    add("The frobnicator takes all again", "bigger");
    // All of them have one content, so that any may have been moved to any.
    let moved = String::from_utf8(commit(b"Move the frobnicator", "1700001000 +0000")).unwrap();
    let stream = stream + &moved + "R big small\nR alpha/alpha.go alpha/omega.go\n";
    import(&repository, stream.as_bytes());
    repository.git(&["checkout", "--quiet", "--", "alpha"]);

    let begin = Instant::now();
    let text = repository.json();
    // No measurement: pairing each removed file with each added one takes hours.
    assert!(begin.elapsed() < Duration::from_secs(120), "{:?}", begin.elapsed());
    let history = &parsed(&text)["history"];
    assert_eq!((&history["commits"], &history["missing"]), (&(5 + 3).into(), &Value::Null));
    // It says nothing of any file, but it is followed.
    for (path, detail) in evidence(&text, "T1", "past_work") {
        assert!(!detail.contains("takes all"), "{path}: {detail}");
    }
    assert!(files(&text, "T1", "past_work").contains(&"alpha/omega.go".to_owned()), "{text}");
}

#[test]
fn paths_with_line_ends_and_quotes() {
    let names: [&[u8]; 8] = [
        b"new\nline.go",
        b"\"quo'tes\".go",
        b"tab\t.go",
        b"back\\slash.go",
        b"\x1b[31mred.go",
        b":(glob)**.go",
        b"-rf.go",
        b"\xff\xfe.go",
    ];
    let repository = GitRepository::with_past();
    for round in ["one", "two"] {
        for name in names {
            repository.write(OsStr::from_bytes(name), format!("package odd // {round}\n"));
        }
        repository.commit("The frobnicator faster");
    }
    // Files below the line have their evidence where the task is explained.
    let explained = ["--output-format", "json", "--explain", "T1"];
    let text = answer(repository.analyze().args(explained));
    let past = files(&text, "T1", "past_work");
    for name in names.into_iter().filter_map(|name| std::str::from_utf8(name).ok()) {
        // What cannot be told from something else on a terminal is not predicted under that name.
        assert!(past.iter().any(|path| path == name), "{name:?}: {past:?}");
    }
    for arguments in [&["--verbose"][..], &["--explain", "T1", "--verbose"]] {
        let text = answer(repository.analyze().args(arguments));
        assert!(!drives_a_terminal(&text), "{text:?}");
    }
}

#[test]
fn backlogs_with_odd_names() {
    for name in ["pl\"an\n 'x'.md", ":(top)plan.md", "-plan.md", "pl\\an\t.md", "plän.md"] {
        let repository = GitRepository::with_past();
        repository.weigh_introductions();
        repository.write(name, "- [ ] T9: Celebrate\n");
        repository.append("gamma/gamma.go", "// ready\n");
        repository.commit("Ready");
        let mut command = analyze(repository.path());
        command.args(["--output-format", "json", "--tasks"]).arg(format!("./{name}"));
        let introduced = files(&answer(&mut command), "T9", "introduced");
        assert!(introduced.contains(&"gamma/gamma.go".to_owned()), "{name:?}");
    }
}
