#!/usr/bin/env python3
"""Times whole runs of ctx beside yardsticks on the same files, and prints tables with ratios.

    benches/ratios.py --ctx target/release/ctx [--root REPOSITORY] [--old OLDER_CTX] [--pairs 7]
    benches/ratios.py --ctx target/release/ctx --growth

All runs of one table take turns, so that what else the machine does meets all of them. A figure is
the median of its runs, and a ratio the median of the ratios within each turn. CPU is user and system
time of the process and its children; peak is the largest resident set of one process.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
NOUNS = "order payment invoice customer stock cart coupon ledger refund parcel courier depot".split()
VERBS = "load save merge split check route cancel retry".split()


class Run:
    """A command with what has to be done before each time."""

    def __init__(self, name, command, before=lambda: None, environment=None, folder=None):
        self.name, self.command, self.before = name, [str(part) for part in command], before
        self.environment, self.folder, self.times = environment, folder, []

    def once(self):
        """Runs the command and notes wall seconds, CPU seconds and peak megabytes."""
        self.before()
        start = time.monotonic()
        process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env={**os.environ, **(self.environment or {})}, cwd=self.folder)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        if os.waitstatus_to_exitcode(status) not in (0, 1):
            sys.exit(f"{self.name} failed: {' '.join(self.command)}")
        self.times.append((wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024))

    def median(self, figure):
        return statistics.median(times[figure] for times in self.times)

    def ratio(self, other, figure):
        pairs = zip(self.times, other.times)
        return statistics.median(mine[figure] / max(theirs[figure], 1e-4) for mine, theirs in pairs)


def table(title, runs, turns, yardsticks):
    """Runs all in turns, and prints a row for each with its ratios to the yardsticks."""
    for turn in range(turns):
        for run in runs:
            print(f"\r{title}: {turn + 1} of {turns}, {run.name:40}", end="", file=sys.stderr)
            run.once()
    print("\r" + " " * 100 + "\r", end="", file=sys.stderr)
    print(f"\n{title} (medians of {turns})\n")
    head = ["Run", "Wall, s", "CPU, s", "Peak, MB"]
    head += [f"wall / {yardstick.name}" for yardstick in yardsticks]
    print("| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for run in runs:
        cells = [run.name, f"{run.median(0):.3f}", f"{run.median(1):.3f}", f"{run.median(2):.0f}"]
        cells += ["" if run is of else f"{run.ratio(of, 0):.2f}" for of in yardsticks]
        print("| " + " | ".join(cells) + " |", flush=True)


def bare_parse():
    """Builds the bench that parses a repository and does nothing else."""
    command = ["cargo", "bench", "--no-run", "--bench", "bare_parse", "--message-format", "json"]
    lines = subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE).stdout.splitlines()
    found = (json.loads(line) for line in lines if line.startswith(b"{"))
    return next(it["executable"] for it in found
                if it.get("target", {}).get("name") == "bare_parse" and it.get("executable"))


def clone(root, folder):
    """Clones the repository, so that files can be changed in it."""
    git = ["git", "-c", "core.hooksPath=/dev/null"]
    subprocess.run([*git, "clone", "-q", "--no-hardlinks", str(root), folder], check=True)
    return Path(folder)


def of_repository(arguments, folder):
    root = clone(arguments.root, folder / "clone")
    cache = folder / "cache"
    tracked = subprocess.run(["git", "ls-files", "-z", "*.go", "*.md", "*.rs"], cwd=root, check=True,
                             stdout=subprocess.PIPE).stdout.decode().split("\0")
    backlog = ["TASKS.md", "TODO.md", "tasks.md"]
    changed = [root / path for path in tracked if path and Path(path).name not in backlog][:10]
    count = iter(range(1_000_000))

    def change():
        for path in changed:
            path.write_text(path.read_text() + f"\n// {next(count)}\n")

    def forget():
        shutil.rmtree(cache, ignore_errors=True)

    options = ["analyze", "--root", root, "--cache-dir", cache, "--no-keep"]
    options += ["--tasks", arguments.tasks] if arguments.tasks else []
    analyze = Run("nothing changed", [arguments.ctx, *options])
    parse = Run("bare parse", [bare_parse()], environment={"CTX_BENCH_ROOT": str(root)})
    status = Run("`git status`", ["git", "status"], folder=root)
    cat = "git ls-files -z | xargs -0 cat 2>/dev/null | cat > /dev/null; true"
    runs = [
        Run("cold", [arguments.ctx, *options], before=forget),
        Run("cold, one thread", [arguments.ctx, *options, "--threads", "1"], before=forget),
        analyze,
        Run("ten files changed", [arguments.ctx, *options], before=change),
        parse,
        status,
        Run("reading every file", ["sh", "-c", cat], folder=root),
        Run("`ctx --version`", [arguments.ctx, "--version"]),
    ]
    # It comes after a run that saw the same files.
    analyze.before = lambda: subprocess.run(analyze.command, stdout=subprocess.DEVNULL, check=True)
    yardsticks = [parse, status, analyze]
    if arguments.old:
        # It keeps its history in the clone from its first run on.
        old = ["analyze", "--root", root] + (["--tasks", arguments.tasks] if arguments.tasks else [])
        old = Run("older ctx", [arguments.old, *old])
        runs.append(old)
        yardsticks.append(old)
    table(f"{arguments.root.name}: {len(tracked) - 1:,} Go, Markdown and Rust files", runs,
          arguments.pairs, yardsticks)
    if not arguments.backtest:
        return
    options = ["backtest", "--root", root, "--no-keep", "--cache-dir", cache]
    first = Run("first backtest", [arguments.ctx, *options], before=forget)
    runs = [first, Run("second backtest", [arguments.ctx, *options])]
    if arguments.old:
        runs.append(Run("older ctx", [arguments.old, "backtest", "--root", root]))
    table("ctx backtest", runs, max(1, arguments.pairs // 2), [runs[-1]] if arguments.old else [first])


def word(words, at):
    return words[at * 7 % len(words)]


def repository(folder, files):
    """Writes a Go repository of small files."""
    for file in range(files):
        package = f"{word(NOUNS, file % 40)}{file % 40}"
        path = folder / "internal" / package / f"{word(VERBS, file)}_{word(NOUNS, file // 3)}{file}.go"
        path.parent.mkdir(parents=True, exist_ok=True)
        steps = (f"\n// Step{file}x{step} will {word(VERBS, file + step)} the {word(NOUNS, file // 5 + step)}."
                 f"\nfunc Step{file}x{step}() {{}}\n" for step in range(6))
        path.write_text(f"package {package}\n" + "".join(steps))


def backlog(path, tasks):
    """Writes a backlog of which half the tasks name a file or a function."""
    lines = []
    for task in range(tasks):
        if task % 20 == 0:
            lines.append(f"\n## Part {task // 20}: {word(NOUNS, task // 20)}\n")
        verb, first, second = word(VERBS, task), word(NOUNS, task), word(NOUNS, task // 7)
        lines.append("- [ ] " + [
            f"{verb} the {first} of a {second} in `{word(VERBS, task)}_{first}{task * 31 % 1000}.go`",
            f"{verb} {first} when `Step{task * 31 % 1000}x2` meets a {second}",
            f"{verb} {first} and {second} before number {task}",
            f"{verb} {first} {task} times",
        ][task % 4])
    path.write_text("\n".join(lines) + "\n")


def growth(arguments, folder):
    def runs(name, counts, make):
        for count in counts:
            place = folder / f"{name}-{count}"
            place.mkdir()
            make(place, count)
            command = [arguments.ctx, "analyze", "--root", place, "--no-cache", "--no-keep"]
            yield Run(f"{count:,} {name}", command)

    def of_tasks(place, count):
        repository(place, 1_000)
        backlog(place / "TASKS.md", count)

    def of_files(place, count):
        repository(place, count)
        backlog(place / "TASKS.md", 100)

    for name, counts, make in [("tasks", [1_000, 2_500, 10_000], of_tasks),
                               ("files", [2_500, 10_000, 40_000], of_files)]:
        rows = list(runs(name, counts, make))
        table(f"Growth with the {name}", rows, max(1, arguments.pairs // 2), [rows[0]])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ctx", type=Path, required=True, help="the release build to time")
    parser.add_argument("--root", type=Path, help="a repository with a backlog; it is cloned [default: this one]")
    parser.add_argument("--tasks", type=Path, help="a backlog to analyze in place of the repository's own")
    parser.add_argument("--old", type=Path, help="an older build to compare with")
    parser.add_argument("--pairs", type=int, default=7, help="turns of each table [default: 7]")
    parser.add_argument("--backtest", action="store_true", help="time `ctx backtest` as well")
    parser.add_argument("--growth", action="store_true", help="time generated repositories of growing size")
    arguments = parser.parse_args()
    for name in ["ctx", "root", "tasks", "old"]:
        if path := getattr(arguments, name):
            setattr(arguments, name, path.resolve())
    if not arguments.root:
        arguments.root = PROJECT
        arguments.tasks = arguments.tasks or PROJECT / "tests/fixtures/orders-service/TASKS.md"
    with tempfile.TemporaryDirectory() as folder:
        if arguments.growth:
            growth(arguments, Path(folder))
        else:
            of_repository(arguments, Path(folder))


main()
