import type { Records } from "./records.ts";

const TELL_WITHIN_MS = 2_000;

/**
 * Waits, before people are told what is recorded, until it is as durable as the settings demand. If that is not known in time, which is false,
 * they are told all the same: to be silent would be worse, and a loss is announced.
 */
export function awaitDurable({ records }: { readonly records: Pick<Records, "durable"> }): Promise<boolean> {
  return records.durable(TELL_WITHIN_MS);
}
