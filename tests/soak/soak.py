#!/usr/bin/env python3
"""Edits a generated repository at random and analyzes it after each edit.

Every warm answer must equal a cold one, byte for byte. Memory must not grow with the number of runs, and
the cache must stay within its bound.

    tests/soak/soak.py --ctx target/release/ctx --edits 1000
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

# The bound on the cache (src/cache/mod.rs), and one entry that a run may write before it prunes.
MAX_CACHE_BYTES = 512 << 20
MAX_ENTRY_BYTES = MAX_CACHE_BYTES // 4

# The tree has about as many files at the end as at the start, so that runs of the last fifth may need this
# many times the memory of those of the first.
MAX_GROWTH = 1.25

WORDS = "order store index cache parse merge track split check plan file task user token query".split()


class Soak:
    def __init__(self, ctx, folder, seed):
        self.ctx = os.path.abspath(ctx)
        self.folder = folder
        self.random = random.Random(seed)
        self.main = os.path.join(folder, "main")
        self.root = self.main
        self.worktrees = []
        self.clock = 1_700_000_000
        os.mkdir(self.main)
        self.git("init", "--quiet", "--initial-branch=main")
        for number in range(120):
            self.write(f"p{number % 20}/f{number}.go", self.go(number % 20))
        for number in range(40):
            self.write(f"docs/d{number}.md", self.markdown())
        self.write("go.mod", "module example.com/soak\n")
        self.write("TASKS.md", self.backlog(40))
        self.commit("Begin")

    def git(self, *arguments):
        self.clock += 60
        date = f"{self.clock} +0000"
        known = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date, "GIT_CONFIG_GLOBAL": "/dev/null"}
        who = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "advice.updateSparsePath=false"]
        subprocess.run(["git", *who, *arguments], cwd=self.root, env=os.environ | known, check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def commit(self, subject):
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", subject)

    def write(self, path, text):
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def words(self, count):
        return " ".join(self.random.choice(WORDS) for _ in range(count))

    def go(self, package):
        functions = []
        for _ in range(self.random.randrange(1, 12)):
            name = "".join(word.title() for word in self.words(2).split())
            functions.append(f"// {name} does the {self.words(3)}.\nfunc {name}() {{\n\t_ = \"{self.words(4)}\"\n}}\n")
        return f"package p{package}\n\n" + "\n".join(functions)

    def markdown(self):
        return f"# The {self.words(2)}\n\n{self.words(30)}\n\n## `{self.words(1)}.go`\n\n{self.words(30)}\n"

    def backlog(self, tasks):
        lines = [f"- [ ] T{number}: Let the {self.words(3)} {self.words(2)} in p{self.random.randrange(20)}"
                 for number in range(tasks)]
        return "# Tasks\n\n" + "\n".join(lines) + "\n"

    def files(self):
        found = []
        for folder, folders, names in os.walk(self.root):
            folders[:] = sorted(name for name in folders if name != ".git")
            found += [os.path.join(folder, name) for name in sorted(names) if name not in (".git", "TASKS.md")]
        return found

    def edit(self):
        """Changes the tree in one of the ways in which people and tools change trees."""
        chance = self.random
        files = self.files()
        path = chance.choice(files) if files else os.path.join(self.root, "p0/new.go")
        kind = chance.randrange(20)
        if kind < 5:
            package = chance.randrange(20)
            self.write(f"p{package}/f{chance.randrange(120)}.go", self.go(package))
        elif kind < 7:
            self.write(f"docs/d{chance.randrange(40)}.md", self.markdown())
        elif kind == 7:
            os.utime(path, (self.clock, self.clock))
        elif kind == 8:
            os.chmod(path, chance.choice([0o644, 0o755]))
        elif kind == 9:
            os.replace(path, os.path.join(os.path.dirname(path), f"f{chance.randrange(120)}.go"))
        elif kind == 10 and len(files) > 120:
            os.remove(path)
        elif kind == 11:
            # The same size and the same time, another content.
            known = os.stat(path)
            with open(path, "r+b") as file:
                content = bytearray(file.read())
                if content:
                    content[chance.randrange(len(content))] = ord("q")
                file.seek(0)
                file.write(content)
            os.utime(path, ns=(known.st_atime_ns, known.st_mtime_ns))
        elif kind == 12:
            self.write(".gitignore", chance.choice(["", "p3/\n", "*.md\n", "docs/d1*\n!docs/d12.md\n"]))
        elif kind == 13:
            self.write(".gitattributes", chance.choice(["", "p1/* linguist-generated\n", "p2/** linguist-vendored\n"]))
        elif kind == 14:
            self.write("TASKS.md", self.backlog(chance.randrange(20, 60)))
        elif kind == 15:
            self.commit(f"Let the {self.words(3)}")
        elif kind == 16:
            self.commit("Before the switch")
            self.git("checkout", "--quiet", "-B", f"b{chance.randrange(4)}", f"HEAD~{chance.randrange(3)}")
        elif kind == 17:
            self.git("sparse-checkout", *chance.choice([["disable"], ["set", "p1", "p2", "docs"]]))
        elif kind == 18:
            if len(self.worktrees) < 3:
                place = os.path.join(self.folder, f"w{len(self.worktrees)}")
                self.root = self.main
                self.commit("Before the worktree")
                self.git("worktree", "add", "--quiet", "--detach", place)
                self.worktrees.append(place)
            self.root = chance.choice([self.main, *self.worktrees])
        else:
            self.root = chance.choice([self.main, *self.worktrees])
        if not os.path.exists(os.path.join(self.root, "TASKS.md")):
            self.write("TASKS.md", self.backlog(20))
        return kind

    def analyze(self, *more):
        """Returns the answer, the standard error, and the peak memory in bytes."""
        command = [self.ctx, "analyze", "--output-format", "json", "--no-keep", *more]
        with tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as said:
            process = subprocess.Popen(command, cwd=self.root, stdout=answer, stderr=said)
            # The system's own figure at the end includes this script, which the process was before it was ctx.
            peak = 0
            while process.poll() is None:
                peak = max(peak, high_water(process.pid))
                time.sleep(0.002)
            answer.seek(0)
            said.seek(0)
            if process.returncode != 0:
                sys.exit(f"exit code {process.returncode}: {said.read().decode()}")
            return answer.read(), said.read().decode(), peak


def high_water(pid):
    """Returns the peak memory of a running process so far, in bytes."""
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8") as status:
            lines = [line.split() for line in status if line.startswith("VmHWM:")]
    except OSError:
        return 0
    return int(lines[0][1]) * 1024 if lines else 0


def size(folder):
    return sum(entry.stat().st_size for entry in os.scandir(folder)) if os.path.isdir(folder) else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ctx", default="target/release/ctx")
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="ctx-soak-")
    cache = os.path.join(folder, "cache")
    soak = Soak(options.ctx, folder, options.seed)
    peaks, sizes, begun = [], [], time.monotonic()
    try:
        for number in range(options.edits):
            kind = soak.edit()
            warm, said, peak = soak.analyze("--cache-dir", cache)
            cold, _, _ = soak.analyze("--no-cache")
            if warm != cold:
                sys.exit(f"edit {number} (kind {kind}, seed {options.seed}): the warm answer differs; see {folder}")
            if "cache" in said:
                sys.exit(f"edit {number}: {said}")
            peaks.append(peak)
            sizes.append(size(cache))
        fifth = max(len(peaks) // 5, 1)
        first, last = max(peaks[:fifth]), max(peaks[-fifth:])
        took = time.monotonic() - begun
        print(f"{options.edits} edits, each analyzed warm and cold, in {took:.0f} s: the answers are equal")
        print(f"peak memory: {first / 1e6:.1f} MB in the first fifth, {last / 1e6:.1f} MB in the last")
        quarters = [sizes[len(sizes) * part // 4 - 1] / 1e6 for part in range(1, 5)]
        print("cache after each quarter: " + ", ".join(f"{quarter:.1f} MB" for quarter in quarters)
              + f"; the bound is {MAX_CACHE_BYTES / 1e6:.0f} MB")
        if last > first * MAX_GROWTH:
            sys.exit(f"memory grows more than {MAX_GROWTH} times")
        if max(sizes) > MAX_CACHE_BYTES + MAX_ENTRY_BYTES:
            sys.exit("the cache outgrows its bound")
    finally:
        if sys.exc_info()[0] is None:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
