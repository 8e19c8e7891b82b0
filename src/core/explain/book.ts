import { COMPLETE_AND_CANCEL } from "./complete-and-cancel.ts";
import { CONNECTION } from "./connection.ts";
import { CREATE } from "./create.ts";
import { LEGACY } from "./legacy.ts";
import { LOCKS } from "./locks.ts";
import { MIRROR } from "./mirror.ts";
import { MYSQL_SERVER } from "./mysql-server.ts";
import { MYSQL } from "./mysql.ts";
import { OTHER_WORKFLOWS } from "./other-workflows.ts";
import type { Rule } from "./rule.ts";
import { SEQUENCES } from "./sequences.ts";
import { SOURCE_STREAM } from "./source-stream.ts";
import { STEPS } from "./steps.ts";
import { STREAM_MESSAGES } from "./stream-messages.ts";
import { SWITCH_STEPS } from "./switch-steps.ts";
import { SWITCH } from "./switch.ts";
import { SWITCH_BROKEN } from "./switch-broken.ts";
import { TABLETS } from "./tablets.ts";
import { TARGET_STREAM } from "./target-stream.ts";
import { TENANTS } from "./tenants.ts";
import { TOPOLOGY } from "./topology.ts";
import { VDIFF } from "./vdiff.ts";
import { WORKFLOW } from "./workflow.ts";

/**
 * Every rule, by area. The first rule that matches wins, so a text that carries another error is matched first: a broken switch before its
 * cause, a workflow step before the tablet or path it failed at. Steps that do not say what they leave behind come last.
 */
export const AREAS = {
  "stream messages": STREAM_MESSAGES,
  "broken switches": SWITCH_BROKEN,
  tenants: TENANTS,
  create: CREATE,
  "other workflows": OTHER_WORKFLOWS,
  sequences: SEQUENCES,
  switch: SWITCH,
  "steps of a switch": SWITCH_STEPS,
  mirror: MIRROR,
  "complete and cancel": COMPLETE_AND_CANCEL,
  VDiff: VDIFF,
  locks: LOCKS,
  workflows: WORKFLOW,
  "source's streams": SOURCE_STREAM,
  MySQL: MYSQL,
  "MySQL servers": MYSQL_SERVER,
  "target's streams": TARGET_STREAM,
  tablets: TABLETS,
  "legacy commands": LEGACY,
  connection: CONNECTION,
  topology: TOPOLOGY,
  steps: STEPS,
} as const satisfies Record<string, readonly Rule[]>;

/** The whole rule book, in matching order. */
export const ERROR_RULES: readonly Rule[] = Object.values(AREAS).flat();
