import { parseArgs } from "node:util";
import { NEWEST_MAJOR, OLDEST_MAJOR } from "../../src/core/vitess/version.ts";
import { openHarness, type Harness } from "./harness.ts";
import { playMove } from "./play.ts";

const { values } = parseArgs({ options: { play: { type: "boolean", default: false }, vitess: { type: "string" } } });
const version = values.vitess === undefined ? 23 : Number(values.vitess);
if (Number.isInteger(version) && version >= OLDEST_MAJOR && version <= NEWEST_MAJOR) {
  const harness = await openHarness({ copySeconds: values.play ? 12 : 45, rateLimits: true, version });
  process.exitCode = values.play ? await playOnce(harness) : await showUntilStopped(harness);
} else {
  console.error(`--vitess takes a major release from ${OLDEST_MAJOR} to ${NEWEST_MAJOR}, such as --vitess 12.`);
  process.exitCode = 1;
}

/** Plays a whole move. Returns exit code 0 if every step happened. */
async function playOnce(on: Harness): Promise<number> {
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

async function showUntilStopped(on: Harness): Promise<number> {
  console.log(`Tandem's demo runs, with a practice Vitess ${version}. Open ${on.slack.pageUrl}`);
  console.log("You can be Ana, Ben, Cho or Dev there; begin as Ana with:");
  console.log("  /movetables create customer.commerce2customer --source-keyspace commerce --tables customer,corder");
  console.log("Ctrl-C ends everything and leaves nothing behind.");
  const reason = await Promise.race([
    new Promise<"signal">((resolve) => {
      process.once("SIGINT", () => resolve("signal"));
      process.once("SIGTERM", () => resolve("signal"));
    }),
    on.roles.app.ended.then(() => "app" as const),
    on.roles.worker.ended.then(() => "worker" as const),
  ]);
  if (reason !== "signal") console.error(`The ${reason} ended by itself:\n${on.roles[reason].log().join("\n")}`);
  await on.close();
  return reason === "signal" ? 0 : 1;
}
