import { listExecutionFacts } from "./goal.ts";
import type { Execution } from "./executions.ts";
import { pickLookTime, type Seen } from "./sight.ts";
import type { Instant } from "../../readings/readings.ts";

/** What a look showed, in a few words that are kept with a call. They are evidence: nothing is decided by them. */
export interface BriefLook {
  readonly at: Instant;
  /** Vitess's own words for where traffic is; absent without a workflow, and where a look does not read it. */
  readonly trafficState?: string;
  /** Outcome facts, as plain text: a word that an older process does not know must not make the record unreadable to it. */
  readonly facts: readonly string[];
}

// Vitess names cells in it.
const MOST_TRAFFIC_STATE = 300;

export function summarizeLook(execution: Execution, seen: Seen): BriefLook {
  const trafficState = seen.look.kind === "workflow" ? seen.look.reading.trafficState : undefined;
  return {
    at: pickLookTime(seen),
    ...(trafficState === undefined ? {} : { trafficState: trafficState.slice(0, MOST_TRAFFIC_STATE) }),
    facts: listExecutionFacts(execution, seen),
  };
}

// The answer to a cancel of many shards names every tablet.
const [MOST_LINES, MOST_IN_LINE] = [20, 300];

/** The part of Vitess's answer that is kept with a call. The lines are redacted already. */
export function boundAnswer(lines: readonly string[]): readonly string[] {
  const left = lines.length - MOST_LINES;
  const first = lines.slice(0, MOST_LINES).map((line) => line.slice(0, MOST_IN_LINE));
  return left > 0 ? [...first, `(${left} more not kept)`] : first;
}
