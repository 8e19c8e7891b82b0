import type { ExecutionEvent } from "../operation/execution/decided.ts";
import type { Execution, Hold } from "../operation/execution/executions.ts";
import { measureLastCall, measureWritesWaited } from "./lasted.ts";
import { pickKeyspaceToUnblock } from "../operation/request/facts.ts";
import { type Proposal, nameVerb } from "../operation/request/operations.ts";
import type { FaultNote, Outcome } from "../operation/outcome/outcomes.ts";
import type { Request } from "../operation/request/requests.ts";
import { deriveRollback } from "./rollback-after.ts";
import { findReadsLeftAtSource } from "./reads-left-by.ts";
import type { Seen, StrangeRules } from "../operation/execution/sight.ts";
import { recordRefreshedTablets } from "./refreshed-tablets.ts";
import { isReached, updateMoveAfter } from "./move-after.ts";
import { announceWhatIsLeft } from "./what-is-left.ts";
import { closeAlarms } from "./all-clear.ts";
import type { AuditEvent } from "./audit.ts";
import type { Notice } from "./notices.ts";
import type { Operation, EntryBody } from "./entries.ts";
import { type Explanation, explain } from "../explain/explain.ts";
import { type Followed, type Move, updateFollowed, withUnheard } from "../move/moves.ts";
import { moveId, type MoveName } from "../vitess/names.ts";
import type { Instant, Reading } from "../readings/readings.ts";
import { publishJobs, type WantedJob, watchJob } from "./wanted-jobs.ts";
import type { GuardedVerb } from "../move/broken-call.ts";
import type { SnapshotId } from "../rules/snapshots.ts";

/** A line of a thread; its key makes it one line however often it is written. */
export interface KeyedEntry {
  readonly body: EntryBody;
  readonly key: string;
}

/** Everything that is written together with an execution to announce something about it. */
export interface Announcement {
  readonly move?: Move;
  /** The look that showed the outcome: what changes after it is somebody else's doing, even if no other reading comes in between. */
  readonly reading?: Reading;
  readonly request?: Request;
  readonly entries: readonly KeyedEntry[];
  readonly audit: readonly AuditEvent[];
  readonly notices?: readonly Notice[];
  readonly jobs: readonly WantedJob[];
}

/** What an announcement is made from besides the execution itself. */
export interface Announced {
  readonly move: Move | undefined;
  /** The request that the execution belongs to. */
  readonly request: Request | undefined;
  readonly now: Instant;
  /** How long a switch keeps its one-press rollback armed; 0 turns that off. */
  readonly rollbackMs: number;
  /** Vitess's major version, where it is known: the meaning of an error can depend on it. */
  readonly major?: number;
}

/** Everything that goes with the events of one decision: written with the execution, or not at all. */
export function composeAnnouncement(execution: Execution, events: readonly ExecutionEvent[], about: Announced): Announcement {
  let told: Announcement = { ...(about.move === undefined ? {} : { move: about.move }), entries: [], audit: [], jobs: [] };
  for (const event of events) told = joinAnnouncements(told, announceEvent(execution, event, { ...about, move: told.move }));
  const clear = closeAlarms(about.move, told.move, about.now);
  return { ...told, entries: [...told.entries, ...clear.entries], notices: clear.notices, jobs: [...told.jobs, ...clear.jobs] };
}

function joinAnnouncements(one: Announcement, other: Announcement): Announcement {
  return {
    ...one,
    ...other,
    entries: [...one.entries, ...other.entries],
    audit: [...one.audit, ...other.audit],
    jobs: [...one.jobs, ...other.jobs],
  };
}

function announceEvent(execution: Execution, event: ExecutionEvent, about: Announced): Announcement {
  const { id } = execution;
  const mine = moveId(execution.move);
  const told = (body: EntryBody, key: string): Announcement => ({ entries: [{ body, key }], audit: [], jobs: publishJobs(mine) });
  const onMove = (change: Partial<Followed>): { readonly move?: Move } =>
    about.move === undefined ? {} : { move: updateFollowed(about.move, change) };
  switch (event.kind) {
    case "held":
      return { entries: [composeHeldEntry(id, event.hold)], audit: [], jobs: publishJobs(mine) };
    case "soaking": {
      const snapshot = event.snapshot === undefined ? {} : { snapshot: event.snapshot };
      return told({ kind: "reads-switched", executionId: id, soakUntil: event.until, ...snapshot }, `soak:${id}:${event.until}`);
    }
    case "calling": {
      // Until now cards and the request's own message offered to call it off: publish them anew.
      const audit = { kind: "call", moveId: mine, by: execution.startedBy, facts: { execution: id, verb: nameVerb(execution.proposal) } };
      return { ...onMove({ touchedAt: about.now }), entries: [], audit: [audit], jobs: publishJobs(mine) };
    }
    case "broken":
      // The call may have changed what applications feel, and will not say so: read again.
      return {
        ...(about.move === undefined ? {} : { move: withUnheard(about.move, event.call) }),
        entries: [],
        audit: [],
        jobs: [watchJob(execution.move), ...publishJobs(mine)],
      };
    case "sender-lost": {
      const { startedAt, shows } = event;
      const body = { kind: "sender-lost", executionId: id, verb: nameVerb(execution.proposal), startedAt } as const;
      return told({ ...body, ...(shows === undefined ? {} : { shows }) }, `sender-lost:${id}:${startedAt}:${shows ?? ""}`);
    }
    case "rules":
      return announceStrangeRules(execution, event.strange, event.snapshot);
    case "vschema": {
      const body = {
        kind: "vschema-changed",
        step: nameVerb(execution.proposal),
        snapshot: event.snapshot,
        changes: event.changes,
      } as const;
      return { entries: [{ body, key: `vschema:${execution.id}:${execution.done.length}` }], audit: [], jobs: [] };
    }
    case "ended":
      return announceOutcome(execution, event.outcome, event.seen, about);
    default:
      return event satisfies never;
  }
}

/** The line that says why an approved operation waits. */
export function composeHeldEntry(executionId: string, hold: Hold): KeyedEntry {
  const what = hold.reason === "window" ? `${hold.reason}:${hold.opens}` : hold.reason;
  return { body: { kind: "held", executionId, hold }, key: `held:${executionId}:${hold.since}:${what}` };
}

function announceStrangeRules(execution: Execution, strange: StrangeRules, snapshot: SnapshotId): Announcement {
  const step = nameVerb(execution.proposal);
  const mine = moveId(execution.move);
  const key = `rules:${execution.id}:${execution.done.length}`;
  if (strange.kind === "not-compared")
    return { entries: [{ body: { kind: "rules-not-compared", step, snapshot }, key }], audit: [], jobs: [] };
  const { changes, total } = strange;
  return {
    entries: [{ body: { kind: "rules-changed", step, snapshot, changes, total }, key }],
    audit: [{ kind: "rules-changed", moveId: mine, facts: { step, snapshot, rules: total } }],
    jobs: [],
  };
}

/** Announces an execution's outcome everywhere: the move, the request, the thread, the audit, the cards. */
function announceOutcome(execution: Execution, outcome: Outcome, seen: Seen | undefined, about: Announced): Announcement {
  const { id, proposal, startedBy, done } = execution;
  const mine = moveId(execution.move);
  const rollback = deriveRollback(execution, outcome, about.rollbackMs);
  const fault = "fault" in outcome ? outcome.fault : undefined;
  const explanation = explainCallFault(nameVerb(proposal), fault, about.major);
  const tookMs = measureLastCall(done);
  const writesWaitedMs = outcome.kind === "succeeded" ? measureWritesWaited(execution, outcome.at) : undefined;
  const snapshots = [...new Set(done.flatMap(({ snapshot }) => (snapshot === undefined ? [] : [snapshot])))];
  const body: EntryBody = {
    kind: "outcome",
    executionId: id,
    act: toOperation(execution),
    by: startedBy,
    outcome,
    ...(explanation === undefined ? {} : { explanation }),
    ...(rollback?.kind === "armed" ? { rollbackUntil: rollback.until } : {}),
    ...findReadsLeftAtSource(execution, seen?.look),
    ...(tookMs === undefined ? {} : { tookMs }),
    ...(writesWaitedMs === undefined ? {} : { writesWaitedMs }),
    ...(snapshots.length === 0 ? {} : { snapshots }),
  };
  const facts = {
    execution: id,
    verb: nameVerb(proposal),
    outcome: outcome.kind,
    calls: done.length,
    snapshots: snapshots.join(","),
    vitess: fault?.text ?? "",
    ...(outcome.kind === "called-off" ? { calledOffBy: outcome.by, reason: outcome.reason } : {}),
  };
  const proof = isReached(outcome) && seen?.look.kind === "workflow" ? seen.look.reading : undefined;
  return {
    ...(about.move === undefined
      ? {}
      : { move: recordRefreshedTablets(updateMoveAfter(about.move, execution, outcome, { rollback, proof }), execution, outcome) }),
    ...(proof === undefined || done.length === 0 ? {} : { reading: proof }),
    ...(about.request === undefined ? {} : { request: markUsed(about.request, outcome.at) }),
    entries: [{ body, key: `outcome:${id}` }, ...(isReached(outcome) ? announceWhatIsLeft(execution, seen, about.move) : [])],
    audit: [{ kind: "outcome", moveId: mine, by: startedBy, facts }],
    // The cards show the last reading, which was taken before this.
    jobs: [...publishJobs(mine), watchJob(execution.move)],
  };
}

function markUsed(request: Request, at: Instant): Request {
  return request.state.kind === "approved" ? { ...request, state: { kind: "used", approvedAt: request.state.at, at } } : request;
}

/** What a proposal does, in the words of its own options. */
export function toOperation({ move, proposal }: { readonly move: MoveName; readonly proposal: Proposal }): Operation {
  switch (proposal.kind) {
    case "workflow":
      return proposal.facts.kind === "tenant" ? { ...proposal.operation, ofTenant: true } : proposal.operation;
    case "restore":
      return { verb: "restore", options: proposal.restore };
    case "override":
      return { verb: "override", options: proposal.terms };
    case "rescue":
      return {
        verb: "rescue",
        options: {
          tables: proposal.facts.denied,
          keyspace: pickKeyspaceToUnblock(move, proposal.facts),
          ...(proposal.facts.remedy === "serve" ? { serves: true } : {}),
        },
      };
    default:
      return proposal satisfies never;
  }
}

function explainCallFault(verb: GuardedVerb, fault: FaultNote | undefined, major: number | undefined): Explanation | undefined {
  return fault === undefined ? undefined : explain(fault.text, fault.kind, { verb, ...(major === undefined ? {} : { major }) });
}
