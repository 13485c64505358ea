#!/usr/bin/env python3
"""Sends signals to ctx at random moments and reports how long it takes to end.

    benches/interrupts.py --ctx target/release/ctx --root REPOSITORY [--times 60]

Each command runs without a cache and is interrupted at a random moment of the time that it takes. The time
counts from the signal to the end of the process. Files that a run leaves in the folder for temporary files
or beside its output are errors. With --worktrees, `worktree create` and `teardown` run in a clone of the
repository instead. `create` may take longer to roll back, if it says so in time; what it leaves is an error.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

COMMANDS = [
    ["analyze", "--no-keep", "--output-format", "json", "--output-file", "OUT/answer.json"],
    ["analyze", "--no-keep", "--cache-dir", "OUT/cache"],
    ["check", "--exit-zero", "--no-cache"],
    ["next", "--no-cache"],
    ["backtest", "--no-keep", "--no-cache", "--limit", "20"],
]
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


def start(options, command, folder, errors=subprocess.DEVNULL):
    arguments = [part.replace("OUT", folder) for part in command]
    os.makedirs(f"{folder}/temporary", exist_ok=True)
    environment = os.environ | {"TMPDIR": f"{folder}/temporary", "XDG_CACHE_HOME": f"{folder}/cache"}

    def awake():
        for number in SIGNALS:
            signal.signal(number, signal.SIG_DFL)

    return subprocess.Popen([options.ctx, *arguments], cwd=options.root, env=environment, preexec_fn=awake,
                            start_new_session=True,
                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)


def left(folder):
    """Lists what a run must not leave."""
    found = [f"temporary/{name}" for name in os.listdir(f"{folder}/temporary")]
    for where, _, names in os.walk(folder):
        found += [os.path.join(where, name) for name in names if name.startswith((".ctx-", "ctx-draft-"))]
    return found


def git(folder, *arguments):
    return subprocess.run(["git", "-C", folder, *arguments], check=True, capture_output=True, text=True).stdout


def state(folder):
    return git(folder, "worktree", "list", "--porcelain") + git(folder, "for-each-ref", "refs/heads")


def worktrees(options, chance):
    """Interrupts `create` and `teardown` as a terminal does (the whole group) and as `kill` does."""
    failed = False
    print("| command | whole run | interrupts | says so after, at most | ends after, at most | median |")
    print("|---|---|---|---|---|---|")
    for name, prepare, command in [
        ("create", [], ["worktree", "create", "--no-plan", "a", "b", "c"]),
        ("teardown", ["worktree", "create", "--no-plan", "a"], ["worktree", "teardown", "a", "--no-merge"]),
    ]:
        times, said, whole = [], [], None
        for number in range(options.times + 1):
            with tempfile.TemporaryDirectory(prefix="interrupts-") as folder:
                clone = f"{folder}/p"
                git(options.root, "clone", "--quiet", "--local", options.root, clone)
                options.root, root = clone, options.root
                if prepare:
                    start(options, prepare, folder).wait()
                before, begun = state(clone), time.monotonic()
                process = start(options, command, folder, subprocess.PIPE)
                if whole is None:
                    process.communicate()
                    whole = time.monotonic() - begun
                else:
                    time.sleep(chance.uniform(0, whole))
                    if process.poll() is None:
                        begun = time.monotonic()
                        (os.killpg if number % 2 else os.kill)(process.pid, signal.SIGINT)
                        told = [time.monotonic() - begun for line in process.stderr if b"interrupted" in line]
                        process.wait()
                        times.append(time.monotonic() - begun)
                        # A run that says nothing has to end in time.
                        said.append((told or times[-1:])[0])
                        if name == "create" and process.returncode == 2 and state(clone) != before:
                            print(f"left by create: {state(clone)}", file=sys.stderr)
                            failed = True
                    start(options, ["worktree", "prune"], folder).wait()
                options.root = root
        times.sort()
        failed |= not times or max(said) > options.most
        if times:
            print(f"| `{name}` | {whole:.2f} s | {len(times)} | {max(said) * 1000:.0f} ms | "
                  f"{times[-1] * 1000:.0f} ms | {times[len(times) // 2] * 1000:.0f} ms |", flush=True)
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ctx", default="target/release/ctx")
    parser.add_argument("--root", required=True)
    parser.add_argument("--times", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worktrees", action="store_true", help="interrupt `worktree create` and `teardown`")
    parser.add_argument("--most", type=float, default=0.2, help="the longest time allowed, in seconds")
    options = parser.parse_args()
    options.ctx, options.root = os.path.abspath(options.ctx), os.path.abspath(options.root)
    chance = random.Random(options.seed)
    if options.worktrees:
        sys.exit(1 if worktrees(options, chance) else 0)
    failed = False
    print("| command | whole run | interrupts | longest | median | ended by |")
    print("|---|---|---|---|---|---|")
    for command in COMMANDS:
        with tempfile.TemporaryDirectory(prefix="interrupts-") as folder:
            begun = time.monotonic()
            start(options, command, folder).wait()
            whole = time.monotonic() - begun
        times, ends = [], set()
        for number in range(options.times):
            with tempfile.TemporaryDirectory(prefix="interrupts-") as folder:
                process = start(options, command, folder)
                time.sleep(chance.uniform(0, whole))
                if process.poll() is not None:
                    continue
                sent = SIGNALS[number % len(SIGNALS)] if command[0] != "backtest" else signal.SIGINT
                begun = time.monotonic()
                process.send_signal(sent)
                code = process.wait()
                times.append(time.monotonic() - begun)
                ends.add("signal" if code < 0 else str(code))
                if left(folder):
                    print(f"left by {command}: {left(folder)}", file=sys.stderr)
                    failed = True
        if not times:
            continue
        times.sort()
        failed |= times[-1] > options.most
        print(f"| `{' '.join(command[:1])}` {'with a file' if '--output-file' in command else ''} | {whole:.2f} s | "
              f"{len(times)} | {times[-1] * 1000:.0f} ms | {times[len(times) // 2] * 1000:.0f} ms | "
              f"{', '.join(sorted(ends))} |", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
