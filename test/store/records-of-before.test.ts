import { describe, expect, test } from "vitest";
import { decodeIfAny } from "../../src/store/schemas/document.ts";
import { indexByMove } from "../../src/store/index-by-move.ts";
import { verifyAudit } from "../../src/store/audit/verify.ts";
import { FORMATS } from "./formats.ts";
import { putInstallation } from "./stored-installation.ts";
import { storedSamples } from "./stored-samples.ts";
import { bench } from "./with-redis.ts";
import { moveIdNamed } from "../names.ts";

const { redis, fresh } = bench();

describe("what 0.1.0 wrote", () => {
  test.each(FORMATS)("can be read: %s", (kind, format) => {
    for (const { what, key, text } of storedSamples(kind)) expect(() => decodeIfAny(key, format, text), what).not.toThrow();
  });

  test("is a complete installation to this Tandem: its moves, what is live of them, their threads and a valid audit", async () => {
    const { records, prefix } = fresh();
    await putInstallation(redis(), prefix);
    await indexByMove(redis(), { prefix });

    const workflows = (await records.moves.active()).map(({ name }) => name.workflow);
    expect(workflows.toSorted()).toEqual(["life", "open", "soak"]);
    const [open, soak] = [
      await records.dossier(moveIdNamed("prod/customer.open")),
      await records.dossier(moveIdNamed("prod/customer.soak")),
    ];
    expect(open.request?.votes.map(({ by }) => by)).toEqual(["U0BEN"]);
    expect(open.execution).toBeUndefined();
    expect(soak.request?.id).toBe(soak.execution?.requestId);
    expect(soak.execution?.state.kind).toBe("soaking");
    expect((await records.dossier(moveIdNamed("prod/customer.life"))).live).toEqual({});

    const lines = await records.entries(moveIdNamed("prod/customer.life"), 0);
    expect(lines.map(({ body }) => body.kind)).toContain("outcome");
    expect((await records.reading(moveIdNamed("prod/customer.life")))?.workflow).toBeDefined();
    expect((await records.members("S0DBA"))?.people).toContain("U0BEN");
    expect(await records.snapshots(soak.move?.name.cluster ?? open.move?.name.cluster ?? never())).not.toEqual([]);
    expect(await verifyAudit(redis(), prefix)).toMatchObject({ kind: "intact" });
  });
});

function never(): never {
  throw new Error("no move");
}
