#!/usr/bin/env python3
"""Compares the open tasks that ctx reads with those that the tools themselves list.

Each tool makes a project of its own, changes states in it and lists it. A tool that is not installed
is left out and named. Tools of npm are taken from the PATH or from `--npm DIR`, a folder with
`node_modules`. The program is target/debug/ctx, or the one that the variable CTX names. Exits 1 if anything
differs, and 2 if the program is missing.
"""

import argparse
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

CTX = pathlib.Path(os.environ.get("CTX", "target/debug/ctx")).resolve()


def run(arguments, folder, text=None):
    done = subprocess.run(arguments, cwd=folder, input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, arguments))}: {done.stderr or done.stdout}")
    return done.stdout


def answer_of_ctx(folder, *arguments, text=None):
    """What ctx reads: the open tasks, and the problems."""
    arguments = [CTX, "analyze", "-C", folder, "--no-keep", "--no-cache", "--history-depth", "0",
                 "--include-doubtful", "--output-format", "json", *arguments]
    return json.loads(run(arguments, folder, text))


def of_ctx(folder, *arguments, text=None):
    """The open tasks that ctx reads."""
    return answer_of_ctx(folder, *arguments, text=text)["tasks"]


def openspec(program, folder, rng):
    """Boxes of every kind, counted by `openspec list`."""
    boxes = ["[ ]", "[x]", "[X]", "[~]", "[-]", "[]", "[ x]", "[ x ]"]
    marks = ["-", "*", "+", "1.", "2)", "-\t"]
    expected = 0
    total = 0
    for change in range(20):
        lines = []
        for group in range(rng.randint(1, 4)):
            lines.append(f"## {group + 1}. Group {group + 1}\n")
            for task in range(rng.randint(1, 8)):
                gap = rng.choice([" ", " ", " ", ""])
                name = f"{group + 1}.{task + 1} Task number {task} of {change}"
                line = f"{rng.choice(marks)} {rng.choice(boxes)}{gap}{name}"
                fence = rng.random() < 0.1
                lines.append(f"```\n{line}\n```" if fence else line)
                if rng.random() < 0.2:
                    # A step, which OpenSpec counts like any other box.
                    lines.append(f"  {rng.choice(marks)} {rng.choice(boxes)} {name}, a step")
                lines.extend(rng.choice([[], ["  more about it"], ["", "> - [ ] quoted"], ["- [A](b)"],
                                         ["### [ ] heading"], ["<!-- note -->"], ["- [WIP] text"]]))
        path = folder / "openspec" / "changes" / f"change-{change}"
        path.mkdir(parents=True)
        (path / "proposal.md").write_text("## Why\n\nIt is needed.\n\n## What Changes\n\n- It.\n")
        (path / "tasks.md").write_text("\n".join(lines) + "\n")
    changes = json.loads(run([program, "list", "--json"], folder))["changes"]
    found = {}
    answer = answer_of_ctx(folder)
    for task in answer["tasks"]:
        found.setdefault(task["backlog"].split("/")[2], []).append(task["id"])
    # Steps are no tasks here, and a problem says how many there are.
    for problem in answer["problems"]:
        if problem["id"] == "other-count":
            steps = int(problem["message"].split()[0])
            found.setdefault(problem["path"].split("/")[2], []).extend(["step"] * steps)
    differences = []
    for change in changes:
        left = change["totalTasks"] - change["completedTasks"]
        expected += left
        total += change["totalTasks"]
        if left != len(found.get(change["name"], [])):
            differences.append(f"{change['name']}: {left} there, {len(found.get(change['name'], []))} here")
    return f"{len(changes)} changes, {total} boxes, {expected} open", differences


def backlog_md(program, folder, rng):
    """Tasks in every state, with dependencies, listed by `backlog task list`."""
    run(["git", "init", "-q"], folder)
    run([program, "init", "oracle", "--defaults"], folder)
    states = ["To Do", "In Progress", "Done"]
    for number in range(1, 25):
        arguments = [program, "task", "create", f"Task: number {number}", "-s", rng.choice(states),
                     "--priority", rng.choice(["high", "medium", "low"]), "--ac", "It works"]
        if number > 3:
            arguments += ["--dep", f"task-{rng.randint(1, number - 1)}"]
        run(arguments, folder)
    listed = json.loads(run([program, "task", "list", "--json"], folder))
    listed = listed["tasks"] if isinstance(listed, dict) else listed
    there = {task["id"].lower() for task in listed if task["status"] != "Done"}
    here = {task["id"].lower() for task in of_ctx(folder)}
    return f"{len(listed)} tasks, {len(there)} open", sorted(there ^ here)


def taskwarrior(program, folder, rng):
    """Tasks in every state, with dependencies, by `task export`."""
    (folder / "taskrc").write_text(f"data.location={folder}/data\nconfirmation=off\nverbose=nothing\n")
    (folder / "data").mkdir()
    task = [program, f"rc:{folder}/taskrc"]
    for number in range(1, 31):
        arguments = ["add", f"Task number {number}", f"project:p{number % 3}", rng.choice(["pri:H", "pri:L", "+tag"])]
        if number > 2:
            arguments.append(f"depends:{rng.randint(1, number - 1)}")
        run([*task, *arguments], folder)
    for number in rng.sample(range(1, 31), 12):
        run([*task, str(number), rng.choice(["done", "delete", "start"])], folder)
    exported = run([*task, "export"], folder)
    blocked = {one["uuid"] for one in json.loads(run([*task, "+BLOCKED", "export"], folder))}
    listed = [one for one in json.loads(exported) if one["status"] in ("pending", "waiting")]
    there = {f"{one['id']} {one['description']} {one['uuid'] in blocked}" for one in listed}
    here = {f"{one['id']} {one['title']} {bool(one['depends_on'])}"
            for one in of_ctx(folder, "--tasks", "-", text=exported)}
    return f"{len(json.loads(exported))} tasks, {len(there)} open, {len(blocked)} blocked", sorted(there ^ here)


def org(_, folder, rng):
    """Headings in every state, read by orgparse."""
    import orgparse

    words = ["TODO", "DONE", "TODO", "", "NEXT"]
    lines = ["#+TODO: TODO NEXT | DONE"]
    for number in range(60):
        level = "*" * rng.choice([1, 1, 2])
        cookie = rng.choice(["", "[#A] "])
        lines.append(f"{level} {rng.choice(words)} {cookie}Heading number {number} {rng.choice(['', ':a:b:'])}".replace("  ", " "))
    (folder / "TODO.org").write_text("\n".join(lines) + "\n")
    root = orgparse.load(str(folder / "TODO.org"))
    nodes = [node for node in root[1:] if node.todo in ("TODO", "NEXT")]
    # A task with open tasks below it is their container.
    leaves = [node for node in nodes if not any(child.todo in ("TODO", "NEXT") for child in node[1:])]
    there = {node.heading.strip() for node in leaves}
    here = {task["title"] for task in of_ctx(folder)}
    return f"{len(root.children)} headings, {len(nodes)} open, {len(leaves)} leaves", sorted(there ^ here)


def todo_txt(_, folder, rng):
    """Lines in every state, read by pytodotxt."""
    import pytodotxt

    starts = ["", "x ", "x 2026-10-01 ", "x 2026-10-02 2026-10-01 ", "(A) ", "(C) 2026-10-01 ", "X ", "(b) ", "xy "]
    lines = [f"{rng.choice(starts)}Line number {number} +p{number % 3} @c" for number in range(80)]
    (folder / "todo.txt").write_text("\n".join(lines) + "\n")
    listed = pytodotxt.TodoTxt(folder / "todo.txt").parse()
    there = {f"L{at + 1}" for at, task in enumerate(listed) if not task.is_completed}
    here = {task["id"] for task in of_ctx(folder)}
    return f"{len(listed)} lines, {len(there)} open", sorted(there ^ here)


def task_master(program, folder, rng):
    """Tasks in every state, with dependencies and subtasks, by `task-master list --format json`."""
    run(["git", "init", "-q"], folder)
    tasks = []
    for number in range(1, 25):
        count = rng.choice([0, 0, 2, 3])
        tasks.append({
            "id": number, "title": f"Task number {number}", "description": "It is needed.", "status": "pending",
            "priority": rng.choice(["high", "medium", "low"]), "details": "", "testStrategy": "",
            "dependencies": sorted(rng.sample(range(1, number), min(number - 1, rng.choice([0, 0, 1, 2])))),
            "subtasks": [{"id": at, "title": f"Step {number}.{at}", "description": "A step.", "status": "pending",
                          "dependencies": []} for at in range(1, count + 1)],
        })
    path = folder / ".taskmaster" / "tasks"
    path.mkdir(parents=True)
    (path / "tasks.json").write_text(json.dumps({"master": {"tasks": tasks, "metadata": {}}}))
    states = ["done", "done", "in-progress", "review", "deferred", "cancelled", "blocked"]
    for number in rng.sample(range(1, 25), 10):
        run([program, "set-status", f"--id={number}", f"--status={rng.choice(states)}"], folder)
    for task in [one for one in tasks if one["subtasks"]][:2]:
        for step in task["subtasks"]:
            run([program, "set-status", f"--id={task['id']}.{step['id']}", "--status=done"], folder)

    def listed(*arguments):
        text = run([program, "list", "--format", "json", *arguments], folder)
        return json.loads(text[text.index("{"):])["tasks"]

    everything = listed()
    there = {str(task["id"]) for task in everything if task["status"] not in ("done", "completed", "cancelled")}
    read = of_ctx(folder)
    here = {task["id"] for task in read}
    ready = {str(task["id"]) for task in listed("--ready")}
    # Ready there: not begun, or begun and not blocked, with all dependencies finished.
    free = {task["id"] for task in read if not task["depends_on"]}
    differences = sorted(there ^ here) + sorted(f"{one} is ready there, and waits here" for one in ready - free)
    return f"{len(everything)} tasks, {len(there)} open, {len(ready)} ready", differences


def spec_kit(program, folder, rng):
    """The tasks of the template that `specify init` writes, some of them ticked."""
    run(["git", "init", "-q"], folder)
    run([program, "init", "--here", "--force", "--integration", "claude", "--script", "sh", "--ignore-agent-tools"],
        folder)
    lines = (folder / ".specify" / "templates" / "tasks-template.md").read_text().splitlines()
    boxes = [at for at, line in enumerate(lines) if re.match(r"- \[ \] T\w+ ", line)]
    for at in rng.sample(boxes, len(boxes) // 3):
        lines[at] = lines[at].replace("[ ]", rng.choice(["[x]", "[X]"]), 1)
    path = folder / "specs" / "001-oracle"
    path.mkdir(parents=True)
    (path / "tasks.md").write_text("\n".join(lines) + "\n")
    phase = 0
    there, blocking = {}, set()
    for at, line in enumerate(lines):
        phase = int(found[1]) if (found := re.match(r"## Phase (\d+)", line)) else phase
        if at in boxes and "[ ]" in line:
            there[at + 1] = phase
            if phase == 2:
                blocking.add(at + 1)
    read = of_ctx(folder)
    lines_of = {task["id"]: task["line"] for task in read}
    differences = sorted(set(there) ^ set(lines_of.values()))
    for task in read:
        waits = {lines_of[one] for one in task["depends_on"]}
        if there.get(task["line"], 0) > 2 and not blocking <= waits:
            differences.append(f"{task['id']} does not wait for phase 2")
    return f"{len(boxes)} boxes, {len(there)} open, {len(blocking)} of them block the stories", differences


def spec_kitty(program, folder, rng):
    """Work packages whose events stand in any order, as merges leave them, by spec-kitty's own reducer."""
    mission = folder / "kitty-specs" / "010-oracle"
    (mission / "tasks").mkdir(parents=True)
    lanes = ["planned", "claimed", "in_progress", "for_review", "in_review", "approved", "done", "blocked", "canceled"]
    lines = []
    for number in range(1, 31):
        package = f"WP{number:02}"
        (mission / "tasks" / f"{package}-x.md").write_text(
            f"---\nwork_package_id: {package}\ntitle: Package {number}\ndependencies: []\n---\n\n# {package}\n")
        before = "genesis"
        for step in range(rng.randint(1, 6)):
            lane = rng.choice(lanes)
            event = f"01J{number:03}{step:02}{rng.randint(0, 10**6):06}".ljust(26, "0")
            lines.append(json.dumps({
                "event_id": event, "mission_slug": "010-oracle", "wp_id": package, "from_lane": before, "to_lane": lane,
                "at": f"2026-01-{rng.randint(1, 4):02}T00:00:00+00:00", "actor": "a", "force": True,
                "execution_mode": "worktree", "reason": "oracle", "evidence": None, "review_ref": rng.choice([None, "r"]),
            }))
            before = lane
    rng.shuffle(lines)
    (mission / "status.events.jsonl").write_text("\n".join(lines) + "\n")
    python = pathlib.Path(program).resolve().parent / "python"
    script = ("import json, pathlib, sys; from specify_cli.status.lane_reader import get_all_wp_lanes as lanes; "
              "print(json.dumps({key: str(lane.value) for key, lane in lanes(pathlib.Path(sys.argv[1])).items()}))")
    listed = json.loads(run([python, "-c", script, mission], folder).splitlines()[-1])
    there = {key for key, lane in listed.items() if lane not in ("approved", "done", "canceled")}
    here = {task["id"] for task in of_ctx(folder)}
    return f"{len(listed)} packages, {len(lines)} events, {len(there)} open", sorted(there ^ here)


def gsd(program, folder, rng):
    """Plans of several phases, some with summaries, by `gsd-tools phase-plan-index`."""
    tools = pathlib.Path(program).resolve().parents[1] / "get-shit-done" / "bin" / "gsd-tools.cjs"
    run(["git", "init", "-q"], folder)
    names = {}
    for phase in range(1, 7):
        path = folder / ".planning" / "phases" / f"{phase:02}-phase"
        path.mkdir(parents=True)
        for number in range(1, rng.randint(2, 7)):
            own = f"{phase:02}-{number:02}"
            name = own + rng.choice(["", "", "-log-in"])
            needs = sorted(rng.sample(range(1, number), min(number - 1, rng.choice([0, 1, 2]))))
            needs = ", ".join(f'"{phase:02}-{it:02}"' for it in needs)
            (path / f"{name}-PLAN.md").write_text(
                f"---\nphase: {phase:02}-phase\nplan: {number}\ntype: execute\ndepends_on: [{needs}]\n"
                f"files_modified: [src/{own}.ts]\n---\n\n<objective>\nDo {own}\n</objective>\n\n- [ ] a check\n")
            names[name] = own
            if rng.random() < 0.5:
                (path / f"{rng.choice([name, own, own + '-other'])}-SUMMARY.md").write_text("Done.\n")
    plans = []
    for phase in range(1, 7):
        listed = json.loads(run(["node", tools, "phase-plan-index", f"{phase:02}"], folder))
        plans += listed["plans"]
    there = {plan["id"] for plan in plans if not plan["has_summary"]}
    read = of_ctx(folder)
    here = {task["id"] for task in read}
    differences = sorted(there ^ here)
    waits = {task["id"]: {names.get(one, one) for one in task["depends_on"]} for task in read}
    for plan in plans:
        open_needs = {one for one in plan["depends_on"] if any(names.get(it) == one for it in there)}
        if plan["id"] in here and not open_needs <= waits[plan["id"]]:
            differences.append(f"{plan['id']} waits for {sorted(open_needs)} there, {sorted(waits[plan['id']])} here")
    return f"{len(plans)} plans, {len(there)} open", differences


TOOLS = [("OpenSpec", openspec, "openspec"), ("Backlog.md", backlog_md, "backlog"),
         ("Taskwarrior", taskwarrior, "task"), ("Task Master", task_master, "task-master"),
         ("spec-kit", spec_kit, "specify"), ("spec-kitty", spec_kitty, "spec-kitty"), ("GSD", gsd, "get-shit-done-cc"),
         ("orgparse", org, None), ("pytodotxt", todo_txt, None)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--npm", type=pathlib.Path, help="a folder with node_modules")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not shutil.which(CTX):
        parser.error(f"{CTX} is no program: build it with `cargo build`, or name it in CTX")
    if options.npm and not (options.npm / "node_modules").is_dir():
        parser.error(f"{options.npm} has no node_modules: name a folder in which `npm install` ran")
    path = os.environ["PATH"]
    if options.npm:
        path = f"{(options.npm / 'node_modules' / '.bin').resolve()}:{path}"
    failed = False
    for name, compare, program in TOOLS:
        found = shutil.which(program, path=path) if program else name
        try:
            if program is None:
                __import__(name)
        except ImportError:
            found = None
        if not found:
            print(f"{name}: not installed, left out")
            continue
        with tempfile.TemporaryDirectory() as folder:
            what, differences = compare(found, pathlib.Path(folder), random.Random(options.seed))
        print(f"{name}: {what}, {len(differences)} differences")
        for difference in differences[:20]:
            print(f"  {difference}")
        failed |= bool(differences)
    sys.exit(failed)


main()
