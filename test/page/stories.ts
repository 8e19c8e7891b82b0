import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { TOUR_WORKFLOW } from "../../deploy/demo/tour/sight.ts";
import { TOUR_STEPS, type StepName } from "../../deploy/demo/tour/steps.ts";
import { STORIES, STORY_NAMES, type StoryName } from "../../deploy/demo/tour/stories.ts";
import { approveAs, press } from "./hands.ts";
import { inspect, type Faults } from "./inspect.ts";

const DEMO = fileURLToPath(new URL("../../deploy/demo/main.ts", import.meta.url));

/** Follows the tour through these stories, one after the other on the page of one demo, as a visitor would. */
export async function tellStories(browser: Browser, names: readonly StoryName[], shots: string, faults: Faults): Promise<void> {
  const demo = spawn(process.execPath, ["--import", "tsx", DEMO], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(demo, "exit");
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    page.on("pageerror", (error) => {
      throw error;
    });
    await page.goto(await readAddress(demo.stdout));
    await page.getByRole("button", { name: "Leave the tour" }).click();
    await inspect(page, join(shots, "without-the-tour"), faults);
    await page.getByRole("button", { name: "Show the tour" }).click();
    for (const name of names) {
      // The demo begins with the first one by itself, and choosing it would begin it anew.
      if (name !== STORY_NAMES[0]) await page.selectOption("#story", { label: STORIES[name].title });
      await tell(page, name, join(shots, name), faults);
      console.log(`story: ${name}, told to its end`);
    }
    await page.close();
  } finally {
    demo.kill("SIGTERM");
    await ended;
  }
}

async function readAddress(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(output)) {
    const address = /Open (http:\S+)/.exec(line)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error("the demo ended before it gave its address");
}

async function tell(page: Page, name: StoryName, file: string, faults: Faults): Promise<void> {
  await page.locator("#guide-tells", { hasText: STORIES[name].tells }).waitFor();
  await inspect(page, `${file}-begin`, faults, unfoldTour);
  await page.selectOption("#speed", { label: "fast" });
  for (const [at, step] of STORIES[name].steps.entries()) {
    const { title } = TOUR_STEPS[step];
    // The step may be over by itself before anybody could look.
    if ((await page.locator("#guide-steps [aria-current] b").textContent()) !== title) continue;
    await HANDS[step](page);
    await page.locator(`#guide-steps [aria-current]:not(:has-text("${title}"))`).or(page.locator("#guide-end:not([hidden])")).waitFor();
    await inspect(page, `${file}-${at + 1}-${step}`, faults);
  }
  await page.locator("#guide-end:not([hidden])").waitFor();
  const { in: place, says } = SHOWN[name];
  if (place === "thread") await openThread(page);
  else await page.locator(`#side button:has-text("${place}")`).click();
  for (const words of says)
    await page
      .locator(place === "thread" ? "#replies" : "#rows")
      .getByText(words)
      .first()
      .waitFor();
  await inspect(page, `${file}-end`, faults);
}

/** What each story promises, and where somebody reads it at its end. */
const SHOWN: Readonly<Record<StoryName, { readonly in: "thread" | "# incident-42"; readonly says: readonly RegExp[] }>> = {
  "happy-path": { in: "thread", says: [/^VDiff clean/, /^Switched · /, /^Completed · /] },
  "dirty-vdiff": { in: "thread", says: [/^VDiff found differences/, /^VDiff clean/, /^Switched · /] },
  "held-by-lag": { in: "thread", says: [/^Approved, but held: lag 45 s, limit 30 s/, /^Switched · /] },
  "killed-vtctld": {
    in: "thread",
    says: [/^Applications cannot write/, /Outcome of SwitchTraffic unknown/, /^Writes unblocked/, /^Switched · /],
  },
  "incident-channel": { in: "# incident-42", says: [/^Completed · /] },
  "vitess-12": { in: "thread", says: [/^Done: switch reads · /, /^Done: switch writes · /, /^Completed · /] },
};

const TO_THREAD = "Open the thread";

/** What a visitor does at each step, by the buttons of the tour and those of Tandem. */
const HANDS: Readonly<Record<StepName, (page: Page) => Promise<void>>> = {
  create: sendFilled,
  createByV1: sendFilled,
  async follow(page) {
    await choose(page, "Be Dev");
    await choose(page, "Go to #incident-42");
    await sendFilled(page);
  },
  copy: (page) => choose(page, "Go to #db-moves"),
  compare,
  compareDirty: compare,
  async repair(page) {
    await choose(page, "Repair the rows");
    await compare(page);
  },
  async request(page) {
    await choose(page, "Be Ana");
    await press(page, "#rows", "Request switch");
  },
  approve,
  held: openThread,
  release: (page) => choose(page, "Let the streams catch up"),
  switch: openThread,
  outage: openThread,
  async rescue(page) {
    await choose(page, "Be Ana");
    await press(page, "#rows", "Unblock writes");
    await page.locator("#modal input[type=text]").fill(TOUR_WORKFLOW);
    await page.locator("#modal").getByRole("button", { name: "Unblock writes" }).click();
  },
  unlock: (page) => choose(page, "Remove the lock"),
  async again(page) {
    await choose(page, "Be Ana");
    await press(page, "#rows", "Run again");
    await approve(page);
  },
  requestReads: requestAndApprove,
  requestWrites: requestAndApprove,
  async window(page) {
    await choose(page, "Be Ana");
    await choose(page, "Fill in Complete");
    await send(page);
  },
  complete: approve,
};

/** On a phone it begins folded. */
async function unfoldTour(page: Page): Promise<void> {
  if (await page.locator("#guide-about").isHidden()) await page.locator("#guide summary").click();
}

async function choose(page: Page, label: string): Promise<void> {
  await page.locator("#guide-steps").getByRole("button", { name: label, exact: true }).click();
}

async function send(page: Page): Promise<void> {
  await page.locator("#composer").getByRole("button", { name: "Send" }).click();
}

async function sendFilled(page: Page): Promise<void> {
  await choose(page, "Fill in the command");
  await send(page);
}

async function compare(page: Page): Promise<void> {
  await choose(page, "Be Ana");
  await press(page, "#rows", "Run VDiff");
}

async function openThread(page: Page): Promise<void> {
  if (await page.locator("#thread").isHidden()) await choose(page, TO_THREAD);
}

async function approve(page: Page): Promise<void> {
  await openThread(page);
  await approveAs(page, ["Ben", "Cho"]);
}

async function requestAndApprove(page: Page): Promise<void> {
  await choose(page, "Be Ana");
  await sendFilled(page);
  await approve(page);
}
