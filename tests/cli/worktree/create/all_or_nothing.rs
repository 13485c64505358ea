//! `ctx worktree create`: all or nothing, and what it refuses.

use std::fs;

use crate::harness::{Meddler, Project, commit, ctx_in, git_in, script, write};

#[test]
fn a_track_gets_a_sibling_worktree_on_a_branch_of_its_own() {
    let project = Project::new();
    let base = project.git(&["rev-parse", "HEAD"]);
    let said = project.done(&["create", "docs", "é", "--no-plan"]);
    for name in ["docs", "é"] {
        let worktree = project.worktree(name);
        assert_eq!(git_in(&worktree, &["branch", "--show-current"]), format!("work/{name}"));
        assert_eq!(git_in(&worktree, &["rev-parse", "HEAD"]), base);
        assert_eq!(git_in(&worktree, &["status", "--porcelain"]), "");
        assert!(project.common(&format!("worktrees/{name}.json")).exists());
    }
    assert!(said.contains("  work/docs  '../-my \"proj'\\''ect\" é-docs'"), "{said}");
    assert!(said.contains("cd '../-my \"proj'\\''ect\" é-docs' && claude"), "{said}");
    assert!(!said.contains("ctx init"), "there is no context folder: {said}");
    assert_eq!(project.git(&["status", "--porcelain"]), "", "nothing needs committing");
    assert!(!project.common("journal.json").exists());
}

#[test]
fn where_there_is_a_context_folder_init_is_warned_of() {
    let project = Project::named("p");
    project.write(".context/CONVENTIONS.md", "# Names\n");
    project.write(".git/info/exclude", ".context/\n");
    let said = project.done(&["create", "a", "--no-plan"]);
    assert!(!said.contains("ctx init"), "it is not tracked, so not in the worktree: {said}");
    project.write(".git/info/exclude", "");
    project.commit("Context");
    let said = project.done(&["create", "b", "--no-plan"]);
    assert!(said.contains("Do not run `ctx init` there: the context folder is tracked"), "{said}");
}

#[test]
fn what_is_to_be_typed_next_works_in_a_shell() {
    let project = Project::new();
    let said = project.done(&["create", "docs", "--no-plan"]);
    let line = said.lines().find(|line| line.contains("&& claude")).unwrap();
    let line = line.trim().replace("&& claude", "&& pwd");
    let mut shell = assert_cmd::Command::new("sh");
    let output = shell.current_dir(&project.main).args(["-c", &line]).assert().success();
    let folder = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    assert_eq!(folder.trim_end(), project.worktree("docs").to_str().unwrap());
}

#[test]
fn more_than_four_are_refused() {
    let project = Project::named("p");
    let refused = project.refused(&["create", "--no-plan", "a", "b", "c", "d", "e"]);
    assert!(refused.contains("more than 4"), "{refused}");
    project.create(&["a", "b", "c"]);
    let refused = project.refused(&["create", "--no-plan", "d", "e"]);
    assert!(refused.contains("work/a, work/b, work/c"), "{refused}");
    assert!(refused.contains("; name only one track, tear some down first"), "{refused}");
    // Those that are there already are not new.
    let refused = project.refused(&["create", "--no-plan", "a", "b"]);
    assert!(refused.contains("p-a is already a worktree, on work/a"), "{refused}");
    project.create(&["d"]);
    let refused = project.refused(&["create", "--no-plan", "e"]);
    assert!(refused.contains("more than 4") && !refused.contains("name only"), "{refused}");
    // A folder that is gone takes no place, and more may be asked for.
    fs::remove_dir_all(project.worktree("a")).unwrap();
    project.create(&["e"]);
    project.create(&["--allow-more", "f"]);
    assert_eq!(project.linked(), 6);
}

#[test]
fn only_the_main_checkout_makes_worktrees() {
    let project = Project::named("p");
    project.create(&["docs"]);
    let worktree = project.worktree("docs");
    let output = ctx_in(&worktree, &["create", "--no-plan", "b"]).assert().code(2);
    let said = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
    assert!(said.contains(project.main.to_str().unwrap()), "{said}");
    assert_eq!(project.linked(), 1);
}

#[test]
fn taken_names_are_refused() {
    let project = Project::named("p");
    let refused = |name: &str| project.refused(&["create", "--no-plan", "free", name]);
    fs::create_dir(project.worktree("folder")).unwrap();
    assert!(refused("folder").contains("exists and is no worktree"));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/nowhere", project.worktree("link")).unwrap();
        assert!(refused("link").contains("exists and is no worktree"));
    }
    project.git(&["branch", "work/branch"]);
    assert!(refused("branch").contains("the branch work/branch already exists"));
    project.create(&["docs"]);
    assert!(refused("docs").contains("is already a worktree, on work/docs"));
    fs::remove_dir_all(project.worktree("docs")).unwrap();
    assert!(refused("docs").contains("registered as a worktree, but missing"));
    assert!(refused("free").contains("named twice"));
    let long = "a".repeat(300);
    for bad in ["a/b", "-a", "a b", "a..b", ".a", &long] {
        let arguments = ["create", "--no-plan", "--", bad];
        let refused = project.refused(&arguments);
        assert!(refused.contains("cannot be a track's name"), "{refused}");
    }
    assert!(!project.worktree("free").exists());
}

#[test]
fn a_branch_called_work_stands_in_the_way() {
    let project = Project::named("p");
    project.git(&["branch", "work"]);
    let refused = project.refused(&["create", "--no-plan", "docs"]);
    assert!(refused.contains("beside work; rename"), "{refused}");
}

#[test]
fn a_backlog_that_is_not_committed_is_refused() {
    let project = Project::named("p");
    project.write("TASKS.md", "# Tasks\n\n- [ ] T9: New\n");
    let refused = project.refused(&["create", "--no-plan", "docs"]);
    assert!(refused.contains("TASKS.md has uncommitted changes"), "{refused}");
    project.git(&["add", "TASKS.md"]);
    assert!(project.refused(&["create", "--no-plan", "docs"]).contains("uncommitted"));
    project.git(&["rm", "--quiet", "--cached", "TASKS.md"]);
    project.git(&["commit", "--quiet", "-m", "Untrack"]);
    assert!(project.refused(&["create", "--no-plan", "docs"]).contains("not tracked"));
}

#[test]
fn there_must_be_a_commit_and_a_branch() {
    let project = Project::named("p");
    project.git(&["switch", "--quiet", "--detach"]);
    assert!(project.refused(&["create", "--no-plan", "docs"]).contains("HEAD is detached"));
    project.git(&["switch", "--quiet", "--orphan", "empty"]);
    assert!(project.refused(&["create", "--no-plan", "docs"]).contains("no commit yet"));
    let bare = project.main.with_file_name("bare");
    git_in(&project.main, &["clone", "--quiet", "--bare", ".", bare.to_str().unwrap()]);
    ctx_in(&bare, &["create", "--no-plan", "docs"]).assert().code(2);
    let nothing = tempfile::tempdir().unwrap();
    ctx_in(nothing.path(), &["create", "--no-plan", "docs"]).assert().code(2);
}

#[test]
fn ignored_files_are_copied_if_they_are_named() {
    let project = Project::new();
    project.write(".worktreeinclude", "/.env\n*.log\n/docs/\n");
    project.write("docs/a.md", "# A\n");
    project.commit("Include");
    project.write(".env", "SECRET=1\n");
    project.write("deep/er/a b.log", "x\n");
    project.write("target/x", "not named\n");
    project.write("docs/new.md", "named, but not ignored\n");
    project.create(&["docs"]);
    let worktree = project.worktree("docs");
    assert_eq!(fs::read_to_string(worktree.join(".env")).unwrap(), "SECRET=1\n");
    assert!(worktree.join("deep/er/a b.log").exists());
    assert!(!worktree.join("target").exists() && !worktree.join("docs/new.md").exists());
}

#[cfg(unix)]
#[test]
fn no_copy_leaves_the_worktree() {
    let project = Project::named("p");
    let outside = project.main.with_file_name("outside");
    fs::create_dir(&outside).unwrap();
    // In the commit `deep` is a link to a folder outside; on disk it is a folder by now.
    std::os::unix::fs::symlink(&outside, project.main.join("deep")).unwrap();
    project.write(".worktreeinclude", "*.log\n");
    project.commit("Link");
    fs::remove_file(project.main.join("deep")).unwrap();
    project.write("deep/a.log", "x\n");
    project.create(&["docs"]);
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 0);
}

#[test]
fn what_fails_is_taken_back() {
    let project = Project::new();
    let before = project.state();
    let third = "case \"$*\" in *work/c*) if [ \"${*#*worktree add}\" != \"$*\" ]; then exit 128; fi;; \
                 esac; exec \"$GIT\" \"$@\"";
    let meddler = Meddler::every(third);
    let mut command = project.ctx(&["create", "--no-plan", "a", "b", "c"]);
    let output = meddler.meets(&mut command).assert().code(2).stdout("").get_output().clone();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("-c, so no worktree is made: git does not say why"), "{said}");
    assert_eq!(project.state(), before);
    for name in ["a", "b", "c"] {
        assert!(!project.worktree(name).exists(), "{name}");
        assert!(!project.common(&format!("worktrees/{name}.json")).exists(), "{name}");
    }
    assert!(!project.common("journal.json").exists());
    project.create(&["a", "b", "c"]);
}

#[test]
fn hooks_are_not_run() {
    let project = Project::named("p");
    let hook = "#!/bin/sh\ntouch \"$(git rev-parse --git-common-dir)/../HOOK\"\n";
    for name in
        ["post-checkout", "pre-merge-commit", "post-merge", "commit-msg", "reference-transaction"]
    {
        let path = project.main.join(".git/hooks").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        script(&path, hook);
    }
    project.create(&["docs"]);
    write(&project.worktree("docs"), "docs/a.md", "# Better\n");
    let worktree = project.worktree("docs");
    git_in(&worktree, &["-c", "core.hooksPath=/dev/null", "add", "--all"]);
    git_in(&worktree, &["-c", "core.hooksPath=/dev/null", "commit", "--quiet", "-m", "Work"]);
    let _ = fs::remove_file(project.main.join("HOOK"));
    project.done(&["teardown", "docs"]);
    assert!(!project.main.join("HOOK").exists());
}

#[test]
fn a_command_can_be_started_in_each() {
    let project = Project::named("p");
    let command = "pwd > here; echo $CTX_TRACK >> here; test \"$CTX_TRACK\" != b";
    project.ctx(&["create", "--no-plan", "a", "b", "--exec", command]).assert().code(1);
    for name in ["a", "b"] {
        let here = fs::read_to_string(project.worktree(name).join("here")).unwrap();
        assert_eq!(here, format!("{}\n{name}\n", project.worktree(name).display()));
    }
}

#[cfg(unix)]
#[test]
fn a_tmux_window_can_be_opened_in_each() {
    let project = Project::named("a.b#(touch HERE) c");
    let tools = project.main.with_file_name("tools");
    fs::create_dir(&tools).unwrap();
    let log = tools.join("log");
    let text = format!(
        "#!/bin/sh\n[ \"$1\" = -V ] && exit\nfor it in \"$@\"; do printf '%s\\n' \"$it\"; done >> '{}'\n",
        log.display()
    );
    script(&tools.join("tmux"), &text);
    let path = std::env::var_os("PATH").unwrap();
    let path =
        std::env::join_paths([tools].into_iter().chain(std::env::split_paths(&path))).unwrap();
    let open = |names: &[&str], inside: bool| {
        let mut command =
            project.ctx(&[&["create", "--no-plan", "--tmux", "--exec", "claude"], names].concat());
        command.env("PATH", &path).env_remove("TMUX");
        if inside {
            command.env("TMUX", "/tmp/tmux");
        }
        let output = command.assert().code(0).get_output().clone();
        (String::from_utf8(output.stdout).unwrap(), fs::read_to_string(&log).unwrap())
    };
    let (said, asked) = open(&["x", "y"], false);
    assert!(said.contains("tmux attach -t '=a_b_(touch HERE) c'"), "{said}");
    let at = |name: &str| project.worktree(name).to_str().unwrap().replace('#', "##");
    let expected = format!(
        "new-session\n-d\n-s\na_b_(touch HERE) c\n-n\nx\n-c\n{}\nclaude\n\
         new-window\n-d\n-t\n=a_b_(touch HERE) c:\n-n\ny\n-c\n{}\nclaude\n",
        at("x"),
        at("y")
    );
    assert_eq!(asked, expected);
    let (_, asked) = open(&["z"], true);
    assert!(
        asked.ends_with(&format!("new-window\n-d\n-n\nz\n-c\n{}\nclaude\n", at("z"))),
        "{asked}"
    );
}

#[cfg(unix)]
#[test]
fn what_is_missing_for_the_rest_is_told_before_anything_is_made() {
    let project = Project::named("p");
    project.write(".git/config.lock", "");
    let refused = project.refused(&["create", "--no-plan", "docs"]);
    assert!(refused.contains("remove ") && refused.contains("/.git/config.lock"), "{refused}");
    fs::remove_file(project.main.join(".git/config.lock")).unwrap();
    // Nothing but git on the path.
    let path = std::env::var_os("PATH").unwrap();
    let mut folders = std::env::split_paths(&path);
    let git = folders.find_map(|it| it.join("git").canonicalize().ok()).unwrap();
    let tools = project.main.with_file_name("tools");
    fs::create_dir(&tools).unwrap();
    std::os::unix::fs::symlink(git, tools.join("git")).unwrap();
    let before = project.state();
    let mut command = project.ctx(&["create", "--no-plan", "docs", "--tmux"]);
    let output = command.env("PATH", &tools).assert().code(2).stdout("").get_output().clone();
    let refused = String::from_utf8(output.stderr).unwrap();
    assert!(refused.contains("cannot start tmux, so nothing is made"), "{refused}");
    assert_eq!(project.state(), before);
}

#[cfg(unix)]
#[test]
fn what_fails_after_the_making_says_that_they_are_made() {
    let project = Project::named("p");
    let fails = "case \"$*\" in *config*) exit 4;; esac; exec \"$GIT\" \"$@\"";
    let meddler = Meddler::each("*'config --local merge.'*", fails);
    let mut command = project.ctx(&["create", "--no-plan", "docs"]);
    let output = meddler.meets(&mut command).assert().code(1).get_output().clone();
    let (said, why) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("cd ../p-docs && claude"), "{said}");
    assert!(why.contains("the worktrees are made, but git will merge"), "{why}");
    assert!(why.contains("`ctx worktree install-merge-driver`"), "{why}");
    assert_eq!(project.linked(), 1);
    let tmux = project.main.with_file_name("tmux");
    script(&tmux, "#!/bin/sh\n[ \"$1\" = -V ] || { echo no server >&2; exit 1; }\n");
    let path = std::env::var_os("PATH").unwrap();
    let folders = [project.main.parent().unwrap().to_owned()];
    let path = std::env::join_paths(folders.into_iter().chain(std::env::split_paths(&path)));
    let mut command = project.ctx(&["create", "--no-plan", "b", "--tmux"]);
    let output = command.env("PATH", path.unwrap()).assert().code(1).get_output().clone();
    let (said, why) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("cd ../p-b && claude"), "{said}");
    assert!(why.contains("the worktrees are made, but tmux opened no window for b: no"), "{why}");
}

#[test]
fn another_command_at_the_same_time_is_told_to_wait() {
    let project = Project::named("p");
    project.create(&["a"]);
    let lock = fs::File::options().write(true).open(project.common("lock")).unwrap();
    lock.lock().unwrap();
    for arguments in [&["create", "--no-plan", "b"][..], &["teardown", "a"], &["prune"]] {
        let refused = project.refused(arguments);
        assert!(refused.contains("`ctx worktree create` (process "), "{refused}");
    }
    drop(lock);
    commit(&project.worktree("a"), "Work");
    project.done(&["teardown", "a"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_whose_name_no_text_can_hold_is_refused() {
    use std::os::unix::ffi::OsStrExt;
    let odd = std::ffi::OsStr::from_bytes(b"odd\xff");
    for (beside, main) in [(odd, "main".as_ref()), ("plain".as_ref(), odd)] {
        let project = Project::new();
        let folder = project.main.parent().unwrap().join(beside);
        fs::create_dir(&folder).unwrap();
        let moved = folder.join(main);
        fs::rename(&project.main, &moved).unwrap();
        let mut command = ctx_in(&moved, &["create", "--no-plan", "docs"]);
        let output = command.assert().code(2).stdout("").get_output().clone();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("its name is not UTF-8"), "{said}");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    }
}
