import { z } from "zod";
import type { AlarmOver, EntryBody, OutsideChange, ReportedVDiff } from "../../core/announce/entries.ts";
import type { SenderLost } from "../../core/operation/execution/decided.ts";
import type { LeftBehind } from "../../core/move/left-behind.ts";
import type { Format } from "./document.ts";
import { BROKEN_CALL, MOVE_END, TAKEN_BY } from "./move.ts";
import { DENIED_TABLES } from "./workflow.ts";
import { DEED, VERB } from "./operation.ts";
import { TABLET_TYPE } from "./options.ts";
import { ALARM, ALARM_CAUSE, EXPLANATION } from "./explanation.ts";
import { HOLD } from "./hold.ts";
import { OUTCOME } from "./outcome.ts";
import { RULE_CHANGE, VSCHEMA_CHANGE } from "./rules.ts";
import { LOCK_HOLDER } from "./reading.ts";
import { BIG, KEYSPACE, MS, PERSON, TEXTS, SNAPSHOT_ID, REQUEST_ID, SHARD_NAMES, TABLE_NAMES } from "./scalars.ts";
import { defineUnion, type KindSchemas, type Shape, defineWord } from "./shape.ts";
import { SAVED_STEP } from "./snapshot.ts";
import { TROUBLE } from "./trouble.ts";
import { EARLIER_VDIFF, VDIFF_SCHEMA, VDIFF_WITHOUT_COUNTS, VERDICT } from "./vdiff.ts";
import { JUDGED_FINDING } from "./preflight.ts";

const LEFT_BEHIND = z.looseObject({
  rules: z.number(),
  denied: z.array(DENIED_TABLES),
  notTold: z.looseObject({ keyspace: z.string(), shards: SHARD_NAMES, tables: TABLE_NAMES }).exactOptional(),
  tables: TABLE_NAMES,
  vschema: TEXTS.exactOptional(),
  streams: z.string().exactOptional(),
} satisfies Shape<LeftBehind>);

const OUTSIDE_CHANGE = defineWord<OutsideChange>({
  "reads-switched": 0,
  "reads-switched-back": 0,
  "writes-switched": 0,
  "writes-switched-back": 0,
  "writes-possible-again": 0,
  "record-cleaned": 0,
  "switch-finished": 0,
  "streams-stopped": 0,
  "streams-started": 0,
  "mirroring-changed": 0,
});

/** The fields of an alarm that is over. */
export const ALARM_OVER = {
  cause: ALARM_CAUSE,
  since: MS,
  until: MS,
  times: z.int(),
  takenBy: TAKEN_BY.exactOptional(),
  ended: MOVE_END.exactOptional(),
} satisfies Shape<AlarmOver>;

const REPORTED_VDIFF = {
  verdict: VERDICT,
  tookMs: MS.exactOptional(),
  asked: TABLE_NAMES.exactOptional(),
  before: EARLIER_VDIFF.exactOptional(),
} satisfies Shape<ReportedVDiff>;

const BODIES = {
  created: z.looseObject({
    kind: z.literal("created"),
    by: PERSON,
    tables: TABLE_NAMES,
    sourceKeyspace: KEYSPACE,
    snapshot: SNAPSHOT_ID,
    findings: z.array(JUDGED_FINDING).exactOptional(),
    cut: z.looseObject({ waitedMs: z.number(), left: LEFT_BEHIND.exactOptional() }).exactOptional(),
  }),
  "create-failed": z.looseObject({
    kind: z.literal("create-failed"),
    by: PERSON,
    explanation: EXPLANATION,
    snapshot: SNAPSHOT_ID.exactOptional(),
  }),
  adopted: z.looseObject({ kind: z.literal("adopted"), by: PERSON }),
  started: z.looseObject({ kind: z.literal("started"), by: PERSON }),
  updated: z.looseObject({ kind: z.literal("updated"), by: PERSON, changes: TEXTS }),
  mirrored: z.looseObject({
    kind: z.literal("mirrored"),
    by: PERSON,
    percent: z.number(),
    tabletTypes: z.array(TABLET_TYPE),
    snapshot: SNAPSHOT_ID.exactOptional(),
  }),
  stopped: z.looseObject({ kind: z.literal("stopped"), by: PERSON }),
  "copy-finished": z.looseObject({
    kind: z.literal("copy-finished"),
    rows: BIG,
    tookMs: MS.exactOptional(),
    stops: z.literal(true).exactOptional(),
  }),
  stalled: z.looseObject({ kind: z.literal("stalled"), since: MS }),
  "moving-again": z.looseObject({ kind: z.literal("moving-again") }),
  lasting: z.looseObject({
    kind: z.literal("lasting"),
    cause: z.enum(["lag-grows", "no-source"]),
    since: MS,
    lagSeconds: z.number().exactOptional(),
  }),
  "alarm-taken": z.looseObject({ kind: z.literal("alarm-taken"), cause: ALARM_CAUSE, by: PERSON }),
  "all-clear": z.looseObject({ kind: z.literal("all-clear"), ...ALARM_OVER }),
  "stream-error": z.looseObject({
    kind: z.literal("stream-error"),
    explanation: EXPLANATION,
    ofReverse: z.literal(true).exactOptional(),
    since: MS.exactOptional(),
    times: z.int().exactOptional(),
  }),
  "glass-broken": z.looseObject({ kind: z.literal("glass-broken"), by: PERSON, verb: VERB, reason: z.string() }),
  alarm: z.looseObject({ kind: z.literal("alarm"), alarm: ALARM, tables: TABLE_NAMES }),
  "left-behind": z.looseObject({
    kind: z.literal("left-behind"),
    after: z.enum(["create", "delete", "cancel"]),
    left: LEFT_BEHIND,
  }),
  "vitess-silent": z.looseObject({
    kind: z.literal("vitess-silent"),
    since: MS,
    why: z.string(),
    next: z.string(),
    broken: BROKEN_CALL.exactOptional(),
  }),
  "vitess-back": z.looseObject({ kind: z.literal("vitess-back"), since: MS }),
  "vdiff-started": z.looseObject({ kind: z.literal("vdiff-started"), by: PERSON, uuid: z.string() }),
  "vdiff-changed": z.looseObject({
    kind: z.literal("vdiff-changed"),
    by: PERSON,
    uuid: z.string(),
    change: z.enum(["stopped", "resumed", "deleted"]),
  }),
  "vdiff-report": z.looseObject({ kind: z.literal("vdiff-report"), vdiff: VDIFF_SCHEMA, ...REPORTED_VDIFF }),
  "large-vdiff-report": z.looseObject({
    kind: z.literal("large-vdiff-report"),
    vdiff: VDIFF_WITHOUT_COUNTS,
    counts: z.looseObject({ id: z.string(), rows: z.int() }),
    found: EARLIER_VDIFF.exactOptional(),
    ...REPORTED_VDIFF,
  }),
  "dry-run": z.looseObject({ kind: z.literal("dry-run"), by: PERSON, verb: VERB, lines: TEXTS }),
  "verb-failed": z.looseObject({ kind: z.literal("verb-failed"), by: PERSON, verb: z.string(), explanation: EXPLANATION }),
  requested: z.looseObject({ kind: z.literal("requested"), requestId: REQUEST_ID }),
  vote: z.looseObject({
    kind: z.literal("vote"),
    requestId: REQUEST_ID,
    by: PERSON,
    vote: z.enum(["approve", "reject"]),
    held: z.literal(true).exactOptional(),
    reason: z.string(),
    approvals: z.int(),
    needed: z.int(),
  }),
  "request-ended": z.looseObject({
    kind: z.literal("request-ended"),
    requestId: REQUEST_ID,
    verb: VERB,
    how: z.enum(["expired", "withdrawn", "called-off", "changed"]),
    by: PERSON.exactOptional(),
    reason: z.string().exactOptional(),
    difference: TEXTS,
  }),
  "votes-lapsed": z.looseObject({ kind: z.literal("votes-lapsed"), requestId: REQUEST_ID, people: z.array(PERSON) }),
  "handed-over": z.looseObject({ kind: z.literal("handed-over"), by: PERSON, from: PERSON }),
  reminder: z.looseObject({
    kind: z.literal("reminder"),
    requestId: REQUEST_ID,
    verb: VERB,
    approvals: z.int(),
    needed: z.int(),
    approveBy: MS,
    calls: TEXTS,
    callUntil: MS,
  }),
  held: z.looseObject({ kind: z.literal("held"), executionId: z.string(), hold: HOLD }),
  "sender-lost": z.looseObject({
    kind: z.literal("sender-lost"),
    executionId: z.string(),
    verb: VERB,
    startedAt: MS,
    shows: defineWord<NonNullable<SenderLost["shows"]>>({ "at-work": 0, nothing: 0 }).exactOptional(),
  }),
  "reads-switched": z.looseObject({
    kind: z.literal("reads-switched"),
    executionId: z.string(),
    soakUntil: MS,
    snapshot: SNAPSHOT_ID.exactOptional(),
  }),
  outcome: z.looseObject({
    kind: z.literal("outcome"),
    executionId: z.string(),
    act: DEED,
    by: PERSON,
    outcome: OUTCOME,
    explanation: EXPLANATION.exactOptional(),
    rollbackUntil: MS.exactOptional(),
    readsLeft: z.array(TABLET_TYPE).exactOptional(),
    tookMs: MS.exactOptional(),
    writesWaitedMs: MS.exactOptional(),
    snapshots: z.array(SNAPSHOT_ID).exactOptional(),
  }),
  "rules-changed": z.looseObject({
    kind: z.literal("rules-changed"),
    step: SAVED_STEP,
    snapshot: SNAPSHOT_ID,
    changes: z.array(RULE_CHANGE),
    total: z.int(),
  }),
  "vschema-changed": z.looseObject({
    kind: z.literal("vschema-changed"),
    step: SAVED_STEP,
    snapshot: SNAPSHOT_ID,
    changes: z.array(VSCHEMA_CHANGE),
  }),
  "rules-not-compared": z.looseObject({ kind: z.literal("rules-not-compared"), step: SAVED_STEP, snapshot: SNAPSHOT_ID }),
  outside: z.looseObject({
    kind: z.literal("outside"),
    what: OUTSIDE_CHANGE,
    notBefore: MS,
    notAfter: MS,
    own: z.looseObject({ verb: VERB, startedAt: MS }).exactOptional(),
    isUnsure: z.literal(true).exactOptional(),
  }),
  "store-older": z.looseObject({ kind: z.literal("store-older") }),
  diagnosed: z.looseObject({
    kind: z.literal("diagnosed"),
    by: PERSON,
    troubles: z.array(TROUBLE),
    more: z.int(),
    detail: z.string(),
  }),
  "lock-left": z.looseObject({
    kind: z.literal("lock-left"),
    holder: LOCK_HOLDER,
    path: z.string(),
    lapsesBy: MS.exactOptional(),
  }),
  gone: z.looseObject({ kind: z.literal("gone"), isUnsure: z.literal(true).exactOptional() }),
} satisfies KindSchemas<EntryBody>;

export const ENTRY_BODY: Format<EntryBody> = { version: 1, schema: defineUnion(BODIES) };
