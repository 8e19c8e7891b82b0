import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { isStoryName, STORY_NAMES, type StoryName } from "../../deploy/demo/tour/stories.ts";
import { moveByHand } from "./by-hand.ts";
import { inspectGallery } from "./gallery.ts";
import type { Faults } from "./inspect.ts";
import { pressThroughAnEdit } from "./slow-press.ts";
import { tellStories } from "./stories.ts";

/**
 * Looks at the page in headless Chromium: all of the gallery, a move by hand, and one story of the tour; or only the stories that are named.
 * Leaves pictures to look at, and fails if axe finds anything in them.
 */
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
const TOLD_BY_DEFAULT: StoryName = "killed-vtctld";

if (CHROMIUM === undefined) {
  console.error("No Chromium is installed. Install one: apt-get install chromium.");
  process.exit(1);
}
const named = readStories(process.argv.slice(2));
// A chapter that has become shorter would keep the last tiles of an earlier run.
if (named.length === 0) await rm(SHOTS, { recursive: true, force: true });
await mkdir(SHOTS, { recursive: true });
const faults: Faults = new Map();
const browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
try {
  if (named.length === 0) {
    console.log(`gallery: ${await inspectGallery(browser, SHOTS, faults)} messages, modals and tabs`);
    await pressThroughAnEdit(browser);
    await moveByHand(browser, SHOTS);
    console.log("a move by hand: completed");
  }
  await tellStories(browser, named.length === 0 ? [TOLD_BY_DEFAULT] : named, SHOTS, faults);
} finally {
  await browser.close();
}
for (const [fault, place] of faults) console.error(`axe: ${fault}\n  ${place}`);
console.log(faults.size === 0 ? `page: completed, pictures in ${SHOTS}` : `page: axe finds ${faults.size} faults, pictures in ${SHOTS}`);
process.exitCode = faults.size === 0 ? 0 : 1;

/** The stories that the command line names; `all` names all. */
function readStories(names: readonly string[]): readonly StoryName[] {
  return (names[0] === "all" ? STORY_NAMES : names).map((name) => {
    if (!isStoryName(name)) throw new Error(`There is no story ${name}; there are ${STORY_NAMES.join(", ")}, and all.`);
    return name;
  });
}
