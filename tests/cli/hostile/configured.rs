//! Settings and variables that would have git run programs, write files or read another repository:
//! none of them counts.

use std::fs;
use std::path::PathBuf;

use crate::harness::{GitRepository, answer, git, script};

/// Trace that every program leaves behind which is run by mistake.
struct Trap {
    folder: PathBuf,
}

impl Trap {
    fn beside(repository: &GitRepository) -> Self {
        let folder = repository.beside("trap");
        fs::create_dir(&folder).unwrap();
        let trap = Self { folder };
        // Says nothing and lets what is piped through it pass.
        let text = format!("#!/bin/sh\necho \"$0 $*\" >> '{}'\n", trap.marker().display());
        let hooks = ["post-index-change", "reference-transaction", "post-checkout", "fsmonitor"];
        for name in hooks.iter().chain(&["program", "git"]) {
            let path = trap.folder.join(name);
            script(&path, &format!("{text}cat 2>/dev/null\n"));
        }
        fs::write(trap.folder.join("order"), "gamma/*\n").unwrap();
        trap
    }

    fn marker(&self) -> PathBuf {
        self.folder.join("marker")
    }

    fn program(&self) -> String {
        self.folder.join("program").to_str().unwrap().to_owned()
    }

    /// Returns the path of a file that git would write to.
    fn log(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.log"))
    }

    /// Checks that it has sprung, and sets it again.
    #[track_caller]
    fn sprung(&self, by: &str) {
        assert!(!self.left().is_empty(), "{by} is no trap for git itself");
        for path in self.left() {
            fs::remove_file(path).unwrap();
        }
    }

    /// Returns what was left behind.
    fn left(&self) -> Vec<PathBuf> {
        let files = fs::read_dir(&self.folder).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|path| path.extension().is_some() || *path == self.marker()).collect()
    }

    /// Returns settings that run the program.
    fn settings(&self) -> String {
        let (program, folder) = (self.program(), self.folder.display());
        format!(
            "[alias]
\tlog = !{program} log
\tblame = !{program} blame
\trev-parse = !{program} rev-parse
\trev-list = !{program} rev-list
\tcat-file = !{program} cat-file
\tconfig = !{program} config
[core]
\tpager = {program}
\tfsmonitor = {program}
\thooksPath = {folder}
\tsshCommand = {program}
\taskPass = {program}
\teditor = {program}
\tgitProxy = {program}
\talternateRefsCommand = {program}
\tquotePath = true
[pager]
\tlog = {program}
\tblame = {program}
[diff]
\texternal = {program}
\trelative = false
\trenames = false
\trenameLimit = 1
\talgorithm = histogram
\torderFile = {folder}/order
\tignoreSubmodules = all
\tindentHeuristic = false
\tsubmodule = log
[diff \"trap\"]
\tcommand = {program}
\ttextconv = {program}
\tcachetextconv = true
[filter \"trap\"]
\tclean = {program}
\tsmudge = {program}
\tprocess = {program}
\trequired = true
[log]
\tshowSignature = true
\tshowRoot = false
\tfollow = true
\tmailmap = true
\tdate = relative
\tdecorate = full
\tabbrevCommit = true
\tdiffMerges = first-parent
[format]
\tpretty = oneline
\tnotes = *
[notes]
\tdisplayRef = *
[color]
\tui = always
[i18n]
\tlogOutputEncoding = UTF-16
[gpg]
\tprogram = {program}
\tformat = openpgp
[gpg \"ssh\"]
\tprogram = {program}
[credential]
\thelper = {program}
[protocol]
\tallow = always
[protocol \"file\"]
\tallow = always
[blame]
\tignoreRevsFile = /nowhere
\tmarkUnblamableLines = true
\tmarkIgnoredLines = true
\tblankBoundary = true
\tshowEmail = true
\tshowRoot = true
\tdate = relative
\tcoloring = highlightRecent
[gc]
\tauto = 1
[maintenance]
\tauto = true
[submodule]
\trecurse = true
"
        )
    }

    /// Returns settings that write files, which git takes from a user only.
    fn traces(&self) -> String {
        let [normal, event, perf] = ["normal", "event", "perf"].map(|name| self.log(name));
        format!(
            "[trace2]\n\tnormalTarget = {}\n\teventTarget = {}\n\tperfTarget = {}\n",
            normal.display(),
            event.display(),
            perf.display()
        )
    }
}

/// Makes a repository whose attributes and signatures the traps are for.
fn trapped() -> GitRepository {
    let repository = GitRepository::with_past();
    repository.weigh_introductions();
    repository.write(".gitattributes", "* diff=trap filter=trap\n");
    repository.append("TASKS.md", "- [ ] T3: Celebrate\n");
    repository.commit("Plan more");
    // A signature that nobody has made.
    let commit = repository.git(&["cat-file", "commit", "HEAD"]);
    let signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n";
    let signed = commit.replacen("\n\n", &format!("\n{signature}"), 1) + "\n";
    let signed = repository.feed(&["hash-object", "-t", "commit", "-w", "--stdin"], signed);
    repository.git(&["reset", "--quiet", "--soft", &signed]);
    repository
}

#[test]
fn nothing_that_is_configured_is_run() {
    let repository = trapped();
    let expected = repository.json();
    assert!(expected.contains("introduced") && expected.contains("past_work"));
    let trap = Trap::beside(&repository);
    let configured = |arguments: &[&str]| {
        git(repository.path()).args(arguments).output().unwrap();
    };
    let home = repository.beside("home");
    fs::create_dir(&home).unwrap();
    fs::write(home.join(".gitconfig"), trap.settings() + &trap.traces()).unwrap();
    let included = repository.beside("included");
    fs::write(&included, trap.settings()).unwrap();
    repository.append(
        ".git/config",
        &format!(
            "{}[includeIf \"gitdir:**\"]\n\tpath = {}\n[remote \"origin\"]\n\turl = ext::{}\n\
             \tpromisor = true\n",
            trap.settings(),
            included.display(),
            trap.program()
        ),
    );
    repository.write(".git/info/attributes", "*.md diff=trap filter=trap\n");

    // They are traps for git itself.
    configured(&["log", "-p", "--ext-diff"]);
    trap.sprung("log");
    configured(&["-c", "blame.ignoreRevsFile=", "diff", "HEAD~1", "--", "TASKS.md"]);
    trap.sprung("diff");
    configured(&["status"]);
    trap.sprung("status");
    let mut traced = git(repository.path());
    traced.env_remove("GIT_CONFIG_GLOBAL").env("HOME", &home).args(["rev-parse", "HEAD"]);
    traced.assert().success();
    assert!(trap.log("event").exists());
    trap.sprung("trace2");

    for arguments in [&["--output-format", "json"][..], &["--verbose"], &["--explain", "T1"]] {
        let text = answer(repository.analyze().args(arguments).env("HOME", &home));
        assert!(!arguments.contains(&"json") || text == expected, "{text}");
        assert_eq!(trap.left(), Vec::<PathBuf>::new());
    }
}

#[test]
fn lines_are_attributed_without_settings() {
    let repository = trapped();
    let backlog = fs::read_to_string(repository.path().join("TASKS.md")).unwrap();
    repository.write("TASKS.md", backlog.replace("T3: Celebrate", "T3: Celebrate it"));
    let head = repository.commit("Say what");
    let expected = repository.json();
    repository.write(".git/ignored", head);
    repository.git(&["config", "blame.ignoreRevsFile", ".git/ignored"]);
    assert_eq!(repository.json(), expected);
}

/// Returns the answer with variables set as the caller's own work with git may have set them.
fn with_variables(repository: &GitRepository, variables: &[(&str, &str)]) -> String {
    let mut command = repository.analyze();
    command.args(["--output-format", "json"]).envs(variables.iter().copied());
    answer(&mut command)
}

#[test]
fn variables_that_point_elsewhere_are_not_followed() {
    let repository = trapped();
    let expected = repository.json();
    let trap = Trap::beside(&repository);
    let other = GitRepository::with_past();
    other.commit("Something else");
    let settings = repository.beside("settings");
    fs::write(&settings, trap.settings() + &trap.traces()).unwrap();
    let [git_dir, settings, above] = [other.path().join(".git"), settings, repository.beside("")]
        .map(|path| path.display().to_string());
    let objects = format!("{git_dir}/objects");
    let index = format!("{git_dir}/index");
    let program = trap.program();
    let program = program.as_str();
    let trace = trap.log("trace").display().to_string();
    let trace = trace.as_str();
    let parameters = format!("'core.fsmonitor={program}' 'diff.external={program}'");
    let variables = [
        ("GIT_DIR", git_dir.as_str()),
        ("GIT_COMMON_DIR", &git_dir),
        ("GIT_WORK_TREE", &above),
        ("GIT_INDEX_FILE", &index),
        ("GIT_OBJECT_DIRECTORY", &objects),
        ("GIT_ALTERNATE_OBJECT_DIRECTORIES", &objects),
        ("GIT_NAMESPACE", "elsewhere"),
        ("GIT_PREFIX", "docs/"),
        ("GIT_CEILING_DIRECTORIES", &above),
        ("GIT_DISCOVERY_ACROSS_FILESYSTEM", "0"),
        ("GIT_EXEC_PATH", "/nowhere"),
        ("GIT_TEMPLATE_DIR", "/nowhere"),
        ("GIT_REPLACE_REF_BASE", "refs/heads/"),
        ("GIT_GRAFT_FILE", "/nowhere"),
        ("GIT_SHALLOW_FILE", &settings),
        ("GIT_ATTR_SOURCE", "HEAD~1"),
        ("GIT_ATTR_NOSYSTEM", "1"),
        ("GIT_LITERAL_PATHSPECS", "1"),
        ("GIT_ICASE_PATHSPECS", "1"),
        ("GIT_DIFF_OPTS", "-u0"),
        ("GIT_EXTERNAL_DIFF", program),
        ("GIT_PAGER", program),
        ("PAGER", program),
        ("GIT_EDITOR", program),
        ("GIT_SEQUENCE_EDITOR", program),
        ("GIT_SSH", program),
        ("GIT_SSH_COMMAND", program),
        ("GIT_ASKPASS", program),
        ("SSH_ASKPASS", program),
        ("GIT_PROXY_COMMAND", program),
        ("GIT_CONFIG", &settings),
        ("GIT_CONFIG_GLOBAL", &settings),
        ("GIT_CONFIG_SYSTEM", &settings),
        ("GIT_CONFIG_PARAMETERS", &parameters),
        ("GIT_TRACE", trace),
        ("GIT_TRACE_SETUP", trace),
        ("GIT_TRACE_PERFORMANCE", trace),
        ("GIT_TRACE2", trace),
        ("GIT_TRACE2_EVENT", trace),
        ("GIT_TRACE2_PERF", trace),
        ("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1"),
    ];
    for variable in variables {
        assert_eq!(with_variables(&repository, &[variable]), expected, "{}", variable.0);
        assert_eq!(trap.left(), Vec::<PathBuf>::new(), "{}", variable.0);
    }
    assert_eq!(with_variables(&repository, &variables), expected);
    let counted = [
        ("GIT_CONFIG_COUNT", "2"),
        ("GIT_CONFIG_KEY_0", "include.path"),
        ("GIT_CONFIG_VALUE_0", &settings),
        ("GIT_CONFIG_KEY_1", "core.worktree"),
        ("GIT_CONFIG_VALUE_1", &above),
    ];
    assert_eq!(with_variables(&repository, &counted), expected);
    assert_eq!(trap.left(), Vec::<PathBuf>::new());
}

#[test]
fn a_git_in_the_analysed_folder_is_not_run() {
    let repository = trapped();
    let expected = repository.json();
    let trap = Trap::beside(&repository);
    fs::copy(trap.folder.join("git"), repository.path().join("git")).unwrap();
    repository.write(".git/info/exclude", "git\n");
    let path = std::env::var("PATH").unwrap();
    for first in [".", "", "bin/.."] {
        let run = |path: &str| -> String {
            answer(repository.analyze().args(["--output-format", "json"]).env("PATH", path))
        };
        assert_eq!(run(&format!("{first}:{path}")), expected, "{first:?}");
        assert!(run(first).contains("there is no git on the PATH"), "{first:?}");
        assert_eq!(trap.left(), Vec::<PathBuf>::new(), "{first:?}");
    }
}
