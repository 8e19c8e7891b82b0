import type { Ack } from "../delivery/transport.ts";
import type { Json } from "../blocks/json.ts";
import { composeInteraction, nameChannel, type Harness } from "./harness.ts";
import { deriveElementState, deriveInitialState, type Entry } from "./element-state.ts";
import { choose, collectValues, findElement, requirePlace, type Found, type Place, type Where } from "./places.ts";

export type ClickInput = Where & { readonly user: string; readonly actionId: string; readonly blockId?: string; readonly value?: string };
export type SelectInput = Where & { readonly user: string; readonly actionId: string; readonly blockId?: string; readonly value: Entry };

/** Presses a button that really exists. `value`, if given, must be the button's own. */
export async function click(harness: Harness, input: ClickInput): Promise<Ack> {
  const place = requirePlace(harness, input.user, input);
  const found = findElement(place, input);
  const { element } = found;
  const label = element["text"] === undefined ? {} : { text: element["text"] };
  const value = element["value"] === undefined ? {} : { value: element["value"] };
  return press(harness, input.user, place, found, { ...label, ...value });
}

/** Chooses in a select, overflow, radio or checkbox element (or types into a dispatching input) outside a submit. */
export async function selectOption(harness: Harness, input: SelectInput): Promise<Ack> {
  const place = requirePlace(harness, input.user, input);
  const found = findElement(place, { actionId: input.actionId, blockId: input.blockId });
  const state = deriveElementState(found.element, input.value);
  if (found.element["type"] !== "overflow") choose(harness, place, found, state);
  return press(harness, input.user, place, found, { ...toInitialPart(found.element), ...state });
}

function press(harness: Harness, user: string, place: Place, { block, element }: Found, what: Json): Promise<Ack> {
  const { workspace, triggers } = harness;
  const action = {
    type: element["type"],
    action_id: element["action_id"],
    block_id: block["block_id"],
    ...what,
    action_ts: workspace.nextTs(),
  };
  return harness.delivery.deliver("interactive", {
    ...composeInteraction(harness, "block_actions", user),
    trigger_id: triggers.issue(user, place.kind === "view" && place.view.type === "modal" ? place.view.id : undefined),
    ...toPlacePart(harness, user, place),
    actions: [action],
  });
}

/** From a message: container, channel, message and a response_url. From a view: the view, and no response_url. */
function toPlacePart(harness: Harness, user: string, place: Place): Json {
  const state = { values: collectValues(harness, place) };
  if (place.kind === "view") return { container: { type: "view", view_id: place.view.id }, view: { ...place.view, state } };
  const { channel, ts, thread_ts } = place.kind === "message" ? place.message : place.ephemeral;
  const ephemeral = place.kind === "ephemeral";
  const thread = thread_ts === undefined ? {} : { thread_ts };
  const original = { channel, viewer: user, original: { ts, ephemeral } };
  return {
    container: { type: "message", message_ts: ts, channel_id: channel, is_ephemeral: ephemeral, ...thread },
    channel: { id: channel, name: nameChannel(harness, channel) },
    // Slack sends no message with a click on an ephemeral one.
    ...(place.kind === "message" ? { message: place.message } : {}),
    state,
    response_url: harness.responseUrls.issue(thread_ts === undefined ? original : { ...original, threadTs: thread_ts }),
  };
}

/** Slack repeats the preset next to the choice. */
function toInitialPart(element: Json): Json {
  if (element["type"] === "overflow") return {};
  const preset = Object.entries(element).filter(([key]) => key.startsWith("initial_"));
  return { ...Object.fromEntries(preset), ...deriveInitialState(element) };
}
