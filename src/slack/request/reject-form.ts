import { type RequestId, toRequestId } from "../../core/people/people.ts";
import type { ModalView } from "@slack/types";
import { FORMS } from "../actions.ts";
import { type FormValues, type ReadForm, buildTextField, readField } from "../blocks/fields.ts";
import { clipPlainText } from "../text/escape.ts";
import { readJsonObject } from "../text/json-object.ts";

const REJECT_REASON = "reject-reason";
export const LONGEST_REASON = 500;

/** The request, and the place to answer whoever rejects it: Slack does not send it with a submitted form. */
export interface RejectPlace {
  readonly requestId: RequestId;
  readonly channel?: string;
  readonly thread?: string;
}

/** The form that asks for the reason. It carries the place. `about`: what is rejected, in words. */
export function rejectForm(place: RejectPlace, about = ""): ModalView {
  return {
    type: "modal",
    callback_id: FORMS.reject,
    private_metadata: JSON.stringify(place),
    title: { type: "plain_text", text: "Reject the request" },
    submit: { type: "plain_text", text: "Reject" },
    close: { type: "plain_text", text: "Back" },
    blocks: [
      ...(about === "" ? [] : [{ type: "section" as const, text: { type: "plain_text" as const, text: clipPlainText(about, 500) } }]),
      buildTextField(REJECT_REASON, {
        label: "Why?",
        hint: "Everybody in the thread reads it. One rejection closes the request.",
        multiline: true,
        max: LONGEST_REASON,
      }),
    ],
  };
}

/** Reads the place that {@link rejectForm} wrote. Version 0.2 wrote only the request's id. */
export function rejectPlace(privateMetadata: string): RejectPlace {
  const place = readJsonObject(privateMetadata) ?? {};
  const { requestId, channel, thread } = place;
  return {
    requestId: toRequestId(typeof requestId === "string" ? requestId : privateMetadata),
    ...(typeof channel === "string" ? { channel } : {}),
    ...(typeof thread === "string" ? { thread } : {}),
  };
}

/** Reads the reason, or says what is wrong with it. */
export function readRejectForm(values: FormValues): ReadForm<{ readonly reason: string }> {
  const reason = readField(values, REJECT_REASON);
  if (reason === "")
    return {
      kind: "errors",
      errors: { [REJECT_REASON]: "A rejection needs a reason, so that whoever requested it knows what to change." },
    };
  return { kind: "read", reason: reason.slice(0, LONGEST_REASON) };
}
