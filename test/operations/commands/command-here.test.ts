import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { parse } from "../../../src/command/parse.ts";
import type { Doable } from "../../../src/core/command/reverse-lines.ts";
import type { Answer } from "../../../src/core/command/answers.ts";
import { answerCommand } from "../../../src/operations/commands/answer-command.ts";
import { fitCommandHere } from "../../../src/operations/commands/command-here.ts";
import { sayRefusal } from "../../../src/slack/wording/refusals.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import type { CommerceOptions } from "../../../practice/vtctld/cluster/presets.ts";
import { runningMove } from "../moves.ts";
import { SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import { ANA, C2C, isConnected, joinHarness, MOVES, openHarness, PROD, type Harness } from "../harness.ts";
import { requestNamed } from "../../names.ts";

let redis: PrivateRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

async function harnessOf(options: CommerceOptions): Promise<Harness> {
  const harness = await openHarness(redis.url, options);
  onTestFinished(() => harness.end());
  return harness;
}

function typed(line: string): Doable {
  const parsed = parse(line);
  if (parsed.kind !== "command" || parsed.command.verb === "form" || parsed.command.verb === "help") throw new Error(line);
  return parsed.command;
}

async function answered(harness: Harness, line: string): Promise<Answer | undefined> {
  let told: Answer | undefined;
  await harness.deps.records.inbox.create(line, { id: requestNamed(line), by: ANA, channel: MOVES, text: line, receivedAt: 1 });
  const talk = { answer: (_to: unknown, answer: Answer) => Promise.resolve(void (told = answer)) };
  await answerCommand({ ...harness.deps, talk, understand: parse }, line);
  return told;
}

test("an option that the cluster's release lacks is refused before any call, and the sentence says which release has it", async () => {
  const harness = await harnessOf({ version: 19 });
  const refused = await answered(harness, "switch customer.commerce2customer --force");
  expect(refused).toMatchObject({ reason: "option-needs-version", release: { needs: 21, bound: "since", connected: "19" } });
  if (refused?.kind !== "refused") throw new Error("not refused");
  expect(sayRefusal(refused.reason, refused, { now: 1 }).text).toBe(
    "`--force` needs Vitess 21 or later, and this cluster runs 19. Nothing was done.",
  );
});

test("v1 commands are refused on releases that removed them", async () => {
  const harness = await harnessOf({ version: 23 });
  const refused = await answered(harness, "vtctlclient SwitchReads -tablet_type=rdonly customer.commerce2customer");
  if (refused?.kind !== "refused") throw new Error("not refused");
  expect(sayRefusal(refused.reason, refused, { now: 1 }).text).toBe(
    "`SwitchReads` and `SwitchWrites` need Vitess 15 or earlier, and this cluster runs 23. Nothing was done.",
  );
});

test("a command passes if the release has everything, with all cells replaced by the existing cells", async () => {
  const harness = await harnessOf({ version: 23 });
  const create = typed("create customer.c2c --source-keyspace commerce --tables customer --all-cells");
  expect(await fitCommandHere(harness.deps, create, PROD)).toMatchObject({ verb: "create", options: { cells: ["zone1"] } });
  const forced = typed("switch customer.c2c --force");
  expect(await fitCommandHere(harness.deps, forced, PROD)).toEqual(forced);
});

test("a VDiff in Tandem's own form is accepted on Vitess 18", async () => {
  const harness = await harnessOf({ version: 18 });
  const here = await fitCommandHere(harness.deps, typed("vdiff create customer.c2c"), PROD);
  expect(here).toMatchObject({ verb: "vdiff-create", options: { maxReportSampleRows: 10n, onlyPks: false } });
});

test("a cluster that does not answer is left to the verb to report", async () => {
  const harness = await openHarness(redis.url);
  await harness.simulator.close();
  const forced = typed("switch customer.c2c --force");
  expect(await fitCommandHere(harness.deps, forced, PROD)).toEqual(forced);
  harness.close();
});

test("a command on the reverse workflow is an operation on the move that Tandem follows", async () => {
  const harness = await harnessOf({});
  await runningMove(harness);
  const back = typed("vtctlclient MoveTables -tablet_types=primary ReverseTraffic customer.commerce2customer");
  const line = typed("vtctlclient MoveTables -tablet_types=primary SwitchTraffic commerce.commerce2customer_reverse");
  expect(await fitCommandHere(harness.deps, line, PROD)).toEqual(back);
});

test("dropping the target's tables through the reverse workflow is refused where a cancel would differ, and the move is named", async () => {
  const harness = await harnessOf({});
  await runningMove(harness);
  const refused = await answered(harness, "vtctlclient DropSources -rename_tables commerce.commerce2customer_reverse");
  if (refused?.kind !== "refused") throw new Error("not refused");
  expect(refused.example).toBeUndefined();
  expect(sayRefusal(refused.reason, refused, { now: 1 })).toEqual({
    text: "That name is the reverse workflow of `customer.commerce2customer`, and this cannot be requested on it. Nothing was done; look at the move itself first.",
    example: "status customer.commerce2customer",
  });
});

test("a command on the reverse workflow of an unfollowed move finds the move by what that workflow reads from", async () => {
  const harness = await harnessOf({});
  await runningMove(harness);
  await harness.vitess.switchTraffic(C2C, SWITCH_DEFAULTS, { direction: "forward", dryRun: false });
  const elsewhere = joinHarness({ ...harness.address, prefix: "{knows-nothing}" });
  onTestFinished(() => elsewhere.close());
  await isConnected(elsewhere.records);
  const line = typed("vtctlclient Workflow commerce.commerce2customer_reverse delete");
  expect(await fitCommandHere(elsewhere.deps, line, PROD)).toMatchObject({
    reason: "not-on-reverse",
    subject: "customer.commerce2customer",
  });
});
