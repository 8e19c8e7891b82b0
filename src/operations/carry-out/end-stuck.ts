import type { Execution } from "../../core/acts/executions.ts";
import { type MoveName, moveId } from "../../core/names.ts";
import { A_SWITCH_LASTS_MS, isSwitching } from "../../core/state/phase.ts";
import type { Instant, Reading } from "../../core/readings.ts";
import { findingsOf } from "../../core/acts/verdict.ts";
import type { VerbDeps } from "../deps.ts";
import { isAsSeen, openCall } from "./send.ts";
import { settle } from "./settle.ts";
import { INTERRUPTED } from "./still-running.ts";

const LEASE_MS = 30_000;

/**
 * The executions of a move that wait for nothing but a lock: their call was sent longer ago than a switch lasts, nobody listens to it any more,
 * and whoever holds the lock has held it as long. That is what is left when a worker and its vtctld die together. Undefined when any of
 * them may still be under way.
 */
export async function stuckOn(
  { records }: Pick<VerbDeps, "records">,
  name: MoveName,
  reading: Reading,
  now: Instant,
): Promise<readonly Execution[] | undefined> {
  const mine = (await records.executions.unsettled()).filter((one) => one.outcome === undefined && moveId(one.move) === moveId(name));
  if (mine.length === 0) return [];
  const isOld = (one: Execution): boolean => {
    const open = openCall(one);
    return open !== undefined && now - open.record.startedAt >= A_SWITCH_LASTS_MS;
  };
  if (isSwitching(reading) || !mine.every(isOld)) return undefined;
  // A worker that still listens to the call has the lease.
  const lease = await records.lease(`workflow:${moveId(name)}`, LEASE_MS);
  await lease?.release();
  return lease === undefined ? undefined : mine;
}

/** Ends them with an outcome that is not known, so that they send nothing more once the lock is gone. False when one went on meanwhile. */
export async function endStuck(deps: VerbDeps, stuck: readonly Execution[], reading: Reading): Promise<boolean> {
  for (const one of stuck) {
    const ended = await deps.records.executions.change(one.id, (current, at) => {
      if (!isAsSeen(current, one)) return { result: undefined };
      const findings = findingsOf(one.act, one.seal, reading);
      const write: Execution = { ...current, outcome: { kind: "unknown", findings, fault: INTERRUPTED, at } };
      return { write, result: write };
    });
    if (ended === undefined) return false;
    await settle(deps, ended);
  }
  return true;
}
