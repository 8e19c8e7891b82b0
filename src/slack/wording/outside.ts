import type { OutsideChange } from "../../core/entries.ts";

/** What somebody else did, as the beginning of a sentence that ends with when. */
export const OUTSIDE = {
  "reads-switched": "Reads were switched to the target",
  "reads-switched-back": "Reads were switched back to the source",
  "writes-switched": "Writes were switched to the target",
  "writes-switched-back": "Writes were switched back to the source",
  "writes-possible-again": "Writes were given back, so that applications can write again,",
  "switch-finished": "The switch that had stopped half-way was finished",
  "streams-stopped": "The workflow was stopped",
  "streams-started": "The workflow was started",
  "mirroring-changed": "Its mirror rules were changed",
} as const satisfies Record<OutsideChange, string>;
