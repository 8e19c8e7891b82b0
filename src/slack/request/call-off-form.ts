import type { ModalView } from "@slack/types";
import { type MoveName, moveId, parseMoveId, qualifyName } from "../../core/vitess/names.ts";
import { FORMS } from "../actions.ts";
import { buildSection } from "../blocks/build.ts";
import { type FormValues, type ReadForm, buildTextField, readField } from "../blocks/fields.ts";
import { markCode } from "../text/escape.ts";
import { LONGEST_REASON } from "./reject-form.ts";
import { readJsonObject } from "../text/json-object.ts";

const REASON = "call-off-reason";

/** The place to answer the person who calls off: Slack does not send it with a submitted form. */
export interface CallOffPlace {
  readonly name: MoveName;
  readonly channel?: string;
  readonly thread?: string;
}

/** The form that asks for the reason; its Submit calls off. The form carries the move. */
export function callOffForm(place: CallOffPlace): ModalView {
  const { name, channel, thread } = place;
  return {
    type: "modal",
    callback_id: FORMS.callOff,
    private_metadata: JSON.stringify({
      move: moveId(name),
      ...(channel === undefined ? {} : { channel }),
      ...(thread === undefined ? {} : { thread }),
    }),
    title: { type: "plain_text", text: "Call off" },
    submit: { type: "plain_text", text: "Call off" },
    close: { type: "plain_text", text: "Back" },
    blocks: [
      buildSection(
        `*${markCode(qualifyName(name))}* in ${markCode(name.cluster)}`,
        "Ends the open request, or what is being carried out, before its next call to Vitess. What is done stays: reads that are switched are not switched back.",
      ),
      buildTextField(REASON, { label: "Why?", hint: "Everybody in the thread reads it.", multiline: true, max: LONGEST_REASON }),
    ],
  };
}

/** Reads the place that {@link callOffForm} wrote; undefined for what another version wrote. */
export function callOffPlace(privateMetadata: string): CallOffPlace | undefined {
  const place = readJsonObject(privateMetadata) ?? {};
  const text = (key: string): string | undefined => (typeof place[key] === "string" ? place[key] : undefined);
  const [name, channel, thread] = [parseMoveId(text("move") ?? ""), text("channel"), text("thread")];
  if (name === undefined) return undefined;
  return { name, ...(channel === undefined ? {} : { channel }), ...(thread === undefined ? {} : { thread }) };
}

/** Reads the reason, or says that it is missing. */
export function readCallOffForm(values: FormValues): ReadForm<{ readonly reason: string }> {
  const reason = readField(values, REASON);
  if (reason === "") return { kind: "errors", errors: { [REASON]: "Say why, so that everybody in the thread knows what to expect." } };
  return { kind: "read", reason: reason.slice(0, LONGEST_REASON) };
}
