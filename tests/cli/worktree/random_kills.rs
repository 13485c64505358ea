//! `kill -9` at random moments of `create` and `teardown`: nothing is lost, and the next commands finish.
//!
//! `just kills` runs many; the seed of a run is printed.

use std::fs;
use std::os::unix::process::CommandExt;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use assert_cmd::Command;

use crate::harness::{Project, WAYS, git_in, write};

/// Tracks of a project, each with its task and its new file.
const TRACKS: [(&str, &str, &str); 3] =
    [("a", "T1", "docs/a/new.md"), ("b", "T2", "internal/new.go"), ("c", "T4", "docs/c.md")];

/// Number of projects where `KILL_PROJECTS` does not say it; each has four kills.
const PROJECTS: u64 = 1;

/// Generator of random numbers, the same for each seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit.max(1)
    }
}

/// Starts `ctx worktree` in a process group of its own, and kills the program or the whole group after
/// a while. Returns whether it was killed before it had ended.
fn killed(project: &Project, arguments: &[&str], after: Duration, with_children: bool) -> bool {
    let template = project.ctx(arguments);
    #[expect(clippy::disallowed_methods, reason = "a run to be killed")]
    let mut command = std::process::Command::new(template.get_program());
    command.args(template.get_args()).current_dir(&project.main).process_group(0);
    for (name, value) in template.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let mut run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let group = format!("-{}", run.id());
    sleep(after);
    let was_running = run.try_wait().unwrap().is_none();
    if with_children {
        Command::new("kill").args(["-9", "--", &group]).output().unwrap();
    } else {
        run.kill().unwrap();
    }
    run.wait().unwrap();
    // A git that goes on alone ends by itself.
    let start = Instant::now();
    while Command::new("kill").args(["-0", "--", &group]).output().unwrap().status.success() {
        assert!(start.elapsed() < Duration::from_secs(30), "a git still runs");
        sleep(Duration::from_millis(10));
    }
    was_running
}

/// Checks that the main checkout still has what nobody committed there.
fn check_main(project: &Project, what: &str) {
    assert_eq!(project.read("docs/b.md"), "mine\n", "{what}");
    assert_eq!(project.read(".env"), "SECRET=1\n", "{what}");
}

/// Runs `ctx worktree` until it has done all that was asked, as a person would.
fn finish(project: &Project, arguments: &[&str], what: &str) {
    let pruned = project.ctx(&["prune"]).output().unwrap();
    assert!(pruned.status.success(), "{what}: {pruned:?}");
    let done = project.ctx(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    let is_over = said.contains("no worktree \"") || said.contains("has a worktree");
    assert!(done.status.success() || is_over, "{what}: {done:?}");
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn nothing_is_lost_whenever_it_is_killed() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let seed = number("KILL_SEED").unwrap_or(now);
    let projects = number("KILL_PROJECTS").unwrap_or(PROJECTS);
    eprintln!("KILL_SEED={seed} KILL_PROJECTS={projects}");
    let begun = Project::named("m");
    begun.write(".gitignore", "/.env\n*.log\n/target/\n.context/journal/\n");
    begun.commit("Ignore");
    let template = begun.copy();
    let start = Instant::now();
    template.create(&["a", "b", "c"]);
    let whole_create = start.elapsed();
    template.work("a", "docs/a/new.md", "T1");
    let start = Instant::now();
    template.done(&["teardown", "a"]);
    let whole_teardown = start.elapsed();
    let mut dice = Dice(seed);
    let (mut kills, mut late) = (0, 0);
    for number in 0..projects {
        let project = begun.copy();
        project.write("docs/b.md", "mine\n");
        project.write(".env", "SECRET=1\n");
        let mut kill = |arguments: &[&str], whole: Duration, what: &str| {
            let most = u64::try_from(whole.as_micros()).unwrap() * 11 / 10;
            let after = Duration::from_micros(dice.below(most));
            let is_early = killed(&project, arguments, after, dice.below(2) == 0);
            (kills, late) = (kills + u64::from(is_early), late + u64::from(!is_early));
            check_main(&project, what);
        };
        let what = format!("seed {seed}, project {number}, create");
        kill(&["create", "--no-plan", "a", "b", "c"], whole_create, &what);
        if project.linked() == 3 {
            finish(&project, &["list"], &what);
        }
        project.done(&["prune"]);
        if project.linked() == 0 {
            project.create(&["a", "b", "c"]);
        }
        assert_eq!(project.linked(), 3, "{what}");
        check_main(&project, &what);
        let tips = TRACKS.map(|(track, task, file)| {
            write(&project.worktree(track), format!(".context/journal/{track}.md"), "noted\n");
            project.work(track, file, task)
        });
        for (at, (track, task, file)) in TRACKS.into_iter().enumerate() {
            let how = WAYS[(at + usize::try_from(number).unwrap()) % WAYS.len()];
            let what = format!("seed {seed}, project {number}, teardown {track} {how:?}");
            let arguments = [&["teardown", track], how].concat();
            kill(&arguments, whole_teardown, &what);
            // Each commit is on a reference, and each note in a folder or in a backup.
            for (tip, (track, _, _)) in tips.iter().zip(TRACKS) {
                let kept = project.git(&["for-each-ref", "--contains", tip]);
                assert!(!kept.is_empty(), "{what}: no reference has the work of {track}");
            }
            finish(&project, &arguments, &what);
            assert!(!project.worktree(track).exists(), "{what}");
            assert_eq!(project.read(file), format!("// by {track}\n"), "{what}");
            assert!(project.backlog().contains(&format!("- [x] {task}")), "{what}");
            assert_eq!(project.read(&format!(".context/journal/{track}.md")), "noted\n", "{what}");
            let tip = &tips[at];
            let backup = format!("refs/ctx/backup/{track}/{}", &tip[..12]);
            assert_eq!(&project.git(&["rev-parse", &backup]), tip, "{what}");
            check_main(&project, &what);
        }
        let what = format!("seed {seed}, project {number}");
        assert_eq!(project.linked(), 0, "{what}");
        assert_eq!(project.git(&["status", "--porcelain"]), "M docs/b.md");
        assert!(!project.common("journal.json").exists());
        let records = fs::read_dir(project.common("worktrees")).into_iter().flatten();
        let records = records.map(|record| record.unwrap().file_name().into_string().unwrap());
        // What was half written goes with a command a minute later.
        let records: Vec<_> = records.filter(|name| !name.starts_with(".ctx-")).collect();
        assert!(records.is_empty(), "{what}: {records:?}");
        git_in(&project.main, &["fsck", "--strict"]);
    }
    eprintln!("{kills} killed, {late} were over before");
}
