import type { Records } from "../../src/operations/records.ts";

/** Records that grant every use of a budget at once, for tests in which Slack sets no limits. */
export function withoutPace(records: Records): Records {
  return { ...records, spend: () => Promise.resolve(0) };
}
