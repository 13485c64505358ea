// Has every file that `make.mjs` wrote validated by a program that is not ours: `node check.mjs FOLDER`.
// The last line counts the checks.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BROKEN } from "./broken.mjs";
import { VALIDATORS } from "./validators.mjs";

const folder = process.argv[2];
const COUNTS = { clean: 0, ten: 10, many: 2000 };
// These have one line for a file that several tasks share: two of the ten findings.
const LINES = { "GitHub's commands by their grammar": { ten: 9 }, "Markdown by marked": { ten: 9 }, "HTML by the Nu checker": { ten: 9 } };

let passed = 0;
const failures = [];
function check(name, holds, detail) {
  if (holds) passed++;
  else failures.push(`${name}: ${detail}`);
}

const validated = (validate, file) => validate(file).catch((error) => ({ errors: [String(error.message ?? error)] }));

for (const [name, extension, validate] of VALIDATORS) {
  for (const [fixture, expected] of Object.entries({ ...COUNTS, ...LINES[name] })) {
    const { errors, count = expected } = await validated(validate, join(folder, `${fixture}.${extension}`));
    check(`${name}, ${fixture}`, errors.length === 0, errors.slice(0, 3).join("; "));
    check(`${name}, ${fixture}`, count === expected, `${count} findings, not ${expected}`);
  }
  const good = readFileSync(join(folder, `ten.${extension}`), "utf8");
  const bad = BROKEN[name](good);
  const file = join(folder, `broken.${extension}`);
  writeFileSync(file, bad);
  const { errors } = await validated(validate, file);
  check(`${name}, broken`, bad !== good && errors.length > 0, "is accepted");
}

for (const failure of failures) console.error(failure);
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
