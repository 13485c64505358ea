//! Files that tasks name, in repositories that have just begun and in others.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::harness::{GitRepository, answer, parsed};

/// Makes a repository with these files, which hold their own path, and this backlog, in one commit.
fn imported(files: &[String], backlog: &str) -> GitRepository {
    let repository = GitRepository::empty();
    for path in files {
        repository.write(path, format!("{path}\n"));
    }
    repository.write("TASKS.md", backlog);
    repository.commit("Import");
    repository
}

fn grid() -> Vec<String> {
    ["a", "b", "c"]
        .iter()
        .flat_map(|folder| ["x", "y"].map(|at| format!("src/{folder}/{at}.py")))
        .collect()
}

/// Returns the first predicted file of each task, with its probability; none where none is predicted.
fn first(document: &Value) -> BTreeMap<String, (String, f64)> {
    let tasks = document["tasks"].as_array().unwrap().iter();
    let known = tasks.filter(|task| task["confidence"] != "unknown");
    let of = |task: &Value| {
        let (id, file) = (task["id"].as_str().unwrap(), &task["files"][0]);
        let path = file["path"].as_str().unwrap().to_owned();
        (id.to_owned(), (path, file["probability"].as_f64().unwrap()))
    };
    known.map(of).collect()
}

/// Returns the tasks of each track, by the first of them.
fn tracks(document: &Value) -> Vec<Vec<String>> {
    let of = |track: &Value| -> Vec<String> {
        track["tasks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|id| id.as_str().unwrap().to_owned())
            .collect()
    };
    let mut tracks: Vec<Vec<String>> =
        document["tracks"].as_array().unwrap().iter().map(of).collect();
    for track in &mut tracks {
        track.sort();
    }
    tracks.sort();
    tracks
}

#[test]
fn in_a_new_project_each_named_path_is_a_new_file_whatever_the_verb() {
    let backlog = "- [ ] T001: Create src/auth/login.py\n- [ ] T002: Add rotation in src/auth/token.py\n\
        - [ ] T003: Retry charge in src/pay/charge.py\n- [ ] T004: Implement `src/pay/refund.py`\n\
        - [ ] T005: Write guide docs/guide.md\n- [ ] T006: Style web/main.css\n";
    let repository = imported(&[], backlog);
    let document = parsed(&repository.json());
    let first = first(&document);
    for (id, path) in [
        ("T001", "src/auth/login.py"),
        ("T002", "src/auth/token.py"),
        ("T003", "src/pay/charge.py"),
        ("T004", "src/pay/refund.py"),
        ("T005", "docs/guide.md"),
        ("T006", "web/main.css"),
    ] {
        let (named, probability) = &first[id];
        assert!(named == path && *probability >= 0.7, "{id}: {named} {probability}");
    }
    assert!(answer(repository.analyze().args(["--no-keep"])).contains("src/pay/refund.py (new)"));
}

#[test]
fn a_named_new_path_stands_above_unrelated_files() {
    let backlog = "- [ ] T001: Extend `src/b/new.py`\n- [ ] T002: Create src/b/new.py\n\
        - [ ] T003: Implement retries in src/c/z.py\n- [ ] T004: Handle src/c/z.py timeouts\n\
        - [ ] T005: Remove src/c/old.py\n- [ ] T006: Log as in src/a/gone.py\n";
    let mut files = grid();
    files.extend((0..20).map(|at| format!("lib/part{at}.py")));
    let document = parsed(&imported(&files, backlog).json());
    let first = first(&document);
    for id in ["T001", "T002"] {
        assert_eq!(first[id].0, "src/b/new.py", "{id}");
    }
    assert!(first["T001"].1 > 0.7 && first["T002"].1 > first["T001"].1, "{first:?}");
    for id in ["T003", "T004"] {
        assert_eq!(first[id].0, "src/c/z.py", "{id}");
    }
    for id in ["T005", "T006"] {
        let of_task = first.get(id).map(|(path, _)| path.as_str());
        assert!(!matches!(of_task, Some("src/c/old.py" | "src/a/gone.py")), "{id}: {of_task:?}");
    }
    let tracks = tracks(&document);
    let together = |a: &str, b: &str| {
        tracks.iter().any(|track| track.contains(&a.to_owned()) && track.contains(&b.to_owned()))
    };
    assert!(together("T001", "T002") && together("T003", "T004"), "{tracks:?}");
}

#[test]
fn tasks_that_each_name_a_file_of_their_own_are_not_expected_to_collide() {
    let folders = ["a", "b", "c", "d"];
    let numbers = [1, 2, 3, 4, 5];
    let path = |folder: &str, number: i32| format!("src/{folder}/m{number}.py");
    let files: Vec<String> =
        folders.iter().flat_map(|folder| numbers.map(|number| path(folder, number))).collect();
    let mut lines = Vec::new();
    for (at, folder) in (1..).zip(folders) {
        lines.push(format!("## Part {folder}"));
        for number in numbers {
            lines.push(format!("- [ ] T{at}{number}0: Fix {}", path(folder, number)));
        }
    }
    let backlog = lines.join("\n");
    let document = parsed(&imported(&files, &backlog).json());
    let expected: Vec<Vec<String>> =
        (1..=4).map(|at| numbers.map(|number| format!("T{at}{number}0")).to_vec()).collect();
    assert_eq!(tracks(&document), expected, "{:#}", document["tracks"]);
    assert!(document["expected_collisions"].as_f64().unwrap() < 0.05);

    let tasks = (1..).zip(grid()).map(|(id, path)| format!("- [ ] T00{id}: Fix {path}"));
    let backlog = tasks.collect::<Vec<_>>().join("\n");
    let document = parsed(&imported(&grid(), &backlog).json());
    assert_eq!(document["tracks"].as_array().unwrap().len(), 4, "{:#}", document["tracks"]);
    assert!(document["expected_collisions"].as_f64().unwrap() < 0.05);
}

#[test]
fn a_backlog_that_a_task_names_is_no_new_file() {
    let repository = imported(
        &grid(),
        "- [ ] T001: Tidy TASKS.md and docs/TODO.md\n- [ ] T002: Fix src/a/x.py\n",
    );
    repository
        .write("plans/next.md", "- [ ] N1: Write down plans/next.md\n- [ ] N2: Fix src/a/y.py\n");
    repository.commit("Plan");
    let text = answer(repository.analyze().args([
        "--tasks",
        "TASKS.md",
        "--tasks",
        "plans/next.md",
        "--output-format",
        "json",
        "--no-keep",
    ]));
    for backlog in ["TASKS.md", "plans/next.md"] {
        assert!(!text.contains(&format!("\"path\":\"{backlog}\"")), "{backlog}");
    }
}

#[test]
fn a_folder_with_a_name_that_it_defines_names_the_file() {
    let repository = GitRepository::empty();
    repository.write("go.mod", "module example.com/shop\n");
    for package in ["cli/message", "hub/message", "store/index", "store/cache"] {
        let name = package.rsplit('/').next().unwrap();
        let go = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|it| format!("func {it}() {{}}\n")).collect();
            format!("package {name}\n\n{}", names.join("\n"))
        };
        repository.write(format!("internal/{package}/doc.go"), go(&["Describe"]));
        repository.write(format!("internal/{package}/{name}.go"), go(&["Load", "Store"]));
        repository.write(format!("internal/{package}/render.go"), go(&["Render"]));
    }
    let backlog = "- [ ] T1: Return an error from internal/cli/message.Load\n\
        - [ ] T2: `internal/hub/message.Load` is too slow\n\
        - [ ] T3: Cover internal/store/index.Render()\n\
        - [ ] T4: hub/message.Describe says too little\n\
        - [ ] T5: Callers of (internal/store/cache.Store) want an error\n";
    repository.write("TASKS.md", backlog);
    repository.commit("Import");
    let first = first(&parsed(&repository.json()));
    for (id, path) in [
        ("T1", "internal/cli/message/message.go"),
        ("T2", "internal/hub/message/message.go"),
        ("T3", "internal/store/index/render.go"),
        ("T4", "internal/hub/message/doc.go"),
        ("T5", "internal/store/cache/cache.go"),
    ] {
        assert_eq!(first[id].0, path, "{id}");
    }
}

#[test]
fn a_name_of_several_parts_names_the_folder() {
    let skills = ["note-take", "note-find", "plan-next", "plan-done", "wiki-ask", "wiki-say"];
    let mut files = grid();
    files.extend(skills.map(|name| format!("assets/skills/{name}/SKILL.md")));
    files.extend(skills.map(|name| format!("src/commands/{}.py", name.replace('-', "_"))));
    let backlog = "- [ ] T1: Shorten the skill `/note-take`\n- [ ] T2: Update the plan-next skill\n\
        - [ ] T3: The skill /wiki-ask cites no sources\n- [ ] T4: Examples for skills/note-find\n\
        - [ ] T5: **plan-done** skill: ask less\n";
    let first = first(&parsed(&imported(&files, backlog).json()));
    for (id, name) in [
        ("T1", "note-take"),
        ("T2", "plan-next"),
        ("T3", "wiki-ask"),
        ("T4", "note-find"),
        ("T5", "plan-done"),
    ] {
        assert_eq!(first[id].0, format!("assets/skills/{name}/SKILL.md"), "{id}");
    }
}

#[test]
fn a_document_is_named_by_what_it_is_about_and_its_kind() {
    let mut files = grid();
    let topics = ["configuration", "payments", "deployment", "glossary", "plugins", "upgrades"];
    files.extend(topics.map(|topic| format!("docs/{topic}.md")));
    files.extend(topics.map(|topic| format!("src/{topic}/{topic}.py")));
    let backlog = "- [ ] T1: Configuration page misses two variables\n\
        - [ ] T2: Runbook for payments: what to do when they pile up\n\
        - [ ] T3: Deployment guide: how to roll back, with a drawing\n\
        - [ ] T4: The page on the glossary has no order\n\
        - [ ] T5: plugins tutorial: show the second one\n\
        - [ ] T6: Finish the handbook about upgrades\n";
    let first = first(&parsed(&imported(&files, backlog).json()));
    for (at, topic) in topics.iter().enumerate() {
        let id = format!("T{}", at + 1);
        assert_eq!(first[&id].0, format!("docs/{topic}.md"), "{id}");
    }
}

#[test]
fn a_folder_without_code_gets_a_new_file() {
    let backlog = "## Pub/Sub (`pubsub/`)\n\n- [ ] T1: Copy the interfaces and the message type\n\
        - [ ] T2: Tests\n- [ ] T3: Backends, `pubsub/redis/` first\n- [ ] T4: Log in server/server.go\n\n\
        ## CLI (cmd/tool/)\n\n- [ ] T5: Scaffold a project\n\n\
        ## Store (`store/` and `store/sql/`)\n\n- [ ] T6: Trace each query\n\n\
        ## Other\n\n- [ ] T7: Agree on cache/ contracts\n- [ ] T8: Agree on and/or\n";
    let repository = GitRepository::empty();
    let package = |name: &str, body: &str| format!("package {name}\n\n{body}\n");
    for name in ["server", "store", "health", "router"] {
        let body = format!("// Handler copies a message of {name}.\nfunc Handler() {{}}");
        repository.write(format!("{name}/{name}.go"), package(name, &body));
    }
    repository.write("pubsub/README.md", "# Pub/Sub\n\nNothing yet.\n");
    repository.write("TASKS.md", backlog);
    repository.commit("Import");
    let document = parsed(&repository.json());
    let predicted = |id: &str| -> Vec<String> {
        let tasks = document["tasks"].as_array().unwrap().iter();
        let task = tasks.clone().find(|task| task["id"] == id).unwrap();
        let files = task["files"].as_array().unwrap().iter();
        files.map(|file| file["path"].as_str().unwrap().to_owned()).collect()
    };
    let first = first(&document);
    for (id, path) in [
        ("T1", "pubsub/pubsub.go"),
        ("T2", "pubsub/pubsub_test.go"),
        ("T4", "server/server.go"),
        ("T5", "cmd/tool/tool.go"),
        ("T7", "cache/cache.go"),
    ] {
        assert_eq!(first[id].0, path, "{id}");
    }
    assert!(predicted("T3").contains(&"pubsub/redis/redis.go".to_owned()));
    for id in ["T4", "T6", "T8"] {
        let is_guess = |path: &String| {
            ["pubsub/pubsub.go", "store/sql", "and/"].iter().any(|guess| path.starts_with(guess))
        };
        assert!(!predicted(id).iter().any(is_guess), "{id}: {:?}", predicted(id));
    }
}

#[test]
fn a_small_folder_in_the_title_has_the_first_file() {
    let backlog = "- [ ] T1: Update cli/connect/render/ so that advice is written in bold\n\
        - [ ] T2: Advice of the store is written in bold (see cli/connection/render/)\n";
    let repository = GitRepository::empty();
    for name in ["store", "server", "health", "router", "message", "label"] {
        let body = format!("// Handler writes advice on the {name}.\nfunc Handler() {{}}\n");
        repository.write(format!("{name}/{name}.go"), format!("package {name}\n\n{body}"));
    }
    repository.write("cli/connection/render/render.go", "package render\n\nfunc Draw() {}\n");
    repository.write("cli/connection/render/doc.go", "// Package render draws.\npackage render\n");
    repository.write("TASKS.md", backlog);
    repository.commit("Import");
    let first = first(&parsed(&repository.json()));
    let (path, probability) = &first["T1"];
    assert!(path.starts_with("cli/connection/render/") && *probability >= 0.65, "{path}");
    assert!(!first["T2"].0.starts_with("cli/"), "{}", first["T2"].0);
}
