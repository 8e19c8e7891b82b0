import type { MoveAudit } from "../../core/announce/audit.ts";
import type { Entry } from "../../core/announce/entries.ts";
import type { DoneCall, Execution } from "../../core/operation/execution/executions.ts";
import { formatProposal, type Request } from "../../core/operation/request/requests.ts";
import { nameVerb } from "../../core/operation/request/operations.ts";
import type { Move } from "../../core/move/moves.ts";
import type { Instant, Reading } from "../../core/readings/readings.ts";
import { type MoveId, type MoveName, moveId } from "../../core/vitess/names.ts";
import type { VerbDeps } from "../deps.ts";
import { restoreReportLine } from "../announce/report-line.ts";
import type { EvidencePart } from "./file.ts";
import { formatTime, NOT_KEPT, withTimes } from "./words.ts";
import { describeVDiffs } from "./vdiffs.ts";

/** The form of the file; `docs/evidence.md` describes it. */
export const EVIDENCE_FORMAT = "tandem-evidence/1";

/** The records that a file is made from. Those that the audit names and that are gone are undefined. */
interface KeptOfMove {
  readonly name: MoveName;
  readonly at: Instant;
  readonly audit: MoveAudit;
  readonly move?: Move;
  readonly requests: readonly { readonly id: string; readonly request: Request | undefined }[];
  readonly executions: readonly { readonly id: string; readonly execution: Execution | undefined }[];
  readonly entries: readonly Entry[];
  readonly reading?: Reading;
}

type EvidenceDeps = Pick<VerbDeps, "digest"> & {
  readonly records: Pick<VerbDeps["records"], "now" | "moves" | "requests" | "executions" | "entries" | "reading" | "vdiffCounts">;
};

/** Everything that Tandem has recorded about a move, as the parts of an evidence file. It reads nothing from Vitess. */
export async function gatherEvidence(deps: EvidenceDeps, name: MoveName, audit: MoveAudit): Promise<readonly EvidencePart[]> {
  const { records } = deps;
  const id = moveId(name);
  const named = (fact: string): readonly string[] => [
    ...new Set(audit.entries.flatMap(({ event }) => (typeof event.facts[fact] === "string" ? [event.facts[fact]] : []))),
  ];
  const requestIds = named("request");
  const [at, move, reading, entries, requests, executions] = await Promise.all([
    records.now(),
    records.moves.get(id),
    records.reading(id),
    readLines(records, id),
    Promise.all(requestIds.map(async (one) => ({ id: one, request: await records.requests.get(one) }))),
    Promise.all(named("execution").map(async (one) => ({ id: one, execution: await records.executions.get(one) }))),
  ]);
  // An override is granted without an execution: its outcome names the request.
  const begun = executions.filter(({ id: one, execution }) => execution !== undefined || !requestIds.includes(one));
  const kept = { name, at, audit, requests, executions: begun, entries };
  return listParts({ ...kept, ...(move === undefined ? {} : { move }), ...(reading === undefined ? {} : { reading }) }, deps.digest);
}

/** The lines of its thread, large VDiff reports with their counts while those are kept. */
async function readLines(records: EvidenceDeps["records"], id: MoveId): Promise<readonly Entry[]> {
  return Promise.all((await records.entries(id, 0)).map((entry) => restoreReportLine(records, entry)));
}

function listParts({ name, at, audit, move, requests, executions, entries, reading }: KeptOfMove, digest: (text: string) => string) {
  return [
    part("header", {
      format: EVIDENCE_FORMAT,
      move: moveId(name),
      at: formatTime(at),
      audit: audit.head,
      ...(audit.cut === undefined ? {} : { auditCut: audit.cut }),
    }),
    part("move", move === undefined ? NOT_KEPT : describeMove(move)),
    ...requests.map(({ id, request }) =>
      part("request", request === undefined ? { id, record: NOT_KEPT } : describeRequest(request, digest)),
    ),
    ...executions.map(({ id, execution }) =>
      part("execution", execution === undefined ? { id, record: NOT_KEPT } : describeExecution(execution)),
    ),
    ...describeVDiffs(entries).map((body) => part("vdiff", body)),
    part("last-reading", reading === undefined ? NOT_KEPT : describeReading(reading)),
    ...audit.entries.map(({ link: { seq, at: when, event, prev, hash } }) => part("audit", { seq, at: when, event, prev, hash })),
  ];
}

function part(kind: string, body: unknown): EvidencePart {
  return { part: kind, body };
}

function describeMove({ sourceKeyspace, tables, askedBy, askedAt, adopted, state }: Move) {
  const ended = state.kind === "ended" ? { how: state.how, at: formatTime(state.at) } : undefined;
  return { sourceKeyspace, tables, askedBy, askedAt: formatTime(askedAt), adopted: adopted === true, state: state.kind, ended };
}

/** `approved`: the operation and the facts it was requested on, which had to hold before each call. */
function describeRequest(request: Request, digest: (text: string) => string) {
  const { id, askedBy, askedAt, approveBy, useForMs, rule, policy, votes, state, proposal, move } = request;
  return {
    id,
    askedBy,
    askedAt: formatTime(askedAt),
    approveBy: formatTime(approveBy),
    useForMs,
    rule,
    policy: policy === undefined ? NOT_KEPT : { rules: policy.spoke, hash: policy.hash, limits: policy.limits, windows: policy.windows },
    move,
    approved: proposal,
    digest: request.digest,
    // A record of an older release may have been written in another form than the one that was digested.
    digestCovers: digest(formatProposal(move, proposal)) === request.digest ? "approved" : NOT_KEPT,
    votes: votes.map(({ by, at, kind, reason, held }) => ({ by, at: formatTime(at), vote: kind, reason, held: held === true })),
    state: withTimes(state),
  };
}

function describeExecution({ id, requestId, startedBy, createdAt, useBy, proposal, done, state }: Execution) {
  return {
    id,
    request: requestId ?? "none: it needed no votes",
    verb: nameVerb(proposal),
    startedBy,
    createdAt: formatTime(createdAt),
    useBy: formatTime(useBy),
    calls: done.map(describeCall),
    outcome: state.kind === "ended" ? withTimes(state.outcome) : `none yet: ${state.kind}`,
  };
}

/** Each call with what Vitess showed right before and after it, and what it answered. */
function describeCall({ tabletTypes, startedAt, endedAt, did, snapshot, fault, said, lookBefore, lookAfter }: DoneCall) {
  return {
    tabletTypes,
    startedAt: formatTime(startedAt),
    endedAt: formatTime(endedAt),
    finishedItsStep: did === "step",
    rulesBefore: snapshot ?? NOT_KEPT,
    before: lookBefore === undefined ? NOT_KEPT : withTimes(lookBefore),
    after: lookAfter === undefined ? NOT_KEPT : withTimes(lookAfter),
    answer: fault === undefined ? { error: false, lines: said ?? NOT_KEPT } : { error: true, kind: fault.kind, text: fault.text },
  };
}

function describeReading({ at, trafficState }: Reading) {
  return { at: formatTime(at), trafficState: trafficState ?? "not said by Vitess" };
}
