import { type MoveName, moveId, type TableName } from "../vitess/names.ts";
import type { PersonId } from "../people/people.ts";
import type { Instant } from "../readings/readings.ts";
import type { SavedStep } from "./snapshots.ts";
import type { TabletType } from "../options/kinds.ts";

/**
 * A step that writes whole documents of a cluster: routing rules, or what cells serve. Vitess has no compare-and-set for them, so the later
 * of two writers undoes what the earlier wrote, and both get success (docs/facts/routing-and-serving.md#two-writers).
 */
export interface TurnStep {
  /** The id of the execution, or of the command that creates or mirrors. The same id again is the same step. */
  readonly id: string;
  readonly move: MoveName;
  readonly verb: SavedStep;
  /** Whose traffic it moves; empty where that does not apply. */
  readonly tabletTypes: readonly TabletType[];
  /** Who asked for a create, when, and for which tables. Absent for other steps, and missing in records of older releases. */
  readonly asked?: RequestedCreate;
}

export interface RequestedCreate {
  readonly by: PersonId;
  readonly at: Instant;
  readonly tables: readonly TableName[];
}

/** A place in the line, or the turn itself. */
export interface Ticket extends TurnStep {
  /** Since when it waits or, for a holder, has had the turn. */
  readonly since: Instant;
  /** Without a sign of life it lapses then. */
  readonly until: Instant;
}

/** A step that has had its turn. */
export interface PastStep extends TurnStep {
  readonly from: Instant;
  readonly to: Instant;
}

/** Who has the turn in a cluster, who waits for it, and who had it. */
export interface Turns {
  /** One holder, and beside it a rescue or a reverse that has waited long enough. */
  readonly holders: readonly Ticket[];
  readonly waiting: readonly Ticket[];
  /** The oldest first. */
  readonly past: readonly PastStep[];
}

export const NO_TURNS: Turns = { holders: [], waiting: [], past: [] };

/** The step that another one waits for, and since when it has had the turn or waits itself. */
export type StepAhead = Pick<Ticket, "move" | "verb" | "since">;

export type TurnAnswer =
  /** The turn lasts until then unless it is renewed. */
  | { readonly kind: "yours"; readonly until: Instant }
  /** `isNew`: it did not wait before. */
  | { readonly kind: "waits"; readonly for: StepAhead; readonly isNew: boolean };

/** How long a holder that gives no sign of life keeps the turn: another worker takes over a dead worker's work in less time. */
export const TURN_LASTS_MS = 60_000;

/** How long a waiting step keeps its place: longer than the time between two tries, a wait and a look past dead tablets. */
const PLACE_LASTS_MS = 3 * 60_000;

/** Applications wait for a rescue that makes cells serve the saved rules. It writes nothing new, so then it goes beside any holder. */
export const RESCUE_WAITS_MS = 15_000;

/** These write rules for a moment within a call that may drop tables, or wait, for many minutes. */
const LONG_CALLS: readonly SavedStep[] = ["complete", "cancel", "delete", "create", "mirror"];

/** A reverse does not wait for the whole of such a call. */
export const REVERSE_WAITS_MS = 20_000;

/** A call that vtctld may still be working on explains changes to the rules; an older one does not. */
const PAST_KEPT_MS = 35 * 60_000;
const MOST_PAST = 100;

/** Asks for the turn: either the step has it, or the step stands in line and the answer says behind whom. */
export function requestTurn(before: Turns, step: TurnStep, now: Instant): { readonly turns: Turns; readonly answer: TurnAnswer } {
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
  const ahead = findStepAhead({ ...turns, waiting: others }, mine, now);
  if (ahead === undefined) {
    const taken = { ...mine, since: now, until: now + TURN_LASTS_MS };
    return grantTurn({ ...turns, holders: [...holders, taken], waiting: others }, taken);
  }
  const { move, verb, since } = ahead;
  const answer = { kind: "waits", for: { move, verb, since }, isNew: place === undefined } as const;
  return { turns: { ...turns, waiting: [...others, mine] }, answer };
}

/**
 * Asks for the turn again right before the call. A turn lost since the look is not enough, even if it is free again: the step must first
 * look at what others did in it, and so stands in line behind them.
 */
export function requestTurnBeforeCall(
  before: Turns,
  step: TurnStep,
  since: Instant,
  now: Instant,
): { readonly turns: Turns; readonly answer: TurnAnswer } {
  const asked = requestTurn(before, step, now);
  if (asked.answer.kind === "waits") return asked;
  const met = before.holders.some(({ id }) => id === step.id)
    ? undefined
    : before.past.findLast(({ id, to }) => id !== step.id && to >= since);
  if (met === undefined) return asked;
  const { move, verb, from } = met;
  return { turns: asked.turns, answer: { kind: "waits", for: { move, verb, since: from }, isNew: false } };
}

/** Renews a holder's turn. Undefined if it has lost the turn to somebody else; one that merely lapsed is taken again. */
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

/** Gives back the turn or the place in line; repeating it does nothing, nor does it for a step that had neither. */
export function endTurn(before: Turns, id: string, now: Instant): Turns {
  const turns = withoutLapsed(before, now);
  const held = turns.holders.find((one) => one.id === id);
  return {
    holders: withoutTicket(turns.holders, id),
    waiting: withoutTicket(turns.waiting, id),
    past: held === undefined ? turns.past : [...turns.past, endTicket(held, now)].slice(-MOST_PAST),
  };
}

/** Whose turn comes next; nobody's while somebody holds it. */
export function findNextInLine({ holders, waiting }: Turns, now: Instant): Ticket | undefined {
  return holders.length > 0 ? undefined : orderTickets(waiting.filter(({ until }) => until > now))[0];
}

/**
 * The step of the same move, or a create of one of its tables, that already runs or waits: only different moves wait for one another.
 * `table`: what both creates take, if the moves differ.
 */
export function findStepInTheWay(
  { holders, waiting }: Turns,
  step: TurnStep,
  now: Instant,
): { readonly by: Ticket; readonly table?: TableName } | undefined {
  const others = [...holders, ...waiting].filter(({ id, until }) => id !== step.id && until > now);
  const same = others.find(({ move }) => moveId(move) === moveId(step.move));
  if (same !== undefined) return { by: same };
  const wanted = step.asked?.tables ?? [];
  const target = formatTurnTarget(step);
  const shared = others.flatMap((by) =>
    formatTurnTarget(by) === target ? (by.asked?.tables ?? []).filter((one) => wanted.includes(one)).map((table) => ({ by, table })) : [],
  );
  return shared[0];
}

function formatTurnTarget({ move }: TurnStep): string {
  return `${move.cluster}/${move.targetKeyspace}`;
}

/** The other steps that have had the turn at some time since then. */
export function listStepsSince({ holders, past }: Turns, since: Instant, id: string): readonly TurnStep[] {
  return [...past.filter(({ to }) => to >= since), ...holders].filter((one) => one.id !== id);
}

/** Who goes before this ticket: the holder, else whoever is ahead in line. */
function findStepAhead({ holders, waiting }: Turns, mine: Ticket, now: Instant): Ticket | undefined {
  const holder = holders.find((one) => !mayGoBeside(mine, one, now));
  if (holder !== undefined) return holder;
  if (holders.length > 0) return undefined;
  const [first] = orderTickets([...waiting, mine]);
  return first === mine ? undefined : first;
}

/** True when an urgent step has waited long enough to go beside this holder. */
function mayGoBeside({ verb, since }: Ticket, holder: Ticket, now: Instant): boolean {
  if (verb === "rescue") return now - since >= RESCUE_WAITS_MS;
  return verb === "reverse" && LONG_CALLS.includes(holder.verb) && now - since >= REVERSE_WAITS_MS;
}

/** Rescues come first, since applications wait for them, then reverses; else whoever has waited longest. */
function orderTickets(tickets: readonly Ticket[]): readonly Ticket[] {
  return tickets.toSorted((a, b) => rankTurn(a) - rankTurn(b) || a.since - b.since || (a.id < b.id ? -1 : 1));
}

function rankTurn({ verb }: TurnStep): number {
  if (verb === "rescue") return 0;
  return verb === "reverse" ? 1 : 2;
}

/** Ends what gave no sign of life, but keeps on record that the step had the turn. */
function withoutLapsed({ holders, waiting, past }: Turns, now: Instant): Turns {
  const lapsed = holders.filter(({ until }) => until <= now);
  const kept = past.filter(({ to }) => now - to < PAST_KEPT_MS);
  return {
    holders: holders.filter(({ until }) => until > now),
    waiting: waiting.filter(({ until }) => until > now),
    // vtctld may still be working on what the step sent.
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
