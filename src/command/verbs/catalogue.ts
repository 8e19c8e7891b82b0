import { ALL_VERBS, isKeyspaceVerb, isMoveVerb, type KeyspaceVerb, type MoveVerb } from "../../core/command/verbs.ts";
import type { IgnoredOptions } from "./options.ts";
import { CLIENT_OPTIONS, COMMON_OPTIONS } from "./common-options.ts";
import { READERS } from "../words/kinds.ts";
import { LEGACY_TAKES } from "../words/spellings.ts";
import type { Takes } from "../words/scan.ts";
import { type AnyVerb, defineKeyspaceVerb, defineMoveVerb, type TypedVerb } from "./verb.ts";
import { CANCEL, DELETE } from "./cancel.ts";
import { CLUSTERS, KEYSPACES, VALIDATE } from "./cluster.ts";
import { COMPLETE } from "./complete.ts";
import { CREATE } from "./create.ts";
import { AUDIT, FLEET, FOLLOW, FOLLOW_ALL, FOLLOWING, LIST, SHOWN_ANYWAY, UNFOLLOW, UNFOLLOW_ALL } from "./look.ts";
import { BREAK_GLASS, BREAK_GLASS_THAW, FREEZE, THAW } from "./freeze.ts";
import { HANDOVER } from "./handover.ts";
import { MIRROR } from "./mirror.ts";
import { RULES_DIFF, RULES_GET, RULES_RESTORE, RULES_SAVE } from "./rules.ts";
import { REVERSE, START, STOP, SWITCH } from "./switch.ts";
import { THROTTLE, THROTTLER_CHECK, UNTHROTTLE } from "./throttler.ts";
import { CALL_OFF, EXPLAIN, OVERRIDE, PREFLIGHT, RESCUE } from "./trouble.ts";
import { UPDATE } from "./update.ts";
import { VDIFF_DELETE, VDIFF_RESUME, VDIFF_STOP } from "./vdiff-steer.ts";
import { VDIFF_CREATE, VDIFF_SHOW } from "./vdiff.ts";

/** The verbs that take more than a move or a keyspace. */
const OWN = {
  create: CREATE,
  list: LIST,
  audit: AUDIT,
  update: UPDATE,
  start: START,
  stop: STOP,
  "vdiff-create": VDIFF_CREATE,
  "vdiff-show": VDIFF_SHOW,
  "vdiff-stop": VDIFF_STOP,
  "vdiff-resume": VDIFF_RESUME,
  "vdiff-delete": VDIFF_DELETE,
  mirror: MIRROR,
  preflight: PREFLIGHT,
  switch: SWITCH,
  reverse: REVERSE,
  complete: COMPLETE,
  cancel: CANCEL,
  delete: DELETE,
  follow: FOLLOW,
  unfollow: UNFOLLOW,
  "follow-all": FOLLOW_ALL,
  "unfollow-all": UNFOLLOW_ALL,
  following: FOLLOWING,
  fleet: FLEET,
  handover: HANDOVER,
  freeze: FREEZE,
  thaw: THAW,
  "break-glass": BREAK_GLASS,
  "break-glass-thaw": BREAK_GLASS_THAW,
  explain: EXPLAIN,
  override: OVERRIDE,
  rescue: RESCUE,
  "call-off": CALL_OFF,
  "rules-get": RULES_GET,
  "rules-save": RULES_SAVE,
  "rules-diff": RULES_DIFF,
  "rules-restore": RULES_RESTORE,
  "throttler-check": THROTTLER_CHECK,
  throttle: THROTTLE,
  unthrottle: UNTHROTTLE,
  validate: VALIDATE,
  keyspaces: KEYSPACES,
  clusters: CLUSTERS,
} as const satisfies Record<Exclude<TypedVerb, MoveVerb | KeyspaceVerb>, AnyVerb>;

/** What the reference client takes and Tandem does anyway. */
const IGNORED: Partial<Record<MoveVerb, IgnoredOptions>> = { status: { shards: "value" }, show: SHOWN_ANYWAY };

/** Every verb but help, in the order of `core/command/verbs.ts`. */
export const VERBS: readonly AnyVerb[] = ALL_VERBS.filter((verb) => verb !== "help").map((verb) => {
  if (isMoveVerb(verb)) return defineMoveVerb(verb, IGNORED[verb]);
  return isKeyspaceVerb(verb) ? defineKeyspaceVerb(verb) : OWN[verb];
});

const TAKES = new Map<string, "value" | "flag">([
  ...Object.entries(CLIENT_OPTIONS),
  ...Object.entries(LEGACY_TAKES),
  ...COMMON_OPTIONS.map((name) => [name, name === "help" ? "flag" : "value"] as const),
  ...VERBS.flatMap(({ options, ignored }) => [
    ...Object.values(options).map(({ name, kind }) => [name, READERS[kind].placeholder === "" ? "flag" : "value"] as const),
    ...Object.entries(ignored),
  ]),
]);

/** Whether an option takes a value. A name means the same in every verb, so this needs no verb. */
export const takes: Takes = (name) => TAKES.get(name);
