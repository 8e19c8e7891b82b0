import { type Press, stateAt } from "../../../../src/core/operation/approval.ts";
import { beginUnasked } from "../../../../src/core/operation/begin.ts";
import { proposalText } from "../../../../src/core/operation/requests.ts";
import { recount, vote, type Voted } from "../../../../src/core/announce/votes.ts";
import { channelId, type PersonId } from "../../../../src/core/people/people.ts";
import { UNSHARDED } from "../../moments.ts";
import { emptyLedger, must, type Tally } from "./ledger.ts";
import { ANA, atFirst, BEN, CHO, membershipIn, PEOPLE, type PeopleChange } from "./people.ts";
import { LIMITS, nowOn, type Stage, write } from "./stage.ts";
import { proposalOf, recordOf, type Start } from "./starts.ts";
import { advance, type Fate, type Vitess } from "./vitess.ts";
import { shown } from "./world.ts";

/** A press of somebody on the request, or what happens in between. */
export type Ballot =
  | { readonly by: PersonId; readonly vote: "approve" | "reject" }
  | { readonly waitMs: number }
  | { readonly people: PeopleChange };

const ID = "r1";

/** A stage on which something was just asked for, and nobody has voted yet. */
export function open(start: Start, major: number, fates: readonly Fate[], tally: Tally): Stage {
  const ledger = emptyLedger(tally);
  const vitess: Vitess = {
    world: { ...start.world, major },
    calls: [],
    // Only a message that arrives after everybody's margin, or that nobody can see at work, may meet another one.
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

/** Asks for it; what needs no vote begins at once. */
export function ask(stage: Stage, start: Start): void {
  const now = nowOn(stage);
  const move = UNSHARDED.subject.move;
  const proposal = proposalOf(start, stage.move, stage.vitess.world);
  stage.approvedOn.set(ID, shown(stage.vitess.world));
  const channel = channelId("C0MOVES");
  if (start.isOnePress === true) return write(stage, beginUnasked({ id: ID, move, channel, proposal, by: ANA, now }, LIMITS), {});
  stage.request = {
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
    digest: proposalText(move, proposal),
    shown: { sizes: [], dryRun: [] },
  };
}

/** What people press; then Ben and Cho approve, if it is still open and anybody can. */
export function cast(stage: Stage, ballots: readonly Ballot[]): void {
  for (const ballot of ballots) {
    if ("waitMs" in ballot) advance(stage.vitess, nowOn(stage) + ballot.waitMs);
    else if ("people" in ballot) PEOPLE[ballot.people](stage.people, nowOn(stage));
    else press(stage, { by: ballot.by, kind: ballot.vote, reason: ballot.vote === "reject" ? "not today" : "" });
  }
  for (const by of [BEN, CHO]) press(stage, { by, kind: "approve", reason: "" });
  stage.people.isKnown = true;
  again(stage);
}

function press(stage: Stage, by: Press): void {
  const { request, people, move, ledger } = stage;
  if (request === undefined) return;
  const now = nowOn(stage);
  const isTimely = stateAt(request, now).kind === "open";
  const decided = vote(request, by, membershipIn(people)(by.by), { move, limits: LIMITS, now });
  if (decided.kind === "refused") return;
  must(ledger, "a vote counts only in time", isTimely);
  if (by.kind === "approve") ledger.approvers.add(by.by);
  else ledger.approvers.delete(by.by);
  take(stage, decided.voted);
}

/** Who may vote is known again: what was held counts, or is taken out. */
function again(stage: Stage): void {
  const { request, people, move } = stage;
  if (request === undefined) return;
  const counted = recount(request, membershipIn(people), { move, limits: LIMITS, now: nowOn(stage) });
  if (counted !== undefined) take(stage, counted);
}

function take(stage: Stage, voted: Voted): void {
  stage.request = voted.request;
  if (voted.execution !== undefined) write(stage, voted.execution, voted);
}
