import type { ViewOutput, ViewSubmitAction } from "@slack/bolt";
import { toPersonId, type PersonId, type RequestId, toRequestId } from "../../../core/people/people.ts";

/** A submitted form, reduced to what Tandem uses. */
export interface Submission {
  /** Slack's id for the submission; a form resubmitted after a correction has another one. */
  readonly id: RequestId;
  readonly by: PersonId;
  readonly view: ViewOutput;
}

/** Acknowledges a form: closes it, or leaves it open with errors beside its fields. */
export type AckForm = (answer?: { readonly response_action: "errors"; readonly errors: Record<string, string> }) => Promise<void>;

export function readSubmission(body: ViewSubmitAction, view: ViewOutput): Submission {
  const trigger = "trigger_id" in body && typeof body.trigger_id === "string" ? body.trigger_id : view.hash;
  return { id: toRequestId(`form-${view.id}-${trigger}`), by: toPersonId(body.user.id), view };
}

/** Puts an error about the whole form beside its first field: Slack shows form errors nowhere else. */
export function answerFormError(
  { view }: Submission,
  text: string,
): { readonly response_action: "errors"; readonly errors: Record<string, string> } {
  const first = view.blocks.find((block) => block.type === "input");
  return { response_action: "errors", errors: { [first?.block_id ?? ""]: text } };
}
