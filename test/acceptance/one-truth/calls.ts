import type { FaultTarget } from "../../../practice/vtctld/faults.ts";
import type { Around } from "../people.ts";
import { VTCTLDCLIENT } from "./another-operator.ts";

/** Tandem's own calls of this method for this workflow, without dry runs. */
export function sentByTandem({ vitess }: Pick<Around, "vitess">, method: string, name: string) {
  return vitess
    .calls()
    .filter(({ method: called, agent }) => called === method && isTandem(agent))
    .filter(({ request }) => request["workflow"] === name && request["dry_run"] !== true);
}

/** True for any user agent but the other operator's. */
export function isTandem(agent: string): boolean {
  return !agent.startsWith(VTCTLDCLIENT);
}

/** Tandem's SwitchTraffic and ReverseTraffic calls for this workflow, in order: `reads`, `writes`, `reads back` … */
export function trafficCalls(around: Pick<Around, "vitess">, name: string): readonly string[] {
  return sentByTandem(around, "WorkflowSwitchTraffic", name).map(({ request }) => {
    const what = movesWrites(request) ? (JSON.stringify(request["tablet_types"]).includes("REPLICA") ? "all" : "writes") : "reads";
    return request["direction"] === 1 ? `${what} back` : what;
  });
}

/** Matches real SwitchTraffic calls for this workflow that move only reads, for a fault to strike. */
export function readsOf(name: string): FaultTarget {
  return { rpc: "WorkflowSwitchTraffic", where: (request) => isReal(request, name) && !movesWrites(request) };
}

/** The same for calls that move writes. */
export function writesOf(name: string): FaultTarget {
  return { rpc: "WorkflowSwitchTraffic", where: (request) => isReal(request, name) && movesWrites(request) };
}

type Sent = Readonly<Record<string, unknown>>;

function isReal(request: Sent, name: string): boolean {
  return request["workflow"] === name && request["dry_run"] !== true;
}

function movesWrites(request: Sent): boolean {
  return JSON.stringify(request["tablet_types"]).includes("PRIMARY");
}
