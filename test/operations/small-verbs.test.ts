import { expect, test } from "vitest";
import { MIRROR_DEFAULTS } from "../../src/core/options/options.ts";
import { listKeyspaces, listTables, validateKeyspace } from "../../src/operations/clusters/look-around.ts";
import { mirrorTraffic } from "../../src/operations/moves/mirror-traffic.ts";
import { checkThrottler, showThrottler, throttle, unthrottle } from "../../src/operations/clusters/throttler.ts";
import { updateMove } from "../../src/operations/moves/update-move.ts";
import { approved, ASKER, carriedOut, COMMERCE, followed, lines, SWITCH_AT_ONCE } from "./moves.ts";
import { harnessesWithRunningMove } from "./running-move.ts";
import { C2C, move, PROD } from "./harness.ts";

const withHarness = harnessesWithRunningMove();
const NOWHERE = move("prod/comerce.x").targetKeyspace;

test("keyspaces and tables are listed, the largest table first", () =>
  withHarness(async (harness) => {
    expect(await listKeyspaces(harness.deps, PROD)).toEqual({
      kind: "keyspaces",
      cluster: "prod",
      keyspaces: ["commerce", "customer", "customer2"],
    });
    const answer = await listTables(harness.deps, PROD, COMMERCE);
    expect(answer.kind === "tables" && answer.tables.map((one) => one.table)).toEqual(["customer", "corder", "product"]);
    expect(answer).toMatchObject({
      moved: [
        { table: "corder", move: "customer.commerce2customer" },
        { table: "customer", move: "customer.commerce2customer" },
      ],
    });
    expect(await listTables(harness.deps, PROD, NOWHERE)).toMatchObject({ reason: "unknown-keyspace", nearest: ["commerce"] });
  }));

test("a keyspace is validated in Vitess's own words", () =>
  withHarness(async (harness) => {
    expect(await validateKeyspace(harness.deps, PROD, COMMERCE, true)).toEqual({
      kind: "validated",
      cluster: "prod",
      keyspace: "commerce",
      pingTablets: true,
      problems: [],
    });
    harness.simulator.state.setTabletAlive(101, false);
    const answer = await validateKeyspace(harness.deps, PROD, COMMERCE, true);
    expect(answer.kind === "validated" && answer.problems.length).toBeGreaterThan(0);
  }));

test("an app is throttled for a while, shown, and released", () =>
  withHarness(async (harness) => {
    const target = C2C.targetKeyspace;
    const asker = { ...ASKER, at: Date.now() };
    const held = { keyspace: target, app: "vplayer", ratio: 0.5, forMs: 600_000 };
    expect(await throttle(harness.deps, PROD, held, asker)).toMatchObject({ kind: "throttled", isOff: true });
    const customer = harness.simulator.cluster.keyspaces.get("customer");
    if (customer?.throttler === undefined) throw new Error("the keyspace has no throttler");
    customer.throttler.enabled = true;
    expect(await throttle(harness.deps, PROD, held, asker)).toMatchObject({ isOff: false });
    expect(await showThrottler(harness.deps, PROD, target)).toMatchObject({
      kind: "throttler",
      tablets: [{ shard: "0", throttledApps: expect.arrayContaining([expect.objectContaining({ name: "vplayer", ratio: 0.5 })]) }],
    });
    await throttle(harness.deps, PROD, { keyspace: target, app: "vplayer", ratio: 1, forMs: 600_000 }, asker);
    expect(await checkThrottler(harness.deps, PROD, target, "vplayer")).toMatchObject({
      kind: "throttler-checked",
      checks: [{ ok: false }],
    });
    await unthrottle(harness.deps, PROD, { keyspace: target, app: "vplayer" }, asker);
    expect(await checkThrottler(harness.deps, PROD, target, "vplayer")).toMatchObject({ checks: [{ ok: true }] });
  }));

test("an update sets what it names and nothing else, and the thread says what", () =>
  withHarness(async (harness) => {
    const answer = await updateMove(harness.deps, await followed(harness), { onDdl: "STOP", cells: ["zone1"], shards: [] }, ASKER);
    expect(answer).toMatchObject({ kind: "receipt", doing: "update" });
    expect((await lines(harness)).at(-1)).toMatchObject({ kind: "updated", changes: ["cells: zone1", "on DDL: STOP"] });
    const [stream] = harness.simulator.state.streams("customer", "commerce2customer");
    expect(stream).toMatchObject({ state: "Running", tabletTypes: ["REPLICA", "PRIMARY"] });
  }));

test("a share of the reads is mirrored, and none at 0 percent", () =>
  withHarness(async (harness) => {
    const mine = await followed(harness);
    await mirrorTraffic(harness.deps, mine, { ...MIRROR_DEFAULTS, percent: 5 }, ASKER);
    expect((await harness.vitess.rules()).mirrors.map((rule) => rule.percent)).toEqual([5, 5, 5, 5, 5, 5]);
    await mirrorTraffic(harness.deps, mine, { ...MIRROR_DEFAULTS, percent: 0 }, { ...ASKER, at: ASKER.at + 1 });
    expect((await harness.vitess.rules()).mirrors).toEqual([]);
    expect((await lines(harness)).filter((body) => body.kind === "mirrored").map((body) => body.percent)).toEqual([5, 0]);
  }));

test("a workflow whose writes are switched is not updated: its streams are frozen", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "r1");
    await carriedOut(harness.deps, "r1");
    const mine = await followed(harness);
    expect(await updateMove(harness.deps, mine, { onDdl: "STOP", shards: [] }, ASKER)).toMatchObject({ reason: "frozen" });
  }));
