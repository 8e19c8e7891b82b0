import { toMessages, validateView } from "../blocks/validate.ts";
import type { Ack } from "../delivery/transport.ts";
import { isJson, readObject, readString, type Json } from "../blocks/json.ts";
import { clearModals, closeModal, pushModal, updateView } from "../workspace/modals.ts";
import type { View } from "../workspace/workspace.ts";
import { deriveElementState, isEmpty, type Entry } from "./element-state.ts";
import { choose, collectValues, findElement, findTopModal, listBlocks, requirePlace, type Place } from "./places.ts";
import { composeInteraction, type Harness } from "./harness.ts";

export interface SubmitInput {
  readonly user: string;
  /** Without it, the modal on top. */
  readonly viewId?: string;
  /** By action_id, or by block_id; a field left out keeps its preset. */
  readonly values?: Readonly<Record<string, Entry>>;
}

/** What the person sees after pressing submit. `incomplete`: Slack itself refused, and the app was not called. */
export type SubmitResult =
  | { readonly kind: "closed" | "updated" | "pushed" | "cleared" }
  | { readonly kind: "errors" | "incomplete"; readonly errors: Readonly<Record<string, string>> }
  | { readonly kind: "failed"; readonly error: string };

export async function submitView(harness: Harness, input: SubmitInput): Promise<SubmitResult> {
  const view = requireWantedView(harness, input);
  const place = requirePlace(harness, input.user, { viewId: view.id });
  enter(harness, place, input.values ?? {});
  const values = collectValues(harness, place);
  const missing = findIncomplete(place, values);
  if (Object.keys(missing).length > 0) return { kind: "incomplete", errors: missing };

  const ack = await harness.delivery.deliver("interactive", {
    ...composeInteraction(harness, "view_submission", input.user),
    trigger_id: harness.triggers.issue(input.user, view.id),
    view: { ...view, state: { values } },
    response_urls: [],
  });
  return ack.ok ? carryOut(harness, input.user, view, ack.payload) : { kind: "failed", error: ack.error };
}

/** Closes the modal; `clear` closes the whole stack. The app is notified only if it requested that (`notify_on_close`). */
export async function closeView(
  harness: Harness,
  input: { readonly user: string; readonly viewId?: string; readonly clear?: boolean },
): Promise<Ack | undefined> {
  const view = requireWantedView(harness, input);
  const clear = input.clear === true || view["clear_on_close"] === true;
  const values = collectValues(harness, requirePlace(harness, input.user, { viewId: view.id }));
  if (clear) clearModals(harness.workspace, input.user);
  else closeModal(harness.workspace, input.user, view.id);
  if (view["notify_on_close"] !== true) return undefined;
  return harness.delivery.deliver("interactive", {
    ...composeInteraction(harness, "view_closed", input.user),
    view: { ...view, state: { values } },
    is_cleared: clear,
  });
}

function requireWantedView(harness: Harness, { user, viewId }: { readonly user: string; readonly viewId?: string | undefined }): View {
  const view = findTopModal(harness, user);
  if (!view) throw new Error(`${user} has no modal open`);
  if (viewId !== undefined && view.id !== viewId) throw new Error(`${user} sees the modal ${view.id}, not ${viewId}`);
  return view;
}

function enter(harness: Harness, place: Place, values: Readonly<Record<string, Entry>>): void {
  for (const [key, entry] of Object.entries(values)) {
    const block = listBlocks(place).find((candidate) => candidate["block_id"] === key && isJson(candidate["element"]));
    const actionId = block ? String(readObject(block, "element")["action_id"]) : key;
    const found = findElement(place, { actionId, blockId: block ? key : undefined });
    choose(harness, place, found, deriveElementState(found.element, entry));
  }
}

/** What Slack's own client refuses without calling the app. */
function findIncomplete(place: Place, values: Json): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const block of listBlocks(place)) {
    if (block["type"] !== "input") continue;
    const element = readObject(block, "element");
    const blockId = String(block["block_id"]);
    const state = readObject(readObject(values, blockId), String(element["action_id"]));
    if (isEmpty(element, state)) {
      if (block["optional"] !== true) problems[blockId] = "Please complete this required field.";
      continue;
    }
    const problem = findOutOfBounds(element, readString(state, "value"));
    if (problem !== undefined) problems[blockId] = problem;
  }
  return problems;
}

function findOutOfBounds(element: Json, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const bound = (key: string): number | undefined => (element[key] === undefined ? undefined : Number(element[key]));
  if (value.length < (bound("min_length") ?? 0)) return `Please enter at least ${bound("min_length") ?? 0} characters.`;
  if (value.length > (bound("max_length") ?? 3000)) return `Please enter at most ${bound("max_length") ?? 3000} characters.`;
  if (element["type"] !== "number_input") return undefined;
  if (!Number.isFinite(Number(value)) || (element["is_decimal_allowed"] !== true && !Number.isInteger(Number(value))))
    return "Please enter a valid number.";
  if (Number(value) < (bound("min_value") ?? -Infinity)) return `Please enter a number of at least ${String(element["min_value"])}.`;
  if (Number(value) > (bound("max_value") ?? Infinity)) return `Please enter a number of at most ${String(element["max_value"])}.`;
  return undefined;
}

/** Does what the app's `response_action` says; an answer that Slack would not understand is a failure for the person. */
function carryOut(harness: Harness, user: string, view: View, payload: Json): SubmitResult {
  const { workspace } = harness;
  switch (payload["response_action"]) {
    case undefined:
      closeModal(workspace, user, view.id);
      return { kind: "closed" };
    case "clear":
      clearModals(workspace, user);
      return { kind: "cleared" };
    case "errors":
      return toFieldErrors(view, readObject(payload, "errors"));
    case "update":
    case "push": {
      const next = readObject(payload, "view");
      const problems = validateView(next);
      if (problems.length > 0) return { kind: "failed", error: toMessages(problems).join("; ") };
      const pushes = payload["response_action"] === "push";
      const answer = pushes ? pushModal(workspace, user, next) : updateView(workspace, view.id, next);
      if (typeof answer.error === "string") return { kind: "failed", error: answer.error };
      return { kind: pushes ? "pushed" : "updated" };
    }
    default:
      return { kind: "failed", error: `unknown response_action ${String(payload["response_action"])}` };
  }
}

function toFieldErrors(view: View, errors: Json): SubmitResult {
  const inputs = new Set(view.blocks.filter((block) => block["type"] === "input").map((block) => String(block["block_id"])));
  const stray = Object.keys(errors).filter((key) => !inputs.has(key));
  if (stray.length > 0 || Object.keys(errors).length === 0)
    return { kind: "failed", error: `errors name no input block: ${stray.join(", ")}` };
  return { kind: "errors", errors: Object.fromEntries(Object.entries(errors).map(([key, value]) => [key, String(value)])) };
}
