import { parseArgs } from "node:util";
import { NEWEST_MAJOR, OLDEST_MAJOR } from "../../src/core/vitess/version.ts";
import { openHarness, type Harness } from "./harness.ts";
import { playMove } from "./play.ts";
import { conductTour } from "./tour/conduct.ts";
import { isStoryName, STORIES, STORY_NAMES, type Story, type StoryName } from "./tour/stories.ts";

const USUAL_MAJOR = 23;

const { values } = parseArgs({
  options: { play: { type: "boolean", default: false }, story: { type: "string" }, vitess: { type: "string" } },
});
const version = values.vitess === undefined ? USUAL_MAJOR : Number(values.vitess);
const story = values.story ?? "happy-path";
if (!Number.isInteger(version) || version < OLDEST_MAJOR || version > NEWEST_MAJOR)
  refuseArguments(`--vitess takes a major release from ${OLDEST_MAJOR} to ${NEWEST_MAJOR}, such as --vitess 12.`);
else if (!isStoryName(story))
  refuseArguments([`There is no story ${story}. --story takes one of these:`, ...STORY_NAMES.map(describeStory)].join("\n"));
else if (values.story !== undefined && (values.play || values.vitess !== undefined))
  refuseArguments("--story is told on the page and chooses its own release of Vitess, so it goes with neither --play nor --vitess.");
else process.exitCode = values.play ? await playOnce() : await showUntilStopped(story);

function describeStory(name: StoryName): string {
  return `  ${name.padEnd(17)} ${STORIES[name].title}`;
}

function refuseArguments(reason: string): void {
  console.error(reason);
  process.exitCode = 1;
}

/** Plays a whole move. Returns exit code 0 if every step happened. */
async function playOnce(): Promise<number> {
  const on = await openHarness({ copySeconds: 12, rateLimits: true, version });
  try {
    await playMove(on, (line) => console.log(line));
    await on.close();
    console.log("play: completed");
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error([...on.roles.worker.log(), ...on.roles.app.log()].filter((line) => /"level":[456]0/.test(line)).join("\n"));
    await on.close();
    console.error("play: failed");
    return 1;
  }
}

/** Tells one story after the other at the same address; each begins with a new cluster and an empty workspace. */
async function showUntilStopped(first: StoryName): Promise<number> {
  const stopped = new Promise<"stopped">((resolve) => {
    process.once("SIGINT", () => resolve("stopped"));
    process.once("SIGTERM", () => resolve("stopped"));
  });
  let pagePort: number | undefined;
  for (let name = first; ;) {
    const chosenStory: Story = STORIES[name];
    const major = chosenStory.vitess ?? (pagePort === undefined ? version : USUAL_MAJOR);
    const on = await openHarness({ copySeconds: 45, rateLimits: true, version: major, ...(pagePort === undefined ? {} : { pagePort }) });
    const tour = conductTour(on, name);
    if (pagePort === undefined) greet(on, major);
    pagePort = Number(new URL(on.slack.pageUrl).port);
    const next = await Promise.race([stopped, tour.chosen, waitForEnd(on)]);
    tour.close();
    if (next === "app" || next === "worker") console.error(`The ${next} ended by itself:\n${on.roles[next].log().join("\n")}`);
    await on.close();
    if (next === "stopped") return 0;
    if (!isStoryName(next)) return 1;
    name = next;
    console.log(`Beginning anew: ${STORIES[name].title}`);
  }
}

function waitForEnd({ roles }: Harness): Promise<"app" | "worker"> {
  return Promise.race([roles.app.ended.then(() => "app" as const), roles.worker.ended.then(() => "worker" as const)]);
}

function greet({ slack }: Harness, major: number): void {
  console.log(`Tandem's demo runs, with a practice Vitess ${major}. Open ${slack.pageUrl}`);
  console.log("A tour beside the channel leads through a move; you can be Ana, Ben, Cho or Dev there.");
  console.log("Ctrl-C ends everything and leaves nothing behind.");
}
