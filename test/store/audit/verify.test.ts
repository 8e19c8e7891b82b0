import { describe, expect, test } from "vitest";
import { openRedis } from "../../../src/store/redis/connect.ts";
import { GENESIS } from "../../../src/store/audit/chain.ts";
import { openStore } from "../../../src/store/open.ts";
import { verifyAudit } from "../../../src/store/audit/verify.ts";
import { ANA, BEN, MOVE_ID } from "../literals.ts";
import { bench, noise } from "../with-redis.ts";

const { server, redis, fresh } = bench();

const VOTE = { kind: "vote", moveId: MOVE_ID, by: BEN, facts: { request: "q-1", vote: "approve" } };

/** A chain of five links. */
async function chain(): Promise<{ key: string; prefix: string }> {
  const { records, prefix } = fresh();
  for (const round of [1, 2, 3, 4, 5]) await records.audit({ ...VOTE, facts: { round } });
  return { key: `${prefix}:audit`, prefix };
}

/** Rewrites the stream, each link as `edit` returns it. */
async function rewrite(key: string, edit: (fields: string[], place: number) => readonly string[] | undefined): Promise<void> {
  const links = await redis().xrange(key, "-", "+");
  await redis().del(key);
  for (const [place, [id, fields]] of links.entries()) {
    const edited = edit(fields, place);
    if (edited !== undefined) await redis().xadd(key, id, ...edited);
  }
}

describe("the audit chain", () => {
  test("is intact when it is empty", async () => {
    expect(await verifyAudit(redis(), fresh().prefix)).toEqual({ kind: "intact", links: 0, head: GENESIS });
  });

  test("holds every event once, on one line, when three replicas write at the same time", async () => {
    const { prefix } = fresh();
    const connections = [1, 2, 3].map(() => openRedis(server().url, "records", noise));
    const stores = connections.map((connection) => openStore(connection, { prefix }));
    const events = Array.from({ length: 100 }, (_, round) => round);
    await Promise.all(stores.flatMap((store, replica) => events.map((round) => store.audit({ ...VOTE, facts: { replica, round } }))));
    for (const connection of connections) connection.disconnect();
    expect(await verifyAudit(redis(), prefix)).toMatchObject({ kind: "intact", links: 300 });
    const links = await redis().xrange(`${prefix}:audit`, "-", "+");
    expect(new Set(links.map(([, fields]) => fields[5])).size).toBe(300);
  });

  test("says who, what, when, about what", async () => {
    const { records, prefix } = fresh();
    const before = await records.now();
    await records.audit(VOTE);
    const [link] = await redis().xrange(`${prefix}:audit`, "-", "+");
    const [, , , at, , event] = link?.[1] ?? [];
    expect(JSON.parse(event ?? "")).toEqual(VOTE);
    expect(Number(at)).toBeGreaterThanOrEqual(before);
  });

  test("shows an edited event", async () => {
    const { key, prefix } = await chain();
    await rewrite(key, (fields, place) => (place === 2 ? fields.map((field) => field.replace(BEN, ANA)) : fields));
    expect(await verifyAudit(redis(), prefix)).toEqual({ kind: "broken", seq: 3, problem: "its contents do not match its hash" });
  });

  test("shows an edited time", async () => {
    const { key, prefix } = await chain();
    await rewrite(key, (fields, place) => (place === 0 ? fields.map((field, at) => (at === 3 ? "1" : field)) : fields));
    expect(await verifyAudit(redis(), prefix)).toMatchObject({ kind: "broken", seq: 1 });
  });

  test("shows a removed link", async () => {
    const { key, prefix } = await chain();
    await rewrite(key, (fields, place) => (place === 1 ? undefined : fields));
    expect(await verifyAudit(redis(), prefix)).toEqual({ kind: "broken", seq: 2, problem: "link 3 stands where link 2 belongs" });
  });

  test("shows a cut-off tail", async () => {
    const { key, prefix } = await chain();
    await rewrite(key, (fields, place) => (place === 4 ? undefined : fields));
    expect(await verifyAudit(redis(), prefix)).toEqual({ kind: "broken", seq: 5, problem: "the end of the chain is missing" });
  });

  test("shows a link that somebody added by hand", async () => {
    const { key, prefix } = await chain();
    await redis().xadd(key, "*", "seq", "6", "at", "1", "event", "{}", "prev", GENESIS, "hash", GENESIS);
    expect(await verifyAudit(redis(), prefix)).toEqual({ kind: "broken", seq: 6, problem: "it does not follow from the link before" });
  });

  test("is verified over many pages", async () => {
    const { records, prefix } = fresh();
    for (let round = 0; round < 1_001; round++) await records.audit({ ...VOTE, facts: { round } });
    expect(await verifyAudit(redis(), prefix)).toMatchObject({ kind: "intact", links: 1_001 });
  });
});
