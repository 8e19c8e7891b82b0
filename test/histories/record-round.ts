import { setTimeout as sleep } from "node:timers/promises";
import { moveIdNamed } from "../names.ts";
import { ANA, copied, inThread, MOVES, openRequest, switches } from "../acceptance/people.ts";
import type { Request } from "../../src/core/operation/request/requests.ts";
import type { MoveId } from "../../src/core/vitess/names.ts";
import { type Field, untilDone } from "./field.ts";
import { type Asked, createRecorder, type Recorder, type Round } from "./history.ts";
import { actAsOne, approveAtLast, type Target } from "./people.ts";
import { NEEDED, peopleOf, type Plan } from "./plan.ts";

// Creating ten moves at once, on a busy machine.
const REQUESTED_WITHIN_MS = 180_000;
// A worker takes over within 15 s, and a call of a dead one is waited for.
const ENDED_WITHIN_MS = 90_000;
const LATE_ANSWERS_WITHIN_MS = 2_000;

/** Where the round belongs. */
export type RoundName = Pick<Round, "topology" | "seed" | "round">;

/** Lets a plan happen to new requests, then heals everything, and reads what came of it. */
export async function recordRound(field: Field, name: RoundName, { faults, parts }: Plan): Promise<Round> {
  const { slack, vitess } = field;
  const requests: readonly Asked[] = [...new Set(parts.map(({ request }) => request))].map((request) => ({
    move: `customer.h${name.round}x${request}`,
    askedBy: peopleOf(request).askedBy,
    needed: NEEDED,
  }));
  const targets = await Promise.all(requests.map(({ move, askedBy }, request) => requestSwitch(field, request, move, askedBy)));

  const start = vitess.clock.now();
  const now = (): number => Math.round((vitess.clock.now() - start) * 1_000) / 1_000;
  const recorder = createRecorder(now);
  const targetOf = (request: number): Target => {
    const target = targets[request];
    if (target === undefined) throw new Error(`no request ${request}`);
    return target;
  };
  await Promise.all([
    ...parts.map(({ request, deeds }) => actAsOne(slack, targetOf(request), deeds, recorder)),
    ...faults.map(async (fault) => {
      await sleep(fault.atMs);
      recorder.strike(`${fault.kind} ${fault.place}, ${fault.forMs} ms`);
      await field.strike(fault);
      recorder.strike(`${fault.kind} ${fault.place} is over`);
    }),
  ]);
  await field.healed();
  // What an app that stood still has to say is said by then: it is no answer to what follows.
  if (faults.length > 0) await sleep(LATE_ANSWERS_WITHIN_MS);
  await Promise.all(
    targets.map((target) => Promise.all(peopleOf(target.request).approvers.map((by) => approveAtLast(slack, target, by, recorder)))),
  );
  await Promise.all(targets.map((target) => readInTheEnd(field, target, recorder, start)));
  return { ...name, requests, struck: recorder.struck, lines: recorder.lines };
}

/** Ana moves a table, and somebody requests the switch. */
async function requestSwitch(field: Field, request: number, move: string, askedBy: string): Promise<Target> {
  const table = move.replace("customer.", "");
  field.vitess.sql.createTable({ keyspace: "commerce", table }, { rows: 1_000, bytes: 100_000 });
  await typeAtLast(field, ANA, `create ${move} --source-keyspace commerce --tables ${table}`);
  await inThread(field, move, /created the workflow/, REQUESTED_WITHIN_MS);
  await copied(field, table);
  await typeAtLast(field, askedBy, `switch ${move}`);
  return { request, move, message: await untilDone(() => openRequest(field, move)) };
}

/** After the last round an app may still be connecting to Slack again. A command typed twice does nothing the second time. */
async function typeAtLast({ slack }: Field, user: string, text: string): Promise<void> {
  await untilDone(async () => {
    const ack = await slack.runCommand({ user, channel: MOVES, command: "/movetables", text });
    if (!ack.ok) throw new Error(`${text} was not acknowledged: ${ack.error}`);
  });
}

/** Notes the calls that reached vtctld, how the execution ended, and what the records, the thread and the audit say. */
async function readInTheEnd(field: Field, { request, move }: Target, recorder: Recorder, start: number): Promise<void> {
  const { records, vitess } = field;
  const moveId = moveIdNamed(`prod/${move}`);
  const { id, outcome } = await untilEnded(field, moveId);
  for (const { request: sent, at, endedAt, outcome: came } of switches({ slack: field.slack, vitess }, move.replace("customer.", ""))) {
    const step = JSON.stringify(sent["tablet_types"]).includes("PRIMARY") ? "writes" : "reads";
    recorder.begin(request, { do: "send", step, took: came?.code === 0 }, 0).ok({ is: "seen" }, at - start);
    if (endedAt !== undefined) recorder.begin(request, { do: "settle" }, endedAt - start).unknown();
  }
  if (outcome !== undefined) recorder.begin(request, { do: "end", outcome }, 0).ok({ is: "seen" });
  const read = recorder.begin(request, { do: "read" });
  const [{ votes, state }, entries, { entries: links }] = await untilDone(() =>
    Promise.all([demandRequest(field, id), records.entries(moveId, 0), records.auditOf(moveId)]),
  );
  if (state.kind === "changed" || state.kind === "expired") recorder.begin(request, { do: "close", how: state.kind }, 0).ok({ is: "seen" });
  read.ok({
    is: "read",
    state: state.kind,
    votes: votes.map(({ by, kind }) => `${by} ${kind}`),
    lines: entries.flatMap(({ body }) => {
      if (body.kind === "vote") return [`${body.by} ${body.vote} ${body.approvals}`];
      return body.kind === "request-ended" ? [`${body.by ?? "-"} ${body.how}`] : [];
    }),
    audit: links.flatMap(({ event: { kind, by = "-", facts } }) => {
      if (kind === "vote") return [`${by} ${String(facts["vote"])}`];
      return /^request-(?:withdrawn|called-off|expired|changed)$/.test(kind) ? [`${by} ${kind.replace("request-", "")}`] : [];
    }),
  });
}

async function untilEnded(field: Field, moveId: MoveId): Promise<{ readonly id: Request["id"]; readonly outcome: string | undefined }> {
  const { records } = field;
  const id = await untilDone(async () => {
    const requested = (await records.entries(moveId, 0)).find(({ body }) => body.kind === "requested");
    if (requested?.body.kind !== "requested") throw new Error(`The thread of ${moveId} has no request`);
    return requested.body.requestId;
  });
  const deadline = Date.now() + ENDED_WITHIN_MS;
  for (;;) {
    const request = await untilDone(() => demandRequest(field, id));
    const state =
      request.state.kind === "approved" || request.state.kind === "used"
        ? (await untilDone(() => records.executions.get(id)))?.state
        : undefined;
    if (state?.kind === "ended") return { id, outcome: state.outcome.kind };
    if (state === undefined || Date.now() > deadline) return { id, outcome: undefined };
    await sleep(250);
  }
}

async function demandRequest({ records }: Field, id: Request["id"]): Promise<Request> {
  const request = await records.requests.get(id);
  if (request === undefined) throw new Error(`The request ${id} is gone`);
  return request;
}
