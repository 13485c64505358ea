// Writes the pages that `check.mjs` checks: `node make.mjs CTX FOLDER`.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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

page("fixture", ["analyze", "-C", fixture, "--history-depth", "0", "--no-keep"]);
large();
hostile();
empty();
past();
rmSync(work, { recursive: true });
