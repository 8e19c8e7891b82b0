import { z } from "zod";
import type { SentMessage } from "../../operations/records.ts";
import type { Format } from "./document.ts";
import { CHANNEL } from "./scalars.ts";
import type { Shape } from "./shape.ts";

export const SENT_MESSAGE: Format<SentMessage> = {
  version: 1,
  schema: z.looseObject({ channel: CHANNEL, ts: z.string(), shows: z.string() } satisfies Shape<SentMessage>),
};
