//! The settings and the identity that the environment gives reach git; another repository does not.

use std::fs;

use crate::harness::{Project, ctx_in, script};

/// Makes a project that says nothing of who commits, with work on both sides.
fn nameless() -> Project {
    let project = Project::named("p");
    project.create(&["docs"]);
    project.work("docs", "docs/new.md", "T1");
    project.write("README.md", "# Elsewhere\n");
    project.commit("Go on");
    project.git(&["config", "--remove-section", "user"]);
    project
}

/// Returns who committed last.
fn committer(project: &Project) -> String {
    project.git(&["log", "-1", "--format=%cn <%ce>", "main"])
}

#[test]
fn who_commits_may_be_said_in_the_environment() {
    let settings = "[user]\n\tname = E\n\temail = e@example.com\n";
    let counted = [
        ("GIT_CONFIG_COUNT", "2"),
        ("GIT_CONFIG_KEY_0", "user.name"),
        ("GIT_CONFIG_VALUE_0", "E"),
        ("GIT_CONFIG_KEY_1", "user.email"),
        ("GIT_CONFIG_VALUE_1", "e@example.com"),
    ];
    let named = [
        ("GIT_AUTHOR_NAME", "E"),
        ("GIT_AUTHOR_EMAIL", "e@example.com"),
        ("GIT_COMMITTER_NAME", "E"),
        ("GIT_COMMITTER_EMAIL", "e@example.com"),
    ];
    let ways: [&[(&str, &str)]; 6] = [
        &[("GIT_CONFIG_GLOBAL", "../settings")],
        &[("GIT_CONFIG_SYSTEM", "../settings")],
        &counted,
        &[("GIT_CONFIG_PARAMETERS", "'user.name'='E' 'user.email'='e@example.com'")],
        &named,
        &[("HOME", "..")],
    ];
    for way in ways {
        let project = nameless();
        fs::write(project.main.with_file_name("settings"), settings).unwrap();
        fs::write(project.main.with_file_name(".gitconfig"), settings).unwrap();
        let refused = project.refused(&["teardown", "docs"]);
        assert!(refused.contains("no name and address"), "{refused}");
        let folder = project.main.parent().unwrap().to_owned();
        let way = way.iter().map(|&(name, value)| match name {
            "HOME" => (name, folder.display().to_string()),
            _ => (name, value.to_owned()),
        });
        let mut command = project.ctx(&["teardown", "docs"]);
        command.envs(way.clone()).assert().code(0);
        assert_eq!(committer(&project), "E <e@example.com>", "{:?}", way.collect::<Vec<_>>());
    }
}

#[test]
fn a_relative_file_of_settings_is_meant_from_where_the_user_stands() {
    let project = nameless();
    let settings = "[user]\n\tname = E\n\temail = e@example.com\n";
    fs::write(project.main.with_file_name("settings"), settings).unwrap();
    let mut command = ctx_in(&project.main.join("docs"), &["teardown", "docs", "-C", ".."]);
    command.env("GIT_CONFIG_GLOBAL", "../../settings").assert().code(0);
    assert_eq!(committer(&project), "E <e@example.com>");
}

#[test]
fn no_system_settings_means_none() {
    let project = nameless();
    let settings = "[user]\n\tname = E\n\temail = e@example.com\n";
    let file = project.main.with_file_name("settings");
    fs::write(&file, settings).unwrap();
    let mut command = project.ctx(&["teardown", "docs"]);
    command.env("GIT_CONFIG_SYSTEM", &file).env("GIT_CONFIG_NOSYSTEM", "1");
    command.assert().code(2);
}

#[test]
fn settings_of_the_environment_stay_beside_our_own() {
    // The merge takes a setting of ours besides; hooks and monitors are never run.
    let project = nameless();
    let mark = project.main.with_file_name("ran");
    let program = format!("touch '{}'", mark.display());
    let hooks = project.main.with_file_name("hooks");
    fs::create_dir(&hooks).unwrap();
    script(&hooks.join("post-merge"), &format!("#!/bin/sh\n{program}\n"));
    script(&hooks.join("pre-merge-commit"), &format!("#!/bin/sh\n{program}\n"));
    let hooks = hooks.display().to_string();
    let counted = [
        ("GIT_CONFIG_COUNT", "5"),
        ("GIT_CONFIG_KEY_0", "user.name"),
        ("GIT_CONFIG_VALUE_0", "E"),
        ("GIT_CONFIG_KEY_1", "user.email"),
        ("GIT_CONFIG_VALUE_1", "e@example.com"),
        ("GIT_CONFIG_KEY_2", "core.hooksPath"),
        ("GIT_CONFIG_VALUE_2", &hooks),
        ("GIT_CONFIG_KEY_3", "core.fsmonitor"),
        ("GIT_CONFIG_VALUE_3", &program),
        ("GIT_CONFIG_KEY_4", "branch.main.mergeOptions"),
        ("GIT_CONFIG_VALUE_4", "--squash"),
    ];
    project.ctx(&["teardown", "docs"]).envs(counted).assert().code(0);
    assert_eq!(project.git(&["rev-list", "--count", "--merges", "HEAD"]), "1");
    assert_eq!(committer(&project), "E <e@example.com>");
    assert!(!mark.exists(), "a hook or monitor has run");
}

#[test]
fn variables_of_another_repository_change_nothing() {
    let other = Project::named("other");
    let state = other.state();
    let git_dir = other.main.join(".git").display().to_string();
    let top = other.main.display().to_string();
    let index = format!("{git_dir}/index");
    let objects = format!("{git_dir}/objects");
    let variables = [
        ("GIT_DIR", git_dir.as_str()),
        ("GIT_WORK_TREE", &top),
        ("GIT_COMMON_DIR", &git_dir),
        ("GIT_INDEX_FILE", &index),
        ("GIT_OBJECT_DIRECTORY", &objects),
        ("GIT_ALTERNATE_OBJECT_DIRECTORIES", &objects),
        ("GIT_NAMESPACE", "elsewhere"),
        ("GIT_PREFIX", "docs/"),
        ("GIT_CONFIG", &index),
        ("GIT_QUARANTINE_PATH", &objects),
        ("GIT_LITERAL_PATHSPECS", "1"),
        ("GIT_ATTR_SOURCE", "HEAD"),
        ("GIT_SHALLOW_FILE", &index),
    ];
    // Each by itself is a matter of a table; git might fail at one before it looks at another.
    for variable in [&variables[..1], &variables[3..4], &variables[1..], &variables] {
        let project = Project::named("p");
        let with = |arguments: &[&str]| {
            let mut command = project.ctx(arguments);
            command.envs(variable.iter().copied()).assert().code(0);
        };
        with(&["create", "--no-plan", "docs"]);
        project.work("docs", "docs/new.md", "T1");
        with(&["list"]);
        with(&["status"]);
        with(&["teardown", "docs"]);
        assert!(project.backlog().contains("- [x] T1"), "{variable:?}");
    }
    assert_eq!(other.state(), state);
}
