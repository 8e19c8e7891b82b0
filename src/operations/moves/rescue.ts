import type { Answer } from "../../core/answers.ts";
import type { Move } from "../../core/moves.ts";
import { moveId, qualified } from "../../core/names.ts";
import { A_SWITCH_LASTS_MS } from "../../core/state/phase.ts";
import type { Instant, Reading } from "../../core/readings.ts";
import { gateOf } from "../../core/acts/gates.ts";
import { sealOf } from "../../core/acts/seal.ts";
import { LOCKS_TOLD_SINCE } from "../../core/vitess-version.ts";
import { unasked } from "../carry-out/begin.ts";
import { endStuck, stuckOn } from "../carry-out/end-stuck.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { readMove } from "../watch/read-move.ts";
import { refuse } from "../refusals.ts";

/**
 * Gives writes back to the source after a switch died and left its tables denied (vitess.md, 23.0.3 items 4, 23, 24). One operator may, who
 * types the workflow's name; without it the answer says what would be done. Carried out as a recorded execution. `id` makes a second run
 * the same rescue.
 */
export async function rescue(deps: VerbDeps, move: Move, confirm: string | undefined, asker: Asker, id: string): Promise<Answer> {
  const receipt: Answer = {
    kind: "receipt",
    move: move.name,
    doing: "rescuing",
    tables: move.tables,
    sourceKeyspace: move.sourceKeyspace,
  };
  if ((await deps.records.executions.get(id)) !== undefined) return receipt;
  const vitess = deps.vitess(move.name.cluster);
  const now = await deps.records.now();
  const reading = await readMove(vitess, move.name, move, now);
  const stuck = await stuckOn(deps, move.name, reading, now);
  if (stuck === undefined) return refuse("execution-running", qualified(move.name));
  const tables = deniedAtSource(move, reading);
  if (tables.length === 0) return refuse("nothing-denied", qualified(move.name));
  const act = { verb: "rescue", options: { tables } } as const;
  const seal = sealOf(act, move, reading, undefined);
  if (seal === undefined) return refuse("workflow-missing", qualified(move.name));
  const gate = gateOf(act, [], seal, reading, Number.POSITIVE_INFINITY);
  if (gate.kind === "closed") return refuse(gate.reason, qualified(move.name));
  const { major } = await vitess.version();
  if (major < LOCKS_TOLD_SINCE && !hasLasted(move, now)) return refuse("switch-alive", qualified(move.name));
  if (confirm !== move.name.workflow) {
    const { name, sourceKeyspace } = move;
    const typed = confirm === undefined ? {} : { typed: confirm };
    return { kind: "rescue-plan", move: name, sourceKeyspace, tables, lockHolders: reading.lockHolders, ...typed, now };
  }

  if (!(await endStuck(deps, stuck, reading))) return refuse("execution-running", qualified(move.name));
  const { limits } = deps.policy(move.name.cluster);
  await deps.records.executions.create(id, unasked(id, seal, asker.channel, asker.by, now, limits));
  await deps.records.audit({ kind: "rescue", moveId: moveId(move.name), by: asker.by, facts: { execution: id, tables: tables.join(",") } });
  await deps.jobs.carryOut(id);
  return receipt;
}

/** Where whether a switch is alive cannot be read from a lock, the alarm must have lasted longer than a switch does. */
function hasLasted({ told }: Move, now: Instant): boolean {
  return told.alarmSince !== undefined && now - told.alarmSince >= A_SWITCH_LASTS_MS;
}

/** Those of the move's tables that some shard of the source denies. */
function deniedAtSource({ tables, sourceKeyspace }: Move, { denied }: Reading): readonly string[] {
  const atSource = denied.filter((one) => one.keyspace === sourceKeyspace).flatMap((one) => one.tables);
  return tables.filter((table) => atSource.includes(table));
}
