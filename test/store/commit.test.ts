import type { RequestId } from "../../src/core/people/people.ts";
import { describe, expect, test } from "vitest";
import type { Dossier, DossierIds } from "../../src/operations/decision.ts";
import type { Records } from "../../src/operations/records.ts";
import { indexByMove } from "../../src/store/index-by-move.ts";
import { verifyAudit } from "../../src/store/audit/verify.ts";
import { JOBS_OF_A_VOTE, voteEvent, voteOf } from "./decided.ts";
import { ANA, CHO, FULL_EXECUTION, MOVE, MOVE_ID, MOVES, READING, REQUEST } from "./literals.ts";
import { bench } from "./with-redis.ts";
import { keyspaceNamed, moveIdNamed, requestNamed, tablesNamed, tableNamed } from "../names.ts";

const { redis, fresh } = bench();

const NOTICE = {
  id: "alarm:1",
  channel: MOVES,
  at: 1,
  body: {
    kind: "alarm",
    move: MOVE.name,
    sourceKeyspace: keyspaceNamed("commerce"),
    alarm: "source-writes-denied",
    tables: tablesNamed("customer"),
  },
  posted: false,
} as const;

/** A store with the move, its open request and nothing else, all of it committed. */
async function withRequest(): Promise<{ readonly records: Records; readonly prefix: string }> {
  const { records, prefix } = fresh();
  await records.commit(MOVE_ID, () => ({ move: MOVE, request: REQUEST, result: undefined }));
  return { records, prefix };
}

/** The records of a move, without the thread's times. */
async function everything(records: Records, prefix: string) {
  return {
    dossier: { ...(await records.dossier(MOVE_ID)), now: 0 },
    reading: await records.reading(MOVE_ID),
    entries: (await records.entries(MOVE_ID, 0)).map(({ body }) => body),
    outbox: (await records.outbox(0)).map(({ wanted }) => wanted),
    notices: await records.notices.unposted(),
    audit: await verifyAudit(redis(), prefix),
  };
}

async function dossierOf(records: Records, named?: DossierIds): Promise<Dossier> {
  const { now: _now, ...dossier } = await records.dossier(MOVE_ID, named);
  return dossier;
}

function defect(): never {
  throw new Error("a defect");
}

describe("a decision about a move", () => {
  test("writes everything it contains: records, thread, audit, notices, reading and wanted jobs", async () => {
    const { records, prefix } = fresh();
    const before = await records.now();
    const { result, wanted, at } = await records.commit(MOVE_ID, () => ({
      move: MOVE,
      request: REQUEST,
      execution: FULL_EXECUTION,
      reading: READING,
      entries: [
        { body: { kind: "requested", requestId: requestNamed("q-1") }, key: "request:q-1" },
        { body: { kind: "gone" }, key: "gone" },
      ],
      audit: [voteEvent("U0BEN"), voteEvent("U0CHO")],
      notices: [NOTICE],
      jobs: [...JOBS_OF_A_VOTE, { job: "carry-out", executionId: "q-1", at: 17 }],
      result: "written",
    }));
    expect(result).toBe("written");
    expect(at).toBeGreaterThanOrEqual(before);
    expect(wanted).toEqual(await records.outbox(0));
    expect(await everything(records, prefix)).toEqual({
      dossier: {
        move: MOVE,
        request: REQUEST,
        execution: FULL_EXECUTION,
        live: { request: REQUEST, execution: FULL_EXECUTION },
        now: 0,
      },
      reading: READING,
      entries: [{ kind: "requested", requestId: "q-1" }, { kind: "gone" }],
      outbox: [...JOBS_OF_A_VOTE, { job: "carry-out", executionId: "q-1", at: 17 }],
      notices: [NOTICE],
      audit: expect.objectContaining({ kind: "intact", links: 2 }),
    });
    expect(await records.moves.active()).toEqual([MOVE]);
    expect(await records.requests.live()).toEqual([REQUEST]);
    expect(await records.executions.unsettled()).toEqual([FULL_EXECUTION]);
  });

  test("that writes nothing leaves everything as it is, and gets the store's time", async () => {
    const { records, prefix } = await withRequest();
    const before = await everything(records, prefix);
    const earliest = await records.now();
    const { result, wanted, at } = await records.commit(MOVE_ID, ({ request }, now) => ({ result: [request?.id, now] }));
    expect(result).toEqual(["q-1", at]);
    expect(at).toBeGreaterThanOrEqual(earliest);
    expect(wanted).toEqual([]);
    expect(await everything(records, prefix)).toEqual(before);
  });

  test("is decided again if somebody wrote one of its records meanwhile", async () => {
    const { records } = await withRequest();
    let rounds = 0;
    const vote = (person: string) =>
      records.commit(MOVE_ID, (dossier, now) => {
        rounds += 1;
        return voteOf(person)(dossier, now);
      });
    const results = await Promise.all([vote("U0CHO"), vote("U0DEV")]);
    expect(results.map(({ result }) => result)).toEqual(["counted", "counted"]);
    expect(rounds).toBe(3);
    expect((await records.requests.get("q-1"))?.votes).toHaveLength(3);
  });

  test("is decided again if another kind of change by Tandem came in between", async () => {
    const { records } = await withRequest();
    const [{ result }] = await Promise.all([
      records.commit(MOVE_ID, ({ move }) => ({
        ...(move === undefined ? {} : { move: { ...move, tables: [...move.tables, tableNamed("product")] } }),
        result: undefined,
      })),
      records.moves.change(MOVE_ID, (move) => ({ write: { ...move, followers: [MOVES] }, result: undefined })),
    ]);
    expect(result).toBeUndefined();
    expect(await records.moves.get(MOVE_ID)).toMatchObject({ tables: tablesNamed("customer", "corder", "product"), followers: [MOVES] });
  });

  test("that throws writes nothing", async () => {
    const { records, prefix } = await withRequest();
    const before = await everything(records, prefix);
    await expect(records.commit(MOVE_ID, defect)).rejects.toThrow("a defect");
    expect(await everything(records, prefix)).toEqual(before);
  });

  test("with a value that could not be read back is a fault, and writes nothing of the rest", async () => {
    const { records, prefix } = await withRequest();
    const before = await everything(records, prefix);
    const bad = { ...MOVE, askedAt: Number.NaN };
    await expect(records.commit(MOVE_ID, () => ({ ...voteOf("U0CHO")({ ...before.dossier }, 1), move: bad }))).rejects.toMatchObject({
      kind: "unexpected",
    });
    expect(await everything(records, prefix)).toEqual(before);
  });
});

describe("a line of the thread", () => {
  test("whose key the move used before is left out, and the audit's events stay", async () => {
    const { records, prefix } = await withRequest();
    const tell = () =>
      records.commit(MOVE_ID, () => ({
        entries: [{ body: { kind: "gone" }, key: "gone" }],
        audit: [voteEvent("U0BEN")],
        result: undefined,
      }));
    await tell();
    await tell();
    await records.addEntry(MOVE_ID, { kind: "moving-again" }, "gone");
    expect((await records.entries(MOVE_ID, 0)).map(({ seq, body }) => [seq, body.kind])).toEqual([[0, "gone"]]);
    expect(await verifyAudit(redis(), prefix)).toMatchObject({ kind: "intact", links: 2 });
  });
});

describe("a notice", () => {
  test("with an existing id stays as it was, even once it is posted", async () => {
    const { records } = fresh();
    const note = (channel: typeof MOVES) =>
      records.commit(MOVE_ID, () => ({ notices: [{ ...NOTICE, channel, at: 2 }], result: undefined }));
    await note(MOVES);
    await records.notices.change(NOTICE.id, (notice) => ({ write: { ...notice, posted: true }, result: undefined }));
    await note(MOVES);
    expect(await records.notices.unposted()).toEqual([]);
    expect(await records.notices.get(NOTICE.id)).toEqual({ ...NOTICE, at: 2, posted: true });
  });
});

const withdrawn = { ...REQUEST, state: { kind: "withdrawn", at: 1, by: ANA } } as const;

describe("the dossier of a move", () => {
  test("has its live request and execution, and none once they have ended", async () => {
    const { records } = await withRequest();
    expect(await dossierOf(records)).toEqual({ move: MOVE, request: REQUEST, live: { request: REQUEST } });
    await records.commit(MOVE_ID, () => ({ request: withdrawn, execution: FULL_EXECUTION, result: undefined }));
    expect(await dossierOf(records)).toEqual({ move: MOVE, execution: FULL_EXECUTION, live: { execution: FULL_EXECUTION } });
    const over = { ...FULL_EXECUTION, state: { kind: "ended", outcome: { kind: "succeeded", at: 1 } } } as const;
    await records.commit(MOVE_ID, () => ({ execution: over, result: undefined }));
    expect(await dossierOf(records)).toEqual({ move: MOVE, live: {} });
  });

  test("has those that were named, ended or not, and says which are live", async () => {
    const { records } = await withRequest();
    await records.commit(MOVE_ID, () => ({ request: withdrawn, result: undefined }));
    const second = { ...REQUEST, id: requestNamed("q-2") };
    await records.commit(MOVE_ID, () => ({ request: second, result: undefined }));
    expect(await dossierOf(records, { request: requestNamed("q-1") })).toEqual({
      move: MOVE,
      request: withdrawn,
      live: { request: second },
    });
    expect(await dossierOf(records, { request: requestNamed("q-2") })).toEqual({ move: MOVE, request: second, live: { request: second } });
    expect(await dossierOf(records, { request: requestNamed("q-3"), execution: "q-3" })).toEqual({ move: MOVE, live: { request: second } });
  });

  test("of an unknown move is empty", async () => {
    expect(await dossierOf(fresh().records)).toEqual({ live: {} });
  });

  test("treats a pointer to something that has ended as none, and lets a new one take its place", async () => {
    const { records } = await withRequest();
    await records.requests.change("q-1", () => ({ write: withdrawn, result: undefined }));
    expect(await dossierOf(records)).toEqual({ move: MOVE, live: {} });
    const second = { ...REQUEST, id: requestNamed("q-2") };
    await records.commit(MOVE_ID, () => ({ request: second, result: undefined }));
    expect((await dossierOf(records)).live).toEqual({ request: second });
  });

  test("with a damaged record is a fault that names the key", async () => {
    const { records, prefix } = await withRequest();
    await redis().hset(`${prefix}:request:q-1`, "json", "{");
    await expect(records.dossier(MOVE_ID)).rejects.toThrow(`${prefix}:request:q-1`);
    await expect(records.commit(MOVE_ID, () => ({ move: MOVE, result: undefined }))).rejects.toThrow("damaged");
  });
});

describe("a move has one live request and one execution at a time:", () => {
  test("of ten requested at once one is written, and the others see it", async () => {
    const { records } = fresh();
    const ask = (id: RequestId) =>
      records.commit(
        MOVE_ID,
        ({ live }) => (live.request === undefined ? { request: { ...REQUEST, id }, result: id } : { result: `behind ${live.request.id}` }),
        { request: id },
      );
    const answers = await Promise.all(Array.from({ length: 10 }, (_, place) => ask(requestNamed(`q-${place}`))));
    const [open, ...more] = await records.requests.live();
    expect(more).toEqual([]);
    expect(answers.map(({ result }): string => result).toSorted()).toEqual(
      Array.from({ length: 10 }, (_, place) => (`q-${place}` === open?.id ? open.id : `behind ${open?.id}`)).toSorted(),
    );
  });

  test("a decision that would write a second one is a fault, and writes nothing", async () => {
    const { records, prefix } = await withRequest();
    const before = await everything(records, prefix);
    const second = { ...REQUEST, id: requestNamed("q-2") };
    await expect(records.commit(MOVE_ID, () => ({ request: second, result: undefined }))).rejects.toThrow(
      `${MOVE_ID} has the live request q-1: q-2 would be a second one`,
    );
    expect(await everything(records, prefix)).toEqual(before);
    expect(await records.requests.get("q-2")).toBeUndefined();
  });

  test("two that were live before there were pointers each go on to their end", async () => {
    const { records, prefix } = fresh();
    const second = { ...REQUEST, id: requestNamed("q-2") };
    await records.requests.create("q-1", REQUEST);
    await records.requests.create("q-2", second);
    await indexByMove(redis(), { prefix });
    for (const id of ["q-1", "q-2"]) {
      const { result } = await records.commit(MOVE_ID, voteOf("U0CHO"), { request: requestNamed(id) });
      expect(result).toBe("counted");
    }
    expect((await records.requests.live()).map(({ votes }) => votes.length)).toEqual([2, 2]);
  });

  test("one that ended is never overwritten by a decision that did not see it", async () => {
    const { records, prefix } = await withRequest();
    await records.commit(MOVE_ID, () => ({ request: withdrawn, result: undefined }));
    await expect(records.commit(MOVE_ID, () => ({ request: REQUEST, result: undefined }))).rejects.toThrow(
      `Redis key ${prefix}:request:q-1 exists`,
    );
    expect(await records.requests.get("q-1")).toEqual(withdrawn);
  });

  test("a record of another move is not written about this one", async () => {
    const { records } = fresh();
    await expect(records.commit(moveIdNamed("local/customer.other"), () => ({ request: REQUEST, result: undefined }))).rejects.toThrow(
      `The request q-1 belongs to ${MOVE_ID}, not to local/customer.other`,
    );
  });
});

describe("records from before there were pointers", () => {
  test("are found by their move once they are indexed, and indexing again changes nothing", async () => {
    const { records, prefix } = fresh();
    await records.moves.create(MOVE_ID, MOVE);
    await records.requests.create("q-0", { ...withdrawn, id: requestNamed("q-0") });
    await records.requests.create("q-1", REQUEST);
    await records.executions.create("q-1", FULL_EXECUTION);
    expect(await dossierOf(records)).toEqual({ move: MOVE, live: {} });
    for (const round of ["first", "again"]) {
      await indexByMove(redis(), { prefix });
      expect((await dossierOf(records)).live, round).toEqual({ request: REQUEST, execution: FULL_EXECUTION });
    }
  });

  test("do not replace what was committed since", async () => {
    const { records, prefix } = await withRequest();
    for (const id of ["q-0", "q-9"]) await records.requests.create(id, { ...REQUEST, id: requestNamed(id), askedBy: CHO });
    await indexByMove(redis(), { prefix });
    expect((await dossierOf(records)).live).toEqual({ request: REQUEST });
  });

  test("that are damaged are reported, and hide no other", async () => {
    const { records, prefix } = fresh();
    await records.requests.create("q-0", REQUEST);
    await records.requests.create("q-1", REQUEST);
    await redis().hset(`${prefix}:request:q-0`, "json", "{");
    const told: string[] = [];
    await indexByMove(redis(), { prefix, onDamaged: ({ message }) => told.push(message) });
    expect((await dossierOf(records)).live).toEqual({ request: REQUEST });
    expect(told).toEqual([expect.stringContaining("q-0")]);
  });
});
