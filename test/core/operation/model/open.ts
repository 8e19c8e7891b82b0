import { type Press, deriveRequestState } from "../../../../src/core/operation/request/approval.ts";
import { beginWithoutRequest } from "../../../../src/core/operation/execution/begin.ts";
import { formatProposal } from "../../../../src/core/operation/request/requests.ts";
import { recount, vote, type Voted } from "../../../../src/core/announce/votes.ts";
import { toChannelId, type PersonId } from "../../../../src/core/people/people.ts";
import { UNSHARDED } from "../../moments.ts";
import { emptyLedger, must, type Tally } from "./ledger.ts";
import { ANA, atFirst, BEN, CHO, membershipIn, PEOPLE, type PeopleChange } from "./people.ts";
import { LIMITS, nowOn, type Harness, write } from "./harness.ts";
import { proposalOf, recordOf, type Start } from "./starts.ts";
import { advance, type Fate, type Vitess } from "./vitess.ts";
import { shown } from "./world.ts";
import { requestNamed } from "../../../names.ts";

/** A press on the request by somebody, or what happens in between. */
export type Ballot =
  | { readonly by: PersonId; readonly vote: "approve" | "reject" }
  | { readonly waitMs: number }
  | { readonly people: PeopleChange };

const ID = requestNamed("r1");

/** A harness with a fresh request, without any vote. */
export function open(start: Start, major: number, fates: readonly Fate[], tally: Tally): Harness {
  const ledger = emptyLedger(tally);
  const vitess: Vitess = {
    world: { ...start.world, major },
    calls: [],
    // Only a message that arrives after everybody's margin, or that nobody can see running, may overlap another one.
    arrived: (_call, others) =>
      must(ledger, "two calls of one execution are never under way at once", others.length === 0 || ledger.isDisturbed),
  };
  return {
    vitess,
    people: atFirst(),
    fates: [...fates],
    move: recordOf(start),
    executions: new Map(),
    snapshots: new Map(),
    lines: new Set(),
    wakeAt: new Map(),
    turns: new Map(),
    approvedOn: new Map(),
    workers: [undefined, undefined, undefined],
    ledger,
  };
}

/** Requests it; an operation that needs no vote starts at once. */
export function ask(harness: Harness, start: Start): void {
  const now = nowOn(harness);
  const move = UNSHARDED.subject.move;
  const proposal = proposalOf(start, harness.move, harness.vitess.world);
  harness.approvedOn.set(ID, shown(harness.vitess.world));
  const channel = toChannelId("C0MOVES");
  if (start.isOnePress === true) return write(harness, beginWithoutRequest({ id: ID, move, channel, proposal, by: ANA, now }, LIMITS), {});
  harness.request = {
    id: ID,
    move,
    channel,
    askedBy: ANA,
    askedAt: now,
    approveBy: now + LIMITS.approveByMs,
    useForMs: LIMITS.useByMs,
    rule: { people: 2, requesterCounts: false },
    votes: [],
    state: { kind: "open" },
    proposal,
    digest: formatProposal(move, proposal),
    shown: { sizes: [], dryRun: [] },
  };
}

/** People's presses; then Ben and Cho approve, if it is still open and anybody can. */
export function cast(harness: Harness, ballots: readonly Ballot[]): void {
  for (const ballot of ballots) {
    if ("waitMs" in ballot) advance(harness.vitess, nowOn(harness) + ballot.waitMs);
    else if ("people" in ballot) PEOPLE[ballot.people](harness.people, nowOn(harness));
    else press(harness, { by: ballot.by, kind: ballot.vote, reason: ballot.vote === "reject" ? "not today" : "" });
  }
  for (const by of [BEN, CHO]) press(harness, { by, kind: "approve", reason: "" });
  harness.people.isKnown = true;
  again(harness);
}

function press(harness: Harness, by: Press): void {
  const { request, people, move, ledger } = harness;
  if (request === undefined) return;
  const now = nowOn(harness);
  const isTimely = deriveRequestState(request, now).kind === "open";
  const decided = vote(request, by, membershipIn(people)(by.by), { move, limits: LIMITS, now });
  if (decided.kind === "refused") return;
  must(ledger, "a vote counts only in time", isTimely);
  if (by.kind === "approve") ledger.approvers.add(by.by);
  else ledger.approvers.delete(by.by);
  take(harness, decided.voted);
}

/** The approvers are known again: held votes count, or are removed. */
function again(harness: Harness): void {
  const { request, people, move } = harness;
  if (request === undefined) return;
  const counted = recount(request, membershipIn(people), { move, limits: LIMITS, now: nowOn(harness) });
  if (counted !== undefined) take(harness, counted);
}

function take(harness: Harness, voted: Voted): void {
  harness.request = voted.request;
  if (voted.execution !== undefined) write(harness, voted.execution, voted);
}
