import type { AddressHealth } from "../../core/readings/clusters.ts";

/** How the last call to each configured address of vtctld went. */
export interface Health {
  answers(address: string): void;
  away(address: string, reason: string): void;
  /** In the order in which they are configured. */
  all(): readonly AddressHealth[];
}

/** `since`: when an address entered its state, by our clock. A timed-out call says nothing: a dead tablet makes vtctld hang. */
export function trackHealth(addresses: readonly string[]): Health {
  const states = new Map<string, AddressHealth>();
  function become(address: string, state: "answers" | "away", reason: string): void {
    const before = states.get(address);
    const since = before?.state === state && before.since !== undefined ? before.since : Date.now();
    states.set(address, { address, state, since, reason });
  }
  return {
    answers: (address) => become(address, "answers", ""),
    away: (address, reason) => become(address, "away", reason),
    all: () => addresses.map((address) => states.get(address) ?? { address, state: "not-tried", reason: "" }),
  };
}
