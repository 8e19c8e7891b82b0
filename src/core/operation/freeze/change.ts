import type { PersonId } from "../../people/people.ts";
import type { Instant } from "../../readings/readings.ts";
import type { Keyspace } from "../../vitess/names.ts";
import { type Freeze, type Freezes, isFreezeOn } from "./freezes.ts";

/** Who changes a freeze; `id`: the command's own, which counts once. */
export interface Changer {
  readonly id: string;
  readonly by: PersonId;
  readonly reason: string;
  /** Whether they may approve. */
  readonly isApprover: boolean;
  /** They broke the glass. */
  readonly isGlassBroken?: boolean;
}

/** What is frozen: one keyspace, or without one the whole cluster. */
export interface Scope {
  readonly keyspace?: Keyspace;
}

/** A command that is answered again changes nothing; more than these cannot be under way. */
const MOST_DONE = 50;

/** Somebody who asked to thaw waits this long for a second person. */
export const THAW_ASKED_FOR_MS = 60 * 60_000;

/** Freezes; a freeze of the same person on the same scope is replaced, others stay beside it. */
export function addFreeze(before: Freezes, freeze: Freeze, id: string, now: Instant): Freezes {
  if (before.done.includes(id)) return before;
  const others = before.freezes.filter((one) => isFreezeOn(one, now) && !(one.keyspace === freeze.keyspace && one.by === freeze.by));
  return withDone({ ...before, freezes: [...others, freeze] }, id);
}

/** What came of asking to thaw: `thawed` are over, `asked` wait for a second person, who must be an approver unless the asker is one. */
export interface Thawing {
  readonly after: Freezes;
  readonly thawed: readonly Freeze[];
  readonly asked: readonly Freeze[];
  /** The command has been carried out before. */
  readonly isRepeated: boolean;
}

/**
 * Thaws what one person may: their own freeze alone; somebody else's together with a second person, one of them an approver. Behind broken
 * glass one person thaws all.
 */
export function decideThaw(before: Freezes, { keyspace }: Scope, who: Changer, now: Instant): Thawing {
  const meant = before.freezes.filter((one) => isFreezeOn(one, now) && one.keyspace === keyspace);
  if (before.done.includes(who.id))
    return { after: before, thawed: [], asked: meant.filter((one) => one.thaw !== undefined), isRepeated: true };
  const thawed = meant.filter((one) => who.isGlassBroken === true || one.by === who.by || isSecond(one, who, now));
  const asked = meant
    .filter((one) => !thawed.includes(one))
    .map((one): Freeze => ({ ...one, thaw: { by: who.by, at: now, reason: who.reason, isApprover: who.isApprover } }));
  const others = before.freezes.filter((one) => isFreezeOn(one, now) && !meant.includes(one));
  return { after: withDone({ ...before, freezes: [...others, ...asked] }, who.id), thawed, asked, isRepeated: false };
}

/** True for the second of two people, of whom one is an approver. */
function isSecond({ thaw: asked }: Freeze, { by, isApprover }: Changer, now: Instant): boolean {
  if (asked === undefined || asked.by === by || now >= asked.at + THAW_ASKED_FOR_MS) return false;
  return isApprover || asked.isApprover;
}

function withDone(freezes: Freezes, id: string): Freezes {
  return { ...freezes, done: [...freezes.done, id].slice(-MOST_DONE) };
}
