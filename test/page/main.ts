import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "playwright-core";
import { openHarness } from "../../deploy/demo/harness.ts";
import { shootGallery } from "./gallery.ts";

/** Makes a move by hand on the demo's page in headless Chromium, as a new user would, and leaves screenshots to look at. */
const SHOTS = fileURLToPath(new URL("../../.reports/page/", import.meta.url));
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const MOVE = "customer.commerce2customer";

if (CHROMIUM === undefined) {
  console.error("No Chromium is installed. Install one: apt-get install chromium.");
  process.exit(1);
}
await mkdir(SHOTS, { recursive: true });
const harness = await openHarness({ copySeconds: 20, rateLimits: true });
const browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
try {
  console.log(`gallery: ${await shootGallery(browser, SHOTS)} chapters`);
  const page = await browser.newPage({ viewport: { width: 1360, height: 900 } });
  page.setDefaultTimeout(60_000);
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.goto(harness.slack.pageUrl);
  await moveByHand(page);
  console.log(`page: completed, screenshots in ${SHOTS}`);
} finally {
  await browser.close();
  await harness.close();
}

async function moveByHand(page: Page): Promise<void> {
  const shot = shooter(page);
  await say(page, "/movetables create");
  await page.locator("#modal").waitFor({ state: "visible" });
  await shot("create-form");
  await page.keyboard.press("Escape");
  await page.locator("#modal").waitFor({ state: "hidden" });

  await say(page, `/movetables creat ${MOVE}`);
  await page.getByText("did you mean").waitFor();
  await say(page, `/movetables create ${MOVE} --source-keyspace commerce --tables customer,corder`);
  await page.getByText(/Copying (?:about )?(?:\d+|under 1)%/).waitFor();
  await page.getByText(/Copying (?:about )?[4-9]\d%/).waitFor();
  await shot("copying");

  await press(page, "#rows", "Run VDiff");
  await page
    .locator("#rows")
    .getByText(/repl(y|ies)/)
    .first()
    .click();
  await page.locator("#replies").getByText("no difference").waitFor();
  await shot("vdiff-report");

  await press(page, "#rows", "Request switch");
  await page.locator("#replies").getByText("Approval needed").waitFor();
  await shot("request");
  await press(page, "#replies", "Approve");
  await page.getByText("somebody else must approve it").first().waitFor();
  await approveAs(page, ["Ben", "Cho"]);
  await page.locator("#replies").getByText(`Switched · ${MOVE}`).first().waitFor();
  await shot("switched");

  await press(page, "#rows", "Roll back");
  await page.locator("#replies").getByText(`Rolled back · ${MOVE}`).first().waitFor();
  await shot("rolled-back");

  // Vitess has forgotten the first one with the rollback.
  await press(page, "#rows", "Run VDiff");
  await page.locator("#replies").getByText("no difference").nth(1).waitFor();
  await say(page, `/movetables switch ${MOVE}`);
  await page.locator("#replies").getByText("Approval needed").last().waitFor();
  await be(page, "Ana");
  await openThread(page);
  await approveAs(page, ["Ben", "Cho"]);
  await page.getByText("is one press until").first().waitFor();
  await shot("home-again");

  await page.setViewportSize({ width: 390, height: 800 });
  await shot("on-a-phone");
}

async function approveAs(page: Page, people: readonly string[]): Promise<void> {
  for (const person of people) {
    await be(page, person);
    await openThread(page);
    await press(page, "#replies", "Approve");
    await page.locator("#replies").getByText(`${person} approved`).last().waitFor();
  }
}

async function be(page: Page, person: string): Promise<void> {
  await page.locator(`#people label:has-text("${person}")`).click();
}

async function openThread(page: Page): Promise<void> {
  if (await page.locator("#thread").isVisible()) return;
  await page
    .locator("#rows")
    .getByText(/repl(y|ies)/)
    .first()
    .click();
}

async function say(page: Page, text: string): Promise<void> {
  await page.fill("#say", text);
  await page.press("#say", "Enter");
}

/** Presses the newest button with this label, and confirms if Slack asks. */
async function press(page: Page, where: string, label: string): Promise<void> {
  await page.locator(`${where} button:has-text("${label}")`).last().click();
  const yes = page.locator("#confirm-yes");
  await yes.waitFor({ state: "visible", timeout: 500 }).catch(() => undefined);
  if (await yes.isVisible()) await yes.click();
}

function shooter(page: Page): (name: string) => Promise<void> {
  let number = 0;
  return async (name) => {
    number += 1;
    await page.screenshot({ path: join(SHOTS, `${String(number).padStart(2, "0")}-${name}.png`) });
  };
}
