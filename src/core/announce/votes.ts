import { type Announcement, composeHeldEntry, toOperation } from "./announce.ts";
import {
  countApprovals,
  decideVote,
  type MayTake,
  type Membership,
  type Press,
  type RequestState,
  type VoteRefusal,
  type Vote,
  recountBallot,
} from "../operation/request/approval.ts";
import { createExecution } from "../operation/execution/begin.ts";
import type { Execution } from "../operation/execution/executions.ts";
import type { OverrideFindings } from "../operation/request/operations.ts";
import type { Limits } from "../operation/request/policy.ts";
import type { Window } from "../operation/request/window.ts";
import type { Request } from "../operation/request/requests.ts";
import type { Move } from "../move/moves.ts";
import { moveId } from "../vitess/names.ts";
import type { PersonId } from "../people/people.ts";
import { type Override, withOverrides } from "../findings/overrides.ts";
import type { Instant } from "../readings/readings.ts";
import { publishJobs } from "./wanted-jobs.ts";

/** What is written with a vote: the request, its thread lines and audit events, and with the last vote what it leads to. */
export type Voted = Announcement & { readonly request: Request; readonly execution?: Execution };

/** What votes are decided on besides the request. */
export interface VoteContext {
  readonly move: Move | undefined;
  readonly limits: Limits;
  readonly now: Instant;
  /** The execution that runs on the move: until it has ended, no vote starts another. */
  readonly running?: Execution | undefined;
  /** When what is approved may begin; absent: at any time; `closed`: not any more. */
  readonly window?: Window | "closed" | undefined;
  /** Who may take the seats of the request's rule; absent where nobody has read it, and then no vote takes one. */
  readonly mayTake?: MayTake;
}

/** Casts one vote on a request: returns everything that follows from it, or the refusal. */
export function vote(
  request: Request,
  press: Press,
  membership: Membership,
  context: VoteContext,
): { readonly kind: "counted" | "held"; readonly voted: Voted } | { readonly kind: "refused"; readonly reason: VoteRefusal } {
  const decision = decideVote(request, press, { membership, mayTake: context.mayTake }, context.now);
  if (decision.kind === "refused") return decision;
  const { votes, state } = decision;
  if (isHeldUp(request, state, context)) return { kind: "refused", reason: "move-busy" };
  const after = { ...request, votes, state };
  const cast = votes.filter(({ by }) => by === press.by);
  return { kind: decision.kind, voted: startApproved(after, composeVoteLines(after, cast), context) };
}

/** A move has one execution at a time, but an override starts none. */
function isHeldUp({ proposal }: Request, state: RequestState, { running }: VoteContext): boolean {
  return running !== undefined && state.kind === "approved" && proposal.kind !== "override";
}

/**
 * Recounts an open request once it is known who may vote. Undefined if nothing changes, and while another execution runs on its move: then
 * the next reading of the groups counts.
 */
export function recount(request: Request, membershipOf: (person: PersonId) => Membership, context: VoteContext): Voted | undefined {
  const { votes, state, counted, lapsed } = recountBallot(request, membershipOf, context.now, context.mayTake);
  if (votes === request.votes || isHeldUp(request, state, context)) return undefined;
  const after = { ...request, votes, state };
  return startApproved(after, joinLines(composeLapsedLines(after, lapsed), composeVoteLines(after, counted)), context);
}

/** What an approved request leads to, without another vote. */
export function beginRequest(request: Request, context: VoteContext): Voted {
  return startApproved(request, { entries: [], audit: [] }, context);
}

type Lines = Pick<Announcement, "entries" | "audit">;

function joinLines(one: Lines, other: Lines): Lines {
  return { entries: [...one.entries, ...other.entries], audit: [...one.audit, ...other.audit] };
}

/** The last vote starts what was approved. An override makes no call: the vote itself grants it. */
function startApproved(request: Request, lines: Lines, context: VoteContext): Voted {
  const { id, move, proposal, state } = request;
  const told = { ...lines, jobs: publishJobs(moveId(move)) };
  if (state.kind !== "approved") return { ...told, request };
  if (proposal.kind === "override") return grantOverride(request, proposal, told, context);
  const execution = createExecution(request, proposal, context);
  const { useBy } = execution;
  const held = execution.state.kind === "held" ? [composeHeldEntry(execution.id, execution.state.hold)] : [];
  return {
    ...told,
    request: { ...request, state: { ...state, useBy } },
    execution,
    entries: [...told.entries, ...held],
    jobs: [{ job: "carry-out", executionId: id }, ...told.jobs],
  };
}

function composeVoteLines(request: Request, cast: readonly Vote[]): Lines {
  const { id, rule, digest, votes } = request;
  const approvals = countApprovals(votes);
  return {
    entries: cast.map(({ by, kind, reason, at, held }) => ({
      body: {
        kind: "vote",
        requestId: id,
        by,
        vote: kind,
        reason,
        approvals,
        needed: rule.people,
        ...(held === undefined ? {} : { held }),
      },
      key: `vote:${id}:${by}:${kind}:${at}:${held === true ? "held" : "counted"}`,
    })),
    audit: cast.map(({ by, kind, reason, held }) => ({
      kind: held === true ? "vote-held" : "vote",
      moveId: moveId(request.move),
      by,
      facts: { request: id, digest, vote: kind, reason },
    })),
  };
}

function composeLapsedLines({ id, move }: Request, lapsed: readonly Vote[]): Lines {
  if (lapsed.length === 0) return { entries: [], audit: [] };
  const people = lapsed.map(({ by }) => by);
  return {
    entries: [
      { body: { kind: "votes-lapsed", requestId: id, people }, key: `lapsed:${id}:${lapsed.map(({ by, at }) => `${by}${at}`).join()}` },
    ],
    audit: people.map((by) => ({ kind: "vote-lapsed", moveId: moveId(move), by, facts: { request: id } })),
  };
}

/** Writes an override on the move, valid for as long as an approval may be used. */
function grantOverride(
  request: Request,
  { terms }: OverrideFindings,
  told: Omit<Announcement, "move" | "request">,
  { move, limits, now }: VoteContext,
): Voted {
  const { id, votes, askedBy, state } = request;
  const by = votes.filter((one) => one.kind === "approve" && one.held !== true).map((one) => one.by);
  const added = terms.findings.map((finding): Override => {
    const evidence = terms.evidence?.[finding];
    const { step, reason } = terms;
    return {
      step,
      finding,
      by,
      reason,
      at: now,
      until: now + limits.useByMs,
      requestId: id,
      ...(evidence === undefined ? {} : { evidence }),
    };
  });
  const outcome = { kind: "succeeded", at: now } as const;
  const body = {
    kind: "outcome",
    executionId: id,
    act: toOperation({ move: request.move, proposal: { kind: "override", terms } }),
    by: askedBy,
    outcome,
  } as const;
  const audit = {
    kind: "outcome",
    moveId: moveId(request.move),
    by: askedBy,
    facts: { execution: id, verb: "override", outcome: outcome.kind },
  };
  return {
    ...told,
    ...(move === undefined ? {} : { move: { ...move, overrides: withOverrides(move.overrides ?? [], added) } }),
    request: { ...request, state: { kind: "used", approvedAt: state.kind === "approved" ? state.at : now, at: now } },
    entries: [...told.entries, { body, key: `outcome:${id}` }],
    audit: [...told.audit, audit],
  };
}
