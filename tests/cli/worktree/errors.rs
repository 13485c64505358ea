//! What is wrong with a repository or a machine is said by the program, with what to do about it.

use std::fs;

use crate::harness::{Meddler, Project, WAYS, commit, ctx, ctx_in, git_in, words, write};

/// Makes a project with a track whose work is committed, while the main checkout went on as well.
fn apart() -> Project {
    let (project, _) = Project::worked();
    project.write("docs/b.md", "More\n");
    project.commit("Go on");
    project
}

/// Returns why a command is refused, in one line.
fn refused_in(folder: &std::path::Path, arguments: &[&str]) -> String {
    let output = ctx_in(folder, arguments).assert().code(2).stdout("").get_output().clone();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

#[test]
fn a_folder_that_is_in_no_repository_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for command in [&["list"][..], &["create", "a"], &["teardown", "a"], &["prune"]] {
        let said = refused_in(folder.path(), command);
        assert!(said.starts_with("ctx: .: not in a git repository; name one"), "{said}");
    }
    let mut next = ctx();
    let output = next.current_dir(folder.path()).args(["next", "--track", "a"]).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains(": not in a git repository;"));
}

#[test]
fn a_page_is_not_watched() {
    let project = Project::new();
    let watch = ["status", "--watch", "--output-format", "html"];
    assert!(refused_in(&project.main, &watch).contains("leave out --watch"));
    let mut page = ctx_in(&project.main, &["status", "--output-format", "html"]);
    let output = page.assert().code(0).get_output().clone();
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("<!doctype html>"));
}

#[test]
fn a_bare_repository_is_to_be_cloned() {
    let project = Project::new();
    let bare = project.main.with_file_name("bare");
    project.git(&["clone", "--quiet", "--bare", ".", bare.to_str().unwrap()]);
    for command in [&["list"][..], &["create", "--no-plan", "a"], &["teardown", "a"]] {
        let said = refused_in(&bare, command);
        assert!(said.starts_with("ctx: .: a bare repository has no main checkout"), "{said}");
    }
    let linked = project.main.with_file_name("linked");
    git_in(&bare, &["worktree", "add", "--quiet", "-b", "work/a", linked.to_str().unwrap()]);
    for command in [&["create", "--no-plan", "b"][..], &["teardown", "a"], &["prune"]] {
        let said = refused_in(&linked, command);
        assert!(said.contains("a bare repository has no main checkout"), "{said}");
        assert!(said.contains("(`git clone ../bare FOLDER`) and work there"), "{said}");
    }
    ctx_in(&linked, &["list"]).assert().code(0);
}

#[test]
fn a_submodule_is_no_main_checkout() {
    let project = Project::new();
    let sub = Project::named("sub");
    let from = sub.main.to_str().unwrap();
    let allow = ["-c", "protocol.file.allow=always"];
    project.git(&[&allow[..], &["submodule", "--quiet", "add", from, "lib/sub"]].concat());
    let apart = project.main.with_file_name("apart");
    let folder = project.main.with_file_name("folder");
    let separate = format!("--separate-git-dir={}", folder.display());
    project.git(&["clone", "--quiet", &separate, from, apart.to_str().unwrap()]);
    for place in [project.main.join("lib/sub"), apart] {
        for command in [&["create", "--no-plan", "a"][..], &["teardown", "a"], &["prune"]] {
            let said = refused_in(&place, command);
            assert!(said.contains("work in an ordinary clone"), "{said}");
        }
        ctx_in(&place, &["list"]).assert().code(0);
    }
}

#[test]
fn a_worktree_begins_at_a_commit_of_a_branch() {
    let folder = tempfile::tempdir().unwrap();
    git_in(folder.path(), &["init", "--quiet"]);
    write(folder.path(), "TASKS.md", "- [ ] T1: One\n");
    let said = refused_in(folder.path(), &["create", "--no-plan", "a"]);
    assert!(said.contains("there is no commit yet"), "{said}");
    ctx_in(folder.path(), &["status"]).assert().code(0);
}

#[test]
fn an_index_that_cannot_be_read_is_told_with_the_way_out() {
    let project = apart();
    let index = project.main.join(".git/index");
    let sound = fs::read(&index).unwrap();
    fs::write(&index, "no index").unwrap();
    for command in [&["create", "--no-plan", "b"][..], &["teardown", "docs"]] {
        let said = refused_in(&project.main, command);
        assert!(
            said.contains("git cannot read the index of ") && said.contains("`git reset`"),
            "{said}"
        );
    }
    fs::write(&index, sound).unwrap();
    let name = fs::read_dir(project.main.join(".git/worktrees")).unwrap().next().unwrap();
    let index = name.unwrap().path().join("index");
    fs::write(&index, "no index").unwrap();
    let said = project.refused(&["teardown", "docs"]);
    // The project's name has to be quoted for a shell.
    assert!(said.contains("-docs/index' ELSEWHERE`), then run `git reset`"), "{said}");
    let said = project.done(&["list"]);
    assert!(said.contains("git cannot read it: git status failed: fatal:"), "{said}");
    // The way out.
    fs::remove_file(&index).unwrap();
    git_in(&project.worktree("docs"), &["reset", "--quiet"]);
    project.done(&["teardown", "docs"]);
}

#[test]
fn git_that_is_at_work_is_waited_for() {
    let locks = |project: &Project| {
        let git = project.main.join(".git");
        let own = fs::read_dir(git.join("worktrees")).unwrap().next().unwrap().unwrap().path();
        [
            git.join("index.lock"),
            git.join("HEAD.lock"),
            git.join("packed-refs.lock"),
            git.join("refs/heads/main.lock"),
            git.join("refs/heads/work/docs.lock"),
            own.join("index.lock"),
            own.join("HEAD.lock"),
        ]
    };
    let begun = apart();
    for how in WAYS {
        let project = begun.copy();
        for lock in locks(&project) {
            fs::write(&lock, "").unwrap();
            let said = project.refused(&[&["teardown", "docs"], how].concat());
            assert!(said.contains("a git command is running in "), "{said}");
            assert!(said.contains(&format!("or remove {} if", lock.display())), "{said}");
            assert!(!project.common("journal.json").exists());
            fs::remove_file(lock).unwrap();
        }
        project.done(&[&["teardown", "docs"], how].concat());
    }
    let project = apart();
    project.write("docs/new.md", "by main\n");
    project.commit("Collide");
    project.ctx(&["teardown", "docs"]).assert().code(1);
    project.write("docs/new.md", "by both\n");
    project.git(&["add", "docs/new.md"]);
    // Older than the teardown, so not left by it.
    let lock = project.main.join(".git/index.lock");
    let long_ago = std::time::SystemTime::UNIX_EPOCH;
    fs::File::create(&lock).unwrap().set_modified(long_ago).unwrap();
    for how in ["--continue", "--abort"] {
        assert!(project.refused(&["teardown", how]).contains("a git command is running in "));
    }
    fs::remove_file(lock).unwrap();
    project.done(&["teardown", "--continue"]);
}

#[test]
fn who_commits_is_asked_before_anything_is_merged() {
    let begun = apart();
    for how in WAYS {
        let project = begun.copy();
        for name in ["user.name", "user.email"] {
            project.git(&["config", "--unset", name]);
        }
        project.git(&["config", "user.useConfigOnly", "true"]);
        let said = project.refused(&[&["teardown", "docs"], how].concat());
        assert!(said.contains("`git config user.name NAME`"), "{said}");
        assert!(!project.common("journal.json").exists());
        for (name, value) in [("user.name", "A"), ("user.email", "a@example.com")] {
            project.git(&["config", name, value]);
        }
        project.done(&[&["teardown", "docs"], how].concat());
    }
    // Where no commit is to be made, nobody needs to.
    let (project, _) = Project::worked();
    project.git(&["config", "--unset", "user.email"]);
    project.git(&["config", "user.useConfigOnly", "true"]);
    project.done(&["teardown", "docs"]);
}

#[test]
fn a_place_that_cannot_be_had_is_told_before_anything_is_made() {
    let long = "p".repeat(240);
    let project = Project::named(&long);
    let refused = project.refused(&["create", "--no-plan", "a", "a-name-that-is-too-long"]);
    assert!(refused.contains("a-name-that-is-too-long cannot be made: "), "{refused}");
    assert!(refused.contains("worktrees lie beside the main checkout"), "{refused}");
    assert_eq!(fs::read_dir(project.main.parent().unwrap()).unwrap().count(), 1);
    fs::write(project.worktree("b"), "").unwrap();
    let refused = project.refused(&["create", "--no-plan", "b"]);
    assert!(refused.contains("exists and is no worktree of this repository"), "{refused}");
    fs::remove_dir_all(project.common("")).unwrap();
    fs::write(project.main.join(".git/ctx"), "").unwrap();
    let refused = project.refused(&["create", "--no-plan", "c"]);
    assert!(refused.contains("not a folder, but ctx keeps its own files there"), "{refused}");
}

#[test]
fn what_git_says_when_it_cannot_make_a_worktree_is_told() {
    let project = Project::new();
    // A file where git keeps what it knows of worktrees.
    fs::write(project.main.join(".git/worktrees"), "").unwrap();
    let refused = project.refused(&["create", "--no-plan", "a"]);
    assert!(refused.contains("git cannot make "), "{refused}");
    assert!(refused.contains("-a, so no worktree is made: fatal: "), "{refused}");
    assert!(!project.worktree("a").exists() && !project.common("journal.json").exists());
}

#[test]
fn a_commit_that_is_missing_keeps_the_worktree_and_nobody_else() {
    let project = apart();
    project.create(&["b"]);
    let tip = project.work("b", "docs/b2.md", "T2");
    project.git(&["merge", "--quiet", "--no-edit", "-X", "ours", "work/b"]);
    let lost = commit(&project.worktree("docs"), "Lost");
    fs::remove_file(project.main.join(".git/objects").join(&lost[..2]).join(&lost[2..])).unwrap();
    // Git itself cannot list what leads there, so the state is not asked for.
    let said = refused_in(&project.main, &["teardown", "docs"]);
    assert!(said.contains(&format!("commit {lost}, which is missing or damaged")), "{said}");
    let said = project.done(&["prune"]);
    assert!(said.contains("docs: stays: ") && said.contains("b: removed"), "{said}");
    assert!(!project.worktree("b").exists() && project.worktree("docs").exists());
    assert!(project.git(&["log", "--format=%H"]).contains(&tip));
}

#[test]
fn a_base_branch_that_is_gone_is_not_to_be_switched_to() {
    let project = apart();
    project.git(&["branch", "--move", "main", "trunk"]);
    let refused = project.refused(&["teardown", "docs"]);
    assert!(refused.contains("started from main, which no longer exists"), "{refused}");
    let stays = project.done(&["prune"]);
    assert!(stays.contains("`ctx worktree teardown docs --into BRANCH`"), "{stays}");
    project.done(&["teardown", "docs", "--into", "trunk"]);
}

/// Runs the first command between backticks that begins like this, in a shell.
fn follow(folder: &std::path::Path, said: &str, begins: &str) {
    let mut commands = said.split('`').skip(1).step_by(2);
    let command = commands.find(|command| command.starts_with(begins));
    let command = command.unwrap_or_else(|| panic!("{begins}: {said}"));
    assert_cmd::Command::new("sh").current_dir(folder).args(["-c", command]).assert().success();
}

#[test]
fn a_worktree_that_is_on_another_branch_is_told_how_to_come_back() {
    let project = apart();
    let worktree = project.worktree("docs");
    git_in(&worktree, &["switch", "--quiet", "-c", "else"]);
    let said = project.refused(&["teardown", "docs"]);
    assert!(said.contains("is on else, but was made for work/docs; switch back (`git"), "{said}");
    follow(&project.main, &said, "git -C ");
    assert_eq!(git_in(&worktree, &["branch", "--show-current"]), "work/docs");
    git_in(&worktree, &["branch", "-m", "it's/other"]);
    let said = project.refused(&["teardown", "docs"]);
    assert!(
        said.contains("made for work/docs, which no longer exists; if it was renamed"),
        "{said}"
    );
    follow(&project.main, &said, "git branch -m ");
    project.done(&["teardown", "docs"]);
}

#[test]
fn a_worktree_whose_folder_was_removed_can_be_had_anew_or_forgotten() {
    let project = apart();
    let worktree = project.worktree("docs");
    fs::remove_dir_all(&worktree).unwrap();
    let said = project.refused(&["teardown", "docs"]);
    for way in ["move it back", "`git worktree repair PATH`", "`ctx worktree prune`"] {
        assert!(said.contains(way), "{way}: {said}");
    }
    for command in ["list", "status"] {
        let text = project.done(&[command]);
        let text = words(&text);
        let restore = "to restore it: git worktree prune, then git worktree add ";
        assert!(text.contains(restore), "{text}");
        assert!(
            text.contains("to forget it: git worktree prune, then ctx worktree prune"),
            "{text}"
        );
    }
    // Its disk may only be absent.
    let stays = project.done(&["prune"]);
    assert!(stays.contains("docs: stays: its folder is missing"), "{stays}");
    assert!(stays.contains("`git worktree add "), "{stays}");
    follow(&project.main, &said, "git worktree prune");
    follow(&project.main, &said, "git worktree add ");
    assert!(worktree.join("docs/new.md").is_file());
    assert!(project.done(&["teardown", "docs", "--dry-run"]).contains("merge work/docs"));

    // Git has forgotten it, and ctx has not.
    fs::remove_dir_all(&worktree).unwrap();
    project.git(&["worktree", "prune"]);
    let said = project.refused(&["teardown", "docs"]);
    assert!(said.contains("restore it with `git worktree add "), "{said}");
    assert!(project.done(&["prune"]).contains("docs: forgotten"));
    // By now, the branch is all there is.
    let said = project.refused(&["create", "--no-plan", "docs"]);
    assert!(said.contains("the branch work/docs already exists"), "{said}");
    follow(&project.main, &said, "git worktree add ");
    assert!(project.done(&["list"]).contains("work/docs"));
    let said = project.refused(&["teardown", "docs"]);
    assert!(said.contains("confirm with --into main"), "{said}");
    project.done(&["teardown", "docs", "--into", "main"]);
    assert_eq!(project.linked(), 0);
}

#[test]
fn a_worktree_whose_folder_was_removed_may_be_locked_or_have_lost_its_branch() {
    let project = apart();
    let worktree = project.worktree("docs");
    project.git(&["worktree", "lock", worktree.to_str().unwrap()]);
    fs::remove_dir_all(&worktree).unwrap();
    let said = project.refused(&["teardown", "docs"]);
    for begins in ["git worktree unlock ", "git worktree prune", "git worktree add "] {
        follow(&project.main, &said, begins);
    }
    // Only what ties it to the repository is gone.
    fs::remove_file(worktree.join(".git")).unwrap();
    let said = project.refused(&["teardown", "docs"]);
    follow(&project.main, &said, "git worktree repair");
    project.done(&["teardown", "docs", "--dry-run"]);
    project.git(&["worktree", "remove", worktree.to_str().unwrap()]);
    project.git(&["branch", "-D", "work/docs"]);
    let said = project.refused(&["teardown", "docs"]);
    assert!(
        said.contains("its branch work/docs is gone as well; forget it with `ctx worktree prune`"),
        "{said}"
    );
}

#[test]
fn a_shallow_clone_that_does_not_know_the_common_commit_says_so() {
    let project = apart();
    let shallow = project.main.with_file_name("shallow");
    let url = format!("file://{}", project.main.display());
    project.git(&[
        "clone",
        "--quiet",
        "--depth=1",
        "--no-single-branch",
        &url,
        shallow.to_str().unwrap(),
    ]);
    for (key, value) in [("user.name", "A"), ("user.email", "a@example.com")] {
        git_in(&shallow, &["config", key, value]);
    }
    let at = project.main.with_file_name("shallow-docs");
    let add = ["worktree", "add", "--quiet", "-b", "work/docs", at.to_str().unwrap()];
    git_in(&shallow, &[&add[..], &["origin/work/docs"]].concat());
    for how in WAYS {
        let said = refused_in(&shallow, &[&["teardown", "docs", "--into", "main"], how].concat());
        assert!(said.contains("`git fetch --unshallow` first"), "{said}");
    }
    git_in(&shallow, &["fetch", "--quiet", "--unshallow"]);
    ctx_in(&shallow, &["teardown", "docs", "--into", "main"]).assert().code(0);

    git_in(&shallow, &["switch", "--quiet", "--orphan", "work/apart"]);
    commit(&shallow, "Apart");
    git_in(&shallow, &["switch", "--quiet", "main"]);
    git_in(&shallow, &["worktree", "add", "--quiet", at.to_str().unwrap(), "work/apart"]);
    let said = refused_in(&shallow, &["teardown", "apart", "--into", "main"]);
    assert!(said.contains("`git merge --allow-unrelated-histories work/apart`"), "{said}");
}

#[test]
fn a_rebase_that_git_gets_in_the_way_of_can_be_taken_back() {
    // Locked only once all has been looked at: while the commits are put on top, and after it.
    for (call, lock) in
        [("*' rebase '*", "packed-refs.lock"), ("*'--ff-only'*", "refs/heads/main.lock")]
    {
        let project = apart();
        let (before, tip) =
            (project.git(&["rev-parse", "main"]), project.git(&["rev-parse", "work/docs"]));
        let script = format!(
            "touch \"$(\"$GIT\" rev-parse --git-common-dir)/{lock}\"; exec \"$GIT\" \"$@\""
        );
        let meddler = Meddler::with(call, 1, &script);
        let mut command = project.ctx(&["teardown", "docs", "--rebase"]);
        let output = meddler.meets(&mut command).assert().code(1).get_output().clone();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(said.contains("teardown --abort"), "{said}");
        assert!(project.refused(&["teardown", "--abort"]).contains("a git command is running in"));
        fs::remove_file(project.main.join(".git").join(lock)).unwrap();
        project.done(&["teardown", "--abort"]);
        assert_eq!(project.git(&["rev-parse", "main"]), before);
        assert_eq!(project.git(&["rev-parse", "work/docs"]), tip);
        for folder in [&project.main, &project.worktree("docs")] {
            assert_eq!(git_in(folder, &["status", "--porcelain"]), "", "{lock}");
        }
        project.done(&["teardown", "docs", "--rebase"]);
    }
}

#[test]
fn a_repository_that_git_cannot_read_is_told_from_none() {
    let project = Project::new();
    fs::write(project.main.join(".git/config"), "[core\n").unwrap();
    let said = refused_in(&project.main, &["list"]);
    assert!(
        said.starts_with("ctx: .: git cannot read this repository: fatal: bad config"),
        "{said}"
    );
}

#[test]
fn a_worktree_that_cannot_be_moved_aside_waits() {
    let project = apart();
    let tip = project.git(&["rev-parse", "work/docs"]);
    let mut aside = project.worktree("docs").into_os_string();
    aside.push(format!(".ctx-removed-{}", &tip[..12]));
    let aside = std::path::PathBuf::from(aside);
    write(&aside, "in/the", "way\n");
    let said = project.stopped(&["teardown", "docs"]);
    assert!(said.contains("work/docs is safe, but ") && said.contains("--continue"), "{said}");
    assert!(project.worktree("docs").join("docs/new.md").exists() && aside.join("in/the").exists());
    fs::remove_dir_all(&aside).unwrap();
    project.done(&["teardown", "--continue"]);
    assert_eq!(project.linked(), 0);
}
