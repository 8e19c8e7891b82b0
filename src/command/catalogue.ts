import { CLIENT_OPTIONS, COMMON_OPTIONS } from "./common-options.ts";
import { LEGACY_TAKES } from "./pasted/spellings.ts";
import type { Takes } from "./scan.ts";
import type { AnyVerb } from "./verb.ts";
import { ADOPT, ADOPT_ALL } from "./verbs/adopt.ts";
import { CANCEL, DELETE } from "./verbs/cancel.ts";
import { CLUSTERS, KEYSPACES, TABLES_OF, VALIDATE } from "./verbs/cluster.ts";
import { COMPLETE } from "./verbs/complete.ts";
import { CREATE } from "./verbs/create.ts";
import { FOLLOW, LIST, SHOW, STATUS, UNFOLLOW } from "./verbs/look.ts";
import { MIRROR } from "./verbs/mirror.ts";
import { RULES_DIFF, RULES_GET, RULES_RESTORE, RULES_SAVE } from "./verbs/rules.ts";
import { START, STOP } from "./verbs/start-stop.ts";
import { REVERSE, SWITCH } from "./verbs/switch.ts";
import { THROTTLE, THROTTLER_CHECK, THROTTLER_SHOW, UNTHROTTLE } from "./verbs/throttler.ts";
import { CALL_OFF, DIAGNOSE, EXPLAIN, OVERRIDE, PREFLIGHT, RESCUE } from "./verbs/trouble.ts";
import { UPDATE } from "./verbs/update.ts";
import { VDIFF_DELETE, VDIFF_RESUME, VDIFF_STOP } from "./verbs/vdiff-steer.ts";
import { VDIFF_CREATE, VDIFF_SHOW } from "./verbs/vdiff.ts";

/** Every verb but help: those of a move in the order of its life, then those of trouble, then those of the cluster. */
export const VERBS: readonly AnyVerb[] = [
  CREATE,
  LIST,
  STATUS,
  SHOW,
  UPDATE,
  START,
  STOP,
  VDIFF_CREATE,
  VDIFF_SHOW,
  VDIFF_STOP,
  VDIFF_RESUME,
  VDIFF_DELETE,
  MIRROR,
  PREFLIGHT,
  SWITCH,
  REVERSE,
  COMPLETE,
  CANCEL,
  DELETE,
  FOLLOW,
  UNFOLLOW,
  ADOPT,
  ADOPT_ALL,
  DIAGNOSE,
  EXPLAIN,
  OVERRIDE,
  RESCUE,
  CALL_OFF,
  RULES_GET,
  RULES_SAVE,
  RULES_DIFF,
  RULES_RESTORE,
  THROTTLER_SHOW,
  THROTTLER_CHECK,
  THROTTLE,
  UNTHROTTLE,
  VALIDATE,
  TABLES_OF,
  KEYSPACES,
  CLUSTERS,
];

const TAKES = new Map<string, "value" | "flag">([
  ...Object.entries(CLIENT_OPTIONS),
  ...Object.entries(LEGACY_TAKES),
  ...COMMON_OPTIONS.map((name) => [name, name === "help" ? "flag" : "value"] as const),
  ...VERBS.flatMap(({ options, ignored, notOurs }) => [
    ...options.map(({ name, placeholder }) => [name, placeholder === "" ? "flag" : "value"] as const),
    ...Object.entries(ignored),
    ...Object.entries(notOurs),
  ]),
]);

/** Whether an option takes a value. One name means one thing in every verb, so this can be known before the verb is. */
export const takes: Takes = (name) => TAKES.get(name);
