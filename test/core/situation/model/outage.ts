import { findFollowed } from "../../../../src/core/move/moves.ts";
import { nameVerb } from "../../../../src/core/operation/request/operations.ts";
import { isBroken } from "../../../../src/core/operation/outcome/outcomes.ts";
import type { Instant, Reading } from "../../../../src/core/readings/readings.ts";
import type { Case } from "./cases.ts";
import type { BrokenCall } from "../../../../src/core/move/broken-call.ts";

// The promises in figures of this file: a switch is over after three minutes, and without visible locks nobody goes without a word for more
// than 45 seconds. Two clocks may differ by five seconds.
const A_SWITCH_MS = 3 * 60_000;
const UNSEEN_MS = 45_000;
const CLOCKS_MS = 5_000;

/** True if a write to a table of the move is routed to a side that denies it: judged table by table, by each cell's own rules. */
export function cannotWrite({ known: { reading, move }, moment: { subject } }: Case): boolean {
  if (reading?.workflow === undefined) return false;
  const { workflow } = reading;
  const cells = reading.served?.map(({ rules }) => rules) ?? [reading.rules];
  return move.tables.some((table) =>
    cells.some((rules) => {
      const byTenant = rules.keyspaces.find(({ fromKeyspace }) => fromKeyspace === subject.sourceKeyspace)?.toKeyspace;
      const byShard = rules.shards.some(({ shard }) => workflow.sourceShards.includes(shard)) ? subject.move.targetKeyspace : undefined;
      const byTable = rules.tables.find(({ from }) => from === table)?.to[0]?.split(".")[0];
      const own = (workflow.subType === "Partial" ? byShard : (byTable ?? byTenant)) ?? subject.sourceKeyspace;
      // The target serves tenants that were moved before, in whichever direction this one goes.
      const all: readonly string[] = workflow.tenant === undefined ? [own] : [own, subject.move.targetKeyspace];
      return reading.denied.some(({ keyspace, tables }) => all.includes(keyspace) && tables.includes(table));
    }),
  );
}

/** The last call of Tandem's own that is known to be dead, if no operation has succeeded since. */
export function ownDead({ known: { move } }: Case): BrokenCall | undefined {
  // Only a call that takes the workflow's lock leaves one.
  const last = findFollowed(move)?.unheard?.findLast(({ verb }) => verb !== "rescue" && verb !== "restore");
  return last?.isPast === true ? undefined : last;
}

/** True if an outage may be part of something in progress: a switch by Tandem, or by somebody who may be alive. */
export function mayPass(it: Case): boolean {
  const { known, now } = it;
  const state = known.execution?.state;
  const since = findFollowed(known.move)?.told.alarmSince;
  const lasts = since === undefined ? 0 : now - since;
  const takesWritesAway = known.execution !== undefined && ["switch", "reverse"].includes(nameVerb(known.execution.proposal));
  if (takesWritesAway && state?.kind === "calling" && !isBroken(state.call.end?.fault) && lasts < A_SWITCH_MS) return true;
  const { reading } = known;
  if (reading === undefined) return true;
  const dead = ownDead(it);
  if (isHeldByTheLiving(reading, dead)) return true;
  return reading.locksUnknown === true && dead === undefined && lasts < UNSEEN_MS;
}

function isHeldByTheLiving({ at, lockHolders }: Reading, dead: BrokenCall | undefined): boolean {
  const ages = lockHolders.map(({ since }) => (since === undefined ? Number.POSITIVE_INFINITY : Math.abs(at - since)));
  if (ages.length === 0 || ages.some((age) => age >= A_SWITCH_MS)) return false;
  const isOwn = (since: Instant | undefined): boolean =>
    dead !== undefined && since !== undefined && since >= dead.startedAt - CLOCKS_MS && since <= dead.brokeAt + CLOCKS_MS;
  return !lockHolders.every(({ since }) => isOwn(since));
}
