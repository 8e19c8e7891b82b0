import { AFTER_STOPPED_COPY } from "../../core/explain/streams/stopped-after-copy.ts";
import type { Refused } from "../../core/operation/outcome/refusals.ts";
import type { StartStopRefusal } from "../../core/operation/outcome/start-stop.ts";
import { listNames } from "../text/lists.ts";
import { toSafeArgument } from "../text/safe-argument.ts";

/** Why Tandem refuses to start or stop streams. For locks, see the sentences of all operations. */
export const START_STOP_REFUSALS = {
  frozen: ({ subject }) => ({
    text: `A switch of traffic has stopped the streams of ${listNames([subject])}; started by hand they would write old rows over new ones, so Tandem neither starts nor stops them. If the switch is finished, reverse or complete; if it is not, run the same switch again.`,
    example: `status ${toSafeArgument(subject)}`,
  }),
  "atomic-copy-stopped": ({ subject }) => ({
    text: `${listNames([subject])} copies all its tables from one snapshot, and Vitess cannot take such a copy up again once it was stopped. Cancel it and create it again.`,
    example: `cancel ${toSafeArgument(subject)}`,
  }),
  "stops-after-copy": ({ subject }) => ({
    text: `${listNames([subject])} was created to stop after the copy, and that is finished: started again, it stops again at once. Next: ${AFTER_STOPPED_COPY}.`,
    example: `status ${toSafeArgument(subject)}`,
  }),
} as const satisfies Record<
  Exclude<StartStopRefusal, "workflow-locked">,
  (about: Pick<Refused, "subject">) => { readonly text: string; readonly example: string }
>;
