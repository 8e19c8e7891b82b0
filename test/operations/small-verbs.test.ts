import { expect, test } from "vitest";
import { MIRROR_DEFAULTS } from "../../src/core/options/options.ts";
import { listKeyspaces, listTables, validateKeyspace } from "../../src/operations/clusters/look-around.ts";
import { mirrorTraffic } from "../../src/operations/moves/mirror-traffic.ts";
import { checkThrottler, showThrottler, throttle, unthrottle } from "../../src/operations/clusters/throttler.ts";
import { updateMove } from "../../src/operations/moves/update-move.ts";
import { approved, ASKER, carriedOut, COMMERCE, followed, lines, SWITCH_AT_ONCE } from "./moves.ts";
import { stagesWithRunningMove } from "./running-move.ts";
import { C2C, move, PROD } from "./stage.ts";

const onStage = stagesWithRunningMove();
const NOWHERE = move("prod/comerce.x").targetKeyspace;

test("keyspaces and tables are listed, the largest table first", () =>
  onStage(async (stage) => {
    expect(await listKeyspaces(stage.deps, PROD)).toEqual({
      kind: "keyspaces",
      cluster: "prod",
      keyspaces: ["commerce", "customer", "customer2"],
    });
    const answer = await listTables(stage.deps, PROD, COMMERCE);
    expect(answer.kind === "tables" && answer.tables.map((one) => one.table)).toEqual(["customer", "corder", "product"]);
    expect(answer).toMatchObject({
      moved: [
        { table: "corder", move: "customer.commerce2customer" },
        { table: "customer", move: "customer.commerce2customer" },
      ],
    });
    expect(await listTables(stage.deps, PROD, NOWHERE)).toMatchObject({ reason: "unknown-keyspace", nearest: ["commerce"] });
  }));

test("a keyspace is validated in Vitess's own words", () =>
  onStage(async (stage) => {
    expect(await validateKeyspace(stage.deps, PROD, COMMERCE, true)).toEqual({
      kind: "validated",
      cluster: "prod",
      keyspace: "commerce",
      pingTablets: true,
      problems: [],
    });
    stage.simulator.state.setTabletAlive(101, false);
    const answer = await validateKeyspace(stage.deps, PROD, COMMERCE, true);
    expect(answer.kind === "validated" && answer.problems.length).toBeGreaterThan(0);
  }));

test("an app is throttled for a while, seen, and let go", () =>
  onStage(async (stage) => {
    const target = C2C.targetKeyspace;
    const asker = { ...ASKER, at: Date.now() };
    const held = { keyspace: target, app: "vplayer", ratio: 0.5, forMs: 600_000 };
    expect(await throttle(stage.deps, PROD, held, asker)).toMatchObject({ kind: "throttled", isOff: true });
    const customer = stage.simulator.cluster.keyspaces.get("customer");
    if (customer?.throttler === undefined) throw new Error("the keyspace has no throttler");
    customer.throttler.enabled = true;
    expect(await throttle(stage.deps, PROD, held, asker)).toMatchObject({ isOff: false });
    expect(await showThrottler(stage.deps, PROD, target)).toMatchObject({
      kind: "throttler",
      tablets: [{ shard: "0", throttledApps: expect.arrayContaining([expect.objectContaining({ name: "vplayer", ratio: 0.5 })]) }],
    });
    await throttle(stage.deps, PROD, { keyspace: target, app: "vplayer", ratio: 1, forMs: 600_000 }, asker);
    expect(await checkThrottler(stage.deps, PROD, target, "vplayer")).toMatchObject({ kind: "throttler-checked", checks: [{ ok: false }] });
    await unthrottle(stage.deps, PROD, { keyspace: target, app: "vplayer" }, asker);
    expect(await checkThrottler(stage.deps, PROD, target, "vplayer")).toMatchObject({ checks: [{ ok: true }] });
  }));

test("an update sets what it names and nothing else, and the thread says what", () =>
  onStage(async (stage) => {
    const answer = await updateMove(stage.deps, await followed(stage), { onDdl: "STOP", cells: ["zone1"], shards: [] }, ASKER);
    expect(answer).toMatchObject({ kind: "receipt", doing: "update" });
    expect((await lines(stage)).at(-1)).toMatchObject({ kind: "updated", changes: ["cells: zone1", "on DDL: STOP"] });
    const [stream] = stage.simulator.state.streams("customer", "commerce2customer");
    expect(stream).toMatchObject({ state: "Running", tabletTypes: ["REPLICA", "PRIMARY"] });
  }));

test("a share of the reads is mirrored, and no more at 0 percent", () =>
  onStage(async (stage) => {
    const mine = await followed(stage);
    await mirrorTraffic(stage.deps, mine, { ...MIRROR_DEFAULTS, percent: 5 }, ASKER);
    expect((await stage.vitess.rules()).mirrors.map((rule) => rule.percent)).toEqual([5, 5, 5, 5, 5, 5]);
    await mirrorTraffic(stage.deps, mine, { ...MIRROR_DEFAULTS, percent: 0 }, { ...ASKER, at: ASKER.at + 1 });
    expect((await stage.vitess.rules()).mirrors).toEqual([]);
    expect((await lines(stage)).filter((body) => body.kind === "mirrored").map((body) => body.percent)).toEqual([5, 0]);
  }));

test("a workflow whose writes are switched is not updated: its streams are frozen", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH_AT_ONCE, "r1");
    await carriedOut(stage.deps, "r1");
    const mine = await followed(stage);
    expect(await updateMove(stage.deps, mine, { onDdl: "STOP", shards: [] }, ASKER)).toMatchObject({ reason: "frozen" });
  }));
