//! Real git repositories to run the program in.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

use crate::common::{answer, ctx};

/// Git with no settings but those that a test makes.
pub fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GIT_") {
            command.env_remove(name);
        }
    }
    for (name, value) in [
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_AUTHOR_NAME", "A"),
        ("GIT_AUTHOR_EMAIL", "a@example.com"),
        ("GIT_COMMITTER_NAME", "A"),
        ("GIT_COMMITTER_EMAIL", "a@example.com"),
    ] {
        command.env(name, value);
    }
    command
}

/// A repository in a folder of its own.
pub struct GitRepository {
    _folder: TempDir,
    path: PathBuf,
    /// Seconds since 1970, one minute later for each commit.
    clock: Cell<u64>,
}

impl GitRepository {
    /// Without a commit.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().canonicalize().unwrap().join("repository");
        fs::create_dir(&path).unwrap();
        let repository = Self { _folder: folder, path, clock: Cell::new(1_700_000_000) };
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository
    }

    /// Five commits: files, a backlog, and work on the files.
    pub fn with_past() -> Self {
        let repository = Self::empty();
        for name in ["alpha", "beta", "gamma", "delta"] {
            let go = format!("package {name}\n\n// {name} does it.\nfunc {name}() {{}}\n");
            repository.write(format!("{name}/{name}.go"), go);
        }
        repository.write("docs/format.md", "# The format\n\nLines of text.\n");
        repository.commit("Begin");
        repository.write(
            "TASKS.md",
            "# Tasks\n\n## Phase 1\n\n- [ ] T1: Make the frobnicator faster still\n\
             - [ ] T2: Describe the format in docs/format.md\n",
        );
        repository.commit("Plan");
        for (message, names) in [
            ("Make the frobnicator faster", ["alpha", "beta"]),
            ("The frobnicator remembers", ["alpha", "beta"]),
            ("Count deltas", ["gamma", "delta"]),
        ] {
            for name in names {
                repository.append(&format!("{name}/{name}.go"), &format!("// {message}\n"));
            }
            repository.commit(message);
        }
        repository
    }

    /// Its folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A folder beside it that goes when it goes.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.path.with_file_name(name)
    }

    /// Writes a file.
    pub fn write(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let path = self.path.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Writes more into a file.
    pub fn append(&self, path: &str, content: &str) {
        let before = fs::read_to_string(self.path.join(path)).unwrap_or_default();
        self.write(path, before + content);
    }

    /// What a git command prints, which must succeed.
    pub fn git(&self, arguments: &[&str]) -> String {
        let now = format!("{} +0000", self.clock.get());
        let mut command = git(&self.path);
        command.args(arguments).env("GIT_AUTHOR_DATE", &now).env("GIT_COMMITTER_DATE", &now);
        let output = command.assert().success().get_output().stdout.clone();
        String::from_utf8_lossy(&output).trim().to_owned()
    }

    /// What a git command makes of its input, which it must understand.
    pub fn feed(&self, arguments: &[&str], input: impl Into<Vec<u8>>) -> String {
        let input: Vec<u8> = input.into();
        let mut command = git(&self.path);
        let output = command.args(arguments).write_stdin(input).assert().success();
        String::from_utf8_lossy(&output.get_output().stdout).trim().to_owned()
    }

    /// Commits everything; the commit's id.
    pub fn commit(&self, message: &str) -> String {
        self.clock.set(self.clock.get() + 60);
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Takes the weights that the program has, but that the commit which wrote a task down counts
    /// much.
    pub fn weigh_introductions(&self) {
        let weights = include_str!("../../src/predict/weights.toml");
        let lines = weights.lines().map(|line| match line.split_once(" = ") {
            Some(("introduced", _)) => "introduced = 6.0\n".to_owned(),
            _ => format!("{line}\n"),
        });
        self.write(".ctx-weights.toml", lines.collect::<String>());
    }

    /// `ctx analyze`, run in it.
    pub fn analyze(&self) -> Command {
        analyze(&self.path)
    }

    /// The answer as JSON.
    pub fn json(&self) -> String {
        json(&self.path)
    }

    /// The history that the answer rests on.
    pub fn history(&self) -> History {
        history(&self.path)
    }
}

/// `ctx analyze` of a folder, run in it.
pub fn analyze(root: &Path) -> Command {
    let mut command = ctx();
    command.current_dir(root).args(["analyze", "--root", "."]);
    command
}

/// The answer of a folder as JSON.
pub fn json(root: &Path) -> String {
    answer(analyze(root).args(["--output-format", "json"]))
}

/// The answer, which must be as the schema has it.
pub fn parsed(text: &str) -> Value {
    let document: Value = serde_json::from_str(text).unwrap();
    let schema = include_str!("../../docs/schema/analysis-v1.schema.json");
    let schema = serde_json::from_str(schema).unwrap();
    let schema = jsonschema::draft202012::options().build(&schema).unwrap();
    let errors: Vec<_> = schema.iter_errors(&document).map(|e| e.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    document
}

/// The history that an answer rests on.
#[derive(Debug, PartialEq)]
pub struct History {
    pub head: Option<String>,
    pub commits: u64,
    pub missing: Option<String>,
}

/// The history that the answer of a folder rests on. The text for people must say the same.
pub fn history(root: &Path) -> History {
    let document = parsed(&json(root));
    let history = &document["history"];
    let owned = |value: &Value| value.as_str().map(str::to_owned);
    let history = History {
        head: owned(&history["head"]),
        commits: history["commits"].as_u64().unwrap(),
        missing: owned(&history["missing"]),
    };
    let text = answer(&mut analyze(root));
    let line = match (&history.missing, history.commits) {
        (Some(missing), 0) => format!("no history: {missing}"),
        (Some(missing), _) => format!("not all of history: {missing}"),
        (None, 0) => "without history".to_owned(),
        (None, 1) => "1 commit of history".to_owned(),
        (None, commits) => format!("{commits} commits of history"),
    };
    assert!(text.contains(&line), "{line}: {text}");
    history
}

/// The evidence of `signal` for the files of the task `id`: pairs of path and detail.
pub fn evidence(text: &str, id: &str, signal: &str) -> Vec<(String, String)> {
    let document = parsed(text);
    let tasks = document["tasks"].as_array().unwrap();
    let task = tasks.iter().find(|task| task["id"] == id).unwrap();
    let mut found = Vec::new();
    for file in task["files"].as_array().unwrap() {
        for evidence in file["evidence"].as_array().unwrap() {
            if evidence["signal"] == signal {
                let [path, detail] = [&file["path"], &evidence["detail"]];
                found.push((path.as_str().unwrap().into(), detail.as_str().unwrap().into()));
            }
        }
    }
    found.sort();
    found
}

/// The paths of such evidence.
pub fn files(text: &str, id: &str, signal: &str) -> Vec<String> {
    evidence(text, id, signal).into_iter().map(|(path, _)| path).collect()
}
