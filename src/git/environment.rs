//! The environment that git runs in: which of the caller's variables reach it.
//!
//! Those that lead git to another repository, index or object store, or that change how it reads its
//! arguments, never do: each command names its folder and its files itself. The files that hold a
//! user's settings may lie anywhere (`GIT_CONFIG_GLOBAL` in a dev container); git reads them there.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use super::Purpose;

/// Variables that git always gets, whatever the caller has set.
const FIXED: &[(&str, &str)] = &[
    // Wins over every `protocol.*.allow`: there is no protocol to fetch with.
    ("GIT_ALLOW_PROTOCOL", ""),
    // Grafts change what a commit's parents are.
    ("GIT_GRAFT_FILE", "/dev/null"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_TERMINAL_PROMPT", "0"),
    // A user's settings may name files that git writes to whatever it does.
    ("GIT_TRACE2", "0"),
    ("GIT_TRACE2_EVENT", "0"),
    ("GIT_TRACE2_PERF", "0"),
    ("LC_ALL", "C"),
];

/// Files that hold a user's settings, which git reads for every purpose.
const SETTINGS_FILES: &[&str] = &["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"];

/// Further variables of the caller that reach a git which changes something: settings, whose name a
/// commit is in, and what a filter or a signature needs to reach a server or a key.
const CHANGING: &[&str] = &[
    "GIT_ASKPASS",
    "GIT_ATTR_NOSYSTEM",
    "GIT_AUTHOR_DATE",
    "GIT_AUTHOR_EMAIL",
    "GIT_AUTHOR_NAME",
    "GIT_COMMITTER_DATE",
    "GIT_COMMITTER_EMAIL",
    "GIT_COMMITTER_NAME",
    "GIT_CONFIG_COUNT",
    // What `git -c KEY=VALUE` hands to an alias that runs this program.
    "GIT_CONFIG_PARAMETERS",
    "GIT_PROXY_COMMAND",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_SSH_VARIANT",
];

/// Beginnings of such variables: numbered settings, the settings of git-lfs, and the certificates by
/// which a server is known.
const CHANGING_PREFIXES: &[&str] =
    &["GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_", "GIT_LFS_", "GIT_SSL_"];

/// Gives a command of git's its environment.
pub(super) fn prepare(command: &mut Command, purpose: Purpose) {
    for (name, value) in env::vars_os() {
        let text = name.to_string_lossy();
        if !text.starts_with("GIT_") {
            continue;
        }
        if SETTINGS_FILES.contains(&&*text) {
            command.env(&name, absolute(value));
        } else if !reaches(&text, purpose) {
            command.env_remove(&name);
        }
    }
    command.envs(FIXED.iter().copied());
    match purpose {
        Purpose::Ask | Purpose::Compare => command.env("GIT_OPTIONAL_LOCKS", "0"),
        Purpose::Change => command.env("GIT_EDITOR", ":").env("GIT_SEQUENCE_EDITOR", ":"),
    };
}

/// Returns true if a variable of the caller reaches git.
fn reaches(name: &str, purpose: Purpose) -> bool {
    name == "GIT_CONFIG_NOSYSTEM"
        || (purpose != Purpose::Ask
            && (CHANGING.contains(&name)
                || CHANGING_PREFIXES.iter().any(|prefix| name.starts_with(prefix))))
}

/// Returns a path as the caller means it: git runs in another folder.
fn absolute(value: OsString) -> OsString {
    // An empty one stands for no file.
    std::path::absolute(Path::new(&value)).map_or(value, Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_reach_git_and_another_repository_does_not() {
        let never = [
            "GIT_DIR",
            "GIT_WORK_TREE",
            "GIT_IMPLICIT_WORK_TREE",
            "GIT_INDEX_FILE",
            "GIT_OBJECT_DIRECTORY",
            "GIT_ALTERNATE_OBJECT_DIRECTORIES",
            "GIT_COMMON_DIR",
            "GIT_NAMESPACE",
            "GIT_PREFIX",
            "GIT_CONFIG",
            "GIT_SHALLOW_FILE",
            "GIT_REPLACE_REF_BASE",
            "GIT_QUARANTINE_PATH",
            "GIT_ATTR_SOURCE",
            "GIT_LITERAL_PATHSPECS",
            "GIT_EXEC_PATH",
            "GIT_EXTERNAL_DIFF",
            "GIT_TRACE",
        ];
        let purposes = [Purpose::Ask, Purpose::Compare, Purpose::Change];
        for name in never {
            assert!(purposes.iter().all(|&purpose| !reaches(name, purpose)), "{name}");
        }
        for name in [
            "GIT_CONFIG_COUNT",
            "GIT_CONFIG_KEY_0",
            "GIT_CONFIG_VALUE_12",
            "GIT_CONFIG_PARAMETERS",
            "GIT_AUTHOR_NAME",
            "GIT_COMMITTER_EMAIL",
            "GIT_SSH_COMMAND",
            "GIT_LFS_SKIP_SMUDGE",
        ] {
            assert!(reaches(name, Purpose::Change), "{name}");
            assert!(!reaches(name, Purpose::Ask), "{name} may name what is run");
        }
        assert!(purposes.iter().all(|&purpose| reaches("GIT_CONFIG_NOSYSTEM", purpose)));
    }
}
