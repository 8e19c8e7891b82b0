import fc from "fast-check";
import type { Move } from "../../../../src/core/move/moves.ts";
import type { RequestState, Vote } from "../../../../src/core/operation/request/approval.ts";
import { beginWithoutRequest } from "../../../../src/core/operation/execution/begin.ts";
import type { Execution, ExecutionState, HoldReason } from "../../../../src/core/operation/execution/executions.ts";
import { type Executable, planCalls, type Proposal } from "../../../../src/core/operation/request/operations.ts";
import { DEFAULT_LIMITS } from "../../../../src/core/operation/request/policy.ts";
import { formatProposal, type Request } from "../../../../src/core/operation/request/requests.ts";
import type { Instant } from "../../../../src/core/readings/readings.ts";
import { ANA, BEN, CHO } from "../../operation/model/people.ts";
import { proposalOf, STARTS } from "../../operation/model/starts.ts";
import { moveOf, UNSHARDED } from "../../moments.ts";
import { ago } from "./moves.ts";
import { requestNamed } from "../../../names.ts";

const MINUTE = 60_000;

/** What is requested, on the facts of its own start: a record does not change when the world does. */
const proposals: fc.Arbitrary<Executable> = fc
  .constantFrom(...Object.values(STARTS))
  .map((start) => proposalOf(start, moveOf(UNSHARDED.subject), start.world));

function executionStates(at: Instant, proposal: Executable): fc.Arbitrary<ExecutionState> {
  const left = planCalls(proposal, DEFAULT_LIMITS.soakMs);
  const [, second, third] = left;
  const holds = fc.constantFrom<HoldReason[]>(
    { reason: "lag", lagSeconds: 41, limitSeconds: 30 },
    { reason: "locked" },
    { reason: "rules-in-use" },
    { reason: "window", opens: at + 4 * MINUTE, closes: at + 9 * MINUTE },
    { reason: "people-unknown", unreadSince: at - 11 * MINUTE },
  );
  const faults = fc.constantFrom("interrupted", "timed-out", "unreachable", "refused", "unexpected");
  const ends = fc.record({ at: fc.constant(at - 2_000), fault: faults.map((kind) => ({ kind, text: "" })) }, { requiredKeys: ["at"] });
  const calls = fc.record(
    { before: fc.constant(""), startedAt: ago(at, 4_000, 20_000, 40_000), end: ends },
    { requiredKeys: ["before", "startedAt"] },
  );
  const offs = fc.constant({ by: BEN, reason: "not now", at });
  const calling = fc.record(
    { kind: fc.constant("calling" as const), left: fc.constant(left), call: calls, callOff: offs },
    { requiredKeys: ["kind", "left", "call"] },
  );
  const soaking: readonly ExecutionState[] =
    second?.kind === "soak" && third?.kind === "call" ? [{ kind: "soaking", left: [second, third], until: at + 2 * MINUTE }] : [];
  return fc.oneof(
    fc.constantFrom<ExecutionState[]>({ kind: "ready", left }, ...soaking, ...soaking),
    holds.map((hold): ExecutionState => ({ kind: "held", left, hold: { ...hold, since: at - MINUTE, until: at + 5 * MINUTE } })),
    calling,
  );
}

/** An execution that has no outcome yet, in each of its states. */
export function executions(at: Instant, move: Move): fc.Arbitrary<Execution> {
  return proposals.chain((proposal) =>
    executionStates(at, proposal).map((state) => ({
      ...beginWithoutRequest(
        { id: requestNamed("r1"), move: move.name, channel: move.channel, proposal, by: ANA, now: at - 3 * MINUTE },
        DEFAULT_LIMITS,
      ),
      requestId: requestNamed("r1"),
      state,
    })),
  );
}

const OVERRIDE: Proposal = { kind: "override", terms: { step: "switch", findings: ["vdiff-missing"], reason: "compared by hand" } };

/** A live request. */
export function requests(at: Instant, move: Move): fc.Arbitrary<Request> {
  const votes = fc.subarray<Vote>([
    { by: BEN, at, kind: "approve", reason: "" },
    { by: CHO, at, kind: "approve", reason: "", held: true },
  ]);
  const open: RequestState = { kind: "open" };
  return fc.record({ proposal: fc.oneof(proposals, fc.constant(OVERRIDE)), votes }).map(({ proposal, votes: cast }) => ({
    id: requestNamed("r1"),
    move: move.name,
    channel: move.channel,
    askedBy: ANA,
    askedAt: at - MINUTE,
    approveBy: at + 29 * MINUTE,
    useForMs: DEFAULT_LIMITS.useByMs,
    rule: { people: 2, requesterCounts: false },
    votes: cast,
    state: open,
    proposal,
    digest: formatProposal(move.name, proposal),
    shown: { sizes: [], dryRun: [] },
  }));
}
