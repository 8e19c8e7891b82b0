import { afterEach, expect, test, vi } from "vitest";
import { CREATE_DEFAULTS, MIRROR_DEFAULTS } from "../../../src/core/options/options.ts";
import type { Instant } from "../../../src/core/readings/readings.ts";
import { TURN_LASTS_MS } from "../../../src/core/rules/turns.ts";
import { createMove } from "../../../src/operations/moves/create-move.ts";
import { mirrorTraffic } from "../../../src/operations/moves/mirror-traffic.ts";
import type { Vitess } from "../../../src/operations/ports.ts";
import { askTurn, giveBack } from "../../../src/operations/leases/turns.ts";
import { ASKER, COMMERCE, followed } from "../moves.ts";
import { sent, withCall } from "../rules/plant.ts";
import { stagesWithRunningMove } from "../running-move.ts";
import { move, PROD, type Stage, until } from "../stage.ts";

const onStage = stagesWithRunningMove();
const PRODUCT = move("prod/customer.product");
const OPTIONS = { ...CREATE_DEFAULTS, sourceKeyspace: COMMERCE, tables: ["product"] };
const OTHER = { id: "s1", move: move("prod/archive.other"), verb: "switch", tabletTypes: [] } as const;

afterEach(() => {
  vi.useRealTimers();
});

/** Something happens once, while the step that has the turn reads the rules: the last that is read before the call. */
function whileReading(stage: Stage, id: string, happens: () => Promise<unknown>): Stage["deps"] {
  let isFirst = true;
  const rules: Vitess["rules"] = async () => {
    if (isFirst && (await untilOf(stage, id)) !== undefined) {
      isFirst = false;
      await happens();
    }
    return stage.vitess.rules();
  };
  return withCall(stage, { rules });
}

/** The turn of `id` lapses, as of a frozen worker, and goes to another move's switch. */
async function taken({ deps }: Stage, id: string): Promise<void> {
  await giveBack(deps, PROD, id);
  expect(await askTurn(deps, OTHER)).toMatchObject({ kind: "yours" });
}

function untilOf({ records }: Stage, id: string): Promise<Instant | undefined> {
  return records.turns(PROD, ({ holders }) => ({ result: holders.find((one) => one.id === id)?.until }));
}

test("a create whose turn went to another step while it looked stands in line and sends nothing, and goes when that is over", () =>
  onStage(async (stage) => {
    const asker = { ...ASKER, id: "c1" };
    const deps = whileReading(stage, "c1", () => taken(stage, "c1"));
    expect(await createMove(deps, PRODUCT, OPTIONS, asker)).toMatchObject({ kind: "in-line", for: { verb: "switch" } });
    expect(sent(stage, "MoveTablesCreate")).toBe(1);
    expect(await stage.records.moves.get("prod/customer.product")).toBeUndefined();

    await giveBack(stage.deps, PROD, OTHER.id);
    expect(stage.jobs.asked).toContain("answer-command c1");
    expect(await createMove(deps, PRODUCT, OPTIONS, asker)).toMatchObject({ kind: "receipt", doing: "created" });
  }));

test("a create whose turn another step had meanwhile looks again first, although the turn is free", () =>
  onStage(async (stage) => {
    const asker = { ...ASKER, id: "c1" };
    const deps = whileReading(stage, "c1", async () => {
      await taken(stage, "c1");
      await giveBack(stage.deps, PROD, OTHER.id);
    });
    expect(await createMove(deps, PRODUCT, OPTIONS, asker)).toMatchObject({ kind: "in-line", for: { verb: "switch" } });
    expect(sent(stage, "MoveTablesCreate")).toBe(1);
    expect(await createMove(deps, PRODUCT, OPTIONS, asker)).toMatchObject({ kind: "receipt", doing: "created" });
    expect(await untilOf(stage, "c1")).toBeUndefined();
  }));

test("mirroring whose turn went to another step while it read the rules sends nothing", () =>
  onStage(async (stage) => {
    const deps = whileReading(stage, "m1", () => taken(stage, "m1"));
    const asker = { ...ASKER, id: "m1" };
    expect(await mirrorTraffic(deps, await followed(stage), MIRROR_DEFAULTS, asker)).toMatchObject({ kind: "in-line", step: "mirror" });
    expect(sent(stage, "WorkflowMirrorTraffic")).toBe(0);
    await giveBack(stage.deps, PROD, OTHER.id);
    expect(await mirrorTraffic(deps, await followed(stage), MIRROR_DEFAULTS, asker)).toMatchObject({ kind: "receipt" });
    expect(sent(stage, "WorkflowMirrorTraffic")).toBe(1);
  }));

test("a create that looks for long keeps its turn meanwhile", () =>
  onStage(async (stage) => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const deps = whileReading(stage, "c1", async () => {
      const before = (await untilOf(stage, "c1")) ?? 0;
      vi.advanceTimersByTime(TURN_LASTS_MS / 3);
      await until(async () => ((await untilOf(stage, "c1")) ?? 0) > before);
    });
    expect(await createMove(deps, PRODUCT, OPTIONS, { ...ASKER, id: "c1" })).toMatchObject({ kind: "receipt", doing: "created" });
  }));
