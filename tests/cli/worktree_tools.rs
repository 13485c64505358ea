//! Files that tools write into worktrees: those that a new one needs, and those that are left when it
//! goes.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::common::ctx;
use crate::worktrees::{Meddler, Project, commit, git_in, tick, write};

/// What `ctx init` of `ActiveMemory`'s ctx has ignored.
const IGNORED: &str = "*.log\n.context/journal/\n.context/logs/\n.context/state/\n\
    .context/handovers/*\n!.context/handovers/.gitkeep\n.context/reminders.json\n\
    .claude/settings.local.json\n.ctxrc\n/secret.env\n";

/// A project in which that is so.
fn project() -> Project {
    let project = Project::named("m");
    project.write(".gitignore", IGNORED);
    project.write(".context/handovers/.gitkeep", "");
    project.commit("Ignore what tools write");
    project
}

/// What the hooks of that ctx, Claude Code and builds leave.
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
    write(worktree, &format!(".context/journal/{session}.md"), "What was done.\n");
    write(worktree, &format!(".context/handovers/{session}.md"), "What is next.\n");
}

fn read(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files in the backup of ignored ones, relative to the folder of all backups.
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

/// The line of an answer that begins with a word.
fn line<'a>(text: &'a str, word: &str) -> &'a str {
    let found = text.lines().find(|line| line.starts_with(word));
    found.unwrap_or_else(|| panic!("{word}: {text}"))
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
        assert!(refused.contains("holds what is nowhere else"), "{path}: {refused}");
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

/// Something in the way in the main checkout, and what is there afterwards.
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
fn a_repository_adds_rules_of_its_own() {
    let project = project();
    let settings = "[worktree]\ndisposable = [\"*.log\", \"/.context/journal/old*\"]\n\
        carry = [\"secret.env\", \"keep.log\"]\n";
    project.write(".ctx-analyze.toml", settings);
    project.commit("Settings");
    project.create(&["docs"]);
    project.work("docs", "a.txt", "T1");
    let worktree = project.worktree("docs");
    for path in [
        "a.log",
        "deep/keep.log",
        "secret.env",
        ".context/journal/old.md",
        ".context/journal/new.md",
    ] {
        write(&worktree, path, "x\n");
    }
    let said = project.done(&["teardown", "docs"]);
    assert!(line(&said, "dropped").contains("(.context/journal/old.md, a.log)"), "{said}");
    let carried = "(.context/journal/new.md, deep/keep.log, secret.env)";
    assert!(line(&said, "carried").contains(carried), "{said}");
    assert_eq!(read(project.main.join("deep/keep.log")), "x\n");
}

#[test]
fn what_is_carried_is_found_in_a_folder_that_is_dropped() {
    let project = project();
    project.write(".gitignore", "build/\nnode_modules\n");
    project.write(
        ".ctx-analyze.toml",
        "[worktree]\ndisposable = [\"build\"]\ncarry = [\"notes.md\"]\n",
    );
    project.commit("Settings");
    project.create(&["docs"]);
    let worktree = project.worktree("docs");
    for path in ["build/deep/notes.md", "build/deep/a.o", "build/b.o", "node_modules/a/notes.md"] {
        write(&worktree, path, "x\n");
    }
    let said = project.done(&["teardown", "docs"]);
    let carried = "(build/deep/notes.md, node_modules/a/notes.md)";
    assert!(line(&said, "carried").contains(carried), "{said}");
    assert!(line(&said, "dropped").contains("build/b.o, build/deep/a.o"), "{said}");
}

#[test]
fn settings_that_are_wrong_are_refused_with_their_line() {
    for (settings, why) in [
        (
            "[worktree]\n\ndispoable = []\n",
            ".ctx-analyze.toml:3: unknown key \"dispoable\" in [worktree]; did you mean \"disposable\"?",
        ),
        ("[worktre]\n", ".ctx-analyze.toml:1: unknown key \"worktre\"; did you mean \"worktree\"?"),
        ("[worktree]\ncarry = \"a\"\n", ".ctx-analyze.toml:2: \"carry\" is a list of patterns"),
        ("[worktree]\ncarry = [\"a\", \"[z-a]\"]\n", ".ctx-analyze.toml:2: "),
        ("[worktree\n", ".ctx-analyze.toml:1: "),
    ] {
        let project = project();
        project.create(&["docs"]);
        project.write(".ctx-analyze.toml", settings);
        for command in
            [&["teardown", "docs"][..], &["teardown", "docs", "--dry-run"], &["create", "api"]]
        {
            let refused = project.refused(command);
            assert!(refused.contains(why), "{command:?}: {refused}");
        }
        // What only tells goes on, and says so.
        for command in [&["list"][..], &["status"], &["status", "docs"]] {
            let said = project.done(command);
            let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(said.contains(why) && said.contains("docs"), "{command:?}: {said}");
            assert!(said.contains("refuse until that is mended"), "{command:?}: {said}");
            let json = project.done(&[command, &["--output-format", "json"]].concat());
            let json: serde_json::Value = serde_json::from_str(&json).unwrap();
            let remarks = json["remarks"].as_array().unwrap();
            let is_told = remarks.iter().any(|it| it.as_str().unwrap().contains(why));
            assert!(is_told, "{command:?}: {json:#}");
        }
        let mut next = crate::common::ctx();
        let next = next.current_dir(project.worktree("docs")).arg("next").assert().code(0);
        let said = String::from_utf8_lossy(&next.get_output().stderr).into_owned();
        assert!(said.contains(why), "{said}");
    }
    let project = project();
    project.create(&["docs"]);
    std::os::unix::fs::symlink("/etc/hostname", project.main.join(".ctx-analyze.toml")).unwrap();
    let refused = project.refused(&["teardown", "docs"]);
    assert!(refused.contains(".ctx-analyze.toml: it leads out of"), "{refused}");
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
    for script in ["kill -9 $PPID", "\"$GIT\" \"$@\"; kill -9 $PPID"] {
        let mut points = 0;
        for at in 1.. {
            let project = project();
            project.create(&["docs"]);
            project.work("docs", "a.txt", "T1");
            hooks(&project.worktree("docs"), "a");
            project.write(".context/reminders.json", "mine\n");
            let meddler = Meddler::with(calls, at, script);
            let mut command = project.ctx(&["teardown", "docs"]);
            let done = meddler.meets(&mut command).output().unwrap();
            if !done.status.success() {
                assert_eq!(done.status.code(), None, "killed at {at}");
                points += 1;
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
    fs::write(project.common("kept"), "in the way").unwrap();
    let stopped = project.ctx(&["teardown", "docs"]).assert().code(1).get_output().clone();
    let said = String::from_utf8(stopped.stdout).unwrap();
    assert!(said.contains("kept: not a folder"), "{said}");
    assert_eq!(read(worktree.join(".context/journal/a.md")), "What was done.\n");
    assert_eq!(read(worktree.join(".context/state/nudge/last")), "1\n");
    fs::remove_file(project.common("kept")).unwrap();
    project.done(&["teardown", "--continue"]);
    assert_eq!(read(project.main.join(".context/journal/a.md")), "What was done.\n");
    assert!(!worktree.exists());
}

#[test]
fn settings_of_ctx_are_copied_where_they_are_ignored() {
    let project = project();
    project.write(".ctxrc", "notify: true\n");
    let said = project.done(&["create", "--no-plan", "docs"]);
    assert!(said.contains("1 ignored file copied"), "{said}");
    assert_eq!(read(project.worktree("docs").join(".ctxrc")), "notify: true\n");
    // As it was, it is in the main checkout; changed, it is kept.
    write(&project.worktree("docs"), ".ctxrc", "notify: false\n");
    let said = project.done(&["teardown", "docs"]);
    assert!(said.contains("kept     1 ignored file or folder (.ctxrc): "), "{said}");
    assert_eq!(read(project.main.join(".ctxrc")), "notify: true\n");
    // Tracked, it is there anyway; untracked, it is nobody's business.
    project.write(".gitignore", "*.log\n");
    project.git(&["add", ".gitignore"]);
    project.git(&["commit", "--quiet", "-m", "Ignore less"]);
    let said = project.done(&["create", "--no-plan", "docs"]);
    assert!(!said.contains("copied"), "{said}");
    assert!(!project.worktree("docs").join(".ctxrc").exists());
}

#[test]
fn only_what_was_copied_is_counted_and_the_rest_is_told() {
    let project = project();
    let out = project.main.with_file_name("out");
    fs::create_dir(&out).unwrap();
    std::os::unix::fs::symlink(&out, project.main.join("link")).unwrap();
    project.write("there/a.log", "tracked\n");
    project.git(&["add", "--force", "there/a.log"]);
    project.commit("A link, and an ignored file that is tracked");
    fs::remove_file(project.main.join("link")).unwrap();
    project.git(&["rm", "--quiet", "--cached", "there/a.log"]);
    project.write(".worktreeinclude", "*.log\n");
    for path in ["link/x.log", "copied.log"] {
        project.write(path, "x\n");
    }
    let pipe = project.main.join("pipe.log");
    assert_cmd::Command::new("mkfifo").arg(&pipe).assert().success();
    let said = project.done(&["create", "--no-plan", "docs", "crypto"]);
    assert_eq!(said.matches("  1 ignored file copied").count(), 2, "{said}");
    for why in [
        "not copied: link/x.log, since link is no folder there\n",
        "not copied: there/a.log, since it is there already\n",
    ] {
        assert_eq!(said.matches(why).count(), 1, "{why}: {said}");
    }
    assert!(!out.join("x.log").exists());
    let record = read(project.common("worktrees/docs.json"));
    assert!(record.contains("copied.log") && !record.contains("x.log"), "{record}");
}

/// A project of spec-kit with two features, planned.
fn spec_kit(ignore: &str) -> Project {
    let project = Project::named("m");
    project.git(&["rm", "--quiet", "TASKS.md"]);
    project.write(".specify/.gitignore", ignore);
    project.write(".specify/memory/constitution.md", "# Constitution\n");
    project.write(
        "specs/001-alpha/tasks.md",
        "# Tasks\n\n- [ ] T001 Encrypt in internal/crypto/crypto.go\n",
    );
    project.write(
        "specs/002-beta/tasks.md",
        "# Tasks\n\n- [ ] T101 Recall in internal/recall/recall.go\n",
    );
    project.commit("Two features");
    project.write(".specify/feature.json", "{\"feature_directory\":\"specs/002-beta\"}\n");
    project
}

fn analyze(project: &Project, backlogs: &[&str]) {
    let mut command = ctx();
    command.current_dir(&project.main).arg("analyze");
    for backlog in backlogs {
        command.args(["--tasks", backlog]);
    }
    command.assert().code(0);
}

#[test]
fn a_worktree_knows_the_feature_of_its_track() {
    let project = spec_kit("feature.json\n");
    analyze(&project, &["specs/001-alpha/tasks.md"]);
    let said = project.done(&["create"]);
    assert!(
        said.contains("spec-kit's feature in ../m-") && said.contains("is specs/001-alpha"),
        "{said}"
    );
    let listed = project.git(&["worktree", "list", "--porcelain"]);
    let worktree = listed.lines().filter_map(|line| line.strip_prefix("worktree ")).nth(1).unwrap();
    let worktree = Path::new(worktree);
    let pointer = read(worktree.join(".specify/feature.json"));
    assert_eq!(pointer, "{\"feature_directory\":\"specs/001-alpha\"}\n");
    assert_eq!(git_in(worktree, &["status", "--porcelain"]), "");
    let backlog = read(worktree.join("specs/001-alpha/tasks.md")).replace("[ ]", "[x]");
    write(worktree, "specs/001-alpha/tasks.md", &backlog);
    commit(worktree, "T001");
    let name = worktree.file_name().unwrap().to_str().unwrap().strip_prefix("m-").unwrap();
    let said = project.done(&["teardown", name]);
    assert!(line(&said, "dropped").contains("(.specify/feature.json)"), "{said}");
    let mine = read(project.main.join(".specify/feature.json"));
    assert_eq!(mine, "{\"feature_directory\":\"specs/002-beta\"}\n", "as it was");
}

#[test]
fn where_the_feature_is_not_known_create_says_what_to_type() {
    let project = spec_kit("feature.json\n");
    let said = project.done(&["create", "--no-plan", "docs"]);
    let line = "spec-kit knows no feature in ../m-docs; type `export \
                SPECIFY_FEATURE_DIRECTORY=specs/NAME` there";
    assert!(said.contains(line), "{said}");
    assert!(!project.worktree("docs").join(".specify/feature.json").exists());
    project.done(&["teardown", "docs"]);
    // One track of both features.
    analyze(&project, &["specs/001-alpha/tasks.md", "specs/002-beta/tasks.md"]);
    let plan = read(project.common("plan.json"));
    let mut plan: Value = serde_json::from_str(&plan).unwrap();
    let ids: Vec<Value> =
        plan["tasks"].as_array().unwrap().iter().map(|task| task["id"].clone()).collect();
    assert_eq!(ids.len(), 2);
    let mut track = plan["tracks"][0].clone();
    track["tasks"] = Value::from(ids);
    track["later"] = Value::from(Vec::<Value>::new());
    plan["tracks"] = Value::from(vec![track]);
    let file = project.main.with_file_name("plan.json");
    fs::write(&file, plan.to_string()).unwrap();
    let said = project.done(&["create", "--plan", file.to_str().unwrap()]);
    let several = "has several; type `export SPECIFY_FEATURE_DIRECTORY=specs/001-alpha` there, or \
                   specs/002-beta\n";
    assert!(said.contains(several), "{said}");
}

#[test]
fn a_pointer_is_only_written_where_git_ignores_it() {
    for ignore in ["", "other.json\n"] {
        let project = spec_kit(ignore);
        fs::remove_file(project.main.join(".specify/feature.json")).unwrap();
        analyze(&project, &["specs/001-alpha/tasks.md"]);
        let said = project.done(&["create"]);
        assert!(!said.contains("spec-kit"), "{said}");
        assert_eq!(project.linked(), 1);
    }
}

#[test]
fn a_pointer_is_taken_back_with_its_worktree() {
    let project = spec_kit("feature.json\n");
    project.git(&["branch", "docs"]);
    analyze(&project, &["specs/001-alpha/tasks.md"]);
    let before = project.state();
    // Killed at the last call of git that the worktree needs, with the pointer in it.
    for at in 1.. {
        let meddler = Meddler::with("*' check-ignore '*|*' config '*", at, "kill -9 $PPID");
        let mut command = project.ctx(&["create"]);
        let done = meddler.meets(&mut command).output().unwrap();
        if done.status.success() {
            assert!(at > 2, "{at}");
            break;
        }
        let next = project.ctx(&["prune"]).output().unwrap();
        assert!(next.status.success(), "{at}: {next:?}");
        assert_eq!(project.state(), before, "{at}");
    }
    assert_eq!(project.linked(), 1);
}

#[test]
fn the_open_tasks_of_a_track_are_named_before_it_goes() {
    let project = Project::named("m");
    analyze(&project, &[]);
    let plan: Value = serde_json::from_str(&read(project.common("plan.json"))).unwrap();
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
        1 => Some("leave 1 task of the track open: ".to_owned()),
        more => Some(format!("leave {more} tasks of the track open: ")),
    };
    assert_eq!(said.contains("of the track open"), expected.is_some(), "{said}");
    assert!(said.contains(&expected.unwrap_or_default()), "{said}");
}
