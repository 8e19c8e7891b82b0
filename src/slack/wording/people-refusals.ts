import type { Refusal, Refused } from "../../core/operation/outcome/refusals.ts";

/** The refusals about who may do something, whatever it is about. */
export const PEOPLE_REFUSALS = {
  "not-an-operator": () => ({
    text: "You are not one of Tandem's operators. Reading is open to everybody; ask an operator to do this, or whoever runs Tandem to add you to this cluster's operators.",
  }),
  "people-unknown": () => ({
    text: "Tandem has not read yet who is in its Slack user groups, so it does not know who may do this. Nothing was done. Try again in a minute; if this stays, look at Tandem's log: the app may lack the scope `usergroups:read`.",
  }),
  "no-approvers": () => ({
    text: "No approvers are configured, so nothing that needs approval can be requested. Set `TANDEM_APPROVERS`, or `policy.approvers` in tandem.yaml.",
  }),
  "seat-without-approver": () => ({
    text: "The policy wants one of certain people among those who approve, and none of them is an approver besides whoever requests it. Add somebody of theirs to `policy.approvers` in tandem.yaml, or to the user group there.",
  }),
  "outside-window": ({ subject }) => ({
    text: `The policy lets this begin only in certain hours, and ${subject}. Choose a window within them, or leave \`--window\` out and it waits for them. The way back (ReverseTraffic, Cancel) is never closed by the clock.`,
  }),
  "too-few-approvers": () => ({
    text: "There are fewer approvers than this needs besides whoever requests it. Add people to `TANDEM_APPROVERS`, or to `policy.approvers` in tandem.yaml.",
  }),
} as const satisfies Partial<Record<Refusal, (about: Pick<Refused, "subject">) => { readonly text: string }>>;
