import { afterEach, expect, test, vi } from "vitest";
import { CREATE_DEFAULTS, MIRROR_DEFAULTS } from "../../../src/core/options/options.ts";
import type { Instant } from "../../../src/core/readings/readings.ts";
import { TURN_LASTS_MS } from "../../../src/core/rules/turns.ts";
import { createMove } from "../../../src/operations/moves/create-move.ts";
import { mirrorTraffic } from "../../../src/operations/moves/mirror-traffic.ts";
import type { Vitess } from "../../../src/operations/ports.ts";
import { requestTurnOfStep, releaseTurn } from "../../../src/operations/leases/turns.ts";
import { ASKER, COMMERCE, followed } from "../moves.ts";
import { sent, withCall } from "../rules/plant.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { move, PROD, type Harness, until } from "../harness.ts";
import { requestNamed, tablesNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();
const PRODUCT = move("prod/customer.product");
const OPTIONS = { ...CREATE_DEFAULTS, sourceKeyspace: COMMERCE, tables: tablesNamed("product") };
const OTHER = { id: "s1", move: move("prod/archive.other"), verb: "switch", tabletTypes: [] } as const;

afterEach(() => {
  vi.useRealTimers();
});

/** Something happens once, while the step with the turn reads the rules: its last read before the call. */
function whileReading(harness: Harness, id: string, happens: () => Promise<unknown>): Harness["deps"] {
  let isFirst = true;
  const rules: Vitess["rules"] = async () => {
    if (isFirst && (await untilOf(harness, id)) !== undefined) {
      isFirst = false;
      await happens();
    }
    return harness.vitess.rules();
  };
  return withCall(harness, { rules });
}

/** The turn of `id` expires, as if its worker was frozen, and goes to another move's switch. */
async function taken({ deps }: Harness, id: string): Promise<void> {
  await releaseTurn(deps, PROD, id);
  expect(await requestTurnOfStep(deps, OTHER)).toMatchObject({ kind: "yours" });
}

function untilOf({ records }: Harness, id: string): Promise<Instant | undefined> {
  return records.turns(PROD, ({ holders }) => ({ result: holders.find((one) => one.id === id)?.until }));
}

test("a create that lost its turn while it looked waits in line and sends nothing, then runs when that step is over", () =>
  withHarness(async (harness) => {
    const asker = { ...ASKER, id: requestNamed("c1") };
    const deps = whileReading(harness, "c1", () => taken(harness, "c1"));
    expect(await createMove(deps, PRODUCT, OPTIONS, asker)).toMatchObject({ kind: "in-line", for: { verb: "switch" } });
    expect(sent(harness, "MoveTablesCreate")).toBe(0);
    expect(await harness.records.moves.get("prod/customer.product")).toBeUndefined();

    await releaseTurn(harness.deps, PROD, OTHER.id);
    expect(harness.jobs.asked).toContain("answer-command c1");
    expect(await createMove(deps, PRODUCT, OPTIONS, asker)).toMatchObject({ kind: "receipt", doing: "created" });
  }));

test("a create looks again if another step had the turn meanwhile, although the turn is free now", () =>
  withHarness(async (harness) => {
    const asker = { ...ASKER, id: requestNamed("c1") };
    const deps = whileReading(harness, "c1", async () => {
      await taken(harness, "c1");
      await releaseTurn(harness.deps, PROD, OTHER.id);
    });
    expect(await createMove(deps, PRODUCT, OPTIONS, asker)).toMatchObject({ kind: "in-line", for: { verb: "switch" } });
    expect(sent(harness, "MoveTablesCreate")).toBe(0);
    expect(await createMove(deps, PRODUCT, OPTIONS, asker)).toMatchObject({ kind: "receipt", doing: "created" });
    expect(await untilOf(harness, "c1")).toBeUndefined();
  }));

test("mirroring that lost its turn while it read the rules sends nothing", () =>
  withHarness(async (harness) => {
    const deps = whileReading(harness, "m1", () => taken(harness, "m1"));
    const asker = { ...ASKER, id: requestNamed("m1") };
    expect(await mirrorTraffic(deps, await followed(harness), MIRROR_DEFAULTS, asker)).toMatchObject({ kind: "in-line", step: "mirror" });
    expect(sent(harness, "WorkflowMirrorTraffic")).toBe(0);
    await releaseTurn(harness.deps, PROD, OTHER.id);
    expect(await mirrorTraffic(deps, await followed(harness), MIRROR_DEFAULTS, asker)).toMatchObject({ kind: "receipt" });
    expect(sent(harness, "WorkflowMirrorTraffic")).toBe(1);
  }));

test("a create that takes long to look keeps its turn", () =>
  withHarness(async (harness) => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const deps = whileReading(harness, "c1", async () => {
      const before = (await untilOf(harness, "c1")) ?? 0;
      vi.advanceTimersByTime(TURN_LASTS_MS / 3);
      await until(async () => ((await untilOf(harness, "c1")) ?? 0) > before);
    });
    expect(await createMove(deps, PRODUCT, OPTIONS, { ...ASKER, id: requestNamed("c1") })).toMatchObject({
      kind: "receipt",
      doing: "created",
    });
  }));
