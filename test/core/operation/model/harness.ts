import type { Announcement } from "../../../../src/core/announce/announce.ts";
import { DEFAULT_LIMITS } from "../../../../src/core/operation/request/policy.ts";
import type { Execution } from "../../../../src/core/operation/execution/executions.ts";
import type { Request } from "../../../../src/core/operation/request/requests.ts";
import type { Move } from "../../../../src/core/move/moves.ts";
import type { Instant, Rules } from "../../../../src/core/readings/readings.ts";
import type { Ledger } from "./ledger.ts";
import type { People } from "./people.ts";
import type { Fate, Vitess } from "./vitess.ts";
import type { Worker } from "./worker.ts";
import type { World } from "./world.ts";
import type { SnapshotId } from "../../../../src/core/rules/snapshots.ts";

/** A soak of four looks. */
export const LIMITS = { ...DEFAULT_LIMITS, soakMs: 50_000 };

/** Everything a play runs in: Vitess, people, the records of one move, and the workers. */
export interface Harness {
  readonly vitess: Vitess;
  readonly people: People;
  /** The results of the calls to come, the next one first; calls beyond these succeed. */
  readonly fates: Fate[];
  move: Move;
  request?: Request;
  readonly executions: Map<string, Execution>;
  /** The rules before each call. */
  readonly snapshots: Map<SnapshotId, { readonly step: string; readonly rules: Rules }>;
  /** Keys of the thread's lines: each is written once. */
  readonly lines: Set<string>;
  /** Until when an execution had the turn to write the cluster's documents, according to the answer to its last request. */
  readonly turns: Map<string, Instant>;
  /** When the job of an execution runs again. */
  readonly wakeAt: Map<string, Instant>;
  /** What an execution was approved on. */
  readonly approvedOn: Map<string, World>;
  /** Slots for workers; one that is not stepped is frozen. */
  readonly workers: (Worker | undefined)[];
  readonly ledger: Ledger;
}

export function nowOn({ vitess }: Harness): Instant {
  return vitess.world.now;
}

/** The execution that has no outcome yet. */
export function liveOn({ executions }: Harness): Execution | undefined {
  return [...executions.values()].find(({ state }) => state.kind !== "ended");
}

/** The request of an execution; a one-press operation has none. */
export function requestOf({ request }: Harness, { requestId }: Execution): Request | undefined {
  return requestId === undefined ? undefined : request;
}

/** Writes a decision with everything that belongs to it, as the store does: a line whose key was used before is left out. */
export function write(harness: Harness, execution: Execution, told: Partial<Announcement>): void {
  const { ledger } = harness;
  harness.executions.set(execution.id, execution);
  if (told.move !== undefined) harness.move = told.move;
  if (told.request !== undefined) harness.request = told.request;
  for (const { key, body } of told.entries ?? []) {
    harness.lines.add(key);
    if (body.kind === "outcome") ledger.outcomeLines.push(body.executionId);
  }
  for (const event of told.audit ?? []) if (event.kind === "outcome") ledger.outcomeAudits.push(String(event.facts["execution"]));
}
