import { toCommandStep, NOTHING_CHANGED, type Rule, STATUS } from "../rule/rule.ts";

/** MirrorTraffic. */
export const MIRROR: readonly Rule[] = [
  {
    id: "mirror-rules",
    match: /wrong number of pre-existing mirror rules/,
    meaning: "Mirror rules of an earlier time are in the way; they outlive a cancel.",
    stateLeft: NOTHING_CHANGED,
    retry: "no",
    next: "Set mirroring to 0% for the same tablet types as before, then try again.",
    step: toCommandStep("mirror {move} --percent 0"),
    issues: [16877, 19133],
    variants: [
      {
        to: 23,
        next: "Set mirroring to 0% for the same tablet types as before, then try again. Up to Vitess 23 that also removes other workflows' mirror rules of these tables.",
      },
    ],
  },
  {
    id: "mirror-switched",
    match: /cannot mirror [\s\S]* traffic for workflow \S+ at this time/,
    meaning: "Traffic of these tablet types is switched already, so there is nothing to mirror.",
    stateLeft: NOTHING_CHANGED,
    retry: "no",
    next: "Look at the status.",
    step: STATUS,
  },
  {
    id: "mirror-wrong-kind",
    match: /invalid action for [\w -]+: MirrorTraffic/,
    meaning: "Traffic cannot be mirrored for this kind of workflow: a reverse, partial or multi-tenant one.",
    stateLeft: NOTHING_CHANGED,
    retry: "no",
    next: "Look at the status.",
    step: STATUS,
    issues: [17951, 18457],
  },
  {
    id: "mirror-rules-left",
    match: /failed to (?:remove|save) mirror rules|failed to mirror traffic for the tables/,
    meaning: "The mirror rules of the move could not be changed.",
    stateLeft: "Writes were not switched by this call; reads may be, and traffic may still be mirrored.",
    retry: "after-looking",
    next: "Look at the status, then try again.",
    step: STATUS,
  },
];
