import { expect, test } from "vitest";
import { MIRROR_DEFAULTS } from "../../../src/core/options/options.ts";
import { mirrorTraffic } from "../../../src/operations/moves/mirror-traffic.ts";
import { ASKER, followed, lines } from "../moves.ts";
import { redirect, withCall } from "../rules/plant.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { PROD } from "../harness.ts";

const withHarness = harnessesWithRunningMove();

test("mirroring saves the rules first, names the snapshot, and does not report its own change", () =>
  withHarness(async (harness) => {
    const move = await followed(harness);
    expect(await mirrorTraffic(harness.deps, move, MIRROR_DEFAULTS, ASKER)).toMatchObject({ kind: "receipt", doing: "mirror" });
    expect((await harness.vitess.rules()).mirrors).toHaveLength(6);
    expect(await mirrorTraffic(harness.deps, move, { ...MIRROR_DEFAULTS, percent: 0 }, { ...ASKER, at: ASKER.at + 1 })).toMatchObject({
      kind: "receipt",
    });
    expect((await lines(harness)).slice(1)).toMatchObject([
      { kind: "mirrored", percent: 1, snapshot: "r-2" },
      { kind: "mirrored", percent: 0, snapshot: "r-3" },
    ]);
    expect((await harness.records.snapshot(PROD, "r-3"))?.rules.mirrors).toHaveLength(6);
  }));

test("rules are compared even if mirroring fails", () =>
  withHarness(async (harness) => {
    const deps = withCall(harness, {
      async mirrorTraffic() {
        await redirect(harness, "product", "archive.product");
        throw new Error("no answer");
      },
    });
    await expect(mirrorTraffic(deps, await followed(harness), MIRROR_DEFAULTS, ASKER)).rejects.toThrow("no answer");
    expect((await lines(harness)).slice(1)).toMatchObject([{ kind: "rules-changed", step: "mirror", changes: [{ name: "product" }] }]);
  }));
