import { z } from "zod";
import type { Inbound } from "../../operations/records.ts";
import type { Format } from "./document.ts";
import { CHANNEL, MS, PERSON, REQUEST_ID } from "./scalars.ts";
import type { Shape } from "./shape.ts";

export const INBOUND: Format<Inbound> = {
  version: 1,
  schema: z.looseObject({
    id: REQUEST_ID,
    by: PERSON,
    channel: CHANNEL,
    text: z.string(),
    responseUrl: z.string().exactOptional(),
    threadTs: z.string().exactOptional(),
    receivedAt: MS,
  } satisfies Shape<Inbound>),
};
