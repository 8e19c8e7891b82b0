import { expect, test } from "vitest";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { Fault } from "../../../src/operations/fault.ts";
import type { Vitess } from "../../../src/operations/ports.ts";
import { showPreflight } from "../../../src/operations/requests/show-preflight.ts";
import { ASKER, COMMERCE, followed, SWITCH } from "../moves.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { requestNamed, shardNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();

function away(): Promise<never> {
  return Promise.reject(new Fault("timed-out", "no answer in 15 s"));
}

test("a check that cannot be made stops nothing, and is reported", () =>
  withHarness(async (harness) => {
    const vitess: Vitess = {
      ...harness.vitess,
      tabletControls: away,
      replication: away,
      schemaMigrations: () => Promise.resolve(undefined),
    };
    const answer = await showPreflight({ ...harness.deps, vitess: () => vitess }, await followed(harness), "switch");
    if (answer.kind !== "preflight") throw new Error(answer.kind);
    expect(answer.findings.filter((one) => one.code === "could-not-look").map((one) => one.evidence)).toEqual([
      [
        "tablet controls of commerce: no answer in 15 s",
        "tablet controls of customer: no answer in 15 s",
        "replication of commerce/0: no answer in 15 s",
      ],
      [expect.stringContaining("schema changes")],
    ]);
    const deps = { ...harness.deps, vitess: () => vitess };
    expect(await requestOperation(deps, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r1") })).toMatchObject({
      kind: "receipt",
    });
  }));

test("sixteen shards of a keyspace with forty are checked, and the report says so", () =>
  withHarness(async (harness) => {
    const asked: string[] = [];
    const sourceShards = Array.from({ length: 40 }, (_, index) => shardNamed(`s${index}`));
    const vitess: Vitess = {
      ...harness.vitess,
      workflows: async (keyspace, options) => (await harness.vitess.workflows(keyspace, options)).map((one) => ({ ...one, sourceShards })),
      tablets: async (keyspace) => {
        const tablets = await harness.vitess.tablets(keyspace);
        return keyspace === COMMERCE ? sourceShards.flatMap((shard) => tablets.map((one) => ({ ...one, shard }))) : tablets;
      },
      deniedTables: (keyspace, shard) => Promise.resolve({ keyspace, shard, tables: [] }),
      replication: (_keyspace, shard) => {
        asked.push(shard);
        return Promise.resolve([]);
      },
    };
    const answer = await showPreflight({ ...harness.deps, vitess: () => vitess }, await followed(harness), "switch");
    if (answer.kind !== "preflight") throw new Error(answer.kind);
    expect(asked).toHaveLength(16);
    expect(answer.findings.find((one) => one.severity === "notice")?.evidence).toContain("replication: looked at 16 of 40");
  }));
