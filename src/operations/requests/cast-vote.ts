import type { RequestId } from "../../core/people/people.ts";
import { type MoveName, moveId } from "../../core/vitess/names.ts";
import { countApprovals, type Press, type RequestState, type Vote, type VoteRefusal } from "../../core/operation/request/approval.ts";
import { isBeforeWindow } from "../../core/operation/execution/executions.ts";
import { vote } from "../../core/announce/votes.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { VerbDeps } from "../deps.ts";
import type { Committed } from "../decision.ts";
import type { Records } from "../records.ts";
import { listSeats } from "../../core/policy/people.ts";
import { readRoster } from "../people/roster.ts";
import { readSeats } from "../people/seats.ts";
import { findRequestWindow, tightenRequest } from "../policy/requirement.ts";

interface VoteDeps extends Pick<VerbDeps, "policy"> {
  readonly records: Pick<Records, "requests" | "members" | "commit">;
}

/** One press by one person on one request. */
export interface CastVote extends Press {
  readonly requestId: RequestId;
}

/** What the person who pressed gets to know. If the request was decided before, `votes` and `state` say by whom. */
export type VoteResult =
  /** `opens`: when the window opens for which the approved operation waits. */
  | {
      readonly kind: "counted";
      readonly approvals: number;
      readonly needed: number;
      readonly state: RequestState;
      readonly opens?: Instant;
    }
  /** Kept, and counted once it is known whether it may count. `unreadSince`: when the groups were last read; absent: never. */
  | { readonly kind: "held"; readonly unreadSince?: Instant }
  | { readonly kind: "refused"; readonly reason: VoteRefusal; readonly votes: readonly Vote[]; readonly state: RequestState }
  | { readonly kind: "no-such-request" };

/** A stored vote, and the jobs to hand over once the press is acknowledged. */
export type Cast = Pick<Committed<VoteResult>, "result" | "wanted">;

/**
 * Counts one person's vote once, however often and from however many replicas it arrives. When this resolves, the vote, its thread line,
 * its audit event and, after the last vote, the execution are written, all or none. `known`: the request's move, if the caller has it.
 */
export async function castVote(deps: VoteDeps, cast: CastVote, known?: MoveName): Promise<Cast> {
  const before = await deps.records.requests.get(cast.requestId);
  const name = known ?? before?.move;
  if (name === undefined) return { result: { kind: "no-such-request" }, wanted: [] };
  const policy = deps.policy(name.cluster);
  const { membershipOf, unreadSince } = await readRoster(deps.records, policy.approvers);
  const { mayTake } = await readSeats(deps.records, [...listSeats(policy), ...(before?.rule.oneOf ?? [])]);
  return deps.records.commit<VoteResult>(
    moveId(name),
    ({ move, request, live }, now) => {
      if (request === undefined) return { result: { kind: "no-such-request" } };
      const tightened = tightenRequest(policy, request, move);
      const { request: tight, limits } = tightened;
      const window = findRequestWindow(tightened, now);
      const decided = vote(tight, cast, membershipOf(cast.by), { move, limits, now, window, running: live.execution, mayTake });
      if (decided.kind === "refused") return { result: { ...decided, votes: request.votes, state: request.state } };
      const { votes, rule, state } = decided.voted.request;
      const held = decided.voted.execution?.state;
      const opens = held !== undefined && isBeforeWindow(held) ? { opens: held.hold.opens } : {};
      const result: VoteResult =
        decided.kind === "held"
          ? { kind: "held", ...(unreadSince === undefined ? {} : { unreadSince }) }
          : { kind: "counted", approvals: countApprovals(votes), needed: rule.people, state, ...opens };
      return { ...decided.voted, result };
    },
    { request: cast.requestId, execution: cast.requestId },
  );
}
