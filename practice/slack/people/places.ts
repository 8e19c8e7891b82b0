import { listInteractiveElements } from "../blocks/ids.ts";
import { readObject, readObjects, type Json } from "../blocks/json.ts";
import { find } from "../workspace/messages.ts";
import { findView, listModals } from "../workspace/modals.ts";
import type { Ephemeral, SlackMessage, View } from "../workspace/workspace.ts";
import { holdsValue, deriveInitialState } from "./element-state.ts";
import type { Harness } from "./harness.ts";

/** Where something is pressed: a message in a channel (also an ephemeral one), or a view by its id; `"home"` means the person's own. */
export type Where = { readonly channel: string; readonly ts: string; readonly asSeen?: SlackMessage } | { readonly viewId: string };

export type Place =
  | { readonly kind: "message"; readonly message: SlackMessage; readonly key: string }
  | { readonly kind: "ephemeral"; readonly ephemeral: Ephemeral; readonly key: string }
  | { readonly kind: "view"; readonly view: View; readonly key: string };

/** Finds what the person sees there; throws if it does not exist, because then nobody could press it. */
export function requirePlace(harness: Harness, user: string, where: Where): Place {
  if ("viewId" in where) {
    const view = where.viewId === "home" ? harness.workspace.homes.get(user) : findOwnView(harness, user, where.viewId);
    if (!view) throw new Error(`${user} has no view ${where.viewId} open`);
    return { kind: "view", view, key: `${view.id}/${user}` };
  }
  const key = `${where.channel}/${where.ts}/${user}`;
  if (where.asSeen) return { kind: "message", message: where.asSeen, key };
  const message = find(harness.workspace, where.channel, where.ts);
  if (message) return { kind: "message", message, key };
  const ephemeral = harness.workspace.ephemerals.find(
    (entry) => entry.channel === where.channel && entry.ts === where.ts && entry.viewer === user,
  );
  if (ephemeral) return { kind: "ephemeral", ephemeral, key };
  throw new Error(`there is no message ${where.ts} in ${where.channel} for ${user}`);
}

/**
 * The version of a message in which somebody saw this block. Every edit gives the blocks new ids, so a press that crosses an edit names a
 * block that is gone; Slack delivers it with the message as it was seen. Undefined if that was no version, or too long ago.
 */
export function findSeen({ workspace }: Harness, channel: string, ts: string, blockId: string): SlackMessage | undefined {
  const now = find(workspace, channel, ts);
  if (now === undefined) return undefined;
  return [...(workspace.earlier.get(ts) ?? []), now].findLast(({ blocks = [] }) =>
    flattenNested(blocks).some((block) => block["block_id"] === blockId),
  );
}

export function listBlocks(place: Place): readonly Json[] {
  const holder = place.kind === "message" ? place.message : place.kind === "ephemeral" ? place.ephemeral : place.view;
  return flattenNested(holder.blocks ?? []);
}

export interface Found {
  readonly block: Json;
  readonly element: Json;
}

/** The one element with this action_id (and block_id, and value); throws with the existing ones if there is none, or several. */
export function findElement(
  place: Place,
  wanted: { readonly actionId: string; readonly blockId?: string | undefined; readonly value?: string | undefined },
): Found {
  const all = listBlocks(place).flatMap((block) => listInteractiveElements(block).map((element) => ({ block, element })));
  const matching = all.filter(
    ({ block, element }) =>
      element["action_id"] === wanted.actionId &&
      (wanted.blockId === undefined || block["block_id"] === wanted.blockId) &&
      (wanted.value === undefined || element["value"] === wanted.value),
  );
  const [found] = matching;
  if (found && matching.length === 1) return found;
  const there = all.map(({ element }) => String(element["action_id"])).join(", ") || "nothing to press";
  throw new Error(`${matching.length === 0 ? "no" : "more than one"} element ${wanted.actionId} here; there is: ${there}`);
}

/** `state.values` of this place for this person. */
export function collectValues(harness: Harness, place: Place): Json {
  const chosen = harness.workspace.choices.get(place.key) ?? {};
  const values: Record<string, Json> = {};
  for (const block of listBlocks(place))
    for (const element of listInteractiveElements(block)) {
      if (!holdsValue(element)) continue;
      const [blockId, actionId] = [String(block["block_id"]), String(element["action_id"])];
      const mine = readObject(readObject(chosen, blockId), actionId);
      values[blockId] = { ...values[blockId], [actionId]: Object.keys(mine).length > 0 ? mine : deriveInitialState(element) };
    }
  return values;
}

/** Stores what a person entered into one element. */
export function choose(harness: Harness, place: Place, found: Found, state: Json): void {
  const before = harness.workspace.choices.get(place.key) ?? {};
  const blockId = String(found.block["block_id"]);
  harness.workspace.choices.set(place.key, {
    ...before,
    [blockId]: { ...readObject(before, blockId), [String(found.element["action_id"])]: state },
  });
}

function findOwnView(harness: Harness, user: string, id: string): View | undefined {
  const found = findView(harness.workspace, id);
  return found?.user === user ? found.view : undefined;
}

/** The visible modal of this person. */
export function findTopModal(harness: Harness, user: string): View | undefined {
  return listModals(harness.workspace, user).at(-1);
}

/** Containers and carousels contain blocks of their own. */
function flattenNested(blocks: readonly Json[]): readonly Json[] {
  return blocks.flatMap((block) => [
    block,
    ...flattenNested(readObjects(block, "child_blocks")),
    ...(block["type"] === "carousel" ? readObjects(block, "elements") : []),
  ]);
}
