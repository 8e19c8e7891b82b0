import type { Shard, TableName } from "../vitess/names.ts";
import type { Explanation } from "../explain/explain.ts";
import type { Finding } from "../findings/finding.ts";
import type { Alarm } from "../move/alarms.ts";
import type { BrokenCall } from "../move/broken-call.ts";
import type { Instant, LockHolder } from "../readings/readings.ts";
import type { TabletType } from "../options/kinds.ts";

/** One thing that is wrong with a move, and the evidence for it. */
export type Trouble =
  /** Vitess could not be read at all. That gives more weight to a call of Tandem's that broke off, and to what the last reading showed. */
  | {
      readonly kind: "unreadable";
      readonly explanation: Explanation;
      readonly broken?: BrokenCall;
      readonly lastKnown?: { readonly alarm: Alarm; readonly tables: readonly TableName[]; readonly at: Instant };
    }
  | { readonly kind: "alarm"; readonly alarm: Alarm; readonly tables: readonly TableName[] }
  /** Somebody has held the workflow's lock for longer than a switch lasts. */
  | { readonly kind: "old-lock"; readonly holder: LockHolder }
  /** Held for less than that while something else is wrong: that may be a switch in progress. */
  | { readonly kind: "young-lock"; readonly holder: LockHolder }
  /** Held by Tandem's own call whose connection broke: nobody will release it. */
  | { readonly kind: "dead-lock"; readonly holder: LockHolder }
  | { readonly kind: "stream-error"; readonly shard: Shard; readonly explanation: Explanation; readonly ofReverse?: true }
  /** Comes and goes: the last reading did not show it. */
  | { readonly kind: "error-comes-back"; readonly since: Instant; readonly times: number; readonly explanation: Explanation }
  /** No explanation if the stream gives none: somebody stopped it, or it was never started. */
  | {
      readonly kind: "stopped";
      readonly shard: Shard;
      readonly explanation?: Explanation;
      readonly ofReverse?: true;
      readonly neverRan?: true;
    }
  /** Created to stop after the copy, and it did. */
  | { readonly kind: "stopped-after-copy" }
  /** Writes are switched, and the source still serves these reads. */
  | { readonly kind: "reads-left"; readonly types: readonly TabletType[] }
  /** Running, but without a tablet to read from. */
  | { readonly kind: "no-source"; readonly shard: Shard }
  /** Tablets that do not answer vtctld: every switch refreshes them first, and fails. */
  | { readonly kind: "silent-tablets"; readonly tablets: readonly string[] }
  | { readonly kind: "stalled"; readonly since: Instant }
  | { readonly kind: "finding"; readonly finding: Finding };
