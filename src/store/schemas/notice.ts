import type { ConfigChange } from "../../core/announce/config-change.ts";
import { z } from "zod";
import type { CanaryQueue } from "../../core/announce/canaries.ts";
import type { HeardAlarm, Notice, NoticeBody, StoreDanger } from "../../core/announce/notices.ts";
import type { Format } from "./document.ts";
import { ALARM, EXPLANATION } from "./explanation.ts";
import type { LastingTrouble } from "../../core/move/raised.ts";
import { FREEZE_NOW } from "./freezes.ts";
import { ALARM_OVER } from "./entry.ts";
import { BROKEN_CALL } from "./move.ts";
import { MOVE_NAME } from "./names.ts";
import { VERB } from "./operation.ts";
import { CHANNEL, CLUSTER, KEYSPACE, MS, PERSON, TABLE_NAMES } from "./scalars.ts";
import { defineUnion, defineWord, type KindSchemas, type Shape } from "./shape.ts";

const HEARD = { raisedAt: MS, since: MS, times: z.int(), isAgain: z.literal(true).exactOptional() } satisfies Shape<HeardAlarm>;

// Older releases wrote neither.
const HEARD_OR_NOT = { ...HEARD, raisedAt: MS.exactOptional(), since: MS.exactOptional(), times: z.int().exactOptional() };

const CANARY_QUEUE = defineWord<CanaryQueue>({ verbs: 0, operations: 0, watch: 0, decisions: 0, upkeep: 0 });
const STORE_DANGER = defineWord<StoreDanger>({ evicts: 0, forgets: 0 });
const CONFIG_CHANGE = defineWord<ConfigChange["how"]>({ taken: 0, refused: 0, "needs-restart": 0 });
const STORE_LOSS = defineWord<"emptied" | "older">({ emptied: 0, older: 0 });

const THAWING = {
  cluster: CLUSTER,
  keyspace: KEYSPACE.exactOptional(),
  by: PERSON,
  askedBy: PERSON.exactOptional(),
  reason: z.string(),
  isGlassBroken: z.literal(true).exactOptional(),
};

const BODY = defineUnion({
  alarm: z.looseObject({
    kind: z.literal("alarm"),
    move: MOVE_NAME,
    sourceKeyspace: KEYSPACE,
    alarm: ALARM,
    tables: TABLE_NAMES,
    ...HEARD_OR_NOT,
  }),
  lasting: z.looseObject({
    kind: z.literal("lasting"),
    move: MOVE_NAME,
    cause: defineWord<Exclude<LastingTrouble, "stream-error" | "vitess-silent">>({
      stalled: 0,
      "lag-grows": 0,
      "no-source": 0,
      "vdiff-still": 0,
    }),
    lagSeconds: z.number().exactOptional(),
    ...HEARD,
  }),
  "all-clear": z.looseObject({
    kind: z.literal("all-clear"),
    move: MOVE_NAME,
    keyspaces: z.array(KEYSPACE).exactOptional(),
    ...ALARM_OVER,
  }),
  "stream-trouble": z.looseObject({
    kind: z.literal("stream-trouble"),
    move: MOVE_NAME,
    ...HEARD_OR_NOT,
    since: MS,
    times: z.int(),
    explanation: EXPLANATION,
  }),
  "people-unread": z.looseObject({ kind: z.literal("people-unread"), cluster: CLUSTER, group: z.string(), since: MS.exactOptional() }),
  config: z.looseObject({ kind: z.literal("config"), how: CONFIG_CHANGE, file: z.string(), what: z.array(z.string()) }),
  "audit-anchor": z.looseObject({ kind: z.literal("audit-anchor"), at: MS, seq: z.int(), hash: z.string() }),
  freeze: z.looseObject({ kind: z.literal("freeze"), cluster: CLUSTER, freeze: FREEZE_NOW }),
  thawed: z.looseObject({ kind: z.literal("thawed"), ...THAWING }),
  "thaw-asked": z.looseObject({ kind: z.literal("thaw-asked"), ...THAWING }),
  "glass-broken": z.looseObject({ kind: z.literal("glass-broken"), move: MOVE_NAME, verb: VERB, by: PERSON, reason: z.string() }),
  "store-lost": z.looseObject({ kind: z.literal("store-lost"), how: STORE_LOSS, at: MS, moves: z.array(MOVE_NAME) }),
  "jobs-late": z.looseObject({ kind: z.literal("jobs-late"), since: MS, queues: z.array(CANARY_QUEUE) }),
  "jobs-done-again": z.looseObject({ kind: z.literal("jobs-done-again"), since: MS, at: MS }),
  "store-danger": z.looseObject({ kind: z.literal("store-danger"), danger: STORE_DANGER, since: MS }),
  "lost-under-way": z.looseObject({ kind: z.literal("lost-under-way"), move: MOVE_NAME, verb: VERB, how: STORE_LOSS }),
  "vitess-silent": z.looseObject({
    kind: z.literal("vitess-silent"),
    move: MOVE_NAME,
    tables: TABLE_NAMES,
    others: z.array(MOVE_NAME).exactOptional(),
    ...HEARD_OR_NOT,
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
