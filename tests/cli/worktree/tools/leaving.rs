//! Files that tools left in a worktree which goes.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{IGNORED, line, project, read};
use crate::harness::{Meddler, Project, commit, document, git_in, tick, write};

/// Writes what the hooks of that ctx, Claude Code and builds leave.
fn hooks(worktree: &Path, session: &str) {
    for (path, content) in [
        (".context/state/events.jsonl", "{}\n"),
        (".context/state/nudge/last", "1\n"),
        (".context/logs/hooks.log", "ran\n"),
        (".claude/settings.local.json", "{\"permissions\":{}}\n"),
        (".context/reminders.json", "[\"look\"]\n"),
    ] {
        write(worktree, path, content);
    }
    write(worktree, format!(".context/journal/{session}.md"), "What was done.\n");
    write(worktree, format!(".context/handovers/{session}.md"), "What is next.\n");
}

/// Returns the files in the backup of ignored ones, relative to the folder of all backups.
fn backup(project: &Project) -> Vec<String> {
    let folder = project.common("kept");
    let mut found = Vec::new();
    let mut folders = vec![folder.clone()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(inner).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.is_symlink() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

#[test]
fn what_hooks_wrote_does_not_stop_three_tracks() {
    let project = project();
    let names = ["docs", "crypto", "recall"];
    project.create(&names);
    for (at, name) in names.iter().enumerate() {
        project.work(name, &format!("{name}.txt"), &format!("T{}", at + 1));
        hooks(&project.worktree(name), name);
    }
    let status = project.done(&["status"]);
    assert_eq!(status.matches("of the ignored files, a teardown carries").count(), 3, "{status}");
    for (at, name) in names.iter().enumerate() {
        let before = project.state();
        let foretold = project.done(&["teardown", name, "--dry-run"]);
        assert_eq!(project.state(), before);
        let said = project.done(&["teardown", name]);
        let dropped = line(&said, "dropped");
        assert!(dropped.contains(".context/logs/"), "{said}");
        assert!(dropped.contains(".context/state/"), "{said}");
        assert!(foretold.contains("too: .context/state/"), "{foretold}");
        let handover = format!(".context/handovers/{name}.md");
        assert!(line(&said, "carried").contains(&handover), "{said}");
        assert!(foretold.contains(&format!("carry to the main checkout {handover}")), "{foretold}");
        // The first brings them, and the others have the same.
        let settings = [("carried", ".claude/settings.local.json"), ("dropped", ".claude/")];
        let (list, settings) = settings[at.min(1)];
        assert!(line(&said, list).contains(settings), "{said}");
        assert!(!project.worktree(name).exists());
        assert_eq!(read(project.main.join(handover)), "What is next.\n");
        assert_eq!(
            read(project.main.join(format!(".context/journal/{name}.md"))),
            "What was done.\n"
        );
    }
    assert!(!project.main.join(".context/state").exists());
    assert_eq!(backup(&project), Vec::<String>::new());
    assert_eq!(project.git(&["status", "--porcelain"]), "");
    assert_eq!(project.linked(), 0);
}

#[test]
fn what_the_main_checkout_has_otherwise_goes_to_the_backup() {
    let project = project();
    project.create(&["docs"]);
    project.work("docs", "a.txt", "T1");
    hooks(&project.worktree("docs"), "a");
    project.write(".claude/settings.local.json", "mine\n");
    project.write(".context/journal/a.md", "mine, too\n");
    let foretold = project.done(&["teardown", "docs", "--dry-run"]);
    assert!(foretold.contains("keep in the backup .claude/settings.local.json\n"), "{foretold}");
    let said = project.done(&["teardown", "docs"]);
    let kept = said.lines().find(|line| line.starts_with("kept     2 ignored files")).unwrap();
    assert!(kept.contains("(.claude/settings.local.json, .context/journal/a.md): "), "{kept}");
    let (_, folder) = kept.rsplit_once("): ").unwrap();
    assert_eq!(read(Path::new(folder).join(".context/journal/a.md")), "What was done.\n");
    assert_eq!(read(project.main.join(".context/journal/a.md")), "mine, too\n");
    assert_eq!(read(project.main.join(".claude/settings.local.json")), "mine\n");
    assert_eq!(read(project.main.join(".context/reminders.json")), "[\"look\"]\n");
}

#[test]
fn a_backup_is_never_written_over() {
    let project = project();
    for content in ["one", "two"] {
        project.create(&["docs"]);
        write(&project.worktree("docs"), "secret.env", content);
        project.done(&["teardown", "docs", "--force"]);
    }
    let mut contents: Vec<String> =
        backup(&project).iter().map(|name| read(project.common("kept").join(name))).collect();
    contents.sort();
    assert_eq!(contents, ["one", "two"]);
    let listed = project.done(&["prune", "--backups"]);
    assert_eq!(listed.matches("stays: files that were ignored").count(), 2, "{listed}");
}

#[test]
fn only_what_is_ignored_counts_as_such() {
    type Make = fn(&Path);
    let making: [(&str, Make); 5] = [
        (".context/state/new", |worktree| write(worktree, ".gitignore", "x\n")),
        (".specify/feature.json", |_| {}),
        ("node_modules/a.js", |_| {}),
        (".aider.chat.history.md", |_| {}),
        (".context/journal/a.md", |worktree| {
            git_in(worktree, &["add", "--force", ".context/journal/a.md"]);
        }),
    ];
    for (path, make) in making {
        let project = project();
        project
            .write(".ctx-analyze.toml", "[worktree]\ndisposable = [\"**\"]\ncarry = [\"*.x\"]\n");
        project.commit("Settings of a stranger");
        project.create(&["docs"]);
        project.work("docs", "a.txt", "T1");
        let worktree = project.worktree("docs");
        write(&worktree, path, "mine\n");
        make(&worktree);
        let refused = project.refused(&["teardown", "docs"]);
        assert!(refused.contains("has work that would be lost"), "{path}: {refused}");
        assert_eq!(read(worktree.join(path)), "mine\n");
    }
}

#[test]
fn what_no_rule_names_stops_it_and_all_is_left_as_it_was() {
    let project = project();
    project.create(&["docs"]);
    project.work("docs", "a.txt", "T1");
    let worktree = project.worktree("docs");
    hooks(&worktree, "a");
    write(&worktree, "secret.env", "SECRET=1\n");
    let refused = project.refused(&["teardown", "docs"]);
    assert!(refused.contains("\n  ignored    secret.env\n"), "{refused}");
    assert!(!refused.contains("journal"), "{refused}");
    assert_eq!(read(worktree.join(".context/journal/a.md")), "What was done.\n");
    assert!(!project.main.join(".context/journal").exists());
    let status = project.done(&["status", "docs"]);
    assert!(status.contains("stops a teardown            secret.env"), "{status}");
    assert!(status.contains("carried to main checkout    .context/journal/a.md"), "{status}");
    let status: Value =
        serde_json::from_str(&project.done(&["status", "--output-format", "json"])).unwrap();
    let ignored = &status["worktrees"][0]["ignored"];
    assert_eq!(ignored["stopping"], serde_json::json!(["secret.env"]));
    assert_eq!(ignored["dropped"], serde_json::json!([".context/logs/", ".context/state/"]));
    assert_eq!(ignored["carried"].as_array().unwrap().len(), 4, "{ignored}");
}

/// Name of something that is in the way in the main checkout, and how it gets there.
type InTheWay = (&'static str, fn(&Project));

#[test]
fn carrying_follows_no_link_and_replaces_nothing() {
    let ways: [InTheWay; 6] = [
        ("a folder that is a link", |project| {
            let out = project.main.with_file_name("out");
            fs::create_dir(&out).unwrap();
            std::os::unix::fs::symlink(out, project.main.join(".context/journal")).unwrap();
        }),
        ("a folder that is a file", |project| project.write(".context/journal", "mine\n")),
        ("a link to nowhere", |project| {
            fs::create_dir(project.main.join(".context/journal")).unwrap();
            let link = project.main.join(".context/journal/a.md");
            std::os::unix::fs::symlink("/nowhere/at/all", link).unwrap();
        }),
        ("a folder", |project| {
            fs::create_dir_all(project.main.join(".context/journal/a.md")).unwrap();
        }),
        ("a link in the worktree", |project| {
            let file = project.worktree("docs").join(".context/journal/a.md");
            fs::remove_file(&file).unwrap();
            std::os::unix::fs::symlink("/etc/hostname", file).unwrap();
        }),
        ("no rule that ignores it", |project| {
            let worktree = project.worktree("docs");
            project.write(".gitignore", "*.log\n.context/state/\n.claude\n");
            project.commit("Ignore less");
            write(&worktree, ".gitignore", IGNORED);
            git_in(&worktree, &["checkout", "HEAD", "--", ".gitignore"]);
        }),
    ];
    for (what, make) in ways {
        let project = project();
        project.create(&["docs"]);
        let worktree = project.worktree("docs");
        write(&worktree, ".context/journal/a.md", "What was done.\n");
        make(&project);
        // A rule that main takes back would be back with the merge.
        let arguments = ["teardown", "docs", "--no-merge", "--keep-branch"];
        let said = project.done(&arguments);
        assert!(
            line(&said, "kept     1 ignored").contains(".context/journal/a.md"),
            "{what}: {said}"
        );
        let kept = backup(&project);
        assert_eq!(kept.len(), 1, "{what}");
        assert!(kept[0].ends_with("/.context/journal/a.md"), "{what}: {kept:?}");
        let out = project.main.with_file_name("out");
        assert!(!out.join("a.md").exists(), "{what}");
        let there = project.main.join(".context/journal/a.md");
        assert!(!there.is_file(), "{what}: nothing is put there");
    }
}

#[test]
fn a_repository_among_tools_files_stays() {
    let project = project();
    project.create(&["docs"]);
    let nested = project.worktree("docs").join(".context/state/nest");
    write(&nested, "a", "1\n");
    git_in(&nested, &["init", "--quiet"]);
    let refused = project.refused(&["teardown", "docs", "--force"]);
    assert!(refused.contains("a repository of its own, .context/state/nest"), "{refused}");
}

#[test]
fn killed_while_files_leave_it_goes_on_and_none_is_lost() {
    let calls = "*' worktree remove '*|*' update-ref '*|*' check-ignore '*";
    let worked = project();
    worked.create(&["docs"]);
    worked.work("docs", "a.txt", "T1");
    hooks(&worked.worktree("docs"), "a");
    worked.write(".context/reminders.json", "mine\n");
    // Every second call, before it or after it.
    for (first, script) in (1..).zip(["kill -9 $PPID", "\"$GIT\" \"$@\"; kill -9 $PPID"]) {
        let mut points = 0;
        for at in (first..).step_by(2) {
            let project = worked.copy();
            let meddler = Meddler::with(calls, at, script);
            let mut command = project.ctx(&["teardown", "docs"]);
            let done = meddler.meets(&mut command).output().unwrap();
            if !done.status.success() {
                assert_eq!(done.status.code(), None, "killed at {at}");
                points += 2;
                let next = project.ctx(&["prune"]).output().unwrap();
                assert!(next.status.success(), "{at}: {next:?}");
                if project.worktree("docs").exists() {
                    project.done(&["teardown", "docs"]);
                }
            }
            assert!(!project.worktree("docs").exists(), "{at}");
            assert!(!project.common("journal.json").exists(), "{at}");
            for path in [".context/journal/a.md", ".context/handovers/a.md"] {
                assert!(project.main.join(path).is_file(), "{at}: {path}");
            }
            assert_eq!(read(project.main.join(".context/reminders.json")), "mine\n", "{at}");
            let kept = backup(&project);
            assert_eq!(kept.len(), 1, "{at}: {kept:?}");
            assert_eq!(read(project.common("kept").join(&kept[0])), "[\"look\"]\n", "{at}");
            if done.status.success() {
                break;
            }
        }
        assert!(points > 5, "{points} points to be killed at");
    }
}

#[test]
fn files_that_cannot_leave_stay_where_they_were() {
    let project = project();
    project.create(&["docs"]);
    project.work("docs", "a.txt", "T1");
    let worktree = project.worktree("docs");
    hooks(&worktree, "a");
    // Known before the merge, it is refused.
    let (kept, before) = (project.common("kept"), project.git(&["rev-parse", "HEAD"]));
    fs::write(&kept, "in the way").unwrap();
    let said = project.refused(&["teardown", "docs"]);
    assert!(said.contains("kept: not a folder"), "{said}");
    assert_eq!(project.git(&["rev-parse", "HEAD"]), before);
    fs::remove_file(&kept).unwrap();
    // It comes after the merge.
    let place = kept.display();
    let script = format!("[ -e '{place}' ] || echo x > '{place}'; exec \"$GIT\" \"$@\"");
    let meddler = Meddler::after("*' merge --'*", &script);
    let mut command = project.ctx(&["teardown", "docs"]);
    let output = meddler.meets(&mut command).assert().code(1).get_output().clone();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("kept: not a folder"), "{said}");
    assert_eq!(read(worktree.join(".context/journal/a.md")), "What was done.\n");
    assert_eq!(read(worktree.join(".context/state/nudge/last")), "1\n");
    fs::remove_file(project.common("kept")).unwrap();
    project.done(&["teardown", "--continue"]);
    assert_eq!(read(project.main.join(".context/journal/a.md")), "What was done.\n");
    assert!(!worktree.exists());
}

#[test]
fn the_open_tasks_of_a_track_are_named_before_it_goes() {
    let project = Project::named("m");
    project.analyze(&[]);
    let plan = document(&read(project.common("plan.json")));
    let track = plan["tracks"].as_array().unwrap().iter().find(|track| {
        track["tasks"].as_array().is_some_and(|tasks| tasks.contains(&Value::from("T1")))
    });
    let name = track.unwrap()["name"].as_str().unwrap().to_owned();
    project.done(&["create", &name]);
    let worktree = project.worktree(&name);
    let foretold = project.done(&["teardown", &name, "--dry-run"]);
    assert!(foretold.contains("of the track open: T1: Write docs/a.md"), "{foretold}");
    tick(&worktree, "T1");
    commit(&worktree, "T1");
    let foretold = project.done(&["teardown", &name, "--dry-run"]);
    assert!(!foretold.contains("T1: "), "{foretold}");
    let record: Value =
        serde_json::from_str(&read(project.common(&format!("worktrees/{name}.json")))).unwrap();
    let open = record["tasks"].as_array().unwrap().len() - 1;
    let done = project.ctx(&["teardown", &name]).assert().code(0).get_output().clone();
    let said = String::from_utf8(done.stderr).unwrap();
    let expected = match open {
        0 => None,
        1 => Some("1 task of the track is still open: ".to_owned()),
        more => Some(format!("{more} tasks of the track are still open: ")),
    };
    assert_eq!(said.contains("still open"), expected.is_some(), "{said}");
    assert!(said.contains(&expected.unwrap_or_default()), "{said}");
}
