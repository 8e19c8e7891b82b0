import { CLIENT_OPTIONS, COMMON_OPTIONS } from "./common-options.ts";
import type { Takes } from "./scan.ts";
import type { AnyVerb } from "./verb.ts";
import { CANCEL } from "./verbs/cancel.ts";
import { COMPLETE } from "./verbs/complete.ts";
import { CREATE } from "./verbs/create.ts";
import { FOLLOW, LIST, SHOW, START, STATUS, STOP, UNFOLLOW } from "./verbs/look.ts";
import { REVERSE, SWITCH } from "./verbs/switch.ts";
import { VDIFF_CREATE, VDIFF_DELETE, VDIFF_RESUME, VDIFF_SHOW, VDIFF_STOP } from "./verbs/vdiff.ts";

/** Every verb but help, in the order of a move's life. */
export const VERBS: readonly AnyVerb[] = [
  CREATE,
  LIST,
  STATUS,
  SHOW,
  START,
  STOP,
  VDIFF_CREATE,
  VDIFF_SHOW,
  VDIFF_STOP,
  VDIFF_RESUME,
  VDIFF_DELETE,
  SWITCH,
  REVERSE,
  COMPLETE,
  CANCEL,
  FOLLOW,
  UNFOLLOW,
];

const TAKES = new Map<string, "value" | "flag">([
  ...Object.entries(CLIENT_OPTIONS),
  ...COMMON_OPTIONS.map((name) => [name, name === "help" ? "flag" : "value"] as const),
  ...VERBS.flatMap(({ options, ignored, notYet }) => [
    ...options.map(({ name, placeholder }) => [name, placeholder === "" ? "flag" : "value"] as const),
    ...Object.entries(ignored),
    ...Object.entries(notYet),
  ]),
]);

/** Whether an option takes a value. One name means one thing in every verb, so this can be known before the verb is. */
export const takes: Takes = (name) => TAKES.get(name);
