//! Commits that last changed the lines of a file.

use super::{Error, Git};

/// Line of a file at a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Commit that last changed the line.
    pub commit: String,
    /// Bytes of the line, without its end.
    pub text: Vec<u8>,
}

/// Returns the lines of `path` at `commit`; the path is relative to the folder that `git` runs in.
/// Lines that moved inside the file are followed. Lines that `beyond` already has are attributed to
/// some ancestor of `beyond`.
///
/// A changed line counts as new.
pub fn blame(
    git: &Git,
    commit: &str,
    beyond: Option<&str>,
    path: &str,
) -> Result<Vec<Line>, Error> {
    let range = beyond.map_or_else(|| commit.to_owned(), |beyond| format!("{beyond}..{commit}"));
    let output = git.run(&[
        "blame",
        "--porcelain",
        "-M",
        "--no-ignore-revs-file",
        "--no-textconv",
        "--no-ext-diff",
        "--encoding=UTF-8",
        &range,
        "--",
        path,
    ])?;
    parse(&output)
}

/// Parses lines of `<commit> <line before> <line after> …`, each followed by headers that start
/// with a word, and by a tab with the content.
fn parse(said: &[u8]) -> Result<Vec<Line>, Error> {
    let unexpected = || Error::Unexpected("a line without a commit".to_owned());
    let mut lines = Vec::new();
    let mut commit = None;
    for said in said.split_inclusive(|&byte| byte == b'\n') {
        let said = said.strip_suffix(b"\n").unwrap_or(said);
        if let Some(text) = said.strip_prefix(b"\t") {
            let commit = commit.take().ok_or_else(unexpected)?;
            lines.push(Line { commit, text: text.to_vec() });
        } else if commit.is_none() {
            let id = said.split(|&byte| byte == b' ').next().unwrap_or_default();
            let is_id = !id.is_empty() && id.iter().all(u8::is_ascii_hexdigit);
            commit = Some(String::from_utf8_lossy(id).into_owned()).filter(|_| is_id);
            commit.as_ref().ok_or_else(unexpected)?;
        }
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::super::sample::Repository;
    use super::super::{Error, Git};
    use super::{blame, parse};

    #[test]
    fn headers_are_no_lines() {
        let said =
            b"ab12 1 1 2\nauthor A\nsummary ab12 1 1\nfilename \"a\\tb\"\n\tone\nab12 2 2\n\t\t\n";
        let lines = parse(said).unwrap();
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line.commit == "ab12"));
        assert_eq!([&lines[0].text[..], &lines[1].text[..]], [&b"one"[..], b"\t"]);
        assert!(matches!(parse(b"author A\n\tone\n"), Err(Error::Unexpected(_))));
    }

    #[test]
    fn lines_are_followed_when_they_move_and_new_when_they_change() {
        let repository = Repository::empty();
        let long = |name: &str| format!("- [ ] {name}: a task that is long enough to be known\n");
        repository.write("a b.md", [long("A"), long("B"), long("C"), long("D")].concat());
        let first = repository.commit("write them down");
        repository.write("a b.md", [long("C"), long("A"), long("B"), long("E")].concat());
        let second = repository.commit("order them");
        let git = Git::at(repository.path());
        let commits = |beyond| {
            let lines = blame(&git, "HEAD", beyond, "a b.md").unwrap();
            lines.into_iter().map(|line| line.commit).collect::<Vec<_>>()
        };
        assert_eq!(commits(None), [&first, &first, &first, &second].map(String::clone));
        assert_eq!(commits(Some(&first)), commits(None));
        assert!(blame(&git, "HEAD", None, "none.md").is_err());
    }
}
