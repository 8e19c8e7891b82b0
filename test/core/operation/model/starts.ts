import type { Executable, WorkflowOperation } from "../../../../src/core/operation/request/operations.ts";
import { toFacts } from "../../../../src/core/operation/request/facts.ts";
import type { Move } from "../../../../src/core/move/moves.ts";
import { CANCEL_DEFAULTS, COMPLETE_DEFAULTS, SWITCH_DEFAULTS } from "../../../../src/core/options/options.ts";
import { formatRules } from "../../../../src/core/rules/change.ts";
import { moveOf, UNSHARDED } from "../../moments.ts";
import { readingOf, rulesOf, vdiffOf } from "./readings.ts";
import { COPIED, SWITCHED, withStreams, withTraffic, type World } from "./world.ts";

/** An operation that people want, and the world they want it in. */
export interface Start {
  readonly world: World;
  readonly wish: WorkflowOperation | "restore" | "rescue";
  /** One press: nobody votes. */
  readonly isOnePress?: true;
}

const SWITCH = { verb: "switch", options: SWITCH_DEFAULTS } as const;
const REVERSE = { verb: "reverse", options: SWITCH_DEFAULTS } as const;
const READS = { ...SWITCH_DEFAULTS, tabletTypes: ["REPLICA", "RDONLY"] } as const;
const READS_SWITCHED = withTraffic(COPIED, ["REPLICA", "RDONLY"], "target");
const CUT_OFF = withStreams(SWITCHED, { id: 5, health: "cut over" }, { id: 11, health: "stopped" });
const DIED_MS_AGO = 60_000;

export const STARTS = {
  "switch in steps": { world: COPIED, wish: SWITCH },
  "switch at once": { world: COPIED, wish: { verb: "switch", options: { ...SWITCH_DEFAULTS, allAtOnce: true } } },
  "switch without a way back": {
    world: COPIED,
    wish: { verb: "switch", options: { ...SWITCH_DEFAULTS, enableReverseReplication: false } },
  },
  "switch reads": { world: COPIED, wish: { verb: "switch", options: READS } },
  "switch replicas": { world: COPIED, wish: { verb: "switch", options: { ...READS, tabletTypes: ["REPLICA"] } } },
  "switch writes": { world: READS_SWITCHED, wish: { verb: "switch", options: { ...SWITCH_DEFAULTS, tabletTypes: ["PRIMARY"] } } },
  "switch with the reads there": { world: READS_SWITCHED, wish: SWITCH },
  "finish a switch": { world: CUT_OFF, wish: SWITCH },
  "finish a switch that denies": { world: { ...READS_SWITCHED, denied: { source: true, target: false } }, wish: SWITCH },
  "switch what is switched": { world: SWITCHED, wish: SWITCH },
  reverse: { world: SWITCHED, wish: REVERSE },
  "roll back": { world: SWITCHED, wish: REVERSE, isOnePress: true },
  "reverse reads": { world: READS_SWITCHED, wish: { verb: "reverse", options: READS } },
  complete: { world: SWITCHED, wish: { verb: "complete", options: COMPLETE_DEFAULTS } },
  "complete and keep": { world: SWITCHED, wish: { verb: "complete", options: { ...COMPLETE_DEFAULTS, keepData: true } } },
  cancel: { world: COPIED, wish: { verb: "cancel", options: CANCEL_DEFAULTS } },
  restore: { world: { ...COPIED, rules: "gone" }, wish: "restore" },
  rescue: {
    world: {
      ...COPIED,
      denied: { source: true, target: false },
      locks: [{ by: "dead", alive: false, since: COPIED.now - DIED_MS_AGO, until: COPIED.now + 60_000 }],
    },
    wish: "rescue",
    isOnePress: true,
  },
} as const satisfies Record<string, Start>;

export type StartName = keyof typeof STARTS;

/** What a restore in these tests puts back. */
export const SAVED: Pick<World, "traffic" | "rules"> = { traffic: COPIED.traffic, rules: "there" };

const { subject } = UNSHARDED;

/** Tandem's record of the move: before a rescue, with the call that died. */
export function recordOf({ wish }: Start): Move {
  if (wish !== "rescue") return moveOf(subject);
  const startedAt = COPIED.now - DIED_MS_AGO - 1_000;
  const died = { verb: "switch", types: ["PRIMARY"], startedAt, brokeAt: COPIED.now - 30_000, executionId: "r0" } as const;
  return moveOf(subject, { unheard: [died] });
}

/** The proposal with the facts from a look at this world. */
export function proposalOf({ wish }: Start, move: Move, world: World): Executable {
  if (wish === "restore")
    return { kind: "restore", restore: { snapshot: "r-1", documents: ["tables"], shownAgainst: formatRules(rulesOf(world), ["tables"]) } };
  const { sourceKeyspace, sourceShards, targetShards, tables } = subject;
  if (wish === "rescue")
    return { kind: "rescue", facts: { side: "source", sourceKeyspace, sourceShards, targetShards, tables, denied: tables } };
  const facts = toFacts(move, readingOf(world), vdiffOf(world));
  if (facts === undefined) throw new Error("nothing is asked of a workflow that is not there");
  return { kind: "workflow", operation: wish, facts };
}
