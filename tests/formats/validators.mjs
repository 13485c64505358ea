// One validator for each format. It takes the path of a file and returns what is wrong with it, and how
// many findings it holds where its format has findings.
import { createRequire } from "node:module";
import { chmodSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { JSDOM } from "jsdom";
import { Marked } from "marked";
import { instance } from "@viz-js/viz";
import { validateXML } from "xmllint-wasm";
import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { read as commands } from "./commands.mjs";

const require = createRequire(import.meta.url);
const here = import.meta.dirname;
const text = (file) => readFileSync(file, "utf8");
const json = (file) => JSON.parse(text(file));

const multitool = join(here, "node_modules/@microsoft/sarif-multitool-linux");
chmodSync(join(multitool, "Sarif.Multitool"), 0o755);

function compiled(Kind, schema, options) {
  const ajv = new Kind({ strict: false, allErrors: false, validateFormats: true, ...options });
  addFormats(ajv);
  return ajv.compile(schema);
}
const sarifSchema = compiled(Ajv2020, json(join(multitool, "sarif-2.1.0.json")));
const gitlabSchema = compiled(Ajv, json(join(here, "gitlab.schema.json")));
const complaints = (validate, value) => (validate(value) ? [] : validate.errors.map((error) => `${error.instancePath} ${error.message}`));

// The exit code of the tool is 0 whatever it finds; its log has the results. Notes are advice on style.
function sarifRules(file) {
  const log = `${file}.log`;
  const env = { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1" };
  const args = ["validate", file, "--rule-kind", "Sarif;Ghas", "--output", log, "--log", "ForceOverwrite", "--level", "Error;Warning"];
  const done = spawnSync(join(multitool, "Sarif.Multitool"), args, { env, encoding: "utf8", maxBuffer: 1 << 28 });
  if (done.status !== 0) return [`the multitool ends with ${done.status ?? done.error}: ${done.stdout}`];
  const results = json(log).runs.flatMap((run) => run.results ?? []);
  const notices = json(log).runs.flatMap((run) => (run.invocations ?? []).flatMap((it) => it.toolExecutionNotifications ?? []));
  rmSync(log);
  const told = [...results, ...notices.filter((notice) => notice.level === "error")];
  return told.map((it) => `${it.ruleId ?? it.descriptor?.id} ${it.message?.arguments?.join(", ") ?? it.message?.text}`);
}

async function xml(file, schema) {
  const result = await validateXML({ xml: [{ fileName: "it.xml", contents: text(file) }], schema: [text(join(here, schema))], maxMemoryPages: 4096 });
  return result.valid ? [] : result.errors.map((error) => error.message);
}

const JUNIT = `
import sys
from junitparser import JUnitXml, Failure
suites = JUnitXml.fromfile(sys.argv[1])
assert type(suites) is JUnitXml, "the root is no testsuites"
cases = [case for suite in suites for case in suite]
failed = [case for case in cases if any(isinstance(it, Failure) for it in case.result)]
assert (suites.tests, suites.failures) == (len(cases), len(failed)), "the counts are wrong"
assert len({(case.classname, case.name) for case in cases}) == len(cases), "two cases have one name"
assert all(len(case.result) <= 1 and case.name for case in cases), "a case without name, or with two outcomes"
print(len(failed))
`;

function junitparser(file) {
  const env = { ...process.env, PYTHONPATH: join(here, "python") };
  const done = spawnSync("python3", ["-c", JUNIT, file], { env, encoding: "utf8" });
  return done.status === 0 ? { errors: [], count: Number(done.stdout) } : { errors: [done.stderr.trim().split("\n").pop()] };
}

// Anything else in a rendered comment came from the text of a task.
const ALLOWED = new Set(["H3", "P", "STRONG", "TABLE", "THEAD", "TBODY", "TR", "TH", "TD"]);

function markdown(file) {
  const source = text(file);
  const { document } = new JSDOM(new Marked({ gfm: true, async: false }).parse(source)).window;
  const errors = [...document.body.querySelectorAll("*")].filter((it) => !ALLOWED.has(it.tagName)).map((it) => `an element ${it.outerHTML.slice(0, 80)}`);
  const rows = [...document.querySelectorAll("tbody tr")];
  errors.push(...rows.filter((row) => row.cells.length !== 4 || !row.cells[3].textContent).map((row) => `a row ${row.outerHTML.slice(0, 80)}`));
  if (source.includes("|---|") && rows.length === 0) errors.push("the table is not one");
  if (source.length > 65_536) errors.push("longer than a comment may be");
  if (!source.startsWith("<!-- ctx-check -->\n")) errors.push("no marker");
  const left = /(\d+) of \d+ findings are not shown/.exec(source)?.[1] ?? 0;
  return { errors, count: rows.length + Number(left) };
}

const vnu = require.resolve("vnu-jar/build/dist/vnu.jar");

// Findings that a comment suppresses are on the page as well, and count for nothing.
function html(file) {
  const done = spawnSync("java", ["-jar", vnu, "--errors-only", "--stdout", file], { encoding: "utf8", maxBuffer: 1 << 28 });
  if (done.error) return { errors: [`the Nu checker does not run: ${done.error.message}`] };
  const errors = done.status === 0 ? [] : [`${done.status} ${done.stdout.slice(0, 500)}`];
  return { errors, count: text(file).match(/<li class="finding [a-z]+" id="finding-/g)?.length ?? 0 };
}

const viz = await instance();
function dot(file) {
  const result = viz.render(text(file), { format: "svg" });
  return { errors: result.status === "success" ? [] : result.errors.map((error) => error.message) };
}

// Mermaid wants a window, and draws nothing beyond its default limits.
const { window } = new JSDOM("");
Object.assign(globalThis, { window, document: window.document });
const mermaidModule = (await import("mermaid")).default;
async function mermaid(file) {
  const source = text(file);
  const { maxTextSize, maxEdges } = mermaidModule.mermaidAPI.defaultConfig;
  if (source.length > maxTextSize) return { errors: [`${source.length} characters; Mermaid draws ${maxTextSize}`] };
  const edges = source.split("\n").filter((line) => /^ {2}t\d+ -/.test(line)).length;
  if (edges > maxEdges) return { errors: [`${edges} edges; Mermaid draws ${maxEdges}`] };
  return mermaidModule.parse(source).then(() => ({ errors: [] }), (error) => ({ errors: [error.message] }));
}

async function rdjson(file) {
  const { RDFormatValidator } = require("@umbrelladocs/rdformat-validator");
  const result = await new RDFormatValidator({ strictMode: true, allowExtraFields: false }).validateFile(file);
  return { errors: result.errors.map((error) => error.message), count: json(file).diagnostics?.length };
}

function github(file) {
  const { commands: found, errors } = commands(text(file));
  const more = found.map((it) => Number(/\((\d+) more /.exec(it.message)?.[1] ?? 0));
  return { errors, count: found.length + more.reduce((sum, it) => sum + it, 0) };
}

function gitlab(file) {
  const issues = json(file);
  const errors = complaints(gitlabSchema, issues);
  if (Array.isArray(issues) && new Set(issues.map((it) => it.fingerprint)).size !== issues.length) errors.push("two issues have one fingerprint");
  return { errors, count: issues.length };
}

const sarifCount = (file) => json(file).runs?.[0]?.results?.length;

/** Rows of name, extension of the files, and validator. */
export const VALIDATORS = [
  ["SARIF by its schema", "sarif", async (file) => ({ errors: complaints(sarifSchema, json(file)), count: sarifCount(file) })],
  ["SARIF by sarif-multitool, with the rules of code scanning", "sarif", async (file) => ({ errors: sarifRules(file), count: sarifCount(file) })],
  ["JUnit by Jenkins' schema", "junit", async (file) => ({ errors: await xml(file, "junit-10.xsd") })],
  ["JUnit by junitparser", "junit", async (file) => junitparser(file)],
  ["rdjson by rdformat-validator", "rdjson", rdjson],
  ["GitLab's report by a schema", "gitlab", async (file) => gitlab(file)],
  ["GitHub's commands by their grammar", "github", async (file) => github(file)],
  ["Checkstyle's report by a schema", "checkstyle", async (file) => ({ errors: await xml(file, "checkstyle.xsd") })],
  ["Markdown by marked", "markdown", async (file) => markdown(file)],
  ["HTML by the Nu checker", "html", async (file) => html(file)],
  ["DOT by Graphviz", "dot", async (file) => dot(file)],
  ["Mermaid by its parser", "mermaid", mermaid],
];
