import { createHash } from "node:crypto";
import { APP_ID, BOT_ID, TEAM } from "./cast.ts";
import { readObjects, readString, type Json } from "../blocks/json.ts";
import { withBlocks } from "./messages.ts";
import type { View, Workspace } from "./workspace.ts";

/** Slack's limit (docs/facts/slack-limits.md#modal-stack). */
const DEEPEST_STACK = 3;

export type ViewAnswer = View | { readonly error: string };

/** Opens a new stack for this person; whatever was open is gone, as in Slack. */
export function openModal(workspace: Workspace, user: string, view: Json): View {
  const id = workspace.nextId("V");
  const opened = toView(workspace, view, { id, root_view_id: id, previous_view_id: null });
  setStack(workspace, user, [opened]);
  return opened;
}

export function pushModal(workspace: Workspace, user: string, view: Json): ViewAnswer {
  const stack = listModals(workspace, user);
  const top = stack.at(-1);
  if (!top) return { error: "not_found" };
  if (stack.length >= DEEPEST_STACK) return { error: "push_limit_reached" };
  const place = { id: workspace.nextId("V"), root_view_id: top["root_view_id"], previous_view_id: top.id };
  const pushed = toView(workspace, view, place);
  setStack(workspace, user, [...stack, pushed]);
  return pushed;
}

/** Replaces an open modal or a Home tab in place; with `hash`, only if nobody changed it since. */
export function updateView(workspace: Workspace, id: string, view: Json, hash?: string): ViewAnswer {
  const found = findView(workspace, id);
  if (!found) return { error: "not_found" };
  if (hash !== undefined && hash !== found.view.hash) return { error: "hash_conflict" };
  const { root_view_id, previous_view_id } = found.view;
  const updated = toView(workspace, view, { id: found.view.id, root_view_id, previous_view_id });
  if (found.view.type === "home") workspace.homes.set(found.user, updated);
  else
    setStack(
      workspace,
      found.user,
      listModals(workspace, found.user).map((entry) => (entry.id === updated.id ? updated : entry)),
    );
  workspace.changed();
  return updated;
}

/** `hash`, if given, must be that of the tab last published. */
export function publishHome(workspace: Workspace, user: string, view: Json, hash?: string): ViewAnswer {
  const before = workspace.homes.get(user);
  if (hash !== undefined && before !== undefined && hash !== before.hash) return { error: "hash_conflict" };
  const id = before?.id ?? workspace.nextId("V");
  const published = toView(workspace, view, { id, root_view_id: id, previous_view_id: null });
  workspace.homes.set(user, published);
  workspace.changed();
  return published;
}

export function closeModal(workspace: Workspace, user: string, id: string): void {
  setStack(
    workspace,
    user,
    listModals(workspace, user).filter((view) => view.id !== id),
  );
}

export function clearModals(workspace: Workspace, user: string): void {
  setStack(workspace, user, []);
}

export function listModals(workspace: Workspace, user: string): readonly View[] {
  return workspace.modals.get(user) ?? [];
}

/** By id or by external_id, modal or Home, for any person. */
export function findView(workspace: Workspace, id: string): { readonly user: string; readonly view: View } | undefined {
  const open = [...workspace.modals].flatMap(([user, views]) => views.map((view) => ({ user, view })));
  const homes = [...workspace.homes].map(([user, view]) => ({ user, view }));
  return [...open, ...homes].find(({ view }) => view.id === id || readString(view, "external_id") === id);
}

function setStack(workspace: Workspace, user: string, views: readonly View[]): void {
  workspace.modals.set(user, views);
  workspace.changed();
}

function toView(workspace: Workspace, view: Json, place: Json & { readonly id: string }): View {
  const blocks = withBlocks(workspace, readObjects(view, "blocks")).blocks ?? [];
  const hash = `${workspace.nextTs()}.${createHash("sha256").update(JSON.stringify(view)).digest("hex").slice(0, 8)}`;
  return {
    private_metadata: "",
    callback_id: "",
    external_id: "",
    clear_on_close: false,
    notify_on_close: false,
    close: null,
    submit: null,
    ...view,
    ...place,
    type: String(view["type"]),
    team_id: TEAM.id,
    app_id: APP_ID,
    bot_id: BOT_ID,
    blocks,
    hash,
    state: { values: {} },
  };
}
