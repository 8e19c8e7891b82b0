import { describe, expect, test } from "vitest";
import { openStore } from "../../../src/store/open.ts";
import type { Records } from "../../../src/operations/records.ts";
import { walkAudit, verifyAudit } from "../../../src/store/audit/verify.ts";
import { until } from "../../operations/harness.ts";
import { BEN, MOVE_ID } from "../literals.ts";
import { bench } from "../with-redis.ts";

const { redis, fresh } = bench();

const VOTE = { kind: "vote", moveId: MOVE_ID, by: BEN } as const;

/** A chain with three old links and two young ones, and the time between them. */
async function chain(): Promise<{ readonly records: Records; readonly prefix: string; readonly before: number }> {
  const { records, prefix } = fresh();
  for (const round of [1, 2, 3]) await records.audit({ ...VOTE, facts: { round } });
  const last = await records.now();
  await until(async () => (await records.now()) > last);
  const before = await records.now();
  for (const round of [4, 5]) await records.audit({ ...VOTE, facts: { round } });
  return { records, prefix, before };
}

describe("a cut of the audit's beginning", () => {
  test("removes what is older, says so in the chain, and leaves a chain that verifies and goes on", async () => {
    const { records, prefix, before } = await chain();
    const anchor = await records.auditHead();
    const cut = await records.cutAudit(before);
    expect(cut?.seq).toBe(3);
    expect(await records.cutAudit(before)).toBeUndefined();
    await records.audit({ ...VOTE, facts: { round: 6 } });
    expect(await walkAudit(redis(), { prefix, anchors: [anchor] })).toMatchObject({ kind: "intact", links: 7, cut });
    const { entries, cut: seen } = await records.auditOf(MOVE_ID);
    expect([entries.map(({ event }) => event.facts["round"]), seen]).toEqual([[4, 5, 6], cut]);
    const links = await redis().xrange(`${prefix}:audit`, "-", "+");
    expect(links.map(([, fields]) => fields[1])).toEqual(["4", "5", "6", "7"]);
    expect(links[2]?.[1][5]).toBe(JSON.stringify({ kind: "audit-cut", facts: { hash: cut?.hash, seq: 3 } }));
  });

  test("is made once by many at the same time, between commits and entries", async () => {
    const { records, prefix, before } = await chain();
    const stores = [records, ...[1, 2, 3].map(() => openStore(redis(), { prefix }))];
    await Promise.all(stores.flatMap((store, round) => [store.cutAudit(before), store.audit({ ...VOTE, facts: { round } })]));
    expect(await verifyAudit(redis(), prefix)).toMatchObject({ kind: "intact", links: 10, cut: { seq: 3 } });
  });

  test("is refused for a chain that does not hold", async () => {
    const { records, prefix, before } = await chain();
    const [, second] = await redis().xrange(`${prefix}:audit`, "-", "+");
    await redis().xdel(`${prefix}:audit`, second?.[0] ?? "");
    await expect(records.cutAudit(before)).rejects.toMatchObject({ kind: "unexpected" });
    expect(await redis().xlen(`${prefix}:audit`)).toBe(4);
  });

  test("that nobody recorded, or that somebody made to hide more, is found", async () => {
    const { records, prefix, before } = await chain();
    await redis().xtrim(`${prefix}:audit`, "MAXLEN", 3);
    expect(await verifyAudit(redis(), prefix)).toMatchObject({ kind: "broken", seq: 1 });
    const [first] = await redis().xrange(`${prefix}:audit`, "-", "+");
    await redis().hset(`${prefix}:audit-head`, { cutSeq: 2, cutHash: first?.[1][7] ?? "" });
    expect(await verifyAudit(redis(), prefix)).toMatchObject({
      problem: "the beginning of the chain is missing, and no entry says that it was cut",
    });
    await expect(records.cutAudit(before)).rejects.toMatchObject({ kind: "unexpected" });
  });
});
