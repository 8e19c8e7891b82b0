/** Lag of one workflow in whole seconds. Vitess has no number for it while a stream is still copying. */
export type Lag = { readonly kind: "seconds"; readonly value: number } | { readonly kind: "copying" };

// While a stream copies, Vitess sends ±2^63 as `max_v_replication_transaction_lag` (docs/facts/streams-and-copy.md#lag-while-copying).
const LARGEST_REAL_LAG = 2n ** 53n;

/** Turns `max_v_replication_transaction_lag` as sent into a real lag. */
export function decodeLag(raw: bigint): Lag {
  if (raw < 0n || raw > LARGEST_REAL_LAG) return { kind: "copying" };
  return { kind: "seconds", value: Number(raw) };
}
