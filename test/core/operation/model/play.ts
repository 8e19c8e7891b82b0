import { composeAnnouncement } from "../../../../src/core/announce/announce.ts";
import { beginWithoutRequest } from "../../../../src/core/operation/execution/begin.ts";
import type { ExecutionState } from "../../../../src/core/operation/execution/executions.ts";
import { callOff } from "../../../../src/core/operation/execution/call-off.ts";
import { toChannelId } from "../../../../src/core/people/people.ts";
import { ended, finished } from "./checks.ts";
import { count, must, type Tally } from "./ledger.ts";
import { ask, type Ballot, cast, open } from "./open.ts";
import { HARMLESS, type Other, OTHERS } from "./others.ts";
import { DEV, PEOPLE, type PeopleChange } from "./people.ts";
import { LIMITS, liveOn, nowOn, type Harness, write } from "./harness.ts";
import { proposalOf, type StartName, STARTS } from "./starts.ts";
import { advance, type Fate } from "./vitess.ts";
import { begin, dueAt, step } from "./worker.ts";
import { shown, type World } from "./world.ts";

/** One event. A worker that is not driven while others are, is frozen; `dies`: it is killed there. */
export type Event =
  | {
      readonly kind: "drive";
      readonly place: number;
      /** At most this many steps, or until the execution has reached this state. */
      readonly steps: number;
      readonly until?: ExecutionState["kind"];
      readonly paceMs: number;
      readonly dies: boolean;
    }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "others"; readonly what: Other }
  | { readonly kind: "people"; readonly what: PeopleChange }
  | { readonly kind: "call off" | "roll back reads" };

/** The final state, once everybody who is left has gone on. */
export type Ending = "calm" | "away" | "locked" | "unknown people" | "lagging";

export interface Play {
  readonly start: StartName;
  readonly major: number;
  readonly ballots: readonly Ballot[];
  readonly fates: readonly Fate[];
  readonly events: readonly Event[];
  readonly ending: Ending;
}

const MOST_STEPS = 1_500;
/** Two calls of ten minutes, two locks waited for half an hour each, a soak, and the times an approval is valid. */
const ENDS_WITHIN_MS = 150 * 60_000;

/** Plays it to its end. Throws if a promise does not hold, and says in which play. */
export function play(one: Play, tally: Tally): Harness {
  try {
    return played(one, tally);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : ""} In: ${JSON.stringify(one)}`, { cause: error });
  }
}

function played({ start, major, ballots, fates, events, ending }: Play, tally: Tally): Harness {
  const harness = open(STARTS[start], major, fates, tally);
  ask(harness, STARTS[start]);
  if (harness.request !== undefined) cast(harness, ballots);
  if (liveOn(harness) === undefined) {
    count(harness.ledger, "plays in which nothing was approved");
    return harness;
  }
  for (const event of events) happen(harness, event);
  end(harness, ending);
  return harness;
}

function happen(harness: Harness, event: Event): void {
  const { vitess, people, ledger } = harness;
  switch (event.kind) {
    case "drive":
      return drive(harness, event);
    case "wait":
      return advance(vitess, nowOn(harness) + event.ms);
    case "others":
      if (!HARMLESS.includes(event.what)) ledger.isDisturbed = true;
      vitess.world = OTHERS[event.what](vitess.world);
      return count(ledger, "doings of others");
    case "people":
      ledger.isDisturbed = true;
      return PEOPLE[event.what](people, nowOn(harness));
    case "call off":
      return calledOff(harness);
    case "roll back reads":
      return rolledBack(harness);
    default:
      return event satisfies never;
  }
}

function drive(harness: Harness, { place, steps, until, paceMs, dies }: Extract<Event, { readonly kind: "drive" }>): void {
  const { workers, vitess, ledger } = harness;
  for (let taken = 0; taken < steps; taken += 1) {
    if (until !== undefined && liveOn(harness)?.state.kind === until) break;
    const worker = workers[place] ?? spawned(harness);
    if (worker === undefined) return;
    workers[place] = worker;
    const pace = worker.doing.kind === "effect" ? paceMs : 0;
    advance(vitess, Math.max(dueAt(harness, worker), nowOn(harness) + pace));
    ledger.steps += 1;
    if (!step(harness, worker)) workers[place] = undefined;
  }
  const worker = workers[place];
  if (!dies || worker === undefined) return;
  count(
    ledger,
    `deaths ${worker.doing.kind === "effect" ? `before ${worker.doing.effect.kind}` : worker.doing.kind === "hear" ? "after send" : "before a decision"}`,
  );
  workers[place] = undefined;
}

/** The job runs again at its time; without a lease, so that two workers may run it at once. */
function spawned(harness: Harness): ReturnType<typeof begin> | undefined {
  const live = liveOn(harness);
  if (live === undefined) return undefined;
  advance(harness.vitess, Math.max(nowOn(harness), harness.wakeAt.get(live.id) ?? 0));
  return begin(live);
}

function calledOff(harness: Harness): void {
  const { move, request, ledger } = harness;
  const now = nowOn(harness);
  const live = liveOn(harness);
  const called = live === undefined ? undefined : callOff({ execution: live }, { by: DEV, reason: "the release is late", at: now });
  if (live === undefined || called === undefined || called.kind === "request") return;
  count(ledger, `call-offs ${called.kind === "after-call" ? "after a call" : `while ${live.state.kind}`}`);
  if (!ledger.callOffs.has(live.id)) ledger.callOffs.set(live.id, live.state.kind === "calling" ? live.state.call.startedAt : undefined);
  if (called.kind === "after-call") return write(harness, called.execution, {});
  const { execution, events } = called.decided;
  write(harness, execution, composeAnnouncement(execution, events, { move, request, now, rollbackMs: LIMITS.rollbackMs }));
  for (const event of events) if (event.kind === "ended") ended(harness, execution, event.outcome);
}

/** One press in the soak: the soaking switch is called off, and the reads go back. */
function rolledBack(harness: Harness): void {
  const live = liveOn(harness);
  if (live?.state.kind !== "soaking" || !harness.vitess.world.readable || harness.vitess.world.forward === undefined) return;
  calledOff(harness);
  const start = STARTS["reverse reads"];
  const proposal = proposalOf(start, harness.move, harness.vitess.world);
  const id = `${live.id}-back`;
  harness.approvedOn.set(id, shown(harness.vitess.world));
  write(
    harness,
    beginWithoutRequest({ id, move: harness.move.name, channel: toChannelId("C0MOVES"), proposal, by: DEV, now: nowOn(harness) }, LIMITS),
    {},
  );
  count(harness.ledger, "reads rolled back in a soak");
}

/** Frozen workers wake up, and the job runs until everything has ended. */
function end(harness: Harness, ending: Ending): void {
  const { ledger, vitess, people } = harness;
  if (ending !== "calm") ledger.isDisturbed = true;
  const since = nowOn(harness);
  let steps = 0;
  const goOn = (): boolean => liveOn(harness) !== undefined || harness.workers.some((worker) => worker !== undefined);
  for (; goOn() && steps < MOST_STEPS && nowOn(harness) - since <= ENDS_WITHIN_MS; steps += 1) {
    vitess.world = END[ending](vitess.world);
    people.isKnown = ending !== "unknown people";
    const place = harness.workers.findIndex((worker) => worker !== undefined);
    drive(harness, { kind: "drive", place: Math.max(place, 0), steps: 1, paceMs: 5, dies: false });
  }
  must(ledger, "every run ends", !goOn(), () => `${steps} steps, ${nowOn(harness) - since} ms, ${liveOn(harness)?.state.kind}`);
  finished(harness);
}

const END = {
  calm: (world) => ({ ...world, readable: true }),
  away: (world) => ({ ...world, readable: false }),
  locked: (world) => ({
    ...OTHERS["locked by somebody who died"]({ ...world, locks: world.locks.filter(({ by }) => !by.startsWith("somebody")) }),
    readable: true,
  }),
  "unknown people": (world) => ({ ...world, readable: true }),
  lagging: (world) => ({ ...world, readable: true, lagSeconds: 41 }),
} as const satisfies Record<Ending, (world: World) => World>;
