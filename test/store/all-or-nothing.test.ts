import { afterEach, expect, test } from "vitest";
import type { Records } from "../../src/operations/records.ts";
import { chainAuditEvents } from "../../src/store/audit/chain.ts";
import { type LoadedDossier, loadDossier } from "../../src/store/dossier.ts";
import { createKeys } from "../../src/store/redis/keys.ts";
import { openLosses } from "../../src/store/losses.ts";
import { RECORD_KINDS } from "../../src/store/kinds.ts";
import { toOutboxItems } from "../../src/store/outbox.ts";
import { prepareCommit } from "../../src/store/prepare-commit.ts";
import { verifyAudit } from "../../src/store/audit/verify.ts";
import { writeAll, type WriteAnswer } from "../../src/store/write-commit.ts";
import { voteEvent, voteOf } from "./decided.ts";
import { ANA, MOVE, MOVE_ID, MOVES, READING, REQUEST } from "./literals.ts";
import { bench } from "./with-redis.ts";
import { keyspaceNamed, moveIdNamed } from "../names.ts";

const { redis, fresh } = bench();

interface Around {
  readonly records: Records;
  readonly prefix: string;
}

async function withRequest(): Promise<Around> {
  const { records, prefix } = fresh();
  await records.commit(MOVE_ID, () => ({ move: MOVE, request: REQUEST, audit: [voteEvent("U0BEN")], result: undefined }));
  return { records, prefix };
}

/** A vote's commit in its two halves, so that something can happen between them. */
async function loadedVote(prefix: string): Promise<{ readonly loaded: LoadedDossier; readonly send: () => Promise<WriteAnswer> }> {
  const keys = createKeys(prefix);
  const place = { redis: redis(), keys, kinds: RECORD_KINDS, confirmed: openLosses(redis(), keys).confirmed };
  const loaded = await loadDossier(place, MOVE_ID);
  const notice = {
    id: "n-1",
    channel: MOVES,
    at: 1,
    posted: false,
    body: { kind: "offer", move: MOVE.name, sourceKeyspace: keyspaceNamed("a"), tables: [] },
  } as const;
  const decision = { ...voteOf("U0CHO")(loaded.dossier, loaded.now), reading: READING, notices: [notice] };
  const outbox = toOutboxItems(place.keys, "mark", decision.jobs ?? []).map(({ id }) => id);
  const write = { mark: "mark", outbox, ...prepareCommit(place, MOVE_ID, loaded, decision) };
  return { loaded, send: () => writeAll(place, write, chainAuditEvents(loaded.head, loaded.now, decision.audit ?? [])) };
}

/** Everything in Redis under a prefix, as text. */
async function allKeys(prefix: string): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const key of (await redis().keys(`${prefix}:*`)).toSorted()) found[key] = (await redis().dump(key)) ?? "";
  return found;
}

afterEach(() => redis().call("CONFIG", "SET", "maxmemory", "0"));

test("a commit without contention is written", async () => {
  const { prefix, records } = await withRequest();
  const { send } = await loadedVote(prefix);
  expect(await send()).toMatchObject({ kind: "written" });
  expect((await records.requests.get("q-1"))?.votes).toHaveLength(2);
  expect(await verifyAudit(redis(), prefix)).toMatchObject({ kind: "intact", links: 2 });
});

const rivals: readonly (readonly [string, (around: Around) => Promise<unknown>])[] = [
  ["the request", ({ records }) => records.commit(MOVE_ID, ({ request = REQUEST }) => ({ request, result: undefined }))],
  ["the move, which the decision only looked at", ({ records }) => records.moves.change(MOVE_ID, (move) => ({ write: move, result: 1 }))],
  ["which request is live", ({ prefix }) => redis().hset(`${prefix}:of-move:${MOVE_ID}`, "request", "q-2")],
  ["which execution is live", ({ prefix }) => redis().hset(`${prefix}:of-move:${MOVE_ID}`, "execution", "q-1")],
];

test.each(rivals)(
  "a commit that was overtaken in %s writes no record, no line, no audit, no notice and no job",
  async (_what, overtake) => {
    const around = await withRequest();
    const { send } = await loadedVote(around.prefix);
    await overtake(around);
    const before = await allKeys(around.prefix);
    expect(await send()).toEqual({ kind: "overtaken" });
    expect(await allKeys(around.prefix)).toEqual(before);
  },
);

test("a commit with unchanged records but a moved audit end gets that end and writes nothing", async () => {
  const { prefix, records } = await withRequest();
  const { send } = await loadedVote(prefix);
  await records.audit(voteEvent("U0DEV"));
  const before = await allKeys(prefix);
  const verdict = await verifyAudit(redis(), prefix);
  expect(await send()).toEqual({ kind: "moved", head: { seq: 2, hash: verdict.kind === "intact" ? verdict.head : "" } });
  expect(await allKeys(prefix)).toEqual(before);
});

test.each(["entries", "entry-keys"])("a commit that meets a damaged key for the move's %s writes nothing of the rest", async (name) => {
  const { prefix, records } = await withRequest();
  await redis().set(`${prefix}:${name}:${MOVE_ID}`, "damaged");
  const before = await allKeys(prefix);
  await expect(records.commit(MOVE_ID, voteOf("U0CHO"))).rejects.toThrow(`${prefix}:${name}:${MOVE_ID}`);
  expect(await allKeys(prefix)).toEqual(before);
});

test.each(["outbox", "audit", "index:request"])("a commit that meets a damaged %s writes nothing of the rest", async (name) => {
  const { prefix, records } = await withRequest();
  await redis().del(`${prefix}:${name}`);
  await redis().set(`${prefix}:${name}`, "damaged");
  const before = await allKeys(prefix);
  await expect(records.commit(MOVE_ID, voteOf("U0CHO"))).rejects.toThrow(`${prefix}:${name}`);
  expect(await allKeys(prefix)).toEqual(before);
});

test("a commit for which Redis has no memory writes nothing", async () => {
  const { prefix, records } = await withRequest();
  await records.commit(moveIdNamed("local/customer.warm"), () => ({ audit: [voteEvent("U0BEN")], result: undefined }));
  const before = await allKeys(prefix);
  await redis().call("CONFIG", "SET", "maxmemory", "1");
  await expect(records.commit(MOVE_ID, voteOf("U0CHO"))).rejects.toThrow("OOM");
  await redis().call("CONFIG", "SET", "maxmemory", "0");
  expect(await allKeys(prefix)).toEqual(before);
});

test("a commit sent twice writes once, and answers as the first time even if others have written since", async () => {
  const { prefix, records } = await withRequest();
  const { send } = await loadedVote(prefix);
  expect(await send()).toMatchObject({ kind: "written" });
  await records.commit(MOVE_ID, ({ request = REQUEST }, now) => ({
    request: { ...request, state: { kind: "withdrawn", at: now, by: ANA } },
    audit: [voteEvent("U0ANA")],
    result: undefined,
  }));
  const before = await allKeys(prefix);
  expect(await send()).toMatchObject({ kind: "written" });
  expect(await allKeys(prefix)).toEqual(before);
});
