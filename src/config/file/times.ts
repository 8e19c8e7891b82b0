import { z } from "zod";
import { findMoment } from "../../core/policy/windows.ts";
import {
  defineFixedMapping,
  defineKeyspace,
  defineLocalMoment,
  defineNonEmptyList,
  defineRuleName,
  defineTimeOfDay,
  defineTimeZone,
} from "./leaves.ts";

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** Hours in which a switch or a complete may run. */
export const WINDOW = defineFixedMapping({
  days: defineNonEmptyList(
    z.enum(WEEKDAYS, { error: `it takes ${WEEKDAYS.join(", ")}` }).transform((day) => WEEKDAYS.indexOf(day) + 1),
    "days",
  )
    .optional()
    .transform((days) => days ?? WEEKDAYS.map((_, index) => index + 1))
    .describe("The days on which it opens; every day when left out."),
  from: defineTimeOfDay(),
  to: defineTimeOfDay(),
  timeZone: defineTimeZone(),
}).superRefine(({ from, to }, context) => {
  if (from < to) return;
  context.addIssue({ code: "custom", path: ["to"], message: "it takes a later time than from, on the same day" });
});

export const QUIET_HOURS = defineFixedMapping({
  from: defineTimeOfDay(),
  to: defineTimeOfDay(),
  timeZone: defineTimeZone(),
}).superRefine(({ from, to }, context) => {
  if (from !== to) return;
  context.addIssue({ code: "custom", path: ["to"], message: "it takes another time than from; leave quietHours out to have none" });
});

export const PLANNED_FREEZE = defineFixedMapping({
  from: defineLocalMoment(),
  until: defineLocalMoment(),
  timeZone: defineTimeZone(),
  keyspaces: defineNonEmptyList(defineKeyspace(), "keyspaces")
    .optional()
    .describe("Moves into or out of these keyspaces; the whole cluster when left out."),
  reason: defineRuleName().describe("What people read while it lasts."),
})
  .transform(({ from, until, timeZone, keyspaces = [], reason }) => ({
    from: findMoment(from, timeZone),
    until: findMoment(until, timeZone),
    keyspaces,
    reason,
  }))
  .refine(({ from, until }) => from < until, { error: "it takes a later moment in until than in from" });
