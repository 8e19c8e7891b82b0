import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openHarness, type PracticeHarness } from "../../../deploy/demo/harness.ts";
import { conductTour, type Tour } from "../../../deploy/demo/tour/conduct.ts";
import { isJson, readObject, readObjects, type Json } from "../../../practice/slack/blocks/json.ts";
import { ACTIONS, toCommandAction } from "../../../src/slack/actions.ts";
import { MAIN } from "../../compiled.ts";

const DEMO = fileURLToPath(new URL("../../../deploy/demo/main.ts", import.meta.url));
const MOVES = "C0MOVES";
const MOVE = "customer.commerce2customer";
const WITHIN = { timeout: 60_000 };

describe("a story in the real processes", () => {
  let on: PracticeHarness;
  let tour: Tour;
  beforeAll(async () => {
    on = await openHarness({ copySeconds: 1, rateLimits: false, oneProcess: true, program: MAIN });
    tour = conductTour(on, "held-by-lag");
  });
  afterAll(async () => {
    tour.close();
    await on.close();
  });

  async function readGuide(): Promise<Json> {
    const response = await fetch(`${on.slack.pageUrl}page/snapshot?user=U0ANA&channel=${MOVES}&thread=`);
    const snapshot: unknown = await response.json();
    return isJson(snapshot) ? readObject(snapshot, "guide") : {};
  }
  async function readStep(): Promise<unknown> {
    return readObjects(await readGuide(), "steps").find(({ state }) => state === "now")?.["title"];
  }
  async function choose(choice: string): Promise<unknown> {
    const body = JSON.stringify({ kind: "guide", user: "U0ANA", choice });
    const headers = { "content-type": "application/json" };
    return (await fetch(`${on.slack.pageUrl}page/deed`, { method: "POST", headers, body })).json();
  }
  async function pressOnCard(actionId: string): Promise<void> {
    const card = await on.slack.waitFor(
      () => on.slack.messages(MOVES).find(({ blocks = [] }) => JSON.stringify(blocks).includes(actionId)),
      WITHIN.timeout,
    );
    await on.slack.click({ user: "U0ANA", channel: MOVES, ts: card.ts, actionId });
  }

  test(
    "the tour goes on when something has really happened: the lag holds an approved switch, which runs once the lag is gone",
    async () => {
      expect(await readStep()).toBe("Create the move");
      const text = `create ${MOVE} --source-keyspace commerce --tables customer,corder`;
      await on.slack.runCommand({ user: "U0ANA", channel: MOVES, command: "/movetables", text });
      await expect.poll(readStep, WITHIN).toBe("Compare both sides");

      await pressOnCard(toCommandAction("vdiff-create"));
      await expect.poll(readStep, WITHIN).toBe("Request the switch");
      await pressOnCard(toCommandAction("switch"));
      await expect.poll(readStep, WITHIN).toBe("Let two others approve");
      expect(on.vitess.state.streams("customer", "commerce2customer").map(({ forcedLag }) => forcedLag)).toEqual([45]);

      for (const user of ["U0BEN", "U0CHO"]) {
        const request = await on.slack.waitFor(() =>
          on.slack.messages(MOVES).find(({ blocks = [] }) => JSON.stringify(blocks).includes(ACTIONS.approve)),
        );
        await on.slack.click({ user, channel: MOVES, ts: request.ts, actionId: ACTIONS.approve });
      }
      // "See the switch wait" is over as soon as the thread says that it waits.
      await expect.poll(readStep, WITHIN).toBe("Let the lag fall");
      expect(await choose("repair:lag")).toEqual({});
      await expect.poll(readStep, WITHIN).toBe("Use the rollback window");
    },
    3 * WITHIN.timeout,
  );

  test("a visitor sets the speed and chooses another story in the tour, and hears of what it does not offer", async () => {
    const { copyRowsPerSecond } = on.vitess.cluster.pace;
    expect(await choose("speed:slow")).toEqual({});
    expect(on.vitess.cluster.pace.copyRowsPerSecond).toBe(copyRowsPerSecond / 4);
    expect(readObjects(await readGuide(), "speeds").map(({ title, chosen }) => [title, chosen])).toEqual([
      ["slow", true],
      ["usual", false],
      ["fast", false],
    ]);
    expect(await choose("repair:everything")).toEqual({ notice: "The tour does not offer that." });
    expect(await choose("story:vitess-12")).toEqual({});
    expect(await tour.chosen).toBe("vitess-12");
  });
});

test("an unknown story is refused with the names of all six", async () => {
  const demo = spawn(process.execPath, ["--import", "tsx", DEMO, "--story", "sad-path"]);
  const [error, [code]] = await Promise.all([demo.stderr.toArray(), once(demo, "exit")]);
  expect(code).toBe(1);
  expect(error.join("")).toMatch(
    /^There is no story sad-path\.[\s\S]*happy-path[\s\S]*dirty-vdiff[\s\S]*held-by-lag[\s\S]*killed-vtctld[\s\S]*incident-channel[\s\S]*vitess-12/,
  );
});
