import type { PersonId } from "../../core/people/people.ts";
import type { TextFile } from "../blocks/message.ts";
import { Fault } from "../../operations/fault.ts";
import { callSlack, SlackRefused } from "../web-api/faults.ts";
import type { OnceDeps } from "./post-once.ts";
import { uploadOnce } from "./upload.ts";

interface PrivateFile {
  /** Names the answer that the file belongs to, which is given once. */
  readonly name: string;
  readonly says: string;
  readonly file: TextFile;
}

/**
 * Sends a file to one person by direct message, because a private answer in a channel cannot carry one. Repeating an answer sends the file
 * again. If Slack refuses the direct message or the file, the answer stands without it.
 */
export async function sendFilePrivately(deps: OnceDeps, to: PersonId, { name, says, file }: PrivateFile): Promise<void> {
  const { postMessage } = deps.client.chat;
  try {
    const posted = await callSlack("chat.postMessage", () =>
      postMessage({ channel: to, text: says, unfurl_links: false, unfurl_media: false }),
    );
    if (posted.channel === undefined || posted.ts === undefined)
      throw new Fault("unexpected", "Slack answered chat.postMessage without a channel or a ts");
    await uploadOnce(deps, name, { channel: posted.channel, threadTs: posted.ts }, { ...file, title: file.name });
  } catch (error) {
    if (!(error instanceof SlackRefused)) throw error;
    deps.log.warn({ file: file.name, err: error }, "A file could not be brought to the one who asked");
  }
}
