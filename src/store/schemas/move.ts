import type { UnrefreshedTables } from "../../core/move/unrefreshed.ts";
import type { Charge } from "../../core/move/in-charge.ts";
import { z } from "zod";
import type {
  Followed,
  LagPoint,
  Move,
  MoveState,
  BlockedCreate,
  Rollback,
  StreamTrouble,
  InThread,
  Unreadable,
  VDiffOfMove,
  AnnouncedVDiff,
} from "../../core/move/moves.ts";
import type { Format } from "./document.ts";
import { ALARM, ALARM_CAUSE } from "./explanation.ts";
import { MOVE_NAME } from "./names.ts";
import { VERB } from "./operation.ts";
import { TABLET_TYPE } from "./options.ts";
import { OVERRIDE_SCHEMA } from "./preflight.ts";
import { BIG, CHANNEL, KEYSPACE, MS, PERSON, TEXTS, TABLE_NAME, TABLE_NAMES } from "./scalars.ts";
import { defineUnion, type KindSchemas, type Shape } from "./shape.ts";
import { moveFrom1 } from "./upgrades/move.ts";
import { VERDICT_KIND } from "./vdiff.ts";
import type { RaisedAlarm } from "../../core/move/raised.ts";
import type { VDiffProgress, VDiffSeen } from "../../core/vdiff/progress.ts";
import type { BrokenCall } from "../../core/move/broken-call.ts";

const TOLD = z.looseObject({
  phase: z.string(),
  error: z.string(),
  alarmSince: MS.exactOptional(),
  alarmUnseenSince: MS.exactOptional(),
  alarm: ALARM.exactOptional(),
  copyStartedAt: MS.exactOptional(),
  copyFinishedAt: MS.exactOptional(),
} satisfies Shape<InThread>);

const VDIFF_REPORT = z.looseObject({
  verdict: VERDICT_KIND,
  completedAt: MS.exactOptional(),
  rows: BIG.exactOptional(),
  standsStill: z.literal(true).exactOptional(),
} satisfies Shape<AnnouncedVDiff>);

const VDIFF_PROGRESS = z.looseObject({
  of: z.looseObject({ rows: BIG, by: z.enum(["run-before", "estimate"]) }).exactOptional(),
  tablesDone: z.number(),
  tables: z.number(),
  now: z.array(z.looseObject({ table: TABLE_NAME, rows: BIG, estimated: BIG.exactOptional() })),
} satisfies Shape<VDiffProgress>);

const VDIFF_SEEN = z.looseObject({
  rows: BIG,
  at: MS,
  first: z.looseObject({ rows: BIG, at: MS }).exactOptional(),
  progress: VDIFF_PROGRESS.exactOptional(),
} satisfies Shape<VDiffSeen>);

const VDIFF_OF_MOVE = z.looseObject({
  uuid: z.string(),
  startedBy: PERSON,
  startedAt: MS,
  asked: TABLE_NAMES.exactOptional(),
  rowsBefore: BIG.exactOptional(),
  rowLimit: BIG.exactOptional(),
  seen: VDIFF_SEEN.exactOptional(),
  report: VDIFF_REPORT.exactOptional(),
} satisfies Shape<VDiffOfMove>);

const ROLLBACK = defineUnion({
  armed: z.looseObject({ kind: z.literal("armed"), until: MS }),
  without: z.looseObject({ kind: z.literal("without") }),
} satisfies KindSchemas<Rollback>);

/** A call of Tandem's own that was interrupted. */
export const BROKEN_CALL = z.looseObject({
  verb: VERB,
  types: z.array(TABLET_TYPE),
  startedAt: MS,
  brokeAt: MS,
  timeoutMs: MS.exactOptional(),
  executionId: z.string(),
  isPast: z.literal(true).exactOptional(),
} satisfies Shape<BrokenCall>);

const MOVE_TROUBLE = z.looseObject({
  since: MS,
  lastAt: MS,
  times: z.int(),
  message: z.string(),
  toldAt: MS,
  ofReverse: z.literal(true).exactOptional(),
  isOver: z.literal(true).exactOptional(),
} satisfies Shape<StreamTrouble>);

/** Who has an alarm, and since when. */
export const TAKEN_BY = z.looseObject({ by: PERSON, at: MS });

/** The fields of an alarm that is not over. */
export const RAISED_FIELDS = {
  cause: ALARM_CAUSE,
  raisedAt: MS,
  since: MS,
  lastAt: MS,
  times: z.int(),
  broken: TEXTS.exactOptional(),
  calmSince: MS.exactOptional(),
  noticed: z.looseObject({ channel: CHANNEL, at: MS, broken: TEXTS.exactOptional() }).exactOptional(),
  takenBy: TAKEN_BY.exactOptional(),
} satisfies Shape<RaisedAlarm>;

const LAG_POINT = z.looseObject({ at: MS, seconds: z.number() } satisfies Shape<LagPoint>);

const UNREFRESHED_TABLES = z.looseObject({
  side: z.enum(["source", "target"]),
  tables: TABLE_NAMES,
  since: MS,
} satisfies Shape<UnrefreshedTables>);

const UNREADABLE = z.looseObject({
  since: MS,
  tries: z.number(),
  why: z.string(),
  next: z.string(),
  told: z.enum(["thread", "everywhere"]).exactOptional(),
} satisfies Shape<Unreadable>);

const PLANNED = z.looseObject({
  blocking: TEXTS,
  evidence: z.record(z.string(), TEXTS).exactOptional(),
  sourceKeyspace: KEYSPACE,
  tables: TABLE_NAMES,
} satisfies Shape<BlockedCreate>);

const FOLLOWED = {
  told: TOLD,
  creating: z.literal(true).exactOptional(),
  vdiff: VDIFF_OF_MOVE.exactOptional(),
  touchedAt: MS.exactOptional(),
  editedAt: MS.exactOptional(),
  startedAt: MS.exactOptional(),
  madeAnewAt: MS.exactOptional(),
  stoppedBy: PERSON.exactOptional(),
  rollback: ROLLBACK.exactOptional(),
  unreadable: UNREADABLE.exactOptional(),
  unheard: z.array(BROKEN_CALL).exactOptional(),
  notTold: UNREFRESHED_TABLES.exactOptional(),
  trouble: MOVE_TROUBLE.exactOptional(),
  alarms: z.array(z.looseObject(RAISED_FIELDS)).exactOptional(),
  lagTrail: z.array(LAG_POINT).exactOptional(),
} satisfies Shape<Followed>;

export const MOVE_END = z.enum(["completed", "cancelled", "not-created", "gone"]);

const MOVE_STATES = {
  planned: z.looseObject({ kind: z.literal("planned"), planned: PLANNED, shown: z.boolean() }),
  followed: z.looseObject({ kind: z.literal("followed"), ...FOLLOWED }),
  ended: z.looseObject({ kind: z.literal("ended"), at: MS, how: MOVE_END }),
} satisfies KindSchemas<MoveState>;

export const MOVE: Format<Move> = {
  version: 2,
  upgrades: { 1: moveFrom1 },
  schema: z.looseObject({
    name: MOVE_NAME,
    sourceKeyspace: KEYSPACE,
    tables: TABLE_NAMES,
    askedBy: PERSON,
    askedAt: MS,
    adopted: z.literal(true).exactOptional(),
    channel: CHANNEL,
    followers: z.array(CHANNEL),
    followedOn: z.array(z.looseObject({ channel: CHANNEL, by: PERSON, at: MS, everyMs: MS })).exactOptional(),
    overrides: z.array(OVERRIDE_SCHEMA).exactOptional(),
    inCharge: z.looseObject({ by: PERSON, at: MS } satisfies Shape<Charge>).exactOptional(),
    state: defineUnion(MOVE_STATES),
  } satisfies Shape<Move>),
};
