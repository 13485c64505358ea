//! Environment of git: the caller's variables that it gets.
//!
//! Variables that name another repository, index or object store, or change the meaning of
//! arguments, never reach git: each command names its folder and files itself. `GIT_CONFIG_GLOBAL`
//! and `GIT_CONFIG_SYSTEM` do reach it, since a dev container may keep the user's settings there.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use super::Purpose;

/// Variables that git always gets, whatever the caller set.
const FIXED: &[(&str, &str)] = &[
    // No protocol is allowed, whatever `protocol.*.allow` says, so git cannot fetch.
    ("GIT_ALLOW_PROTOCOL", ""),
    // Grafts would change the parents of commits.
    ("GIT_GRAFT_FILE", "/dev/null"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_TERMINAL_PROMPT", "0"),
    // The user's settings may make git write traces to files.
    ("GIT_TRACE2", "0"),
    ("GIT_TRACE2_EVENT", "0"),
    ("GIT_TRACE2_PERF", "0"),
    ("LC_ALL", "C"),
];

/// Variables that name files with the user's settings.
const SETTINGS_FILES: &[&str] = &["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"];

/// Further variables that reach a git which changes something: settings, author and committer, and
/// what a filter or a signature needs to find a server or a key.
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
    // Settings of `git -c KEY=VALUE`, if git runs this program as an alias.
    "GIT_CONFIG_PARAMETERS",
    "GIT_PROXY_COMMAND",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_SSH_VARIANT",
];

/// Prefixes of such variables: numbered settings, git-lfs, and certificates of servers.
const CHANGING_PREFIXES: &[&str] =
    &["GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_", "GIT_LFS_", "GIT_SSL_"];

/// Sets the environment of a git command.
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

/// Returns true if git gets a variable of the caller.
fn reaches(name: &str, purpose: Purpose) -> bool {
    name == "GIT_CONFIG_NOSYSTEM"
        || (purpose != Purpose::Ask
            && (CHANGING.contains(&name)
                || CHANGING_PREFIXES.iter().any(|prefix| name.starts_with(prefix))))
}

/// Makes a path absolute, since git runs in another folder.
fn absolute(value: OsString) -> OsString {
    // An empty path means no file.
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
