import { toChannelId } from "../../core/people/people.ts";
import { Fault } from "../../operations/fault.ts";
import { callSlack, SlackRefused } from "../web-api/faults.ts";
import { findShared } from "./marks.ts";
import { PAST_MESSAGE_KEPT_MS } from "./past-message.ts";
import type { OnceDeps } from "./post-once.ts";
import type { Place } from "../web-api/send.ts";

/** A file that belongs to a message; `content` as text, or as the bytes of text in UTF-8 or of a picture. */
export interface Attachment {
  readonly name: string;
  readonly title: string;
  readonly content: string | Buffer;
  /** What a picture shows, for people who do not see it. */
  readonly altText?: string;
  /** What stands above the file; of several files, above the first. */
  readonly says?: string;
}

const UPLOAD_TIMEOUT_MS = 30_000;
// With these the workspace refuses the file for good; the line it belongs to stands without it.
const NOT_TAKEN = new Set([
  "file_uploads_disabled",
  "file_uploads_except_images_disabled",
  "file_upload_size_restricted",
  "file_type_not_allowed",
  "missing_scope",
  "missing_argument",
  "storage_limit_reached",
]);

/**
 * Shares files in a thread once, in one message. `name` identifies the intent: Tandem records the first file's id before sharing them, so
 * that a second attempt can see whether the first one succeeded. If the workspace accepts no files it logs that and does not throw.
 */
export async function uploadOnce(
  deps: OnceDeps,
  name: string,
  place: Place & { readonly threadTs: string },
  ...files: readonly [Attachment, ...Attachment[]]
): Promise<void> {
  const intent = `posting:file:${name}`;
  const earlier = await deps.records.message(intent);
  try {
    if (earlier !== undefined && (await findShared(deps.client, place, earlier.shows)) !== undefined) return;
    const [first, ...more] = files;
    const head = { id: await storeContent(deps, first), title: first.title };
    const others: { readonly id: string; readonly title: string }[] = [];
    for (const file of more) others.push({ id: await storeContent(deps, file), title: file.title });
    await deps.records.saveMessage(intent, { channel: toChannelId(place.channel), ts: "", shows: head.id }, PAST_MESSAGE_KEPT_MS);
    await callSlack("files.completeUploadExternal", () =>
      deps.client.files.completeUploadExternal({
        files: [head, ...others],
        channel_id: place.channel,
        thread_ts: place.threadTs,
        ...(first.says === undefined ? {} : { initial_comment: first.says }),
      }),
    );
  } catch (error) {
    if (!(error instanceof SlackRefused) || !NOT_TAKEN.has(error.code)) throw error;
    deps.log.warn({ channel: place.channel, file: files[0].name, err: error }, "Slack did not take a file; its message stands without it");
  }
}

/** Uploads the content to Slack, visible to nobody yet. */
async function storeContent(deps: OnceDeps, { name, content, altText }: Attachment): Promise<string> {
  const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
  // The package's type has another name, which Slack ignores (docs/facts/slack-delivery.md#alt-text).
  const described = altText === undefined ? {} : { alt_txt: altText };
  const { upload_url, file_id } = await callSlack("files.getUploadURLExternal", () =>
    deps.client.files.getUploadURLExternal({ filename: name, length: bytes.length, ...described }),
  );
  if (upload_url === undefined || file_id === undefined)
    throw new Fault("unexpected", "Slack answered files.getUploadURLExternal without an address");
  await callSlack("the upload of a file", async () => {
    const answer = await fetch(upload_url, { method: "POST", body: bytes, signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS) });
    if (!answer.ok) throw new Fault("unreachable", `Slack answered the upload of a file with HTTP ${answer.status}`);
  });
  return file_id;
}
