import { readObjects, readString, type Json } from "../blocks/json.ts";
import { find, post } from "../workspace/messages.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { answerOk, fail, findChannel, type ApiMethod } from "./method.ts";

const scopes = ["files:write"];
// docs/facts/slack-delivery.md#alt-text
const MOST_ALT_TEXT = 1000;

const getUploadUrl: ApiMethod = {
  tier: "tier4",
  scopes,
  run({ workspace, baseUrl }, args) {
    const name = readString(args, "filename");
    const length = Number(args["length"] ?? 0);
    if (name === undefined || !(length > 0)) return fail("missing_argument");
    const altText = readString(args, "alt_txt");
    if ((altText?.length ?? 0) > MOST_ALT_TEXT) return fail("alt_txt_too_large");
    const id = workspace.nextId("F");
    const described = altText === undefined ? {} : { altText };
    workspace.files.set(id, { id, name, title: name, length, content: undefined, shared: false, ...described });
    return answerOk({ upload_url: `${baseUrl}/upload/${id}`, file_id: id });
  },
};

const completeUpload: ApiMethod = {
  tier: "tier4",
  scopes,
  run({ workspace, baseUrl }, args) {
    const asked = readObjects(args, "files");
    if (asked.length === 0) return fail("invalid_arguments");
    const files: Json[] = [];
    for (const entry of asked) {
      const stored = workspace.files.get(readString(entry, "id") ?? "");
      if (!stored?.content) return fail("file_not_found");
      const shared = { ...stored, title: readString(entry, "title") ?? stored.title, shared: true };
      workspace.files.set(stored.id, shared);
      files.push({
        id: shared.id,
        name: shared.name,
        title: shared.title,
        size: shared.length,
        permalink: `${baseUrl}/files/${shared.id}`,
        url_private: `${baseUrl}/files/${shared.id}`,
      });
    }
    return shareFiles(workspace, args, files);
  },
};

export const filesMethods = {
  "files.getUploadURLExternal": getUploadUrl,
  "files.completeUploadExternal": completeUpload,
} satisfies Record<string, ApiMethod>;

function shareFiles(workspace: Workspace, args: Json, files: readonly Json[]): Json {
  const id = readString(args, "channel_id");
  if (id === undefined) return answerOk({ files });
  const channel = findChannel(workspace, { channel: id });
  if ("error" in channel) return fail(channel.error);
  if (!channel.members.has(workspace.bot.id)) return fail("not_in_channel");
  const threadTs = readString(args, "thread_ts");
  if (threadTs !== undefined && !find(workspace, id, threadTs)) return fail("thread_not_found");
  post(workspace, {
    channel: id,
    text: readString(args, "initial_comment") ?? "",
    files,
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
  });
  return answerOk({ files });
}
