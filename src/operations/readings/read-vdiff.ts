import type { Move } from "../../core/move/moves.ts";
import { toFacts, type WorkflowFacts } from "../../core/operation/request/facts.ts";
import type { Instant, Reading } from "../../core/readings/readings.ts";
import type { VDiff } from "../../core/vdiff/vdiff.ts";
import type { Vitess, WorkflowIn } from "../ports.ts";
import { readMove } from "./read-move.ts";

/** A VDiff whose options cannot be read must not look complete. */
const UNKNOWN_LIMIT = 0n;

/**
 * A VDiff with the limits it was created with, whoever created it. Vitess reports options only in the list of all VDiffs, which is read
 * once a shard has completed: before, there is no verdict that a limit could make wrong.
 */
export async function lookAtVDiff(vitess: Pick<Vitess, "vdiff" | "vdiffs">, name: WorkflowIn, uuid?: string): Promise<VDiff | undefined> {
  const vdiff = await vitess.vdiff(name, uuid);
  if (vdiff === undefined || !vdiff.shards.some((shard) => shard.state === "completed")) return vdiff;
  const listed = (await vitess.vdiffs(name)).filter((one) => one.uuid === vdiff.uuid);
  const limits = listed.map(({ options }) => (options === undefined ? UNKNOWN_LIMIT : options.maxRows));
  if (listed.length === 0) return { ...vdiff, rowLimit: UNKNOWN_LIMIT };
  const keysOnly = listed.some(({ options }) => options?.keysOnly === true) ? ({ keysOnly: true } as const) : {};
  const least = limits.filter((limit) => limit !== undefined).toSorted((a, b) => (a < b ? -1 : 1))[0];
  const asked = listed.map(({ options }) => options?.tables).find((tables) => tables !== undefined);
  return { ...vdiff, ...keysOnly, ...(least === undefined ? {} : { rowLimit: least }), ...(asked === undefined ? {} : { asked }) };
}

/** A move as Vitess shows it now with its newest VDiff, and the facts of both; no facts when the workflow is gone. */
export async function readFacts(
  vitess: Vitess,
  move: Move,
  now: Instant,
): Promise<{ readonly reading: Reading; readonly vdiff: VDiff | undefined; readonly facts: WorkflowFacts | undefined }> {
  const reading = await readMove(vitess, move.name, move, now);
  const vdiff = reading.workflow === undefined ? undefined : await lookAtVDiff(vitess, move.name);
  return { reading, vdiff, facts: toFacts(move, reading, vdiff) };
}
