//! Arguments, settings, exit codes and files.

use super::{check, sample};
use crate::harness::{answer, ctx, parsed, refusal, stopped, valid, write};

#[test]
fn rules_are_selected_by_options_and_settings() {
    let tree = sample();
    let rules = |arguments: &[&str]| -> Vec<String> {
        let all = [arguments, &["--exit-zero", "--output-format", "json"]].concat();
        let document = valid(&answer(&mut check(&tree, &all)), "findings");
        let findings = document["findings"].as_array().unwrap().iter();
        findings.map(|it| format!("{} {}", it["severity"], it["rule"]).replace('"', "")).collect()
    };
    assert_eq!(rules(&["--select", "unknown,looks-done"]), ["note looks-done", "note unknown"]);
    let rest = ["warning missing-dependency", "note looks-done"];
    assert_eq!(rules(&["--ignore", "overlap", "--ignore", "unknown"]), rest);
    let settings = "[check]\nignore = [\"overlap\", \"unknown\"]\n\
                    [check.severity]\nlooks-done = \"error\"\n";
    write(tree.path(), ".ctx-analyze.toml", settings);
    assert_eq!(rules(&[]), ["warning missing-dependency", "error looks-done"]);
    assert_eq!(rules(&["--select", "unknown"]), ["note unknown"], "the command line comes first");
    write(tree.path(), ".ctx-analyze.toml", "[check.threshold]\noverlap = 1\n");
    let both = ["warning overlap"; 2];
    assert_eq!(rules(&["--select", "overlap"]), both, "both tasks name the file");
    let without = tree.read("TASKS.md").replace(" in parse/parse.go report lines", " report lines");
    write(tree.path(), "TASKS.md", without);
    assert_eq!(rules(&["--select", "overlap"]), [""; 0]);
    write(tree.path(), ".ctx-analyze.toml", "[check.threshold]\noverlap = 0.1\n");
    assert_eq!(rules(&["--select", "overlap"]), both);
}

#[test]
fn exit_codes() {
    let tree = sample();
    stopped(&mut check(&tree, &[]));
    answer(&mut check(&tree, &["--exit-zero"]));
    answer(&mut check(&tree, &["--select", "unknown", "--fail-on", "warning"]));
    stopped(&mut check(&tree, &["--select", "overlap", "--fail-on", "warning"]));
    write(tree.path(), ".ctx-analyze.toml", "[check]\nfail-on = \"error\"\n");
    answer(&mut check(&tree, &[]));
    stopped(&mut check(&tree, &["--fail-on", "note"]));
}

#[test]
fn mistakes_name_the_nearest() {
    let tree = sample();
    for (arguments, expected) in [
        (&["--select", "overlapp"][..], "'overlap'"),
        (&["--output-format", "jsn"], "did you mean json?"),
        (&["--output-format", "x"], "no such format; there is text, compact"),
        (&["--output-format", "json="], "name a file behind `=`"),
        (&["--explain", "cycles"], "'cycle'"),
    ] {
        let message = refusal(&mut check(&tree, arguments));
        assert!(message.contains(expected), "{message}");
    }
    write(tree.path(), ".ctx-analyze.toml", "[check]\nignored = []\n");
    let message = refusal(&mut check(&tree, &[]));
    assert!(message.contains("did you mean \"ignore\"?"), "{message}");
    let output = check(&tree, &["--output-format", "json"]).assert().code(2).get_output().clone();
    let error = valid(&String::from_utf8(output.stdout).unwrap(), "error");
    assert_eq!(error["error"]["id"], "settings");
}

#[test]
fn a_page_is_written_beside_other_formats() {
    let tree = sample();
    let both = ["--output-format", "html=report.html", "--output-format", "sarif=out.sarif"];
    check(&tree, &both).assert().code(1).stdout("");
    let page = tree.read("report.html");
    assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">") && page.ends_with("</html>\n"));
    assert!(page.contains("default-src &#39;none&#39;; style-src &#39;sha256-"));
    for link in ["src=", "href=\"http", "@import", "url("] {
        assert!(!page.contains(link), "{link}");
    }
    let sarif: serde_json::Value = serde_json::from_str(&tree.read("out.sarif")).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    check(&tree, &both).assert().code(1);
    assert_eq!(tree.read("report.html"), page, "a report is no source");

    write(tree.path(), "report.html", "before");
    let none = ["--output-format", "html=report.html", "--output-format", "sarif=no/out.sarif"];
    refusal(&mut check(&tree, &none));
    assert_eq!(tree.read("report.html"), "before");
    let printed = check(&tree, &["--output-format", "html"]).assert().code(1).get_output().clone();
    assert!(String::from_utf8(printed.stdout).unwrap().ends_with("</html>\n"));
}

#[test]
fn all_files_are_written_or_none() {
    let tree = sample();
    let both = ["--output-format", "json=a.json", "--output-format", "compact=b.txt"];
    let output = check(&tree, &both).assert().code(1).stdout("").get_output().clone();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("ctx: 5 findings"), "{told}");
    valid(&tree.read("a.json"), "findings");
    assert!(tree.read("b.txt").contains("TASKS.md:3: warning[overlap]"));

    write(tree.path(), "a.json", "before");
    for second in ["compact=no/b.txt", "compact=docs", "compact=.git/b.txt", "compact=TASKS.md"] {
        let arguments = ["--output-format", "json=a.json", "--output-format", second];
        refusal(&mut check(&tree, &arguments));
        assert_eq!(tree.read("a.json"), "before", "{second}");
    }
    let twice = ["--output-format", "json=a.json", "--output-format", "compact=./a.json"];
    let message = refusal(&mut check(&tree, &twice));
    let expected = "--output-format json and --output-format compact both write to ./a.json";
    assert!(message.contains(expected), "{message}");
    let message =
        refusal(&mut check(&tree, &["--output-format=text", "--output-format=compact=-"]));
    let expected = "--output-format text and --output-format compact both write to standard output";
    assert!(message.contains(expected), "{message}");
    let names: Vec<_> = std::fs::read_dir(tree.path()).unwrap().map(|it| it.unwrap()).collect();
    assert!(names.iter().all(|it| !it.file_name().to_string_lossy().starts_with(".ctx-")));
}

#[test]
fn github_gets_its_commands_and_the_summary_unasked() {
    let tree = sample();
    write(tree.path(), "summary.md", "Before.\n");
    let summary = tree.path().join("summary.md");
    let mut command = check(&tree, &[]);
    command.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", &summary);
    let text = stopped(&mut command);
    assert!(text.starts_with("::warning file=TASKS.md,line=3,title=ctx check%3A overlap::T1 "));
    assert_eq!(text.lines().count(), 5, "{text}");
    let summary = tree.read("summary.md");
    assert!(summary.starts_with("Before.\n### ctx check\n"), "{summary}");
    assert_eq!(summary.lines().filter(|line| line.contains("| TASKS.md:")).count(), 4);
}

#[test]
fn every_format_is_written_by_one_run() {
    let tree = sample();
    let formats: Vec<&str> =
        ctx_analyze::report::FindingsFormat::ALL.iter().map(|format| format.name()).collect();
    let arguments: Vec<String> =
        formats.iter().map(|name| format!("--output-format={name}=out.{name}")).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    stopped(&mut check(&tree, &arguments));
    for name in formats {
        let text = tree.read(&format!("out.{name}"));
        assert!(text.contains("overlap") && !text.contains('\u{1b}'), "{name}: {text}");
    }
}

#[test]
fn paths_for_other_programs_begin_at_the_repository() {
    let repository = crate::harness::GitRepository::empty();
    let tree = sample();
    for file in ["TASKS.md", "parse/parse.go", "docs/format.md", "docs/other.md", "cmd/main.go"] {
        repository.write(format!("services/shop/{file}"), tree.read(file));
    }
    repository.commit("Begin");
    let mut command = ctx();
    let arguments = ["check", "-C", "services/shop", "--output-format", "gitlab"];
    command.current_dir(repository.path()).args(arguments);
    let text = stopped(&mut command);
    assert!(text.contains("\"path\": \"services/shop/TASKS.md\""), "{text}");
}

#[test]
fn the_kept_plan_declares_parallel_work() {
    let repository = crate::harness::GitRepository::empty();
    let tree = sample();
    for file in ["TASKS.md", "parse/parse.go", "docs/format.md", "docs/other.md", "cmd/main.go"] {
        repository
            .write(file, tree.read(file).replace("#track:speed", "").replace("#track:errors", ""));
    }
    repository.commit("Begin");
    let in_repository = |arguments: &[&str]| {
        let mut command = ctx();
        command.current_dir(repository.path()).args(arguments);
        command
    };
    let select = ["check", "--select", "overlap"];
    assert!(answer(&mut in_repository(&select)).contains("No findings."));
    answer(&mut in_repository(&["analyze"]));
    assert!(answer(&mut in_repository(&select)).contains("No findings."), "one track has both");
    // The user moves a task of the kept plan into another track.
    let file = repository.path().join(".git/ctx/plan.json");
    let mut plan: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let mut track = plan["tracks"][0].clone();
    track["name"] = "other".into();
    track["branch"] = "work/other".into();
    track["tasks"] = serde_json::json!(["T2"]);
    for track in plan["tracks"].as_array_mut().unwrap() {
        track["tasks"].as_array_mut().unwrap().retain(|task| task != "T2");
    }
    plan["tracks"].as_array_mut().unwrap().push(track);
    std::fs::write(&file, plan.to_string()).unwrap();
    let text = stopped(&mut in_repository(&select));
    assert!(text.contains("by the kept plan"), "{text}");
}

#[test]
fn the_analysis_itself_is_the_same() {
    let tree = sample();
    let analysis = parsed(&answer(tree.analyze().args(["--output-format", "json", "--all-pairs"])));
    let document = answer(&mut check(&tree, &["--output-format", "json", "--exit-zero"]));
    let document = valid(&document, "findings");
    assert_eq!(document["independence"]["tracks"], analysis["tracks"].as_array().unwrap().len());
    let overlaps = analysis["overlaps"].as_array().unwrap();
    let pair = overlaps.iter().find(|it| it["a"] == "T1" && it["b"] == "T2").unwrap();
    assert_eq!(document["findings"][0]["probability"], pair["probability"]);
}

#[test]
fn rules_are_listed_and_explained() {
    insta::assert_snapshot!(answer(ctx().args(["check", "--list-rules"])));
    insta::assert_snapshot!(answer(ctx().args(["check", "--explain", "overlap"])));
}
