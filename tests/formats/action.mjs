// Plays through action.yml and templates/check.yml as far as that is possible without their services:
// `node action.mjs CTX FOLDER`. The `run` steps of the action are read from its file, in order, and run by
// bash with the environment that it gives them. Steps of others (`uses`) are left out.
import { appendFileSync, cpSync, chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { spawnSync } from "node:child_process";
import { parse, parseAllDocuments } from "yaml";

const [ctx, folder] = process.argv.slice(2).map((path) => resolve(path));
const root = resolve(".");
const work = join(folder, "action");
const bin = join(work, "bin");
mkdirSync(bin, { recursive: true });
symlinkSync(ctx, join(bin, "ctx"));

// A stand-in for GitHub's program: it keeps comments in a file, as the service would.
writeFileSync(join(bin, "gh"), `#!/usr/bin/env node
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const file = process.env.COMMENTS;
const comments = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
const args = process.argv.slice(2);
const field = args.find((it) => it.startsWith("body=@"));
const path = args.find((it) => it.startsWith("repos/"));
if (args[0] !== "api") process.exit(9);
if (!field) {
  const marker = /startswith\\("(.*?)"\\)/.exec(args[args.indexOf("--jq") + 1])[1];
  for (const it of comments) if (it.user.type === "Bot" && it.body.startsWith(marker)) console.log(it.id);
  process.exit(0);
}
const body = readFileSync(field.slice(6), "utf8");
if (args.includes("PATCH")) comments.find((it) => path.endsWith("/" + it.id)).body = body;
else comments.push({ id: comments.length + 1, user: { type: "Bot" }, body });
writeFileSync(file, JSON.stringify(comments));
`);
chmodSync(join(bin, "gh"), 0o755);

// Copies the fixture and adds a task with two findings.
const checkout = (name) => {
  const to = join(work, name);
  cpSync("tests/fixtures/orders-service", to, { recursive: true });
  appendFileSync(join(to, "TASKS.md"), "\n- [ ] Z1 Zzz qqq (depends on Z9)\n");
  return to;
};

// Replaces the expressions of GitHub Actions that the action has. An unknown one is an error.
function filled(value, context) {
  return String(value).replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, name) => {
    if (!(name in context)) throw new Error(`action.yml: unknown expression ${name}`);
    return context[name];
  });
}

// Tells whether a condition of a step holds: terms joined by `&&`.
function holds(condition, context) {
  return String(condition ?? "always()").split("&&").map((it) => it.trim()).every((term) => {
    if (term === "always()") return true;
    const found = /^(\S+) (==|!=) '(.*)'$/.exec(term);
    if (!found || !(found[1] in context)) throw new Error(`action.yml: unknown condition ${term}`);
    return (context[found[1]] === found[3]) === (found[2] === "==");
  });
}

/** Runs the action with inputs, in an environment; returns the exit code, what it printed, and the files it wrote. */
export function action(name, inputs, own = {}) {
  const { inputs: declared, runs } = parse(readFileSync("action.yml", "utf8"));
  const workspace = checkout(name);
  const files = join(work, `${name}.files`);
  mkdirSync(files);
  const context = { "github.action_path": root, "github.event_name": "pull_request", "github.event.pull_request.number": "7", "github.token": "none", "runner.os": "Linux" };
  for (const [key, { default: value = "" }] of Object.entries(declared)) context[`inputs.${key}`] = filled(inputs[key] ?? value, context);
  for (const key of Object.keys(inputs)) if (!(key in declared)) throw new Error(`action.yml: no input ${key}`);
  const environment = {
    ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, XDG_CACHE_HOME: join(work, "cache"), RUNNER_TEMP: files,
    GITHUB_ACTIONS: "true", GITHUB_REPOSITORY: "owner/name", GITHUB_STEP_SUMMARY: join(files, "summary"), COMMENTS: join(work, "comments.json"), ...own,
  };
  let code = 0;
  let printed = "";
  for (const step of runs.steps) {
    const outputs = step.id ? `steps.${step.id}.outputs.` : "";
    for (const it of ["exit-code", "sarif-file", "markdown-file"]) if (outputs) context[outputs + it] = "";
    if (!step.run || !holds(step.if, context) || (code !== 0 && !String(step.if).includes("always()"))) continue;
    const output = join(files, `output-${step.name}`);
    const env = { ...environment, GITHUB_OUTPUT: output };
    for (const [key, value] of Object.entries(step.env ?? {})) env[key] = filled(value, context);
    const done = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", filled(step.run, context)], { cwd: workspace, env, encoding: "utf8" });
    printed += done.stdout + done.stderr;
    code ||= done.status ?? 1;
    const lines = existsSync(output) ? readFileSync(output, "utf8").trim().split("\n") : [];
    for (const line of lines) context[outputs + line.slice(0, line.indexOf("="))] = line.slice(line.indexOf("=") + 1);
  }
  const read = (path) => (path && existsSync(path) ? readFileSync(path, "utf8") : "");
  return { code, printed, context, summary: read(environment.GITHUB_STEP_SUMMARY), sarif: read(context["steps.check.outputs.sarif-file"]), comments: JSON.parse(read(environment.COMMENTS) || "[]") };
}

/** Makes a home without an installed ctx, but for the programs of `installed` (path to text), and with a stand-in for cargo,
 * which counts its runs; returns its environment and the count. */
export function bare(name, installed = {}) {
  const home = join(work, name);
  const programs = join(home, "programs");
  mkdirSync(programs, { recursive: true });
  const write = (path, text) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, 0o755);
  };
  const runs = join(home, "cargo-runs");
  write(join(programs, "cargo"), `#!/usr/bin/env bash
echo run >>"${runs}"
while [ "$1" != --root ]; do shift; done
mkdir -p "$2/bin" && ln -s "${ctx}" "$2/bin/ctx"
`);
  for (const [path, text] of Object.entries(installed)) write(join(home, path), text);
  // Of the PATH, folders with a ctx are left out.
  const others = process.env.PATH.split(delimiter).filter((folder) => !existsSync(join(folder, "ctx")));
  const count = () => (existsSync(runs) ? readFileSync(runs, "utf8").trim().split("\n").length : 0);
  return { environment: { HOME: home, PATH: [programs, ...others].join(delimiter) }, count };
}

/** Returns the digest that the action gives to the sources in a folder. */
export function version(source) {
  const output = join(source, "output");
  const done = spawnSync("bash", [join(root, ".ci/action-version")], { env: { ...process.env, CTX_SOURCE: source, GITHUB_OUTPUT: output }, encoding: "utf8" });
  if (done.status !== 0) throw new Error(done.stderr);
  return readFileSync(output, "utf8").trim().split("\n").at(-1).replace("sources=", "");
}

/** Copies the sources of the program. */
export function sources() {
  const to = join(work, "sources");
  mkdirSync(to);
  for (const part of ["Cargo.toml", "Cargo.lock", "build.rs", "rust-toolchain.toml", "README.md", "crates", "docs", "queries", "skills", "src"]) cpSync(part, join(to, part), { recursive: true });
  return to;
}

/** Runs the script of GitLab's component; returns the exit code and the reports. */
export function component(name, inputs) {
  const [spec, jobs] = parseAllDocuments(readFileSync("templates/check.yml", "utf8")).map((document) => document.toJS());
  const value = (text) => String(text).replace(/\$\[\[\s*inputs\.(\w+)\s*\]\]/g, (_, key) => {
    if (!(key in spec.spec.inputs)) throw new Error(`templates/check.yml: no input ${key}`);
    return inputs[key] ?? spec.spec.inputs[key].default;
  });
  const job = jobs["ctx-check"];
  const workspace = checkout(name);
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, CI_PROJECT_DIR: workspace, GITHUB_ACTIONS: "" };
  for (const [key, text] of Object.entries(job.variables)) env[key] = value(text).replaceAll("$CI_PROJECT_DIR", workspace);
  const done = spawnSync("bash", ["-eo", "pipefail", "-c", job.script.map(value).join("\n")], { cwd: workspace, env, encoding: "utf8" });
  const reports = Object.fromEntries(Object.entries(job.artifacts.reports).map(([kind, file]) => [kind, join(workspace, file)]));
  return { code: done.status, printed: done.stdout + done.stderr, reports };
}
