import type { ViewOutput, ViewSubmitAction } from "@slack/bolt";
import { personId, type PersonId } from "../../core/people/people.ts";

/** A submitted form, as far as Tandem cares. */
export interface Submission {
  /** Slack's own for the delivery: the same form sent again after a correction is another one. */
  readonly id: string;
  readonly by: PersonId;
  readonly view: ViewOutput;
}

/** How a form is acknowledged: closed, or left open with what is wrong beside its fields. */
export type AckForm = (answer?: { readonly response_action: "errors"; readonly errors: Record<string, string> }) => Promise<void>;

export function readSubmission(body: ViewSubmitAction, view: ViewOutput): Submission {
  const trigger = "trigger_id" in body && typeof body.trigger_id === "string" ? body.trigger_id : view.hash;
  return { id: `form-${view.id}-${trigger}`, by: personId(body.user.id), view };
}

/** A sentence beside the form's first field, for what concerns the whole form: Slack shows errors nowhere else. */
export function wholeFormError(
  { view }: Submission,
  text: string,
): { readonly response_action: "errors"; readonly errors: Record<string, string> } {
  const first = view.blocks.find((block) => block.type === "input");
  return { response_action: "errors", errors: { [first?.block_id ?? ""]: text } };
}
