import type { TabletAlias } from "../../../core/vitess/names.ts";
import { attempt, Fault } from "../../../operations/fault.ts";
import type { FaultKind } from "../../../core/explain/rule/fault-kinds.ts";
import type { Calls } from "../call/calls.ts";
import { encodeAlias } from "./topology.ts";

// How a ping ends that vtctld could not pass on: in silence (docs/facts/locks-and-deadlines.md#dead-tablets-hang) or with vtctld's error.
const SILENCE: readonly FaultKind[] = ["timed-out", "refused", "unreadable"];

/** False if the tablet does not answer vtctld in time. Throws if vtctld cannot be reached: that says nothing about the tablet. */
export async function pingTablet(calls: Calls, tablet: TabletAlias, deadlineMs: number): Promise<boolean> {
  const answer = await attempt(() => calls.read("PingTablet", { tablet_alias: encodeAlias(tablet) }, deadlineMs), ...SILENCE);
  return !(answer instanceof Fault);
}
