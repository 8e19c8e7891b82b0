import { isLocalMoment, isTimeZone, LOCAL_MOMENT, TIME_OF_DAY } from "../../core/policy/windows.ts";
import { parseTimeOfDay } from "../../core/options/hours.ts";
import { z } from "zod";
import { parseDuration } from "../../core/command/durations.ts";
import { isClusterName, isKeyspace } from "../../core/vitess/names.ts";
import { parseHostPort } from "../addresses.ts";
import { CHANNEL_ID, PERSON_OR_GROUP } from "../settings.ts";

const NAME_PATTERN = "^[A-Za-z0-9_][A-Za-z0-9_-]*$";
const PLACE = /^[CGD][A-Z0-9]{2,}$/;
const OWNED = /^[A-Za-z0-9_*][A-Za-z0-9_*-]*(?:\.\S+)?$/;
const REFERENCE = /^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/;

export const defineClusterName = () => defineText("a cluster's name of letters, digits, _ and -", NAME_PATTERN, isClusterName);
export const defineKeyspace = () => defineText("the name of a keyspace", NAME_PATTERN, isKeyspace);
export const defineAddress = () =>
  defineText("the gRPC address of a vtctld as host:port", "^\\S+:\\d{1,5}$", (item) => parseHostPort(item) !== undefined);
export const definePerson = () =>
  defineText("the id of a Slack user (U… or W…) or user group (S…), not a name or @handle", PERSON_OR_GROUP.source, (id) =>
    PERSON_OR_GROUP.test(id),
  );
export const defineRuleName = () =>
  defineText("a name of at most 60 characters on one line", "^.{1,60}$", (name) => /^.{1,60}$/.test(name));
export const defineOwned = () =>
  defineText("a keyspace such as payments, or tables of one such as payments.ledger_*", OWNED.source, (text) => OWNED.test(text));
export const defineChannel = () =>
  defineText("the id of a Slack channel (C… or G…), not its name", CHANNEL_ID.source, (id) => CHANNEL_ID.test(id));
/** A conversation where people can give commands, including direct messages. */
export const definePlace = () =>
  defineText("the id of a Slack channel or direct message (C…, G… or D…)", PLACE.source, (id) => PLACE.test(id));
export const definePath = () =>
  defineText("the path of a file; a relative one begins at the folder of this file", "\\S", (item) => item.trim() !== "");
export const defineServerName = () =>
  defineText("the name in vtctld's certificate", "^[A-Za-z0-9._-]+$", (name) => /^[A-Za-z0-9._-]+$/.test(name));
export const defineLogin = () =>
  defineText("a name, or ${NAME} for what a variable of the environment holds", "\\S", (item) => item.trim() !== "");
/** People read and keep this file, so a secret is never written into it. */
export const defineSecret = () =>
  defineText("${NAME}, for what a variable of the environment holds; or leave it out and set passwordFile", REFERENCE.source, (item) =>
    REFERENCE.test(item),
  );

export function defineWholeNumber(least: number, most: number) {
  const error = `it takes a whole number from ${least} to ${most}`;
  return z
    .int({ error })
    .min(least, { error })
    .max(most, { error })
    .meta({ description: `A whole number from ${least} to ${most}.` });
}

export function defineYesOrNo() {
  return z.boolean({ error: "it takes true or false" });
}

/** `least` and `step` in milliseconds. YAML reads a bare 0 as a number. */
export function defineDuration(takes: string, least: number, step = 1) {
  const error = `it takes a duration ${takes}`;
  return z
    .union([z.string(), z.literal(0)], { error })
    .transform((written, context) => {
      const ms = parseDuration(String(written), { least, step });
      if (ms !== undefined) return ms;
      context.addIssue({ code: "custom", message: error });
      return z.NEVER;
    })
    .meta({ description: `A duration ${takes}.` });
}

/** A time of day, as minutes after midnight. */
export function defineTimeOfDay() {
  const error = "it takes a time of day from 00:00 to 23:59, such as 22:00";
  return z.string({ error }).regex(TIME_OF_DAY, { error }).transform(parseTimeOfDay).meta({ description: "A time of day, such as 22:00." });
}

/** A day and a time on a clock, for `findMoment`. */
export const defineLocalMoment = () =>
  defineText("a day and a time such as 2026-12-23 18:00, or a day alone for its beginning", LOCAL_MOMENT.source, isLocalMoment);

export const defineTimeZone = () =>
  defineText("the IANA name of a time zone, such as Europe/Berlin", "^[A-Za-z][A-Za-z0-9_+/-]*$", isTimeZone);

export function list<T extends z.ZodType>(item: T, what: string) {
  return z.array(item, { error: `it takes a list of ${what}` });
}

/** Like {@link list}, but refuses an empty one, which could mean all or none. */
export function defineNonEmptyList<T extends z.ZodType>(item: T, what: string) {
  return list(item, what).min(1, { error: `it takes at least one of ${what}, or is left out` });
}

/** A mapping with exactly these keys. The error for an unknown key lists them, with commas between. */
export function defineFixedMapping<S extends z.ZodRawShape>(shape: S) {
  const keys = Object.keys(shape).join(", ");
  return z.strictObject(shape, { error: (issue) => (issue.code === "unrecognized_keys" ? keys : `it takes a mapping with ${keys}`) });
}

export function defineMapping<K extends z.ZodType<string, string>, V extends z.ZodType>(key: K, value: V, what: string) {
  return z.record(key, value, { error: (issue) => (issue.code === "invalid_key" ? undefined : `it takes a mapping from ${what}`) });
}

function defineText(takes: string, pattern: string, fits: (text: string) => boolean) {
  const error = `it takes ${takes}`;
  return z
    .string({ error })
    .refine(fits, { error })
    .meta({ description: `${takes.charAt(0).toUpperCase()}${takes.slice(1)}.`, pattern });
}
