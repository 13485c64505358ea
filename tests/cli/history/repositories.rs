//! What the answer takes from history, in each kind of repository, with a cache and without.

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::{
    GitRepository, History, Tree, analyze, answer, ctx, evidence, files, git, history, json,
};

fn complete(head: &str, commits: u64) -> History {
    History { head: Some(head.to_owned()), commits, missing: None }
}

fn lacking(why: &str) -> History {
    History { head: None, commits: 0, missing: Some(why.to_owned()) }
}

/// Returns the answer as JSON, with histories kept in `cache`.
fn kept(root: &Path, cache: &Path) -> String {
    answer(analyze(root).args(["--output-format", "json"]).env("XDG_CACHE_HOME", cache))
}

/// Returns the files below a folder.
fn below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    let each = |path: PathBuf| if path.is_dir() { below(&path) } else { vec![path] };
    let mut files: Vec<PathBuf> = paths.flat_map(each).collect();
    files.sort();
    files
}

#[test]
fn past_work_leads_to_its_files() {
    let repository = GitRepository::with_past();
    let head = repository.git(&["rev-parse", "HEAD"]);
    assert_eq!(repository.history(), complete(&head, 5));
    let past = files(&repository.json(), "T1", "past_work");
    assert_eq!(past, ["alpha/alpha.go", "beta/beta.go"]);

    // Also to where they lie since then.
    repository.git(&["mv", "alpha", "omega"]);
    repository.commit("Move it");
    let past = files(&repository.json(), "T1", "past_work");
    assert!(past.contains(&"omega/alpha.go".to_owned()), "{past:?}");

    let text = answer(repository.analyze().args(["--history-depth", "0"]));
    assert!(text.contains("without history") && !text.contains("no history:"), "{text}");
}

#[test]
fn the_answer_at_a_commit_stays_when_later_commits_exist() {
    let repository = GitRepository::with_past();
    repository.weigh_introductions();
    let cache = repository.beside("cache");
    let then = repository.commit("Weigh");
    repository.git(&["checkout", "--quiet", "--detach"]);
    let before = json(repository.path());
    assert_eq!(kept(repository.path(), &cache), before);

    repository.git(&["checkout", "--quiet", "main"]);
    repository.git(&["mv", "alpha", "omega"]);
    repository.append("TASKS.md", "- [ ] T3: Make the frobnicator faster than that\n");
    repository.commit("Make the frobnicator faster by moving alpha");
    repository.write("TASKS.md", "- [ ] T1: Make the frobnicator faster still\n");
    repository.append("delta/delta.go", "// frobnicator\n");
    let later = repository.commit("The frobnicator faster: describe the format");
    repository.git(&["tag", "-a", "-m", "frobnicator", "later"]);
    repository.git(&["notes", "add", "-m", "the frobnicator faster", &then]);
    assert_ne!(json(repository.path()), before);

    repository.git(&["checkout", "--quiet", "--detach", &then]);
    assert_eq!(json(repository.path()), before);
    assert_eq!(kept(repository.path(), &cache), before);
    assert_eq!(kept(repository.path(), &repository.beside("fresh")), before);
    assert!(!before.contains(&later));
}

#[test]
fn the_cache_changes_nothing_but_time() {
    let repository = GitRepository::with_past();
    repository.weigh_introductions();
    let cache = repository.beside("cache");
    let expected = repository.json();
    assert_eq!(kept(repository.path(), &cache), expected);
    let histories = || {
        let mut entries = below(&cache);
        let name = |entry: &PathBuf| entry.file_name().unwrap().to_str().unwrap().to_owned();
        entries.retain(|entry| name(entry).starts_with("ctx-history-"));
        entries
    };
    let entries = histories();
    assert_eq!(entries.len(), 1, "{entries:?}");
    assert!(entries[0].starts_with(cache.join("ctx-analyze")));

    // Another HEAD, another depth, another backlog: another entry.
    repository.commit("More");
    let other = kept(repository.path(), &cache);
    assert_ne!(other, expected);
    assert_eq!(repository.json(), other);
    assert_eq!(histories().len(), 2);
    answer(repository.analyze().args(["--history-depth", "2"]).env("XDG_CACHE_HOME", &cache));
    assert_eq!(histories().len(), 3);

    // The log is not read again: it could not be.
    let gone = repository.git(&["rev-parse", "HEAD~2"]);
    let gone = format!(".git/objects/{}/{}", &gone[..2], &gone[2..]);
    fs::remove_file(repository.path().join(gone)).unwrap();
    assert_eq!(kept(repository.path(), &cache), other);
    assert_eq!(repository.history().missing.unwrap(), "older changes cannot be read");
}

#[test]
fn nothing_is_kept_where_nothing_may_be() {
    let repository = GitRepository::with_past();
    let expected = repository.json();
    let cache = repository.beside("cache");
    let arguments = ["--output-format", "json", "--no-cache"];
    let without = answer(repository.analyze().args(arguments).env("XDG_CACHE_HOME", &cache));
    assert_eq!(without, expected);
    assert!(!cache.exists());

    // Inside of what is analysed, also above the root and through a link.
    let inside = repository.path().join("cache");
    let link = repository.beside("link");
    std::os::unix::fs::symlink(repository.path(), &link).unwrap();
    let before = below(repository.path());
    for folder in [&inside, &link.join("cache")] {
        assert_eq!(kept(repository.path(), folder), expected);
        let mut sub = analyze(&repository.path().join("docs"));
        sub.args(["--tasks", "../TASKS.md"]).env("XDG_CACHE_HOME", folder);
        answer(&mut sub);
    }
    assert_eq!(below(repository.path()), before);

    // A file in its place.
    fs::write(&cache, "").unwrap();
    assert_eq!(kept(repository.path(), &cache), expected);
}

#[test]
fn a_task_leads_to_what_was_worked_on_when_it_was_written_down() {
    let repository = GitRepository::with_past();
    repository.weigh_introductions();
    repository.append("TASKS.md", "- [ ] T3: Celebrate\n");
    repository.append("gamma/gamma.go", "// ready\n");
    repository.commit("Ready");
    for other in ["One", "Two", "Three"] {
        repository.write("other.txt", other);
        repository.commit(other);
    }
    let introduced = |text: &str| files(text, "T3", "introduced");
    let text = repository.json();
    assert!(introduced(&text).contains(&"gamma/gamma.go".to_owned()), "{text}");
    let (_, detail) = evidence(&text, "T3", "introduced").remove(0);
    assert!(detail.contains("Ready"), "{detail}");

    // What is not committed elsewhere in the file does not matter.
    let expected = introduced(&text);
    let backlog = fs::read_to_string(repository.path().join("TASKS.md")).unwrap();
    repository.write("TASKS.md", format!("# New\n\n- [ ] T0: Begin\n\n{backlog}- [ ] T4: Rest\n"));
    assert_eq!(introduced(&repository.json()), expected);
    // Nor where git would look for the file.
    let docs = repository.path().join("docs");
    let arguments = ["--output-format", "json", "--root", "..", "--tasks", "../TASKS.md"];
    let mut below = ctx();
    assert_eq!(
        introduced(&answer(below.current_dir(docs).arg("analyze").args(arguments))),
        expected
    );

    // A task that is not committed, standard input and a file outside have no such commit.
    repository.append("TASKS.md", "- [ ] T5: Celebrate again\n");
    assert_eq!(files(&repository.json(), "T5", "introduced"), Vec::<String>::new());
    let arguments = ["--output-format", "json", "--tasks"];
    let mut input = repository.analyze();
    input.args(arguments).arg("-").write_stdin(backlog.clone());
    assert_eq!(introduced(&answer(&mut input)), Vec::<String>::new());
    let outside = repository.beside("TASKS.md");
    fs::write(&outside, &backlog).unwrap();
    // Named as one in the root is, but from another folder.
    let mut elsewhere = ctx();
    elsewhere.current_dir(outside.parent().unwrap());
    elsewhere.args(["analyze", "--root", "repository"]).args(arguments).arg("TASKS.md");
    let text = answer(&mut elsewhere);
    assert_eq!(introduced(&text), Vec::<String>::new());
}

#[test]
fn shallow_clones() {
    let origin = GitRepository::with_past();
    let head = origin.git(&["rev-parse", "HEAD"]);
    let url = format!("file://{}", origin.path().display());
    let cache = origin.beside("cache");
    for (depth, commits) in [("1", 0), ("3", 2)] {
        let clone = origin.beside(depth);
        let arguments = ["clone", "--quiet", "--depth", depth, &url];
        git(origin.path()).args(arguments).arg(&clone).assert().success();
        let missing = Some("a shallow clone, without older commits".to_owned());
        let expected = History { head: Some(head.clone()), commits, missing };
        assert_eq!(history(&clone), expected);
        assert_eq!(kept(&clone, &cache), kept(&clone, &cache));
        git(&clone).args(["fetch", "--quiet", "--unshallow"]).assert().success();
        assert_eq!(history(&clone), complete(&head, 5));
        assert_eq!(kept(&clone, &cache), json(&clone), "not what was kept when it was shallow");
    }
}

#[test]
fn partial_clones() {
    let origin = GitRepository::with_past();
    origin.append("TASKS.md", "- [ ] T3: Celebrate\n");
    let head = origin.commit("Plan more");
    origin.git(&["config", "uploadpack.allowFilter", "true"]);
    origin.git(&["config", "uploadpack.allowAnySHA1InWant", "true"]);
    let url = format!("file://{}", origin.path().display());
    let cache = origin.beside("cache");
    for (filter, commits, missing) in [
        ("blob:none", 6, "a partial clone, without older versions of the backlog"),
        ("tree:0", 0, "a partial clone, without older changes"),
    ] {
        let clone = origin.beside(&filter.replace(':', "-"));
        let filter = format!("--filter={filter}");
        git(origin.path()).args(["clone", "--quiet", &filter, &url]).arg(&clone).assert().success();
        git(&clone).args(["config", "protocol.file.allow", "always"]).assert().success();
        // What is kept of the answer is no part of the clone.
        let git_folder = || -> Vec<_> {
            let paths = below(&clone.join(".git")).into_iter();
            paths.filter(|path| !path.starts_with(clone.join(".git/ctx"))).collect()
        };
        let before = git_folder();
        let history = history(&clone);
        assert_eq!(history.missing.as_deref(), Some(missing));
        assert!(history.commits == commits || commits == 0 && history.commits <= 1, "{history:?}");
        assert_eq!(history.head.as_ref(), Some(&head));
        let answer = kept(&clone, &cache);
        assert_eq!(git_folder(), before, "nothing is fetched");
        git(&clone).args(["remote", "set-url", "origin", "file:///gone"]).assert().success();
        assert_eq!(json(&clone), answer);
    }
    let is_of_files = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.starts_with("ctx-facts-") || name.starts_with("ctx-files-")
    };
    assert!(below(&cache).iter().all(is_of_files), "what is incomplete is not kept");
}

#[test]
fn replaced_objects_and_grafts_are_seen_as_they_were() {
    let repository = GitRepository::with_past();
    let expected = repository.json();
    let [old, tree] = ["HEAD~1", "HEAD~3^{tree}"].map(|name| repository.git(&["rev-parse", name]));
    let new = repository.git(&["commit-tree", "-m", "Describe the format", &tree]);
    repository.git(&["replace", &old, &new]);
    assert_eq!(repository.git(&["rev-list", "--count", "HEAD"]), "2");
    assert_eq!(repository.json(), expected);

    repository.git(&["replace", "-d", &old]);
    repository.write(".git/info/grafts", repository.git(&["rev-parse", "HEAD"]) + "\n");
    assert_eq!(repository.git(&["rev-list", "--count", "HEAD"]), "1");
    assert_eq!(repository.json(), expected);
}

#[test]
fn without_git_on_the_path() {
    let repository = GitRepository::with_past();
    let bin = repository.beside("bin");
    fs::create_dir(&bin).unwrap();
    fs::write(bin.join("git"), "no program").unwrap();
    for path in ["", bin.to_str().unwrap()] {
        let text = answer(repository.analyze().env("PATH", path));
        assert!(text.contains("no history: there is no git on the PATH\n"), "{text}");
    }
    let text = answer(repository.analyze().env_remove("PATH"));
    assert!(text.contains("no history: there is no git on the PATH\n"), "{text}");
}

#[test]
fn outside_of_repositories_and_before_the_first_commit() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("TASKS.md"), "- [ ] Change a.go\n").unwrap();
    assert_eq!(history(folder.path()), lacking("not in a git repository"));

    let unborn = GitRepository::empty();
    unborn.write("TASKS.md", "- [ ] Change a.go\n");
    assert_eq!(unborn.history(), lacking("there is no commit yet"));

    // A `.git` that is none.
    let broken = Tree::with(&[("TASKS.md", "- [ ] Change a.go\n")]);
    assert_eq!(history(broken.path()), lacking("not in a git repository"));
    fs::remove_dir(broken.path().join(".git")).unwrap();
    fs::write(broken.path().join(".git"), "gitdir: /nowhere\n").unwrap();
    assert_eq!(history(broken.path()), lacking("not in a git repository"));
}

#[test]
fn a_bare_repository_as_root() {
    let origin = GitRepository::with_past();
    let bare = origin.beside("bare.git");
    git(origin.path()).args(["clone", "--quiet", "--bare", "."]).arg(&bare).assert().success();
    fs::write(bare.join("TASKS.md"), "- [ ] Make the frobnicator faster\n").unwrap();
    let head = origin.git(&["rev-parse", "HEAD"]);
    let missing = Some("a bare repository, without a working tree".to_owned());
    let expected = History { head: Some(head), commits: 5, missing };
    assert_eq!(history(&bare), expected);
    // What was kept of the same HEAD elsewhere does not hide it.
    let cache = origin.beside("cache");
    kept(origin.path(), &cache);
    assert_eq!(kept(&bare, &cache), json(&bare));
}

#[test]
fn a_root_below_the_top_has_paths_of_its_own() {
    let repository = GitRepository::with_past();
    for folder in ["sub", "line\nend \"sub\""] {
        repository.write(format!("{folder}/TASKS.md"), "- [ ] T1: Make the widget rounder still\n");
        repository.write(format!("{folder}/one.go"), "package sub\n");
        repository.write("outside.go", folder);
        repository.commit("Make the widget rounder");
        let sub = repository.path().join(folder);
        let cache = repository.beside("cache");
        let top = kept(repository.path(), &cache);
        let text = json(&sub);
        assert_eq!(files(&text, "T1", "past_work"), ["one.go"]);
        assert_eq!(kept(&sub, &cache), text, "not what was kept of the top");
        assert_eq!(kept(&sub, &cache), text);
        assert_eq!(kept(repository.path(), &cache), top);
    }
}

#[test]
fn linked_worktrees_and_submodules() {
    let repository = GitRepository::with_past();
    let head = repository.git(&["rev-parse", "HEAD"]);
    let linked = repository.beside("linked");
    repository.git(&["worktree", "add", "--quiet", "--detach", linked.to_str().unwrap(), "HEAD~1"]);
    let before = repository.git(&["rev-parse", "HEAD~1"]);
    assert_eq!(history(&linked), complete(&before, 4));
    assert_eq!(files(&json(&linked), "T1", "past_work"), ["alpha/alpha.go", "beta/beta.go"]);

    let outer = GitRepository::empty();
    outer.write("TASKS.md", "- [ ] T1: Make the frobnicator faster still\n");
    let origin = repository.path().to_str().unwrap();
    let allow = ["-c", "protocol.file.allow=always"];
    outer.git(&[&allow[..], &["submodule", "--quiet", "add", origin, "lib"]].concat());
    let top = outer.commit("Use it");
    let lib = outer.path().join("lib");
    assert!(lib.join(".git").is_file());
    assert_eq!(history(&lib), complete(&head, 5));
    assert_eq!(files(&json(&lib), "T1", "past_work"), ["alpha/alpha.go", "beta/beta.go"]);
    assert_eq!(outer.history(), complete(&top, 1));
}

#[test]
fn a_repository_of_somebody_else() {
    let repository = GitRepository::with_past();
    // Only root may give it away.
    if std::os::unix::fs::chown(repository.path(), Some(54_321), None).is_err() {
        return;
    }
    let home = repository.beside("home");
    fs::create_dir(&home).unwrap();
    let text = answer(repository.analyze().env("HOME", &home));
    assert!(text.contains("no history: the repository belongs to somebody else"), "{text}");
    fs::write(home.join(".gitconfig"), "[safe]\n\tdirectory = *\n").unwrap();
    let text = answer(repository.analyze().env("HOME", &home));
    assert!(text.contains("5 commits of history"), "{text}");
}
