import { expect, test } from "vitest";
import { moveId } from "../../../src/core/vitess/names.ts";
import { CREATE_DEFAULTS, SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import { toChannelId, toPersonId } from "../../../src/core/people/people.ts";
import { adoptAll, adoptMove } from "../../../src/operations/following/adopt-move.ts";
import type { Answer } from "../../../src/core/command/answers.ts";
import { answerCommand } from "../../../src/operations/commands/answer-command.ts";
import { parse } from "../../../src/command/parse.ts";
import type { VerbDeps } from "../../../src/operations/deps.ts";
import { scanClusters } from "../../../src/operations/following/scan-clusters.ts";
import { startOrStop } from "../../../src/operations/moves/start-stop.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { ASKER, COMMERCE, done, followed, lines, SWITCH_AT_ONCE } from "../moves.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { C2C, move, PROD, type Harness } from "../harness.ts";
import { requestNamed, tablesNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();
const OPERATORS = toChannelId("C0OPS");
const TO_SHARDED = move("prod/customer2.to_sharded");

function withOperatorsChannel({ deps }: Harness): VerbDeps {
  return { ...deps, clusters: { ...deps.clusters, alarmsOf: () => OPERATORS } };
}

/** Somebody creates a workflow by command line. */
async function beginElsewhere(harness: Harness): Promise<void> {
  await harness.vitess.createMove(TO_SHARDED, { ...CREATE_DEFAULTS, sourceKeyspace: COMMERCE, tables: tablesNamed("customer") });
}

test("a workflow started elsewhere is offered once, in the operators' channel, however often the scan runs", () =>
  withHarness(async (harness) => {
    const deps = withOperatorsChannel(harness);
    await scanClusters(deps);
    expect(await harness.records.notices.unposted()).toEqual([]);
    await beginElsewhere(harness);
    for (let round = 0; round < 3; round += 1) await scanClusters(deps);
    const notices = await harness.records.notices.unposted();
    expect(notices).toMatchObject([
      { channel: "C0OPS", body: { kind: "offer", move: TO_SHARDED, sourceKeyspace: "commerce", tables: ["customer"] } },
    ]);
    expect(harness.jobs.asked.filter((job) => job.startsWith("publish-notice"))).toHaveLength(1);
  }));

test("without an operators' channel nothing is offered to anybody", () =>
  withHarness(async (harness) => {
    await beginElsewhere(harness);
    const before = harness.simulator.calls().length;
    await scanClusters(harness.deps);
    expect(harness.simulator.calls()).toHaveLength(before);
    expect(await harness.records.notices.unposted()).toEqual([]);
  }));

test("adopting a workflow follows it, with a thread that says so; a second adopt finds it followed", () =>
  withHarness(async (harness) => {
    await beginElsewhere(harness);
    expect(await adoptMove(harness.deps, TO_SHARDED, ASKER)).toEqual({ kind: "adopted", keyspace: "customer2", moves: [TO_SHARDED] });
    expect(await adoptMove(harness.deps, TO_SHARDED, ASKER)).toMatchObject({ kind: "adopted" });
    const later = { ...ASKER, at: ASKER.at + 60_000 };
    expect(await adoptMove(harness.deps, TO_SHARDED, later)).toMatchObject({ kind: "refused", reason: "already-adopted" });
    expect((await harness.records.entries(moveId(TO_SHARDED), 0)).map((entry) => entry.body.kind)).toEqual(["adopted"]);
  }));

test("all workflows of a keyspace are adopted at once, except followed and reverse ones", () =>
  withHarness(async (harness) => {
    await beginElsewhere(harness);
    expect(await adoptAll(harness.deps, PROD, TO_SHARDED.targetKeyspace, ASKER)).toMatchObject({ moves: [TO_SHARDED] });
    expect(await adoptAll(harness.deps, PROD, TO_SHARDED.targetKeyspace, ASKER)).toMatchObject({ kind: "adopted", moves: [] });
    expect(await adoptAll(harness.deps, PROD, move("prod/custmer.x").targetKeyspace, ASKER)).toMatchObject({
      reason: "unknown-keyspace",
      nearest: ["customer", "customer2"],
    });
  }));

test("a switch by command line is announced with its time, as not Tandem's", () =>
  withHarness(async (harness) => {
    await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    await harness.vitess.switchTraffic(C2C, SWITCH_DEFAULTS, { direction: "forward", dryRun: false });
    await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    const outside = (await lines(harness)).filter((body) => body.kind === "outside");
    expect(outside.map((body) => body.what)).toEqual(["reads-switched", "writes-switched"]);
    expect(outside.every((body) => body.notBefore <= body.notAfter)).toBe(true);
  }));

test("what changes right after an operation of Tandem's own is announced, even if no reading came in between", () =>
  withHarness(async (harness) => {
    await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    await done(harness, SWITCH_AT_ONCE, "r1");
    await harness.vitess.switchTraffic(C2C, SWITCH_DEFAULTS, { direction: "backward", dryRun: false });
    await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    const outside = (await lines(harness)).filter((body) => body.kind === "outside");
    expect(outside.map((body) => body.what)).toEqual(["reads-switched-back", "writes-switched-back"]);
  }));

test("what Tandem does itself is not attributed to anybody else", () =>
  withHarness(async (harness) => {
    await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    for (const doing of ["stop", "start"] as const) {
      await startOrStop(harness.deps, await followed(harness), { doing, shards: [] }, ASKER);
      await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    }
    await done(harness, SWITCH_AT_ONCE, "r1");
    await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    expect((await lines(harness)).filter((body) => body.kind === "outside")).toEqual([]);
  }));

test("a workflow that was stopped by command line is announced, and so is its start", () =>
  withHarness(async (harness) => {
    await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    await harness.vitess.setRunning(C2C, "Stopped");
    await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    await harness.vitess.setRunning(C2C, "Running");
    await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    const outside = (await lines(harness)).filter((body) => body.kind === "outside");
    expect(outside.map((body) => body.what)).toEqual(["streams-stopped", "streams-started"]);
  }));

/** What Dev, who only reads, is answered. */
async function toldToDev(harness: Harness, text: string): Promise<Answer> {
  const id = requestNamed(`dev: ${text}`);
  const told: Answer[] = [];
  const talk = { answer: (_to: unknown, answer: Answer) => Promise.resolve(void told.push(answer)) };
  await harness.records.inbox.create(id, {
    id,
    text,
    by: toPersonId("U0DEV"),
    channel: toChannelId("C0DEV"),
    receivedAt: 1_767_225_700_000,
  });
  await answerCommand({ ...harness.deps, talk, understand: parse }, id);
  const [answer] = told;
  if (answer === undefined) throw new Error(`nothing was answered to ${text}`);
  return answer;
}

test("a reader can look at a workflow started elsewhere, which does not make it a move, and cannot follow it", () =>
  withHarness(async (harness) => {
    await beginElsewhere(harness);
    for (const verb of ["show", "diagnose", "preflight", "vdiff show"])
      expect(await toldToDev(harness, `${verb} customer2.to_sharded`)).toMatchObject({ kind: "foreign-status", name: TO_SHARDED });
    expect(await toldToDev(harness, "follow customer2.to_sharded")).toMatchObject({ kind: "refused", reason: "not-an-operator" });
    expect(await toldToDev(harness, "show customer2.to_shardet")).toMatchObject({ kind: "refused", reason: "unknown-workflow" });
    expect(await harness.records.moves.get(moveId(TO_SHARDED))).toBeUndefined();
    expect(await toldToDev(harness, "show customer.commerce2customer")).toMatchObject({ kind: "show" });
  }));
