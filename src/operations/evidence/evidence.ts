import type { MoveAudit } from "../../core/announce/audit.ts";
import type { Entry } from "../../core/announce/entries.ts";
import type { DoneCall, Execution } from "../../core/operation/execution/executions.ts";
import { formatProposal, type Request } from "../../core/operation/request/requests.ts";
import { nameVerb } from "../../core/operation/request/operations.ts";
import type { Move } from "../../core/move/moves.ts";
import type { Instant, Reading } from "../../core/readings/readings.ts";
import { type MoveName, moveId } from "../../core/vitess/names.ts";
import type { VerbDeps } from "../deps.ts";
import type { EvidencePart } from "./file.ts";

/** The form of the file; `docs/evidence.md` describes it. */
export const EVIDENCE_FORMAT = "tandem-evidence/1";

/** Said in place of what Tandem knew once and has no record of. */
const NOT_KEPT = "not kept";

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
  readonly records: Pick<VerbDeps["records"], "now" | "moves" | "requests" | "executions" | "entries" | "reading">;
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
    records.entries(id, 0),
    Promise.all(requestIds.map(async (one) => ({ id: one, request: await records.requests.get(one) }))),
    Promise.all(named("execution").map(async (one) => ({ id: one, execution: await records.executions.get(one) }))),
  ]);
  // An override is granted without an execution: its outcome names the request.
  const begun = executions.filter(({ id: one, execution }) => execution !== undefined || !requestIds.includes(one));
  const kept = { name, at, audit, requests, executions: begun, entries };
  return listParts({ ...kept, ...(move === undefined ? {} : { move }), ...(reading === undefined ? {} : { reading }) }, deps.digest);
}

function listParts({ name, at, audit, move, requests, executions, entries, reading }: KeptOfMove, digest: (text: string) => string) {
  return [
    part("header", { format: EVIDENCE_FORMAT, move: moveId(name), at: formatTime(at), audit: audit.head }),
    part("move", move === undefined ? NOT_KEPT : describeMove(move)),
    ...requests.map(({ id, request }) =>
      part("request", request === undefined ? { id, record: NOT_KEPT } : describeRequest(request, digest)),
    ),
    ...executions.map(({ id, execution }) =>
      part("execution", execution === undefined ? { id, record: NOT_KEPT } : describeExecution(execution)),
    ),
    ...entries.flatMap((entry) => describeVDiff(entry).map((body) => part("vdiff", body))),
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
  const { id, askedBy, askedAt, approveBy, useForMs, rule, votes, state, proposal, move } = request;
  return {
    id,
    askedBy,
    askedAt: formatTime(askedAt),
    approveBy: formatTime(approveBy),
    useForMs,
    rule,
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
  const readings = { before: NOT_KEPT, after: NOT_KEPT };
  return {
    id,
    request: requestId ?? "none: it needed no votes",
    verb: nameVerb(proposal),
    startedBy,
    createdAt: formatTime(createdAt),
    useBy: formatTime(useBy),
    calls: done.map(describeCall),
    readings,
    outcome: state.kind === "ended" ? withTimes(state.outcome) : `none yet: ${state.kind}`,
  };
}

function describeCall({ tabletTypes, startedAt, endedAt, did, snapshot, fault }: DoneCall) {
  return {
    tabletTypes,
    startedAt: formatTime(startedAt),
    endedAt: formatTime(endedAt),
    finishedItsStep: did === "step",
    rulesBefore: snapshot ?? NOT_KEPT,
    answer: fault === undefined ? { error: false, text: NOT_KEPT } : { error: true, kind: fault.kind, text: fault.text },
  };
}

/** The verdicts of the VDiffs that were reported, in order; counts by table are in the reports. */
function describeVDiff({ at, body }: Entry): readonly unknown[] {
  if (body.kind !== "vdiff-report" && body.kind !== "large-vdiff-report") return [];
  return [{ uuid: body.vdiff.uuid, reportedAt: formatTime(at), verdict: withTimes(body.verdict) }];
}

function describeReading({ at, trafficState }: Reading) {
  return { at: formatTime(at), trafficState: trafficState ?? "not said by Vitess" };
}

/** The same fields, with the instants among them as text. */
function withTimes(fields: object): object {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]: [string, unknown]) => [
      key,
      typeof value === "number" && /^at$|At$|By$/.test(key) ? formatTime(value) : value,
    ]),
  );
}

function formatTime(at: Instant): string {
  return new Date(at).toISOString();
}
