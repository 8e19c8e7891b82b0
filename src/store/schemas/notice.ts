import { z } from "zod";
import type { Notice, NoticeBody } from "../../core/announce/notices.ts";
import type { Format } from "./document.ts";
import { ALARM, EXPLANATION } from "./explanation.ts";
import { BROKEN_CALL } from "./move.ts";
import { MOVE_NAME } from "./names.ts";
import { CHANNEL, CLUSTER, KEYSPACE, MS, TABLE_NAMES } from "./scalars.ts";
import { defineUnion, type KindSchemas, type Shape } from "./shape.ts";

const BODY = defineUnion({
  alarm: z.looseObject({ kind: z.literal("alarm"), move: MOVE_NAME, sourceKeyspace: KEYSPACE, alarm: ALARM, tables: TABLE_NAMES }),
  "stream-trouble": z.looseObject({
    kind: z.literal("stream-trouble"),
    move: MOVE_NAME,
    since: MS,
    times: z.int(),
    explanation: EXPLANATION,
  }),
  "people-unread": z.looseObject({ kind: z.literal("people-unread"), cluster: CLUSTER, group: z.string(), since: MS.exactOptional() }),
  "vitess-silent": z.looseObject({
    kind: z.literal("vitess-silent"),
    move: MOVE_NAME,
    tables: TABLE_NAMES,
    since: MS,
    why: z.string(),
    next: z.string(),
    broken: BROKEN_CALL.exactOptional(),
  }),
  "vitess-back": z.looseObject({ kind: z.literal("vitess-back"), move: MOVE_NAME, since: MS }),
  offer: z.looseObject({ kind: z.literal("offer"), move: MOVE_NAME, sourceKeyspace: KEYSPACE, tables: TABLE_NAMES }),
} satisfies KindSchemas<NoticeBody>);

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
