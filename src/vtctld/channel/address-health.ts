import type { AddressHealth } from "../../core/readings/clusters.ts";

/** How each configured address of vtctld did when it was last called. */
export interface Health {
  answers(address: string): void;
  away(address: string, reason: string): void;
  /** In the order they are configured. */
  all(): readonly AddressHealth[];
}

/** `since` is when an address began to be as it is, by this machine's clock. A call that timed out says nothing: a dead tablet makes vtctld hang. */
export function healthOf(addresses: readonly string[]): Health {
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
