// Writes the pages that `check.mjs` checks: `node make.mjs CTX FOLDER`.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { spawnSync } from "node:child_process";

const [ctx, folder] = process.argv.slice(2).map((path) => resolve(path));
const fixture = "tests/fixtures/orders-service";
const work = mkdtempSync(join(tmpdir(), "ctx-html-"));
const TASKS = 300;
const FINISHED = 40;

const environment = {
  ...process.env,
  XDG_CACHE_HOME: join(work, "cache"),
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "A", GIT_AUTHOR_EMAIL: "a@example.org", GIT_COMMITTER_NAME: "A", GIT_COMMITTER_EMAIL: "a@example.org",
};

function run(program, args, cwd) {
  const done = spawnSync(program, args, { cwd, env: environment, encoding: "utf8", maxBuffer: 1 << 28 });
  if (done.status !== 0) throw new Error(`${program} ${args.join(" ")}: ${done.error ?? done.stderr}`);
  return done.stdout;
}

function page(name, args, cwd) {
  writeFileSync(join(folder, `${name}.html`), run(ctx, [...args, "--output-format", "html"], cwd));
}

// Writes a page of `ctx check`.
function checked(name, args, cwd) {
  run(ctx, ["check", "--exit-zero", ...args, `--output-format=html=${join(folder, `${name}.html`)}`], cwd);
}

function tree(name, files) {
  const root = join(work, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

// Many tasks on the fixture's tree, in sections; most name a file, every seventh names none.
function large() {
  const root = join(work, "large");
  cpSync(fixture, root, { recursive: true });
  const verbs = ["Handle timeouts in", "Add a metric to", "Cover errors of", "Log the request id in", "Retry failures of", "Document", "Validate the input of"];
  const parts = ["internal/http/orders_handler.go", "internal/payment/stripe.go", "internal/payment/webhook.go", "internal/storage/postgres/orders.go", "internal/storage/postgres/stock.go", "internal/auth/token.go", "internal/inventory/reservation.go", "internal/config/config.go", "internal/notify/mailer.go", "internal/orders/order.go", "cmd/orders/migrate.go", "docs/deployment.md", "internal/auth/middleware.go", "internal/http/server.go", "internal/payment/refund.go"];
  let text = "# Tasks\n";
  for (let at = 0; at < TASKS; at++) {
    if (at % 30 === 0) text += `\n## Phase ${at / 30 + 1}\n\n`;
    const part = parts[(at * 7 + Math.floor(at / 11)) % parts.length];
    const what = at % 7 === 6 ? "what the team decides" : `\`${part}\``;
    const after = at % 9 === 8 ? ` (after T${at - 3})` : "";
    text += `- [ ] T${at} ${verbs[at % verbs.length]} ${what}, step ${Math.floor(at / verbs.length)}${after}\n`;
  }
  writeFileSync(join(root, "TASKS.md"), text);
  page("large", ["analyze", "-C", root, "--tasks", join(root, "TASKS.md")]);
}

const INTRUDER = "<img src=x onerror=\"globalThis.intruded=true\"></script><script>globalThis.intruded=true</script>";

function hostile() {
  const name = "pay/<img src=x onerror=intruded=1>.go";
  const root = tree("hostile", {
    "pay/card.go": "package pay\n\n// Charge charges a card.\nfunc Charge() {}\n",
    [name]: "package pay\n\n// Refund refunds.\nfunc Refund() {}\n",
    "web/server.go": "package web\n\n// Serve serves.\nfunc Serve() {}\n",
    "TASKS.md": [
      `- [ ] H1 Charge once ${INTRUDER}`,
      `- [ ] H2 Refund \`onerror\` "quoted" 'single' &amp; --> <!-- ]]> Refund`,
      "- [ ] H3 Serve \u202eslower\u202c #label:<b>",
      `- [ ] H4 Serve and Charge javascript:alert(1) {{constructor}} \${7*7}`,
      `- [ ] <script>H5</script> Serve ${"long".repeat(200)}`,
    ].join("\n"),
  });
  page("hostile", ["analyze", "-C", root]);
}

function empty() {
  page("empty", ["analyze", "-C", tree("empty", { "TASKS.md": "- [x] Done\n" })]);
}

// A repository whose commits finish tasks: it has an accuracy, and then worktrees.
function past() {
  const root = tree("past", { "go.mod": "module past\n" });
  const names = ["mailer", "parser", "router", "ledger", "cache", "queue", "report"];
  const source = (name, functions) => `package ${name}\n\n${functions.map((it) => `// ${it} belongs to the ${name}.\nfunc ${it}() {}\n`).join("\n")}`;
  const tasks = Array.from({ length: FINISHED + 8 }, (_, at) => `P${at} Teach the ${names[at % names.length]} to wait ${at} seconds in ${names[at % names.length]}/${names[at % names.length]}.go`);
  const backlog = (done) => `# Tasks\n\n${tasks.map((task, at) => `- [${at < done ? "x" : " "}] ${task}`).join("\n")}\n`;
  const write = (path, text) => { mkdirSync(join(root, path, ".."), { recursive: true }); writeFileSync(join(root, path), text); };
  run("git", ["init", "-q", "-b", "main"], root);
  for (const name of names) write(`${name}/${name}.go`, source(name, ["Start"]));
  write("TASKS.md", backlog(0));
  const commit = (message, at) => {
    run("git", ["add", "-A"], root);
    Object.assign(environment, { GIT_AUTHOR_DATE: `${1700000000 + at * 86400} +0000`, GIT_COMMITTER_DATE: `${1700000000 + at * 86400} +0000` });
    run("git", ["commit", "-q", "-m", message], root);
  };
  commit("Begin", 0);
  for (let at = 0; at < FINISHED; at++) {
    const name = names[at % names.length];
    const functions = ["Start", ...Array.from({ length: Math.floor(at / names.length) + 1 }, (_, step) => `Wait${step}`)];
    write(`${name}/${name}.go`, source(name, functions));
    write("TASKS.md", backlog(at + 1));
    commit(tasks[at], at + 1);
  }
  page("backtest", ["backtest", "-C", root]);
  page("past", ["analyze", "-C", root]);
  run(ctx, ["worktree", "create"], root);
  // Two tracks change one file in the same place, and a third does what was predicted.
  const worktrees = run("git", ["worktree", "list", "--porcelain"], root).match(/^worktree .*$/gm).slice(1).map((line) => line.slice(9));
  const foresaid = [["mailer/mailer.go", "one"], ["mailer/mailer.go", "another"], ["queue/queue.go", "right"]];
  foresaid.forEach(([path, word], at) => {
    writeFileSync(join(worktrees[at], path), source(path.split("/")[0], ["Start", word]));
    run("git", ["commit", "-q", "-a", "-m", `Change ${path}`], worktrees[at]);
  });
  page("status", ["worktree", "status"], root);
}

// The fixture's backlog with a finding of each rule, some of which a baseline has or a comment suppresses, on a
// branch that changes files of other tasks.
function findings() {
  const root = join(work, "findings", "orders-service");
  cpSync(fixture, root, { recursive: true });
  const write = (path, text) => writeFileSync(join(root, path), text);
  const before = readFileSync(join(root, "TASKS.md"), "utf8");
  const commit = (message) => {
    run("git", ["add", "-A"], root);
    run("git", ["commit", "-q", "-m", message], root);
  };
  Object.assign(environment, { GIT_AUTHOR_DATE: "1700000000 +0000", GIT_COMMITTER_DATE: "1700000000 +0000" });
  run("git", ["init", "-q", "-b", "main"], root);
  commit("Take orders");
  let text = before;
  const edit = (from, to) => {
    if (!text.includes(from)) throw new Error(`the fixture lacks ${from}`);
    text = text.replace(from, to);
  };
  edit("- [ ] [E4] `/healthz` should report the build version", "- [ ] [E4] `/healthz` should report the build version (DONE 2025-04-02)");
  edit("- [ ] Ask legal how long invoices must be kept", "- [ ] Celebrate");
  write("TASKS.md", text);
  run(ctx, ["check", "--exit-zero", "--output-format=json=../baseline.json"], root);
  edit("must\n  still fail at once.", "must\n  still fail at once. #track:retries");
  edit("- [ ] P1.2: Partial refunds, see specs/refunds.md", "- [ ] P1.2: Partial refunds in `internal/payment/stripe.go` #track:refunds");
  edit("charges twice (depends on P1.1)", "charges twice (depends on P1.1) #track:keys");
  edit("- [ ] P1.5: Cover `translate`", "- [ ] P1.5: Cover `translate` in `internal/payment/stripe.go` #track:tests");
  edit("  Files: `internal/storage/postgres/migrations/0003_orders_by_customer.sql`", "  - Update `internal/storage/postgres/orders.go` to sort by the index\n\n  Files: `internal/storage/postgres/migrations/0003_orders_by_customer.sql`");
  edit("#priority:high\n- [ ] S.2", "#priority:high (depends on S.9)\n- [ ] S.2");
  edit("Count and\n  insert in one statement.", "Count and\n  insert in one statement. <!-- ctx: ignore duplicate -->");
  edit("  in `ParseEvent`.", "  in `ParseEvent`. (DONE 2025-04-01) <!-- ctx: ignore looks-done: it waits for the release -->");
  edit("- [ ] Recipe: refund a part", "- [ ] D1: Recipe: refund a part");
  edit("of an order for a customer\n", "of an order for a customer (depends on D2)\n");
  edit("- [ ] Runbook for payments: what to do when webhooks pile up", "- [ ] D2: Runbook for payments: what to do when webhooks pile up (depends on D1)");
  edit("- [ ] CI: cache", "- [ ] CI: cache modules and build output in the test workflow\n- [ ] Zzz qqq\n- [ ] CI: cache");
  edit("- [x] [E5] Cancel endpoint", "- [ ] [E5] Cancel endpoint #track:cancel");
  run("git", ["switch", "-q", "-c", "work/cancel"], root);
  write("TASKS.md", text);
  for (const path of ["internal/http/orders_handler.go", "internal/http/orders_handler_test.go", "internal/storage/postgres/orders.go", "internal/payment/stripe.go"]) {
    write(path, `${readFileSync(join(root, path), "utf8")}\n`);
  }
  commit("Round amounts");
  checked("check", ["--diff", "main...HEAD", "--baseline", "../baseline.json"], root);
}

// A backlog without findings, and one with 2,000 and hostile text.
function clean() {
  const code = { "parse/parse.go": "package parse\n\n// Parse reads.\nfunc Parse() {}\n", "docs/format.md": "# The format\n\nLines of text.\n" };
  const text = "# Tasks\n\n- [ ] T1: Make `Parse` in parse/parse.go faster\n- [ ] T2: Describe the format in docs/format.md\n";
  checked("check-clean", [], tree("clean", { ...code, "TASKS.md": text }));
  const name = "a,b '&<img src=x onerror=intruded=1>.md";
  const tasks = Array.from({ length: 1000 }, (_, at) => `- [ ] M${at}: ${INTRUDER} \u202e --> <!-- ]]> \u001b[31m \${7*7} javascript:alert(1) 日本 (depends on X${at}-<b>)`);
  checked("check-many", ["--tasks", name], tree("many", { ...code, [name]: `# ${INTRUDER}\n\n${tasks.join("\n")}\n` }));
}

page("fixture", ["analyze", "-C", fixture, "--history-depth", "0", "--no-keep"]);
large();
hostile();
empty();
findings();
clean();
past();
rmSync(work, { recursive: true });
