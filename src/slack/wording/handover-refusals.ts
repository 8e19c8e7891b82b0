import type { Refused } from "../../core/operation/outcome/refusals.ts";
import { listNames } from "../text/lists.ts";

/** Why Tandem does not offer a hand-over. */
export const HANDOVER_REFUSALS = {
  "nothing-to-hand-over": () => ({
    text: "This channel shows no move that you operate, so there is nothing to hand over. Type it in the channel of the moves.",
    example: "list",
  }),
  "no-such-operator": ({ subject }) => ({
    text: `${listNames([subject])} is not the name of exactly one operator of these moves' clusters, and only an operator can take them over. Write the name as Slack shows it, or leave it out so that any operator can accept.`,
    example: "handover",
  }),
  "handover-to-yourself": () => ({
    text: "A hand-over goes to somebody else. Leave the name out so that any other operator can accept.",
    example: "handover",
  }),
} as const satisfies Partial<
  Record<Refused["reason"], (about: Pick<Refused, "subject">) => { readonly text: string; readonly example: string }>
>;
