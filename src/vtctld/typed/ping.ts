import type { TabletAlias } from "../../core/vitess/names.ts";
import { attempt, Fault } from "../../operations/fault.ts";
import type { FaultKind } from "../../core/explain/fault-kinds.ts";
import type { Calls } from "./calls.ts";
import { aliasTo } from "./topology.ts";

// What comes of a ping that vtctld could not pass on: nothing (docs/facts/locks-and-deadlines.md#dead-tablets-hang), or vtctld's words.
const SILENCE: readonly FaultKind[] = ["timed-out", "refused", "unreadable"];

/** False for a tablet that does not answer vtctld in time. Whoever cannot reach vtctld knows nothing of the tablet, and that is a fault. */
export async function pingTablet(calls: Calls, tablet: TabletAlias, deadlineMs: number): Promise<boolean> {
  const answer = await attempt(() => calls.read("PingTablet", { tablet_alias: aliasTo(tablet) }, deadlineMs), ...SILENCE);
  return !(answer instanceof Fault);
}
