import { z } from "zod";
import type { ApprovalRule, RequestState, Vote } from "../../core/operation/request/approval.ts";
import { findRequestedWindow } from "../../core/operation/request/operations.ts";
import type { KeptLimits, OpenHours } from "../../core/operation/request/policy.ts";
import type { PolicyThen, Request, ShownFacts } from "../../core/operation/request/requests.ts";
import type { Reminded } from "../../core/operation/request/reminders.ts";
import type { OtherMove, Outage } from "../../core/rules/restore.ts";
import type { Format } from "./document.ts";
import { LAG } from "./lag.ts";
import { ALARM } from "./explanation.ts";
import { MOVE_NAME } from "./names.ts";
import { JUDGED_FINDING } from "./preflight.ts";
import { BIG, CHANNEL, MS, PERSON, TEXTS, REQUEST_ID, TABLE_NAMES } from "./scalars.ts";
import { PROPOSAL } from "./operation.ts";
import { defineUnion, type KindSchemas, type Shape } from "./shape.ts";
import { TABLE_SIZE } from "./sizes.ts";
import { upgradeRequestFrom1 } from "./upgrades/request.ts";

const APPROVAL_RULE = z.looseObject({
  people: z.int(),
  requesterCounts: z.boolean(),
  oneOf: z.array(TEXTS).exactOptional(),
} satisfies Shape<ApprovalRule>);

const KEPT_LIMITS = z.looseObject({
  approveByMs: MS,
  useByMs: MS,
  soakMs: MS,
  rollbackMs: MS.exactOptional(),
  maxLagSeconds: z.number(),
  vdiffMaxAgeMs: MS,
  vdiffRequired: z.boolean(),
} satisfies Shape<KeptLimits>);

const OPEN_HOURS = z.looseObject({
  days: z.array(z.int()),
  from: z.int(),
  to: z.int(),
  timeZone: z.string(),
} satisfies Shape<OpenHours>);

const POLICY_THEN = z.looseObject({
  spoke: TEXTS,
  hash: z.string(),
  limits: KEPT_LIMITS,
  windows: z.array(OPEN_HOURS),
  finishes: z.literal(true).exactOptional(),
  again: REQUEST_ID.exactOptional(),
} satisfies Shape<PolicyThen>);

const VOTE = z.looseObject({
  by: PERSON,
  at: MS,
  kind: z.enum(["approve", "reject"]),
  reason: z.string(),
  held: z.literal(true).exactOptional(),
  seats: z.array(TEXTS).exactOptional(),
} satisfies Shape<Vote>);

const REQUEST_STATES = {
  open: z.looseObject({ kind: z.literal("open") }),
  approved: z.looseObject({ kind: z.literal("approved"), at: MS, useBy: MS }),
  used: z.looseObject({ kind: z.literal("used"), approvedAt: MS, at: MS }),
  rejected: z.looseObject({ kind: z.literal("rejected"), at: MS, by: PERSON, reason: z.string() }),
  withdrawn: z.looseObject({ kind: z.literal("withdrawn"), at: MS, by: PERSON }),
  "called-off": z.looseObject({ kind: z.literal("called-off"), at: MS, by: PERSON, reason: z.string() }),
  expired: z.looseObject({ kind: z.literal("expired"), at: MS }),
  changed: z.looseObject({ kind: z.literal("changed"), at: MS, difference: TEXTS }),
} satisfies KindSchemas<RequestState>;

const OUTAGE = z.looseObject({
  move: MOVE_NAME,
  alarm: ALARM,
  tables: TABLE_NAMES,
  stays: z.literal(true).exactOptional(),
} satisfies Shape<Outage>);

const OTHER = z.looseObject({ move: MOVE_NAME, rules: z.int() } satisfies Shape<OtherMove>);

const SHOWN = z.looseObject({
  lag: LAG.exactOptional(),
  vdiffCompletedAt: MS.exactOptional(),
  vdiffRows: BIG.exactOptional(),
  vdiffBeforeStart: z.literal(true).exactOptional(),
  vdiffBeforeRollback: z.literal(true).exactOptional(),
  sizes: z.array(TABLE_SIZE),
  dryRun: TEXTS,
  outages: z.array(OUTAGE).exactOptional(),
  others: z.array(OTHER).exactOptional(),
  findings: z.array(JUDGED_FINDING).exactOptional(),
} satisfies Shape<ShownFacts>);

const REMINDED = z.looseObject({
  "half-time": MS.exactOptional(),
  "last-call": MS.exactOptional(),
} satisfies Shape<Reminded>);

export const REQUEST: Format<Request> = {
  version: 3,
  upgrades: { 1: upgradeRequestFrom1, 2: (document) => document },
  // A release that knows no windows would begin what is approved for the night at once.
  writtenAs: ({ proposal }) => (findRequestedWindow(proposal) !== undefined ? 3 : 2),
  schema: z.looseObject({
    id: REQUEST_ID,
    move: MOVE_NAME,
    channel: CHANNEL,
    askedBy: PERSON,
    askedAt: MS,
    approveBy: MS,
    useForMs: MS,
    rule: APPROVAL_RULE,
    votes: z.array(VOTE),
    state: defineUnion(REQUEST_STATES),
    proposal: PROPOSAL,
    digest: z.string(),
    shown: SHOWN,
    policy: POLICY_THEN.exactOptional(),
    reminded: REMINDED.exactOptional(),
  } satisfies Shape<Request>),
};
