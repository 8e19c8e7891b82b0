import type { Beside } from "../../operations/talk.ts";
import { buildContext } from "../blocks/build.ts";
import type { AnswerMessage } from "../blocks/message.ts";
import { markCode, escape, escapeName } from "../text/escape.ts";
import { NOT_KNOWN_DURABLE } from "../web-api/sentences.ts";

/** Adds notes in small grey lines at the end of an answer, if there are any. */
export function withBeside(message: AnswerMessage, { ignored, said, readAs, notKnownDurable }: Beside): AnswerMessage {
  const lines = [
    ...(readAs === undefined ? [] : [`${markCode(readAs.server)} is read as ${escapeName(readAs.cluster)}, this cluster's name here`]),
    ...(ignored.length === 0 ? [] : [`Changes nothing here: ${ignored.map((part) => markCode(part, 60)).join(", ")}`]),
    ...(said === undefined ? [] : [escape(said)]),
    ...(notKnownDurable === undefined ? [] : [NOT_KNOWN_DURABLE]),
  ];
  return lines.length === 0 ? message : { ...message, blocks: [...message.blocks, buildContext(...lines)] };
}
