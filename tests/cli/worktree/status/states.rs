//! Worktrees out of the ordinary: gone, moved, shallow, unborn, and of odd names.

use std::fs;

use serde_json::{Value, json};

use super::{names, of, parsed, project, track, worktree};
use crate::harness::{GitRepository, Project, answer, commit, ctx_in, git_in, words, write};

#[test]
fn what_is_gone_or_another_repository_is_not_read() {
    let repository = project();
    let [gone, foreign, forgotten] = ["gone", "foreign", "forgotten"]
        .map(|name| track(&repository, name, &[("T1", "One")], &[]));
    write(&foreign, "a", "foreign\n");
    fs::remove_dir_all(&gone).unwrap();
    fs::remove_file(foreign.join(".git")).unwrap();
    git_in(&foreign, &["init", "--quiet"]);
    repository.git(&["worktree", "remove", forgotten.to_str().unwrap()]);
    let document = parsed(repository.path(), &["status"]);
    assert_eq!(of(&document, "gone")["presence"], "missing");
    assert!(of(&document, "gone")["prunable"].is_string());
    assert_eq!(of(&document, "forgotten")["presence"], "unknown");
    let foreign = of(&document, "foreign");
    assert_eq!(foreign["presence"], "foreign");
    assert_eq!([&foreign["uncommitted"], &foreign["touched"]], [&Value::Null, &Value::Null]);
    assert_eq!(document["forecast"]["pairs"], json!([]));
    let text = answer(&mut ctx_in(repository.path(), &["list"]));
    assert!(text.contains("holds another repository"), "{text}");
    assert!(text.contains("there is no longer a worktree at"), "{text}");
    let text = answer(&mut ctx_in(repository.path(), &["status"]));
    assert!(text.contains("ctx worktree prune"), "{text}");
}

#[test]
fn states_out_of_the_ordinary_are_told() {
    let repository = project();
    let docs_path = track(&repository, "docs", &[("T1", "One")], &[]);
    let free = worktree(&repository, "free", "free");
    git_in(&docs_path, &["switch", "--quiet", "-c", "else"]);
    git_in(&free, &["switch", "--quiet", "--detach"]);
    repository.git(&["worktree", "lock", "--reason", "on a stick", free.to_str().unwrap()]);
    let unborn = repository.beside("unborn");
    let folder = unborn.to_str().unwrap();
    repository.git(&["worktree", "add", "--quiet", "--orphan", "-b", "unborn", folder]);
    write(&unborn, "file", "1");
    let document = parsed(repository.path(), &["status"]);
    let docs = of(&document, "docs");
    assert_eq!([&docs["branch"], &docs["recorded_branch"]], ["else", "work/docs"]);
    let free = of(&document, "free");
    assert_eq!([&free["branch"], &free["locked"]], [&Value::Null, &json!("on a stick")]);
    assert_eq!(of(&document, "unborn")["head"], Value::Null);
    let text = answer(&mut ctx_in(repository.path(), &["status"]));
    for part in ["is now on another branch", "detached at", "locked: on a stick", "no commit yet"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    git_in(&docs_path, &["switch", "--quiet", "--detach"]);
    for command in ["list", "status"] {
        let text = answer(&mut ctx_in(repository.path(), &[command]));
        assert!(text.contains("it was made on work/docs, and is now detached"), "{text}");
    }
    // One with a history of its own.
    commit(&unborn, "Begin");
    let document = parsed(repository.path(), &["status"]);
    let unborn = of(&document, "unborn");
    assert_eq!(unborn["touched"]["outside"], json!(["file"]));
    assert!(unborn["remarks"][0].as_str().unwrap().contains("no history"), "{unborn}");
    assert_eq!(document["forecast"]["with_base"][0]["outcome"], "unknown");
    ctx_in(repository.path(), &["status", "--check"]).assert().code(1);
}

#[test]
fn any_name_is_shown_and_drives_nothing() {
    let repository = project();
    let path = worktree(&repository, "-a \"b'\n\u{1b}[31mé", "odd-'é'");
    for name in ["-x", "with space", "\u{1b}[31mred", "q\"uote", "li\nne"] {
        write(&path, name, "1\n");
    }
    let document = parsed(repository.path(), &["status"]);
    let touched = &of(&document, "odd-'é'")["touched"]["outside"];
    assert_eq!(touched, &json!(["\u{1b}[31mred", "-x", "li\nne", "q\"uote", "with space"]));
    for arguments in [&["list"][..], &["status"], &["status", "odd-'é'"]] {
        let text = answer(ctx_in(&path, arguments).args(["--color", "never"]));
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }
    assert_eq!(names(&parsed(&path, &["status", path.to_str().unwrap()])), ["odd-'é'"]);
}

#[cfg(unix)]
#[test]
fn links_and_bytes_that_are_no_text_are_read() {
    use std::os::unix::ffi::OsStrExt;
    let repository = project();
    let docs = track(&repository, "docs", &[("T1", "One")], &["link"]);
    std::os::unix::fs::symlink("/nowhere", docs.join("link")).unwrap();
    fs::write(docs.join(std::ffi::OsStr::from_bytes(b"\xff")), "1").unwrap();
    let seen = repository.beside("seen");
    std::os::unix::fs::symlink(&docs, &seen).unwrap();
    let document = parsed(&seen, &["status", seen.to_str().unwrap()]);
    let docs = of(&document, "docs");
    assert_eq!(docs["here"], true);
    assert_eq!(docs["touched"]["inside"], json!(["link"]));
    assert_eq!(docs["touched"]["outside"], json!(["\u{fffd}"]));
}

#[test]
fn a_shallow_clone_and_a_detached_main_checkout_will_do() {
    let origin = project();
    origin.write("a", "2\n");
    origin.commit("Go on");
    let clone = origin.beside("clone");
    let url = format!("file://{}", origin.path().display());
    origin.git(&["clone", "--quiet", "--depth", "1", &url, clone.to_str().unwrap()]);
    git_in(&clone, &["switch", "--quiet", "--detach"]);
    let linked = origin.beside("linked");
    git_in(&clone, &["worktree", "add", "--quiet", "-b", "work/a", linked.to_str().unwrap()]);
    write(&linked, "b", "2\n");
    commit(&linked, "Work");
    for folder in [&clone, &linked] {
        let document = parsed(folder, &["status"]);
        assert_eq!(document["main"]["branch"], Value::Null);
        let work = of(&document, "a");
        assert_eq!([&work["ahead"], &work["base_branch"]], [&json!(1), &Value::Null]);
        assert_eq!(work["touched"]["outside"], json!(["b"]));
        assert_eq!(document["forecast"]["with_base"][0]["outcome"], "clean");
        let text = answer(&mut ctx_in(folder, &["list"]));
        assert!(text.contains("1 commit ahead"), "{text}");
    }
}

#[test]
fn a_main_checkout_without_a_commit_will_do() {
    let repository = GitRepository::empty();
    for command in ["list", "status"] {
        answer(&mut ctx_in(repository.path(), &[command]));
    }
    let unborn = repository.beside("unborn");
    let folder = unborn.to_str().unwrap();
    repository.git(&["worktree", "add", "--quiet", "--orphan", "-b", "one", folder]);
    for command in ["list", "status"] {
        let document = parsed(repository.path(), &[command]);
        assert_eq!(names(&document), ["one"]);
    }
}

#[test]
fn a_record_that_cannot_be_read_is_named_and_the_others_are_used() {
    let repository = project();
    track(&repository, "docs", &[("T1", "One")], &[]);
    repository.write(".git/ctx/worktrees/broken.json", "{");
    let document = parsed(repository.path(), &["status"]);
    assert!(document["remarks"][0].as_str().unwrap().contains("broken.json"));
    assert_eq!(of(&document, "docs")["planned"], true);
}

#[test]
fn a_worktree_that_was_moved_is_known_by_its_branch() {
    let repository = project();
    let docs = track(&repository, "docs", &[("T1", "One")], &[]);
    let moved = repository.beside("moved");
    repository.git(&["worktree", "move", docs.to_str().unwrap(), moved.to_str().unwrap()]);
    let document = parsed(repository.path(), &["list"]);
    assert_eq!(names(&document), ["docs"]);
    assert_eq!(of(&document, "docs")["path"], moved.to_str().unwrap());
    assert_eq!(of(&document, "docs")["recorded_path"], docs.to_str().unwrap());
}

#[test]
fn a_worktree_whose_folder_was_deleted_says_if_its_work_is_merged() {
    let project = Project::named("p");
    project.create(&["docs", "code", "none"]);
    for (name, task) in [("docs", "T1"), ("code", "T2")] {
        project.work(name, &format!("{name}.md"), task);
        project.work(name, &format!("more-{name}.md"), "T3");
    }
    project.git(&["merge", "--quiet", "--squash", "work/docs"]);
    project.commit("Docs, squashed");
    for name in ["docs", "code", "none"] {
        fs::remove_dir_all(project.worktree(name)).unwrap();
    }
    let said = words(&project.done(&["status"]));
    for (name, left, end) in [
        ("docs", "and main has all of its work", ", then git branch -D work/docs"),
        ("code", "with 2 commits that main lacks", " (the branch stays)"),
        ("none", "and main has all of its work", ", then git branch -D work/none"),
    ] {
        let named = format!("its branch work/{name} is still there, {left}");
        assert!(said.contains(&named), "{named}: {said}");
        let forget = format!("then ctx worktree prune{end}");
        assert!(said.contains(&forget), "{forget}: {said}");
    }
    // That is what clears it up.
    project.git(&["worktree", "prune"]);
    project.done(&["prune"]);
    project.git(&["branch", "-D", "work/docs"]);
    project.create(&["docs"]);
}
