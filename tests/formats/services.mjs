// Checks action.yml and GitLab's component on the fixture: `node services.mjs CTX FOLDER`.
import { appendFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { action, bare, component, sources, version } from "./action.mjs";
import { VALIDATORS } from "./validators.mjs";

let passed = 0;
const failures = [];
function check(name, holds, detail = "") {
  if (holds) passed++;
  else failures.push(`${name}: ${detail}`);
}
async function valid(extension, file) {
  for (const [name, , validate] of VALIDATORS.filter((row) => row[1] === extension)) {
    const { errors } = await validate(file);
    check(name, errors.length === 0, errors.join("; "));
  }
}

const first = action("first", { comment: "true", sarif: "true" });
check("findings make the action fail", first.code === 1, `code ${first.code}: ${first.printed}`);
check("annotations", /^::(notice|warning|error) file=TASKS\.md,line=\d+,/m.test(first.printed), first.printed);
check("the job summary", first.summary.startsWith("### ctx check\n"), first.summary.slice(0, 80));
check("one comment", first.comments.length === 1 && first.comments[0].body.startsWith("<!-- ctx-check -->\n"), JSON.stringify(first.comments).slice(0, 200));
await valid("sarif", first.context["steps.check.outputs.sarif-file"]);
await valid("markdown", first.context["steps.check.outputs.markdown-file"]);

const second = action("second", { comment: "true", summary: "false", "exit-zero": "true", arguments: "--select unknown" });
check("--exit-zero", second.code === 0 && second.context["steps.check.outputs.exit-code"] === "0", `code ${second.code}: ${second.printed}`);
check("no job summary", second.summary === "", second.summary.slice(0, 80));
check("the comment is replaced", second.comments.length === 1 && second.comments[0].body !== first.comments[0].body, JSON.stringify(second.comments).slice(0, 200));

const wrong = action("wrong", { comment: "true", arguments: "--select nothing" });
check("wrong usage fails the action", wrong.code === 2 && /unused|nothing/.test(wrong.printed), `code ${wrong.code}: ${wrong.printed}`);
check("and leaves the comment", wrong.comments.length === 1 && wrong.comments[0].body === second.comments[0].body);
check("and writes no SARIF", wrong.sarif === "");

const elsewhere = action("elsewhere", { directory: "docs", arguments: "--tasks ../TASKS.md" });
check("a directory", elsewhere.context["steps.check.outputs.exit-code"] !== "", elsewhere.printed);

// Programs of earlier states are never run.
const old = "#!/bin/sh\nexit 0\n";
const other = "#!/bin/sh\n[ \"$1\" != --version ] || echo ctx 0.0.1\n";
for (const [name, installed] of [
  ["nothing", {}],
  ["kept-at-the-old-place", { ".cache/ctx-analyze-action/bin/ctx": old }],
  ["kept-of-other-sources", { ".cache/ctx-analyze-action/0123/bin/ctx": old }],
  ["another-version", { "programs/ctx": other }],
  ["another-program", { "programs/ctx": "#!/bin/sh\nexit 3\n" }],
]) {
  const { environment, count } = bare(`home-${name}`, installed);
  const built = action(`built-${name}`, {}, environment);
  check(`${name}: the program is built`, built.code === 1 && count() === 1, `code ${built.code}, ${count()} builds: ${built.printed}`);
  const kept = action(`kept-${name}`, {}, environment);
  check(`${name}: and kept`, kept.code === 1 && count() === 1, `code ${kept.code}, ${count()} builds: ${kept.printed}`);
}

const source = sources();
const first_version = version(source);
check("the sources have a digest", /^[0-9a-f]{40,64}$/.test(first_version) && version(source) === first_version, first_version);
const versions = new Set([first_version]);
appendFileSync(join(source, "src/main.rs"), "// More.\n");
versions.add(version(source));
appendFileSync(join(source, "Cargo.lock"), "# More.\n");
versions.add(version(source));
renameSync(join(source, "src/main.rs"), join(source, "src/other.rs"));
versions.add(version(source));
check("another state has another digest", versions.size === 4, [...versions].join(" "));

const job = component("gitlab", { arguments: "--fail-on error" });
check("the component", job.code === 0, `code ${job.code}: ${job.printed}`);
await valid("gitlab", job.reports.codequality);
await valid("junit", job.reports.junit);
check("findings make the component fail", component("gitlab-fails", {}).code === 1);

for (const failure of failures) console.error(failure);
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
