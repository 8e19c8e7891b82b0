import type { SwitchStep } from "./cluster/operation.ts";
import type { RpcName } from "./rpc/handlers.ts";

/** What can go wrong with a call, apart from what the cluster's state causes. */
export type Fault =
  /** The answer takes `ms` of simulated time longer. */
  | { kind: "delay"; ms: number }
  /** No answer ever comes; the client's deadline ends the call. Nothing is done. */
  | { kind: "hang" }
  /** vtctld is away for this call. Nothing is done. */
  | { kind: "unavailable"; details?: string }
  /** UNKNOWN with a text of Vitess's or of your own. Nothing is done. */
  | { kind: "error"; details: string; code?: number }
  /** UNKNOWN with a text that Node cannot read. Nothing is done. */
  | { kind: "empty-error" }
  /** Everything is done, and then the call still ends in an error. */
  | { kind: "error-hides-success"; details?: string }
  /** Somebody else acts during this call: before vtctld does anything for it, or when all is done and only the answer is missing. */
  | { kind: "meanwhile"; before?: () => Promise<unknown>; after?: () => Promise<unknown> }
  /** The client's connection breaks: vtctld notices and cancels, as it does when a client goes away. */
  | { kind: "drop-connection"; after: SwitchStep | "accept" }
  /** vtctld dies at this point (kill -9) and is back after `downMs` of real time: nothing is rolled back, the workflow's lock stays. */
  | { kind: "killed"; after: SwitchStep | "accept"; downMs?: number };

/** Which calls a fault strikes. */
export interface FaultTarget {
  rpc: RpcName | "ExecuteVtctlCommand" | "*";
  /** The n-th matching call from now on; 1 if missing. */
  occurrence?: number;
  /** How many calls in a row, from that one; 1 if missing. */
  times?: number;
  /** Only calls whose decoded request matches; `agent` is the client's user agent. */
  where?: (request: Readonly<Record<string, unknown>>, agent: string) => boolean;
}

/** The faults that wait for their call. */
export interface Faults {
  inject(target: FaultTarget, fault: Fault): void;
  /** Forgets those that have not struck. */
  clear(): void;
}

interface Waiting {
  target: FaultTarget;
  fault: Fault;
  seen: number;
}

/** Keeps faults, and returns the one for a call. */
export function createFaults(): Faults & {
  strike(rpc: string, request: Readonly<Record<string, unknown>>, agent: string): Fault | undefined;
} {
  let waiting: Waiting[] = [];
  return {
    inject(target, fault) {
      waiting.push({ target, fault, seen: 0 });
    },
    clear() {
      waiting = [];
    },
    strike(rpc, request, agent) {
      const matching = waiting.filter(
        ({ target }) => (target.rpc === "*" || target.rpc === rpc) && (target.where?.(request, agent) ?? true),
      );
      let struck: Fault | undefined;
      for (const each of matching) {
        each.seen += 1;
        const first = each.target.occurrence ?? 1;
        if (each.seen < first) continue;
        struck ??= each.fault;
        if (each.seen >= first + (each.target.times ?? 1) - 1) waiting = waiting.filter((other) => other !== each);
      }
      return struck;
    },
  };
}
