// Writes the outputs that `check.mjs` checks: `node make.mjs CTX FOLDER`. Each format is written for three
// backlogs: a clean one, one with ten findings, and one with 2,000 findings and hostile text.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { spawnSync } from "node:child_process";

const [ctx, folder] = process.argv.slice(2).map((path) => resolve(path));
const work = mkdtempSync(join(tmpdir(), "ctx-formats-"));
const FINDINGS = ["sarif", "github", "gitlab", "junit", "rdjson", "checkstyle", "markdown", "json", "html"];
const GRAPHS = ["dot", "mermaid"];
// Tasks with two findings each.
const MANY = 1000;

// Text that tries to end a string, a cell, a comment, a command or an element.
const HOSTILE = "::error file=x::\u001b[31m ]]> <script>alert(1)</script> &\"' @all #1 %0A \u202e\u{1f600} <!-- x --> ${{ secrets.X }} https://x.y [a](b) \\| ``` \\\" 日本";

const CODE = {
  "go.mod": "module example.com/small\n",
  "parse/parse.go": "package parse\n\n// Parse reads.\nfunc Parse() {}\n",
  "count/count.go": "package count\n\n// Count counts frobs.\nfunc Count() {}\n",
  "docs/format.md": "# The format\n\nLines of text.\n",
  "docs/other.md": "# Something else\n\nWords.\n",
  "cmd/main.go": "package main\n\nfunc main() {}\n",
};

const BACKLOGS = {
  clean: "# Tasks\n\n- [ ] T1: Make `Parse` in parse/parse.go faster\n- [ ] T2: Describe the format in docs/format.md\n",
  ten: [
    "# Tasks\n",
    "- [ ] T1: Make `Parse` in parse/parse.go faster #track:speed",
    "- [ ] T2: Have `Parse` in parse/parse.go report lines #track:errors",
    "- [ ] T3: Describe the format in docs/format.md (depends on T9)",
    "- [ ] T4: Count frobs in count/count.go (DONE 2026-08-17)",
    "- [ ] T5: Zzz qqq",
    "- [ ] T6: Count words in count/count.go (depends on T7)",
    "- [ ] T7: Count lines in count/count.go (depends on T6)",
    "- [ ] T8: Call `Parse` from cmd/main.go (depends on T99)",
    "- [ ] T10: Frobnicate the wibble",
    "- [ ] T11: Describe something else in docs/other.md (depends on T77) <!-- ctx: ignore order -->",
  ].join("\n"),
  many: `# Tasks ${HOSTILE}\n\n${Array.from({ length: MANY }, (_, at) => `- [ ] M${at}: ${HOSTILE} (depends on X${at}-${HOSTILE.slice(0, 16)})`).join("\n")}\n`,
};

function tree(name, backlog) {
  const root = join(work, name);
  for (const [path, text] of Object.entries({ ...CODE, [backlog]: BACKLOGS[name] })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

function run(args, cwd, codes) {
  const env = { ...process.env, XDG_CACHE_HOME: join(work, "cache"), GITHUB_STEP_SUMMARY: "" };
  const done = spawnSync(ctx, args, { cwd, env, encoding: "utf8", maxBuffer: 1 << 28 });
  if (!codes.includes(done.status)) throw new Error(`ctx ${args.join(" ")}: ${done.error ?? done.stderr}`);
}

for (const name of Object.keys(BACKLOGS)) {
  const backlog = name === "many" ? "a,b:%0A ' & <i> ]]>.md" : "TASKS.md";
  const root = tree(name, backlog);
  const to = (format) => `--output-format=${format}=${join(folder, `${name}.${format}`)}`;
  run(["check", "--tasks", backlog, ...FINDINGS.map(to)], root, [name === "clean" ? 0 : 1]);
  for (const format of GRAPHS) {
    run(["analyze", "--no-keep", "--tasks", backlog, "--output-format", format, "--output-file", join(folder, `${name}.${format}`)], root, [0]);
  }
}
rmSync(work, { recursive: true });
