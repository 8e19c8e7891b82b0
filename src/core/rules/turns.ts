import { type MoveName, moveId } from "../vitess/names.ts";
import type { TabletType } from "../options/options.ts";
import type { PersonId } from "../people/people.ts";
import type { Instant } from "../readings/readings.ts";
import type { SavedStep } from "./snapshots.ts";

/**
 * A step that writes whole documents of a cluster: routing rules, or what cells are served. Vitess has no compare-and-set for them, so the
 * later of two writers takes away what the earlier wrote, and both are told success (docs/facts/routing-and-serving.md#two-writers).
 */
export interface TurnStep {
  /** The execution's, or that of the ask which creates or mirrors. The same id again is the same step. */
  readonly id: string;
  readonly move: MoveName;
  readonly verb: SavedStep;
  /** Whose traffic it moves; empty where that means nothing. */
  readonly tabletTypes: readonly TabletType[];
  /** Who asked for a create, when, and which tables it takes. Absent of other steps, and in records of before. */
  readonly asked?: AskedCreate;
}

export interface AskedCreate {
  readonly by: PersonId;
  readonly at: Instant;
  readonly tables: readonly string[];
}

/** A place in the line, or the turn itself. */
export interface Ticket extends TurnStep {
  /** Since when it waits; of a holder, since when it has the turn. */
  readonly since: Instant;
  /** Without a sign of life it is nobody's from then on. */
  readonly until: Instant;
}

/** A step that has had its turn. */
export interface PastStep extends TurnStep {
  readonly from: Instant;
  readonly to: Instant;
}

/** Who has the turn in a cluster, who waits for it, and who had it. */
export interface Turns {
  /** One; and beside it a rescue, or a way back, that has waited long enough. */
  readonly holders: readonly Ticket[];
  readonly waiting: readonly Ticket[];
  /** The oldest first. */
  readonly past: readonly PastStep[];
}

export const NO_TURNS: Turns = { holders: [], waiting: [], past: [] };

/** The step that another one waits for, and since when that one has the turn or waits itself. */
export type StepAhead = Pick<Ticket, "move" | "verb" | "since">;

export type TurnAnswer =
  /** Until then, unless it is kept. */
  | { readonly kind: "yours"; readonly until: Instant }
  /** `isNew`: it did not wait before. */
  | { readonly kind: "waits"; readonly for: StepAhead; readonly isNew: boolean };

/** How long a holder that gives no sign keeps the turn: the work of a dead worker is taken up by another in less. */
export const TURN_LASTS_MS = 60_000;

/** How long somebody who waits keeps their place: longer than what lies between two asks, which is a wait and a look at a cluster with dead tablets. */
const PLACE_LASTS_MS = 3 * 60_000;

/** Applications wait for a rescue that has cells serve what is saved. It writes nothing of its own, so after that it goes beside whoever has the turn. */
export const RESCUE_WAITS_MS = 15_000;

/** These write rules in a moment of a call that may drop tables, or wait, for many minutes. */
const LONG_CALLS: readonly SavedStep[] = ["complete", "cancel", "delete", "create", "mirror"];

/** A way back does not wait for the whole of such a call. */
export const REVERSE_WAITS_MS = 20_000;

/** What vtctld may still be at work on explains what the rules become, and nothing older does. */
const PAST_KEPT_MS = 35 * 60_000;
const MOST_PAST = 100;

/** Asks for the turn: it is the step's own, or it stands in line, and the answer says for whom. */
export function askForTurn(before: Turns, step: TurnStep, now: Instant): { readonly turns: Turns; readonly answer: TurnAnswer } {
  const turns = withoutLapsed(before, now);
  const { holders, waiting } = turns;
  const held = holders.find(({ id }) => id === step.id);
  if (held !== undefined) {
    const kept = { ...held, ...step, until: now + TURN_LASTS_MS };
    return grantTurn({ ...turns, holders: holders.map((one) => (one === held ? kept : one)) }, kept);
  }
  const place = waiting.find(({ id }) => id === step.id);
  const mine: Ticket = { ...step, since: place?.since ?? now, until: now + PLACE_LASTS_MS };
  const others = waiting.filter(({ id }) => id !== step.id);
  const ahead = stepAhead({ ...turns, waiting: others }, mine, now);
  if (ahead === undefined) {
    const taken = { ...mine, since: now, until: now + TURN_LASTS_MS };
    return grantTurn({ ...turns, holders: [...holders, taken], waiting: others }, taken);
  }
  const { move, verb, since } = ahead;
  const answer = { kind: "waits", for: { move, verb, since }, isNew: place === undefined } as const;
  return { turns: { ...turns, waiting: [...others, mine] }, answer };
}

/**
 * Asks again right before the call. A turn that was lost since then is not enough, though it is free: what others did in it is to be looked at
 * first, so that the step stands in line behind them.
 */
export function askOnceMore(
  before: Turns,
  step: TurnStep,
  since: Instant,
  now: Instant,
): { readonly turns: Turns; readonly answer: TurnAnswer } {
  const asked = askForTurn(before, step, now);
  if (asked.answer.kind === "waits") return asked;
  const met = before.holders.some(({ id }) => id === step.id)
    ? undefined
    : before.past.findLast(({ id, to }) => id !== step.id && to >= since);
  if (met === undefined) return asked;
  const { move, verb, from } = met;
  return { turns: asked.turns, answer: { kind: "waits", for: { move, verb, since: from }, isNew: false } };
}

/** A sign of life of a holder. Undefined when it has lost the turn to somebody else; one that merely lapsed is taken again. */
export function keepTurn(before: Turns, step: TurnStep, now: Instant): Turns | undefined {
  const held = before.holders.find(({ id }) => id === step.id);
  if (held !== undefined) {
    const kept = { ...held, until: now + TURN_LASTS_MS };
    return { ...before, holders: before.holders.map((one) => (one === held ? kept : one)) };
  }
  const turns = withoutLapsed(before, now);
  return turns.holders.length === 0
    ? { ...turns, holders: [{ ...step, since: now, until: now + TURN_LASTS_MS }], waiting: withoutTicket(turns.waiting, step.id) }
    : undefined;
}

/** Gives the turn or the place in line back; a second time, or by somebody who had none, it does nothing. */
export function giveTurnBack(before: Turns, id: string, now: Instant): Turns {
  const turns = withoutLapsed(before, now);
  const held = turns.holders.find((one) => one.id === id);
  return {
    holders: withoutTicket(turns.holders, id),
    waiting: withoutTicket(turns.waiting, id),
    past: held === undefined ? turns.past : [...turns.past, endTicket(held, now)].slice(-MOST_PAST),
  };
}

/** Whose turn comes when the one that is on is over: nobody's while somebody has it. */
export function findNextInLine({ holders, waiting }: Turns, now: Instant): Ticket | undefined {
  return holders.length > 0 ? undefined : orderTickets(waiting.filter(({ until }) => until > now))[0];
}

/**
 * The step of this move, or the create of one of its tables, that is on its way or in line already: only different moves wait for one another.
 * `table`: what both creates take, where the moves are different ones.
 */
export function stepInTheWay(
  { holders, waiting }: Turns,
  step: TurnStep,
  now: Instant,
): { readonly by: Ticket; readonly table?: string } | undefined {
  const others = [...holders, ...waiting].filter(({ id, until }) => id !== step.id && until > now);
  const same = others.find(({ move }) => moveId(move) === moveId(step.move));
  if (same !== undefined) return { by: same };
  const wanted = step.asked?.tables ?? [];
  const target = targetOf(step);
  const shared = others.flatMap((by) =>
    targetOf(by) === target ? (by.asked?.tables ?? []).filter((one) => wanted.includes(one)).map((table) => ({ by, table })) : [],
  );
  return shared[0];
}

function targetOf({ move }: TurnStep): string {
  return `${move.cluster}/${move.targetKeyspace}`;
}

/** The steps that had the turn at some time since then, others than this one. */
export function stepsSince({ holders, past }: Turns, since: Instant, id: string): readonly TurnStep[] {
  return [...past.filter(({ to }) => to >= since), ...holders].filter((one) => one.id !== id);
}

/** Who goes before this ticket: whoever has the turn, else whoever stands before it in line. */
function stepAhead({ holders, waiting }: Turns, mine: Ticket, now: Instant): Ticket | undefined {
  const holder = holders.find((one) => !goesBeside(mine, one, now));
  if (holder !== undefined) return holder;
  if (holders.length > 0) return undefined;
  const [first] = orderTickets([...waiting, mine]);
  return first === mine ? undefined : first;
}

/** What somebody who is in trouble has waited long enough for. */
function goesBeside({ verb, since }: Ticket, holder: Ticket, now: Instant): boolean {
  if (verb === "rescue") return now - since >= RESCUE_WAITS_MS;
  return verb === "reverse" && LONG_CALLS.includes(holder.verb) && now - since >= REVERSE_WAITS_MS;
}

/** Applications come first, then the way back; else whoever has waited longest. */
function orderTickets(tickets: readonly Ticket[]): readonly Ticket[] {
  return tickets.toSorted((a, b) => rankOf(a) - rankOf(b) || a.since - b.since || (a.id < b.id ? -1 : 1));
}

function rankOf({ verb }: TurnStep): number {
  if (verb === "rescue") return 0;
  return verb === "reverse" ? 1 : 2;
}

/** What gave no sign of life is over; that a step had the turn stays known. */
function withoutLapsed({ holders, waiting, past }: Turns, now: Instant): Turns {
  const lapsed = holders.filter(({ until }) => until <= now);
  const kept = past.filter(({ to }) => now - to < PAST_KEPT_MS);
  return {
    holders: holders.filter(({ until }) => until > now),
    waiting: waiting.filter(({ until }) => until > now),
    // Whatever it sent may still be at work.
    past: [...kept, ...lapsed.map((one) => endTicket(one, now))].slice(-MOST_PAST),
  };
}

function endTicket({ since, until: _until, ...step }: Ticket, now: Instant): PastStep {
  return { ...step, from: since, to: now };
}

function withoutTicket(tickets: readonly Ticket[], id: string): readonly Ticket[] {
  return tickets.filter((one) => one.id !== id);
}

function grantTurn(turns: Turns, { until }: Ticket): { readonly turns: Turns; readonly answer: TurnAnswer } {
  return { turns, answer: { kind: "yours", until } };
}
