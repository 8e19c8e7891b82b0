import { movesWrites, TOUR_SOURCE, TOUR_TABLES, TOUR_TARGET, TOUR_WORKFLOW, type TourSight, type World } from "./sight.ts";
import { REPAIRS, type StepName } from "./steps.ts";

/** A story to choose: what happens to the practice cluster, and what the visitor does about it. */
export interface Story {
  readonly title: string;
  readonly tells: string;
  /** The release of the practice Vitess, if the story needs a certain one. */
  readonly vitess?: number;
  readonly steps: readonly StepName[];
  /** What goes wrong, by the simulator's own levers: each happens once, as soon as `when` is true. */
  readonly accidents: readonly Accident[];
}

export interface Accident {
  readonly when: (sight: TourSight) => boolean;
  readonly happens: (world: World) => void;
}

const UNTIL_COPIED = ["create", "copy"] as const satisfies readonly StepName[];
const UNTIL_APPROVED = [...UNTIL_COPIED, "compare", "request", "approve"] as const satisfies readonly StepName[];
const LAST_STEPS = ["window", "complete"] as const satisfies readonly StepName[];

const LAG_SECONDS = 45;
const AWAY_MS = 3000;
/** So old that nobody takes it for the lock of a switch that still runs; a visitor should not have to wait for that. */
const LOCK_AGE_MS = 4 * 60_000;

export const STORIES = {
  "happy-path": {
    title: "All goes well",
    tells: "Two tables move from one keyspace to another, with two approvals before the switch and two before the end.",
    steps: [...UNTIL_APPROVED, "switch", ...LAST_STEPS],
    accidents: [],
  },
  "dirty-vdiff": {
    title: "VDiff finds differences",
    tells: "Somebody writes to the target past Vitess while the move is under way.",
    steps: [...UNTIL_COPIED, "compareDirty", "repair", "request", "approve", "switch", ...LAST_STEPS],
    accidents: [
      {
        when: ({ copied }) => copied,
        happens: ({ vitess }) => vitess.state.plantDifferences(TOUR_TARGET, "0", TOUR_TABLES[1], { mismatched: 3, extraSource: 1 }),
      },
    ],
  },
  "held-by-lag": {
    title: "Lag holds an approved switch",
    tells: "The streams fall behind the source between the request and the last approval.",
    steps: [...UNTIL_APPROVED, "held", "release", "switch", ...LAST_STEPS],
    accidents: [
      {
        when: ({ request }) => request?.state === "open",
        happens: ({ vitess }) => vitess.state.setLag(TOUR_TARGET, TOUR_WORKFLOW, LAG_SECONDS),
      },
    ],
  },
  "killed-vtctld": {
    title: "vtctld is killed in a switch",
    tells: "vtctld dies in the second in which no keyspace takes writes.",
    steps: [...UNTIL_APPROVED, "outage", "rescue", "unlock", "again", ...LAST_STEPS],
    accidents: [
      {
        when: ({ request }) => request?.state === "open",
        happens: ({ vitess }) =>
          vitess.faults.inject(
            { rpc: "WorkflowSwitchTraffic", where: movesWrites },
            { kind: "killed", after: "source-writes-denied", downMs: AWAY_MS },
          ),
      },
      {
        when: ({ cutOff, locked }) => cutOff && locked,
        happens: ({ vitess }) => vitess.state.ageWorkflowLock(TOUR_TARGET, TOUR_WORKFLOW, LOCK_AGE_MS),
      },
    ],
  },
  "incident-channel": {
    title: "An incident channel follows",
    tells: "Dev handles an incident elsewhere, and wants to see the move there.",
    steps: ["create", "follow", "copy", "compare", "request", "approve", "switch", ...LAST_STEPS],
    accidents: [],
  },
  "vitess-12": {
    title: "Vitess 12 with v1 commands",
    tells: "An old cluster, and a runbook with the commands of its time.",
    vitess: 12,
    steps: ["createByV1", "copy", "compare", "requestReads", "requestWrites", ...LAST_STEPS],
    accidents: [],
  },
} as const satisfies Readonly<Record<string, Story>>;

export type StoryName = keyof typeof STORIES;

export const STORY_NAMES = Object.keys(STORIES).filter(isStoryName);

export function isStoryName(name: string): name is StoryName {
  return Object.hasOwn(STORIES, name);
}

/** What each repair that a step offers does to the practice cluster. */
export const REPAIRED: Readonly<Record<(typeof REPAIRS)[keyof typeof REPAIRS], (world: World) => void>> = {
  [REPAIRS.rows]: ({ vitess }) => vitess.sql.mend({ keyspace: TOUR_TARGET, table: TOUR_TABLES[1] }),
  [REPAIRS.lag]: ({ vitess }) => vitess.state.setLag(TOUR_TARGET, TOUR_WORKFLOW, undefined),
  [REPAIRS.lock]: ({ vitess }) => {
    vitess.state.removeWorkflowLock(TOUR_TARGET, TOUR_WORKFLOW);
    vitess.state.removeKeyspaceLock(TOUR_SOURCE);
  },
};
