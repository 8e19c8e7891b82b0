import { toMessages, validateView } from "../blocks/validate.ts";
import { isJson, readString, type Json } from "../blocks/json.ts";
import { openModal, publishHome, pushModal, updateView, type ViewAnswer } from "../workspace/modals.ts";
import type { Triggers, TriggerUse } from "../workspace/triggers.ts";
import { answerOk, fail, type ApiMethod } from "./method.ts";

const LARGEST_VIEW_BYTES = 250_000;

/** The view in a call, or the answer with which Slack refuses it. */
function parseView(args: Json): { readonly view: Json } | { readonly refusal: Json } {
  const { view } = args;
  if (!isJson(view))
    return { refusal: fail("invalid_arguments", { response_metadata: { messages: ["[ERROR] missing required field: view"] } }) };
  if (Buffer.byteLength(JSON.stringify(view)) > LARGEST_VIEW_BYTES) return { refusal: fail("view_too_large") };
  const problems = validateView(view);
  return problems.length === 0
    ? { view }
    : { refusal: fail("invalid_arguments", { response_metadata: { messages: toMessages(problems) } }) };
}

const open: ApiMethod = {
  tier: "tier4",
  run({ workspace, triggers }, args) {
    const asked = parseView(args);
    if ("refusal" in asked) return asked.refusal;
    const trigger = spendTrigger(triggers, args);
    return "error" in trigger ? fail(trigger.error) : toViewAnswer(openModal(workspace, trigger.user, asked.view));
  },
};

const push: ApiMethod = {
  tier: "tier4",
  run({ workspace, triggers }, args) {
    const asked = parseView(args);
    if ("refusal" in asked) return asked.refusal;
    const trigger = spendTrigger(triggers, args);
    if ("error" in trigger) return fail(trigger.error);
    // Only an interaction inside a modal may push another on top of it.
    if (trigger.viewId === undefined) return fail("invalid_trigger_id");
    return toViewAnswer(pushModal(workspace, trigger.user, asked.view));
  },
};

const update: ApiMethod = {
  tier: "tier4",
  run({ workspace }, args) {
    const asked = parseView(args);
    if ("refusal" in asked) return asked.refusal;
    const id = readString(args, "view_id") ?? readString(args, "external_id") ?? "";
    return toViewAnswer(updateView(workspace, id, asked.view, readString(args, "hash")));
  },
};

const publish: ApiMethod = {
  tier: "tier4",
  run({ workspace }, args) {
    const asked = parseView(args);
    if ("refusal" in asked) return asked.refusal;
    if (asked.view["type"] !== "home")
      return fail("invalid_arguments", { response_metadata: { messages: ["[ERROR] must be one of: home [json-pointer:/view/type]"] } });
    const user = readString(args, "user_id") ?? "";
    if (!workspace.people.has(user)) return fail("user_not_found");
    return toViewAnswer(publishHome(workspace, user, asked.view, readString(args, "hash")));
  },
};

export const viewsMethods = {
  "views.open": open,
  "views.push": push,
  "views.update": update,
  "views.publish": publish,
} satisfies Record<string, ApiMethod>;

function spendTrigger(triggers: Triggers, args: Json): TriggerUse {
  return triggers.spend(readString(args, "trigger_id") ?? "");
}

function toViewAnswer(answer: ViewAnswer): Json {
  // A View has an index signature, so only the shape of an error distinguishes the two.
  return typeof answer.error === "string" ? fail(answer.error) : answerOk({ view: answer });
}
