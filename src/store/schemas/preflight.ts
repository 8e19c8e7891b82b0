import { z } from "zod";
import { type Finding, type FindingCode, isFindingCode } from "../../core/findings/finding.ts";
import type { JudgedFinding, Override } from "../../core/findings/overrides.ts";
import { MS, PERSON, TEXTS, REQUEST_ID } from "./scalars.ts";
import type { Shape } from "./shape.ts";

const CODE = z.custom<FindingCode>((value) => typeof value === "string" && isFindingCode(value));

export const OVERRIDE_SCHEMA = z.looseObject({
  step: z.enum(["create", "switch", "complete"]),
  finding: z.string(),
  by: z.array(PERSON),
  reason: z.string(),
  at: MS,
  until: MS,
  requestId: REQUEST_ID,
  evidence: TEXTS.exactOptional(),
} satisfies Shape<Override>);

const OVERRIDDEN = z.looseObject({
  by: z.array(PERSON),
  reason: z.string(),
  at: MS,
  until: MS,
} satisfies Shape<NonNullable<JudgedFinding["overridden"]>>);

const FINDING_FIELDS = {
  code: CODE,
  severity: z.enum(["blocking", "warning", "notice"]),
  evidence: TEXTS,
  fix: z.string(),
  overridable: z.boolean(),
  command: z.string().exactOptional(),
};

export const FINDING = z.looseObject(FINDING_FIELDS satisfies Shape<Finding>);

export const JUDGED_FINDING = z.looseObject({ ...FINDING_FIELDS, overridden: OVERRIDDEN.exactOptional() } satisfies Shape<JudgedFinding>);
