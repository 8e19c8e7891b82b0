import { describe, expect, test } from "vitest";
import { serveGate } from "../../../src/core/operation/outcome/gates.ts";
import { toSides } from "../../../src/core/operation/outcome/verdict.ts";
import type { Keyspace, Shard } from "../../../src/core/vitess/names.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import { UNSHARDED } from "../moments.ts";
import { shardsNamed } from "../../names.ts";

const { subject, copied } = UNSHARDED;
const SHARDS = shardsNamed("-80", "80-");
const SIDES = { ...toSides(subject), sourceShards: SHARDS, targetShards: SHARDS };
const [COMMERCE, CUSTOMER] = [SIDES.sourceKeyspace, SIDES.targetKeyspace as Keyspace];

function deniedAt(keyspace: Keyspace, named: readonly Shard[]) {
  return named.map((shard) => ({ keyspace, shard, tables: SIDES.tables }));
}

/** A move shard by shard whose shard rules are saved and served nowhere; these shards of each side deny its tables. */
function saved(denied: { readonly source: readonly Shard[]; readonly target?: readonly Shard[] }): Reading {
  const { workflow, rules } = copied;
  if (workflow === undefined) throw new Error("no workflow");
  const shards = SHARDS.map((shard) => ({ fromKeyspace: COMMERCE, toKeyspace: CUSTOMER, shard }));
  return {
    ...copied,
    workflow: { ...workflow, subType: "Partial", sourceShards: SHARDS, targetShards: SHARDS },
    rules: { ...rules, shards },
    served: [{ cell: "zone1", rules: { ...rules, shards: [] } }],
    denied: [...deniedAt(COMMERCE, denied.source), ...deniedAt(CUSTOMER, denied.target ?? [])],
  };
}

describe("shard rules that are saved and not served", () => {
  test("are served by one call where each shard's old side denies and its new side does not", () => {
    expect(serveGate(SIDES, saved({ source: SHARDS }))).toEqual({ kind: "open" });
  });

  test("are not served while a shard is written at its old side or denied at its new one", () => {
    const closed = { kind: "closed", reason: "serving-not-proven" };
    expect(serveGate(SIDES, saved({ source: shardsNamed("-80") }))).toEqual(closed);
    expect(serveGate(SIDES, saved({ source: SHARDS, target: shardsNamed("80-") }))).toEqual(closed);
  });
});
