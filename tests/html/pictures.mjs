// Takes the pictures of README.md and docs/html.md: `node pictures.mjs FOLDER PICTURES`, where FOLDER has
// the pages that `make.mjs` wrote.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [folder, pictures] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });

async function picture(name, { width, height, scheme = "light", section, of = "fixture" }) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(pathToFileURL(join(folder, `${of}.html`)).href);
  if (section) await page.evaluate((id) => document.getElementById(id).scrollIntoView(), section);
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(pictures, `${name}.png`) });
  await context.close();
}

await picture("report", { width: 1280, height: 860 });
await picture("overlaps", { width: 1280, height: 720, section: "overlaps" });
await picture("check", { width: 1280, height: 900, of: "check" });
if (process.argv.includes("--all")) {
  for (const scheme of ["light", "dark"]) {
    for (const section of [undefined, "overlaps", "files", "waiting"]) {
      await picture(`phone-${scheme}-${section ?? "top"}`, { width: 390, height: 844, scheme, section });
      await picture(`wide-${scheme}-${section ?? "top"}`, { width: 1280, height: 860, scheme, section });
    }
  }
}
await browser.close();
