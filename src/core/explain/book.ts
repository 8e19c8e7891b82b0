import { COMPLETE_AND_CANCEL } from "./workflow/complete-and-cancel.ts";
import { CONNECTION } from "./cluster/connection.ts";
import { CREATE } from "./workflow/create.ts";
import { LEGACY } from "./workflow/legacy.ts";
import { LOCKS } from "./cluster/locks.ts";
import { MIRROR } from "./workflow/mirror.ts";
import { MYSQL_SERVER } from "./cluster/mysql-server.ts";
import { MYSQL } from "./cluster/mysql.ts";
import { OTHER_WORKFLOWS } from "./workflow/other-workflows.ts";
import type { Rule } from "./rule/rule.ts";
import { SEQUENCES } from "./workflow/sequences.ts";
import { SOURCE_STREAM } from "./streams/source-stream.ts";
import { STEPS } from "./workflow/steps.ts";
import { STREAM_MESSAGES } from "./streams/stream-messages.ts";
import { SWITCH_STEPS } from "./workflow/switch-steps.ts";
import { SWITCH } from "./workflow/switch.ts";
import { SWITCH_BROKEN } from "./workflow/switch-broken.ts";
import { TABLETS } from "./cluster/tablets.ts";
import { TARGET_STREAM } from "./streams/target-stream.ts";
import { TENANTS } from "./workflow/tenants.ts";
import { TOPOLOGY } from "./cluster/topology.ts";
import { VDIFF } from "./workflow/vdiff.ts";
import { WORKFLOW } from "./workflow/workflow.ts";

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
