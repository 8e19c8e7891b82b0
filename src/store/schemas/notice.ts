import { z } from "zod";
import type { Notice, NoticeBody } from "../../core/notices.ts";
import type { Format } from "../document.ts";
import { ALARM } from "./explanation.ts";
import { MOVE_NAME } from "./names.ts";
import { CHANNEL, CLUSTER, MS, TEXTS } from "./scalars.ts";
import { anyOf } from "./shape.ts";
import type { Kinds, Shape } from "./shape.ts";

const BODY = anyOf({
  alarm: z.looseObject({ kind: z.literal("alarm"), move: MOVE_NAME, sourceKeyspace: z.string(), alarm: ALARM, tables: TEXTS }),
  "people-unread": z.looseObject({ kind: z.literal("people-unread"), cluster: CLUSTER, group: z.string(), since: MS.exactOptional() }),
  offer: z.looseObject({ kind: z.literal("offer"), move: MOVE_NAME, sourceKeyspace: z.string(), tables: TEXTS }),
} satisfies Kinds<NoticeBody>);

export const NOTICE: Format<Notice> = {
  version: 1,
  schema: z.looseObject({
    id: z.string(),
    channel: CHANNEL,
    at: MS,
    body: BODY,
    posted: z.boolean(),
  } satisfies Shape<Notice>),
};
