import { CLIENT_OPTIONS, COMMON_OPTIONS } from "./common-options.ts";
import { READERS } from "../words/kinds.ts";
import { LEGACY_TAKES } from "../words/spellings.ts";
import type { Takes } from "../words/scan.ts";
import { type AnyVerb, defineKeyspaceVerb, defineNameVerb, type TypedVerb } from "./verb.ts";
import { CANCEL, DELETE } from "./cancel.ts";
import { CLUSTERS, KEYSPACES, VALIDATE } from "./cluster.ts";
import { COMPLETE } from "./complete.ts";
import { CREATE } from "./create.ts";
import { FOLLOW, LIST, SHOWN_ANYWAY } from "./look.ts";
import { MIRROR } from "./mirror.ts";
import { RULES_DIFF, RULES_GET, RULES_RESTORE, RULES_SAVE } from "./rules.ts";
import { REVERSE, START, STOP, SWITCH } from "./switch.ts";
import { THROTTLE, THROTTLER_CHECK, UNTHROTTLE } from "./throttler.ts";
import { CALL_OFF, EXPLAIN, OVERRIDE, PREFLIGHT, RESCUE } from "./trouble.ts";
import { UPDATE } from "./update.ts";
import { VDIFF_DELETE, VDIFF_RESUME, VDIFF_STOP } from "./vdiff-steer.ts";
import { VDIFF_CREATE, VDIFF_SHOW } from "./vdiff.ts";

const BY_NAME = {
  create: CREATE,
  list: LIST,
  status: defineNameVerb("status", { shards: "value" }),
  show: defineNameVerb("show", SHOWN_ANYWAY),
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
  unfollow: defineNameVerb("unfollow"),
  adopt: defineNameVerb("adopt"),
  "adopt-all": defineKeyspaceVerb("adopt-all"),
  diagnose: defineNameVerb("diagnose"),
  explain: EXPLAIN,
  override: OVERRIDE,
  rescue: RESCUE,
  "call-off": CALL_OFF,
  "rules-get": RULES_GET,
  "rules-save": RULES_SAVE,
  "rules-diff": RULES_DIFF,
  "rules-restore": RULES_RESTORE,
  "throttler-show": defineKeyspaceVerb("throttler-show"),
  "throttler-check": THROTTLER_CHECK,
  throttle: THROTTLE,
  unthrottle: UNTHROTTLE,
  validate: VALIDATE,
  tables: defineKeyspaceVerb("tables"),
  keyspaces: KEYSPACES,
  clusters: CLUSTERS,
} satisfies Record<TypedVerb, AnyVerb>;

/** Every verb but help, in the order of `core/command/verbs.ts`. */
export const VERBS: readonly AnyVerb[] = Object.values(BY_NAME);

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
