import { announcementOf } from "../../../../src/core/announce/announce.ts";
import { beginUnasked } from "../../../../src/core/operation/begin.ts";
import type { ExecutionState } from "../../../../src/core/operation/executions.ts";
import { callOff } from "../../../../src/core/operation/call-off.ts";
import { channelId } from "../../../../src/core/people/people.ts";
import { ended, finished } from "./checks.ts";
import { count, must, type Tally } from "./ledger.ts";
import { ask, type Ballot, cast, open } from "./open.ts";
import { HARMLESS, type Other, OTHERS } from "./others.ts";
import { DEV, PEOPLE, type PeopleChange } from "./people.ts";
import { LIMITS, liveOn, nowOn, type Stage, write } from "./stage.ts";
import { proposalOf, type StartName, STARTS } from "./starts.ts";
import { advance, type Fate } from "./vitess.ts";
import { begin, dueAt, step } from "./worker.ts";
import { shown, type World } from "./world.ts";

/** One thing that happens. A worker that is not driven while others are, is frozen; `dies`: it is killed where it stands then. */
export type Event =
  | {
      readonly kind: "drive";
      readonly place: number;
      /** So many steps at most, or until the execution has come into this state. */
      readonly steps: number;
      readonly until?: ExecutionState["kind"];
      readonly paceMs: number;
      readonly dies: boolean;
    }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "others"; readonly what: Other }
  | { readonly kind: "people"; readonly what: PeopleChange }
  | { readonly kind: "call off" | "roll back reads" };

/** How things are in the end, when everybody who is left goes on. */
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
/** Two calls of ten minutes, two locks that are waited for half an hour, a soak, and the times that an approval may be used. */
const ENDS_WITHIN_MS = 150 * 60_000;

/** Plays it to its end. Throws where something does not hold that must, and says in which play. */
export function play(one: Play, tally: Tally): Stage {
  try {
    return played(one, tally);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : ""} In: ${JSON.stringify(one)}`, { cause: error });
  }
}

function played({ start, major, ballots, fates, events, ending }: Play, tally: Tally): Stage {
  const stage = open(STARTS[start], major, fates, tally);
  ask(stage, STARTS[start]);
  if (stage.request !== undefined) cast(stage, ballots);
  if (liveOn(stage) === undefined) {
    count(stage.ledger, "plays in which nothing was approved");
    return stage;
  }
  for (const event of events) happen(stage, event);
  end(stage, ending);
  return stage;
}

function happen(stage: Stage, event: Event): void {
  const { vitess, people, ledger } = stage;
  switch (event.kind) {
    case "drive":
      return drive(stage, event);
    case "wait":
      return advance(vitess, nowOn(stage) + event.ms);
    case "others":
      if (!HARMLESS.includes(event.what)) ledger.isDisturbed = true;
      vitess.world = OTHERS[event.what](vitess.world);
      return count(ledger, "doings of others");
    case "people":
      ledger.isDisturbed = true;
      return PEOPLE[event.what](people, nowOn(stage));
    case "call off":
      return calledOff(stage);
    case "roll back reads":
      return rolledBack(stage);
    default:
      return event satisfies never;
  }
}

function drive(stage: Stage, { place, steps, until, paceMs, dies }: Extract<Event, { readonly kind: "drive" }>): void {
  const { workers, vitess, ledger } = stage;
  for (let taken = 0; taken < steps; taken += 1) {
    if (until !== undefined && liveOn(stage)?.state.kind === until) break;
    const worker = workers[place] ?? spawned(stage);
    if (worker === undefined) return;
    workers[place] = worker;
    const pace = worker.doing.kind === "effect" ? paceMs : 0;
    advance(vitess, Math.max(dueAt(stage, worker), nowOn(stage) + pace));
    ledger.steps += 1;
    if (!step(stage, worker)) workers[place] = undefined;
  }
  const worker = workers[place];
  if (!dies || worker === undefined) return;
  count(
    ledger,
    `deaths ${worker.doing.kind === "effect" ? `before ${worker.doing.effect.kind}` : worker.doing.kind === "hear" ? "after send" : "before a decision"}`,
  );
  workers[place] = undefined;
}

/** The job comes again when it was to; without a lease, so that two workers may be at it at once. */
function spawned(stage: Stage): ReturnType<typeof begin> | undefined {
  const live = liveOn(stage);
  if (live === undefined) return undefined;
  advance(stage.vitess, Math.max(nowOn(stage), stage.wakeAt.get(live.id) ?? 0));
  return begin(live);
}

function calledOff(stage: Stage): void {
  const { move, request, ledger } = stage;
  const now = nowOn(stage);
  const live = liveOn(stage);
  const called = live === undefined ? undefined : callOff({ execution: live }, { by: DEV, reason: "the release is late", at: now });
  if (live === undefined || called === undefined || called.kind === "request") return;
  count(ledger, `call-offs ${called.kind === "after-call" ? "after a call" : `while ${live.state.kind}`}`);
  if (!ledger.callOffs.has(live.id)) ledger.callOffs.set(live.id, live.state.kind === "calling" ? live.state.call.startedAt : undefined);
  if (called.kind === "after-call") return write(stage, called.execution, {});
  const { execution, events } = called.decided;
  write(stage, execution, announcementOf(execution, events, { move, request, now, rollbackMs: LIMITS.rollbackMs }));
  for (const event of events) if (event.kind === "ended") ended(stage, execution, event.outcome);
}

/** One press in the soak: what soaks is called off, and the reads go back. */
function rolledBack(stage: Stage): void {
  const live = liveOn(stage);
  if (live?.state.kind !== "soaking" || !stage.vitess.world.readable || stage.vitess.world.forward === undefined) return;
  calledOff(stage);
  const start = STARTS["reverse reads"];
  const proposal = proposalOf(start, stage.move, stage.vitess.world);
  const id = `${live.id}-back`;
  stage.approvedOn.set(id, shown(stage.vitess.world));
  write(
    stage,
    beginUnasked({ id, move: stage.move.name, channel: channelId("C0MOVES"), proposal, by: DEV, now: nowOn(stage) }, LIMITS),
    {},
  );
  count(stage.ledger, "reads rolled back in a soak");
}

/** Whoever froze wakes up, and the job comes until everything has ended. */
function end(stage: Stage, ending: Ending): void {
  const { ledger, vitess, people } = stage;
  if (ending !== "calm") ledger.isDisturbed = true;
  const since = nowOn(stage);
  let steps = 0;
  const goOn = (): boolean => liveOn(stage) !== undefined || stage.workers.some((worker) => worker !== undefined);
  for (; goOn() && steps < MOST_STEPS && nowOn(stage) - since <= ENDS_WITHIN_MS; steps += 1) {
    vitess.world = END[ending](vitess.world);
    people.isKnown = ending !== "unknown people";
    const place = stage.workers.findIndex((worker) => worker !== undefined);
    drive(stage, { kind: "drive", place: Math.max(place, 0), steps: 1, paceMs: 5, dies: false });
  }
  must(ledger, "every run ends", !goOn(), () => `${steps} steps, ${nowOn(stage) - since} ms, ${liveOn(stage)?.state.kind}`);
  finished(stage);
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
