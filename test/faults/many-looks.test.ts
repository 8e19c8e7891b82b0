import { afterEach, expect, it } from "vitest";
import { BEN, CHO, approve, DEV, MOVES, newMove, requested, switches } from "../acceptance/people.ts";
import { openProcesses, type Processes } from "../acceptance/processes.ts";
import { until } from "../operations/harness.ts";

const LOOKS = 2_000;

let around: Processes;

afterEach(() => around.close());

it("2,000 looks by one person do not delay an approved switch, and those beyond the limit are refused in words", async () => {
  around = await openProcesses({ apps: 1, workers: 1 });
  const { slack } = around;
  const move = await newMove(around, "flooded");
  const request = await requested(around, move, "switch --tablet-types primary");
  await approve(around, BEN, request);
  const looks = Promise.all(
    Array.from({ length: LOOKS }, () => slack.runCommand({ user: DEV, channel: MOVES, command: "/movetables", text: `status ${move}` })),
  );
  // Some hundreds are under way by then.
  await until(() => Promise.resolve(slack.ephemerals(DEV, MOVES).length > 200), 60_000);
  const approvedAt = Date.now();
  await approve(around, CHO, request);
  await until(() => Promise.resolve(switches(around, "flooded").length > 0), 60_000);
  const delay = Date.now() - approvedAt;
  const late = (await looks).filter(({ ok }) => !ok).length;
  // A look that takes long is told first that Tandem reads; its answer follows.
  const told = slack
    .ephemerals(DEV, MOVES)
    .map(({ text }) => text)
    .filter((text) => !text.startsWith("Reading "));
  const refused = told.filter((text) => text.includes("was not run, and nothing was changed"));
  console.log(
    `The switch was sent ${delay} ms after the last vote was pressed; ${refused.length} of ${LOOKS} looks were refused in words, ${late} acknowledged too late.`,
  );
  // Slack itself tells those whose acknowledgement a busy machine made late; they may be answered as well.
  expect(told.length).toBeGreaterThanOrEqual(LOOKS - late);
  expect(told.length).toBeLessThanOrEqual(LOOKS);
  // On a busy machine the store's answer about some may come too late for Slack, which those are told.
  expect(told.filter((text) => text.includes(move)).length).toBeLessThan(LOOKS / 2);
}, 180_000);
