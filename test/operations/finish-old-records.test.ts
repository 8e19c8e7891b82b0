import { expect, test } from "vitest";
import { parseMoveId, type MoveId } from "../../src/core/vitess/names.ts";
import { DEFAULT_LIMITS } from "../../src/core/operation/request/policy.ts";
import { findRollbackDeadline } from "../../src/core/move/moves.ts";
import type { AuditEvent } from "../../src/core/announce/audit.ts";
import type { Records } from "../../src/operations/records.ts";
import { finishOldRecords } from "../../src/operations/finish-old-records.ts";
import { indexByMove } from "../../src/store/index-by-move.ts";
import { verifyAudit } from "../../src/store/audit/verify.ts";
import { type Json, OF_OVERRIDES, samples } from "../store/samples-of-before.ts";
import { putInstallation } from "../store/stored-installation.ts";
import type { StoredSample } from "../store/stored-samples.ts";
import { bench } from "../store/with-redis.ts";
import { type AskedJobs, askedJobs, POLICY } from "./harness.ts";
import { moveIdNamed } from "../names.ts";

const { redis, fresh } = bench();

/** Something that 0.1.0 left unfinished: records as it wrote them, and this Tandem that starts after it. */
interface After01 {
  readonly records: Records;
  readonly prefix: string;
  readonly jobs: AskedJobs;
  readonly id: string;
  readonly moveId: MoveId;
  finished(): Promise<number>;
  audited(): Promise<readonly AuditEvent[]>;
}

function documentOf({ text }: StoredSample): Json {
  const { d }: { d: Json } = JSON.parse(text);
  return d;
}

function sampleOf(kind: string, what: string): Json {
  const [[, sample] = []] = samples(kind, new RegExp(`^${kind}/${what}$`));
  if (sample === undefined) throw new Error(what);
  return documentOf(sample);
}

/** Writes documents of 0.1.0 as it did: a hash per record, and its place in the index of unfinished work. */
async function put(prefix: string, kind: string, id: string, d: Json): Promise<void> {
  await redis().hset(`${prefix}:${kind}:${id}`, "rev", "3", "by", "somebody", "json", JSON.stringify({ v: 1, d }));
  await redis().sadd(`${prefix}:index:${kind}`, id);
}

interface Interrupted {
  readonly execution?: Json;
  readonly request?: Json;
  readonly move?: Json;
}

async function interrupted(
  { execution, request, move = sampleOf("move", "running-untouched") }: Interrupted,
  at = fresh(),
): Promise<After01> {
  const { records, prefix } = at;
  const jobs = askedJobs();
  const seal = (execution ?? request)?.["seal"] as Json;
  const name = seal["move"] as { cluster: string; targetKeyspace: string; workflow: string };
  const moveId = moveIdNamed(`${name.cluster}/${name.targetKeyspace}.${name.workflow}`);
  const id = String((execution ?? request)?.["id"]);
  await put(prefix, "move", moveId, { ...move, name });
  if (request !== undefined) await put(prefix, "request", id, { ...request, id, seal });
  if (execution !== undefined) await put(prefix, "execution", id, execution);
  await indexByMove(redis(), { prefix });
  return {
    records,
    prefix,
    jobs,
    id,
    moveId,
    finished: async () => (await finishOldRecords({ records, jobs, policy: () => ({ ...POLICY, limits: DEFAULT_LIMITS }) })).length,
    async audited() {
      expect(await verifyAudit(redis(), prefix)).toMatchObject({ kind: "intact" });
      const links = await redis().xrange(`${prefix}:audit`, "-", "+");
      return links.map(([, fields]): AuditEvent => JSON.parse(fields[fields.indexOf("event") + 1] ?? ""));
    },
  };
}

const APPROVED = sampleOf("request", "switch-approved-under-way-two-votes");

async function outcomeLines({ records, moveId }: After01): Promise<readonly unknown[]> {
  return (await records.entries(moveId, 0)).map(({ body }) => body).filter(({ kind }) => kind === "outcome");
}

/** What 0.1.0 wrote and never announced, and what had done every step without an outcome. */
const UNTOLD = samples("execution", /-unsettled(-\d-calls)?$|-all-steps-done(-\d-calls)?$/).filter(([what]) => !OF_OVERRIDES.test(what));

test.each(UNTOLD)("an outcome that 0.1.0 had not announced is announced once, everywhere: %s", async (_what, sample) => {
  const execution = documentOf(sample);
  const isAsked = execution["requestId"] !== undefined;
  const it = await interrupted({ execution, ...(isAsked ? { request: APPROVED } : {}) });
  const { records, id, jobs } = it;
  expect(await it.finished()).toBe(0);
  const state = (await records.executions.get(id))?.state;
  if (state?.kind !== "ended") throw new Error("it has not ended");
  expect(await outcomeLines(it)).toMatchObject([{ executionId: id, outcome: state.outcome }]);
  expect(await it.audited()).toMatchObject([{ kind: "outcome", facts: { execution: id, outcome: state.outcome.kind } }]);
  expect((await records.requests.get(id))?.state.kind).toBe(isAsked ? "used" : undefined);
  expect(await records.executions.unsettled()).toEqual([]);
  expect(jobs.asked).toEqual(expect.arrayContaining([`publish-thread ${it.moveId}`, `publish-cards ${it.moveId}`]));

  const once = jobs.asked.length;
  expect(await it.finished()).toBe(0);
  expect(await outcomeLines(it)).toHaveLength(1);
  expect(await it.audited()).toHaveLength(1);
  expect(jobs.asked).toHaveLength(once);
});

test("an outcome that already has its line is not announced again, but its missing effects follow", async () => {
  const execution = sampleOf("execution", "switch-split-succeeded-unsettled");
  const it = await interrupted({ execution, request: APPROVED });
  const outcome = { kind: "succeeded", at: 1_796_000_000_000 } as const;
  const body = {
    kind: "outcome",
    executionId: it.id,
    act: { verb: "restore", options: RESTORE },
    by: POLICY.operators[0],
    outcome,
  } as never;
  await it.records.addEntry(it.moveId, body, `outcome:${it.id}`);
  await it.finished();
  expect(await outcomeLines(it)).toHaveLength(1);
  expect(await it.audited()).toEqual([]);
  expect((await it.records.requests.get(it.id))?.state.kind).toBe("used");
  const move = await it.records.moves.get(it.moveId);
  const at = (execution["outcome"] as { at: number }).at;
  expect(move === undefined ? undefined : findRollbackDeadline(move)).toBe(at + DEFAULT_LIMITS.rollbackMs);
});

const RESTORE = { snapshot: "r-1", documents: [], shownAgainst: "" } as const;

test.each(samples("request", /-approved-two-votes$/).filter(([what]) => !OF_OVERRIDES.test(what)))(
  "an approval that 0.1.0 had not started gets its execution, for as long as it was approved: %s",
  async (_what, sample) => {
    const request = documentOf(sample);
    const it = await interrupted({ request });
    await it.finished();
    const { useBy } = request["state"] as { useBy: number };
    expect(await it.records.executions.get(it.id)).toMatchObject({ requestId: it.id, useBy, done: [], state: { kind: "ready" } });
    expect((await it.records.requests.get(it.id))?.state.kind).toBe("approved");
    expect(it.jobs.asked).toContain(`carry-out ${it.id}`);
    expect((await it.records.dossier(it.moveId)).live.execution?.id).toBe(it.id);
    await it.finished();
    expect(it.jobs.asked.filter((job) => job.startsWith("carry-out"))).toHaveLength(1);
  },
);

test("an override that 0.1.0 had not granted is granted while its approval is valid, and expires after that", async () => {
  const request = sampleOf("request", "override-approved-two-votes");
  const state = request["state"] as Json;
  const begun = sampleOf("execution", "override-all-steps-done");
  const late = await interrupted({ request: { ...request, id: begun["id"] }, execution: begun });
  await late.finished();
  expect((await late.records.requests.get(late.id))?.state.kind).toBe("expired");
  expect((await late.records.moves.get(late.moveId))?.overrides).toBeUndefined();
  expect((await late.records.entries(late.moveId, 0)).map(({ body }) => body)).toMatchObject([{ kind: "request-ended", how: "expired" }]);

  const useBy = Date.now() + 600_000;
  const soon = await interrupted({ request: { ...request, id: begun["id"], state: { ...state, useBy } }, execution: begun });
  await soon.finished();
  await soon.finished();
  expect((await soon.records.requests.get(soon.id))?.state.kind).toBe("used");
  expect((await soon.records.moves.get(soon.moveId))?.overrides).toMatchObject([{ requestId: soon.id, finding: "vdiff-missing" }]);
  expect(await outcomeLines(soon)).toMatchObject([{ act: { verb: "override" }, outcome: { kind: "succeeded" } }]);
  expect(await soon.audited()).toHaveLength(1);
});

test("an override that 0.1.0 had written onto its move is announced, and lasts no longer than it was granted for", async () => {
  const request = sampleOf("request", "override-approved-two-votes");
  const it0 = sampleOf("move", "running-with-overrides-untouched");
  const overrides = (it0["overrides"] as readonly Json[]).map((one) => ({ ...one, requestId: String(request["id"]) }));
  const it = await interrupted({ request, move: { ...it0, overrides } });
  await it.finished();
  expect((await it.records.moves.get(it.moveId))?.overrides).toEqual(overrides);
  expect((await it.records.requests.get(it.id))?.state.kind).toBe("used");
  expect(await outcomeLines(it)).toHaveLength(1);
});

test("a damaged record stops neither the others nor the start, and is named", async () => {
  const broken = await interrupted({ execution: sampleOf("execution", "cancel-succeeded-unsettled") });
  const whole = await interrupted({ execution: sampleOf("execution", "switch-split-succeeded-unsettled"), request: APPROVED }, broken);
  expect(whole.moveId).not.toBe(broken.moveId);
  await redis().hset(`${broken.prefix}:move:${broken.moveId}`, "json", "{");
  expect(await whole.finished()).toBe(1);
  expect(await outcomeLines(whole)).toHaveLength(1);
  expect(await outcomeLines(broken)).toEqual([]);
});

test("an installation of 0.1.0 with nothing interrupted is left as it is", async () => {
  const { records, prefix } = fresh();
  await putInstallation(redis(), prefix);
  await indexByMove(redis(), { prefix });
  const jobs = askedJobs();
  const before = await records.dossier(moveIdNamed("prod/customer.soak"));
  expect(await finishOldRecords({ records, jobs, policy: () => POLICY })).toEqual([]);
  expect(jobs.asked).toEqual([]);
  const { now: _now, ...after } = await records.dossier(moveIdNamed("prod/customer.soak"));
  expect(before).toMatchObject(after);
  expect(parseMoveId("prod/customer.soak")).toEqual(after.move?.name);
});
