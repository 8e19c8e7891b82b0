import type { Refusal, Refused } from "../../core/operation/outcome/refusals.ts";
import { markCode } from "../text/escape.ts";

/** The refusals about freezes and broken glass. */
export const FREEZE_REFUSALS = {
  "freeze-is-over": ({ subject }) => ({
    text: `${markCode(subject)} is past already, so nothing was frozen. Without a time zone after it, a time is UTC.`,
    example: 'freeze customer --until "18:00 Europe/Berlin" --reason "sale"',
  }),
  "freeze-not-allowed": ({ subject }) => ({
    text: `Nothing was changed: only operators and approvers of ${markCode(subject)} freeze and thaw. Ask one of them.`,
  }),
  "nothing-frozen": ({ subject }) => ({
    text: `Nothing is frozen by the name ${markCode(subject)}. A freeze of a whole cluster has a star: \`prod/*\`.`,
  }),
  "frozen-by-policy": ({ subject }) => ({
    text: `The freeze on ${markCode(subject)} is planned in tandem.yaml, so no command ends it: change \`freezes\` there; Tandem takes that over by itself. In an emergency \`break-glass\` leads back all the same.`,
    example: "help break-glass",
  }),
  "break-glass-forbidden": ({ subject }) => ({
    text: `The policy of ${markCode(subject)} lets nobody break the glass. Request the operation, so that people can approve it.`,
  }),
  "break-glass-not-allowed": ({ subject }) => ({
    text: `You are not among those who may break the glass in ${markCode(subject)}: \`policy.breakGlass\` in tandem.yaml names them, otherwise its operators and approvers may. Ask one of them, or request the operation.`,
  }),
} as const satisfies Partial<Record<Refusal, (about: Pick<Refused, "subject">) => { readonly text: string; readonly example?: string }>>;
