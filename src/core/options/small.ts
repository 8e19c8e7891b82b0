// Options of the verbs that have only one or two.
import type { OptionRow, OptionRows } from "./row.ts";

export const START_STOP = {
  shards: {
    name: "shards",
    kind: "shards",
    default: [],
    meaning: "Only the streams of these shards of the target; empty is all.",
    // Older releases would start or stop all of them.
    since: 22,
  },
} as const satisfies OptionRows;

export const VDIFF_STEER = {
  shards: { name: "target-shards", kind: "shards", default: [], meaning: "Only on these shards of the target; empty is all.", since: 21 },
} as const satisfies OptionRows;

const FOLLOW_PACE = {
  name: "pace",
  kind: "pace",
  default: 0,
  meaning: "How often the numbers of a card here may change, such as 5m or 30m; a new state never waits.",
  otherwise: "live, as often as Slack's limits allow",
} as const satisfies OptionRow;

export const FOLLOW = {
  here: { name: "here", kind: "flag", default: false, meaning: "In this channel, also when the move has its card elsewhere." },
  everyMs: FOLLOW_PACE,
} as const satisfies OptionRows;

export const FOLLOW_ALL = { everyMs: FOLLOW_PACE } as const satisfies OptionRows;

export const FLEET = {
  off: { name: "off", kind: "flag", default: false, meaning: "Stop updating the message." },
} as const satisfies OptionRows;

export const LIST = {
  csv: { name: "csv", kind: "flag", default: false, meaning: "Send the whole list as a file too, in a direct message to you." },
} as const satisfies OptionRows;

export const AUDIT = {
  evidence: {
    name: "evidence",
    kind: "flag",
    default: false,
    meaning: "Send the evidence file of the move: requests, votes, calls, answers, outcomes. It can be verified without Tandem.",
  },
  csv: { name: "csv", kind: "flag", default: false, meaning: "Send all entries as a file, in a direct message to you." },
} as const satisfies OptionRows;

export const VALIDATE = {
  pingTablets: { name: "ping-tablets", kind: "flag", default: false, meaning: "Ask every tablet whether it answers." },
} as const satisfies OptionRows;

export const RULES_GET = {
  documents: {
    name: "documents",
    kind: "documents",
    default: [],
    meaning: "Which rules: tables, shards, keyspaces, mirrors.",
    otherwise: "all",
  },
} as const satisfies OptionRows;

export const RULES_RESTORE = {
  documents: {
    name: "documents",
    kind: "documents",
    default: [],
    meaning: "Only these rules: tables, shards, keyspaces.",
    otherwise: "all that differ",
  },
  whole: {
    name: "whole",
    kind: "flag",
    default: false,
    meaning: "Also the rules of other moves and of tables in none. Otherwise: this move's own rules.",
  },
  dryRun: { name: "dry-run", kind: "flag", default: false, meaning: "Only show the difference." },
} as const satisfies OptionRows;

/** The reference client's own defaults. */
export const THROTTLE = {
  ratio: { name: "ratio", kind: "ratio", default: 1, meaning: "How much of the app's work is held back; 1 is all of it." },
  forMs: { name: "for", kind: "duration", default: 3_600_000, meaning: "How long, until it lapses by itself." },
} as const satisfies OptionRows;

export const OVERRIDE = {
  reason: { name: "reason", kind: "sentence", meaning: "Why it should go on all the same, between quotes; it is recorded." },
} as const satisfies OptionRows;

export const RESCUE = {
  confirm: { name: "confirm", kind: "id", meaning: "The workflow's name, typed again." },
} as const satisfies OptionRows;

export const CALL_OFF = {
  reason: { name: "reason", kind: "sentence", meaning: "Why, between quotes; everybody in the thread reads it. If left out, a form asks." },
} as const satisfies OptionRows;

export const FREEZE = {
  until: {
    name: "until",
    kind: "moment",
    meaning: "When it ends: a time such as 18:00, a day, or both, with a time zone if it is not UTC; or how long, such as 2h.",
    otherwise: "until somebody thaws it",
  },
  reason: { name: "reason", kind: "sentence", meaning: "Why, between quotes; everybody reads it where something is held." },
} as const satisfies OptionRows;

export const THAW = {
  reason: { name: "reason", kind: "sentence", meaning: "Why, between quotes; it is recorded." },
} as const satisfies OptionRows;

export const BREAK_GLASS = {
  confirm: { name: "confirm", kind: "id", meaning: "The name of the workflow, or of what is thawed, typed again." },
  reason: { name: "reason", kind: "sentence", meaning: "Why, between quotes; the operators' channel and the audit have it." },
} as const satisfies OptionRows;
