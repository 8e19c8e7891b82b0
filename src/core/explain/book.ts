import { COMPLETE_AND_CANCEL } from "./complete-and-cancel.ts";
import { CONNECTION } from "./connection.ts";
import { CREATE } from "./create.ts";
import { LEGACY } from "./legacy.ts";
import { LOCKS } from "./locks.ts";
import { MIRROR } from "./mirror.ts";
import { MYSQL } from "./mysql.ts";
import type { Rule } from "./rule.ts";
import { STREAM_MESSAGES } from "./stream-messages.ts";
import { SWITCH } from "./switch.ts";
import { SWITCH_BROKEN } from "./switch-broken.ts";
import { TOPOLOGY } from "./topology.ts";
import { VDIFF } from "./vdiff.ts";
import { WORKFLOW } from "./workflow.ts";

/**
 * Every rule, by area. The first one whose words match speaks, so whatever carries another error inside stands before it: a broken switch
 * before its cause, a step of a workflow before the tablet or path that it failed at.
 */
export const AREAS = {
  "stream messages": STREAM_MESSAGES,
  "broken switches": SWITCH_BROKEN,
  create: CREATE,
  switch: SWITCH,
  mirror: MIRROR,
  "complete and cancel": COMPLETE_AND_CANCEL,
  VDiff: VDIFF,
  locks: LOCKS,
  workflows: WORKFLOW,
  MySQL: MYSQL,
  "legacy commands": LEGACY,
  connection: CONNECTION,
  topology: TOPOLOGY,
} as const satisfies Record<string, readonly Rule[]>;

/** The whole rule book in the order in which it is asked. */
export const RULES: readonly Rule[] = Object.values(AREAS).flat();
