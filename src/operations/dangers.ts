import type { StoreDanger } from "../core/announce/notices.ts";
import type { Instant } from "../core/readings/readings.ts";

/** Finds out whether the store is set up so that it may lose records. It may be changed while Tandem runs. */
export interface Dangers {
  /** Every danger there is now, and since when by the store's clock: the same time for every process until it is over. */
  find(): Promise<readonly { readonly danger: StoreDanger; readonly since: Instant }[]>;
}
