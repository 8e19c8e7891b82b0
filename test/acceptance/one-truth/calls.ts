import type { FaultTarget } from "../../../practice/vtctld/faults.ts";
import type { Around } from "../people.ts";
import { VTCTLDCLIENT } from "./another-operator.ts";

/** Calls of this kind for this workflow that were Tandem's own, without dry runs. */
export function sentByTandem({ vitess }: Pick<Around, "vitess">, method: string, name: string) {
  return vitess
    .calls()
    .filter(({ method: called, agent }) => called === method && isTandem(agent))
    .filter(({ request }) => request["workflow"] === name && request["dry_run"] !== true);
}

/** True for whoever is not the other operator. */
export function isTandem(agent: string): boolean {
  return !agent.startsWith(VTCTLDCLIENT);
}

/** Tandem's SwitchTraffic and ReverseTraffic of this workflow, in order, a word each: `reads`, `writes`, `reads back` … */
export function trafficCalls(around: Pick<Around, "vitess">, name: string): readonly string[] {
  return sentByTandem(around, "WorkflowSwitchTraffic", name).map(({ request }) => {
    const what = movesWrites(request) ? (JSON.stringify(request["tablet_types"]).includes("REPLICA") ? "all" : "writes") : "reads";
    return request["direction"] === 1 ? `${what} back` : what;
  });
}

/** The next real SwitchTraffic of this workflow that moves reads alone, for a fault to strike. */
export function readsOf(name: string): FaultTarget {
  return { rpc: "WorkflowSwitchTraffic", where: (request) => isReal(request, name) && !movesWrites(request) };
}

/** The next real one that moves writes. */
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
