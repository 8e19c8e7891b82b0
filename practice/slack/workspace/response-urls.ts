import { findRefused, toMessages, validateBlocks } from "../blocks/validate.ts";
import { readObjects, readString, type Json } from "../blocks/json.ts";
import { edit, find, post, remove, showEphemeral, type Content } from "./messages.ts";
import type { Workspace } from "./workspace.ts";

const USES = 5;
const LIFE_MS = 30 * 60_000;

/** The target of a response_url: the person who acted, and the message on which it happened. */
export interface ResponseTarget {
  readonly channel: string;
  readonly viewer: string;
  readonly original?: { readonly ts: string; readonly ephemeral: boolean };
  readonly threadTs?: string;
  readonly command?: string;
}

export interface ResponseUrls {
  issue(target: ResponseTarget): string;
  /** Returns the HTTP status and body for the app. */
  use(id: string, body: Json): { readonly status: number; readonly body: Json | string };
}

/** response_urls: five uses in thirty minutes (docs/facts/slack-limits.md#response-url), then 404. */
export function createResponseUrls(workspace: Workspace, baseUrl: string): ResponseUrls {
  const issued = new Map<string, { readonly target: ResponseTarget; readonly at: number; uses: number }>();
  return {
    issue(target) {
      const id = workspace.nextId("R");
      issued.set(id, { target, at: workspace.now().getTime(), uses: 0 });
      return `${baseUrl}/response/${id}`;
    },
    use(id, body) {
      const entry = issued.get(id);
      if (!entry) return { status: 404, body: { ok: false, error: "invalid_url" } };
      if (workspace.now().getTime() - entry.at > LIFE_MS) return { status: 404, body: { ok: false, error: "expired_url" } };
      if (entry.uses >= USES) return { status: 404, body: { ok: false, error: "used_url" } };
      entry.uses += 1;
      const error = respond(workspace, entry.target, body);
      return error === undefined ? { status: 200, body: "ok" } : { status: 400, body: { ok: false, ...error } };
    },
  };
}

/** Does what an app says in a response or in the body of an ack; returns Slack's error. */
export function respond(workspace: Workspace, target: ResponseTarget, body: Json): Json | undefined {
  if (body["delete_original"] === true) return deleteOriginal(workspace, target);
  const { blocks } = body;
  const problems = blocks === undefined ? [] : [...validateBlocks("message", blocks), ...findRefused(blocks, workspace.refusedBlocks)];
  if (problems.length > 0) return { error: "invalid_blocks", response_metadata: { messages: toMessages(problems) } };
  const text = readString(body, "text");
  if (text === undefined && body["blocks"] === undefined) return { error: "no_text" };
  const content: Content = { text: text ?? "", ...(body["blocks"] === undefined ? {} : { blocks: readObjects(body, "blocks") }) };

  if (body["replace_original"] === true && target.original) return replaceOriginal(workspace, target, content);
  const thread = readString(body, "thread_ts") ?? target.threadTs;
  const where = { channel: target.channel, ...(thread === undefined ? {} : { thread_ts: thread }) };
  if (body["response_type"] === "in_channel") post(workspace, { ...where, ...content });
  else {
    const { viewer, command } = target;
    showEphemeral(workspace, { ...where, ...content, viewer, ...(command === undefined ? {} : { command }) });
  }
  return undefined;
}

function replaceOriginal(workspace: Workspace, target: ResponseTarget, content: Content): Json | undefined {
  const ts = target.original?.ts ?? "";
  if (target.original?.ephemeral !== true) {
    const message = find(workspace, target.channel, ts);
    if (!message) return { error: "message_not_found" };
    edit(workspace, message, { blocks: [], ...content });
    return undefined;
  }
  const index = workspace.ephemerals.findIndex((entry) => entry.ts === ts);
  const before = workspace.ephemerals[index];
  if (!before) return { error: "message_not_found" };
  const { blocks: _blocks, ...rest } = before;
  workspace.ephemerals[index] = { ...rest, ...content };
  workspace.changed();
  return undefined;
}

function deleteOriginal(workspace: Workspace, target: ResponseTarget): Json | undefined {
  const ts = target.original?.ts ?? "";
  const message = find(workspace, target.channel, ts);
  const index = workspace.ephemerals.findIndex((entry) => entry.ts === ts);
  if (message) remove(workspace, message);
  else if (index >= 0) workspace.ephemerals.splice(index, 1);
  else return { error: "message_not_found" };
  workspace.changed();
  return undefined;
}
