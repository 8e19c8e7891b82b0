import { z } from "zod";
import type { ApprovalRule, RequestState, Vote } from "../../core/acts/approval.ts";
import type { Request, Shown } from "../../core/acts/requests.ts";
import type { Outage } from "../../core/rules/restore.ts";
import type { Format } from "../document.ts";
import { LAG } from "./lag.ts";
import { ALARM } from "./explanation.ts";
import { MOVE_NAME } from "./names.ts";
import { JUDGED_FINDING } from "./preflight.ts";
import { CHANNEL, MS, PERSON, TEXTS } from "./scalars.ts";
import { SEAL } from "./seal.ts";
import { anyOf } from "./shape.ts";
import type { Kinds, Shape } from "./shape.ts";
import { TABLE_SIZE } from "./sizes.ts";

const RULE = z.strictObject({ people: z.int(), requesterCounts: z.boolean() } satisfies Shape<ApprovalRule>);

const VOTE = z.strictObject({ by: PERSON, at: MS, kind: z.enum(["approve", "reject"]), reason: z.string() } satisfies Shape<Vote>);

const STATES = {
  open: z.strictObject({ kind: z.literal("open") }),
  approved: z.strictObject({ kind: z.literal("approved"), at: MS, useBy: MS }),
  rejected: z.strictObject({ kind: z.literal("rejected"), at: MS, by: PERSON, reason: z.string() }),
  withdrawn: z.strictObject({ kind: z.literal("withdrawn"), at: MS, by: PERSON }),
  expired: z.strictObject({ kind: z.literal("expired"), at: MS }),
  changed: z.strictObject({ kind: z.literal("changed"), at: MS, difference: TEXTS }),
} satisfies Kinds<RequestState>;

const OUTAGE = z.strictObject({ move: MOVE_NAME, alarm: ALARM, tables: TEXTS } satisfies Shape<Outage>);

const SHOWN = z.strictObject({
  lag: LAG.exactOptional(),
  vdiffCompletedAt: MS.exactOptional(),
  vdiffBeforeStart: z.literal(true).exactOptional(),
  sizes: z.array(TABLE_SIZE),
  dryRun: TEXTS,
  outages: z.array(OUTAGE).exactOptional(),
  findings: z.array(JUDGED_FINDING).exactOptional(),
} satisfies Shape<Shown>);

export const REQUEST: Format<Request> = {
  version: 1,
  schema: z.strictObject({
    id: z.string(),
    channel: CHANNEL,
    askedBy: PERSON,
    askedAt: MS,
    approveBy: MS,
    useForMs: MS,
    rule: RULE,
    votes: z.array(VOTE),
    state: anyOf(STATES),
    seal: SEAL,
    digest: z.string(),
    shown: SHOWN,
    underWay: z.literal(true).exactOptional(),
    used: z.boolean(),
  } satisfies Shape<Request>),
};
