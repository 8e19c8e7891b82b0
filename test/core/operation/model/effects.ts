import type { Executable, WorkflowOperation } from "../../../../src/core/operation/request/operations.ts";
import { type Side, withStreams, withTraffic, type World } from "./world.ts";
import type { TabletType } from "../../../../src/core/options/kinds.ts";

/** How far a call gets. `half`: applications cannot write, or something is left. `journal`: past the journal, with steps missing. */
export type Does = "all" | "nothing" | "half" | "journal";

/** What one call should do. `saved`: the rules that a restore puts back. */
export interface Wanted {
  readonly proposal: Executable;
  readonly types: readonly TabletType[];
  readonly saved: Pick<World, "traffic" | "rules">;
}

/** The world after a call got this far. */
export function afterCall({ proposal, types, saved }: Wanted, does: Does, world: World): World {
  if (does === "nothing") return world;
  if (proposal.kind === "restore") return { ...world, ...saved };
  if (proposal.kind === "rescue") return { ...world, denied: { ...world.denied, [proposal.facts.side]: false } };
  const { operation } = proposal;
  switch (operation.verb) {
    case "switch":
      return switched(world, types, does, operation.options.enableReverseReplication);
    case "reverse":
      return reversed(world, types, does);
    case "complete":
      return ended(world, does, "source", operation.options);
    case "cancel":
    case "delete":
      return ended(world, does, "target", operation.options);
    default:
      return operation satisfies never;
  }
}

/** Vitess moves the reads first (docs/facts/switch-traffic.md#reads-first). */
function switched(world: World, types: readonly TabletType[], does: Does, enableReverse: boolean): World {
  const reads = types.filter((type) => type !== "PRIMARY");
  const moved = withTraffic(
    { ...world, rules: "there" },
    does === "half" && reads.length === types.length ? reads.slice(0, 1) : reads,
    "target",
  );
  const { forward, reverse } = world;
  if (!types.includes("PRIMARY") || forward === undefined) return moved;
  if (does === "half") return withStreams({ ...moved, denied: { source: true, target: false } }, forward, reverse);
  const there = withTraffic({ ...moved, denied: { source: true, target: false } }, ["PRIMARY"], "target");
  const id = reverse?.id ?? forward.id + 6;
  if (does === "journal") return withStreams(there, { id: forward.id, health: "cut over" }, { id, health: "stopped" });
  return withStreams(there, { id: forward.id, health: "frozen" }, { id, health: enableReverse ? "running" : "stopped" });
}

function reversed(world: World, types: readonly TabletType[], does: Does): World {
  const reads = types.filter((type) => type !== "PRIMARY");
  const moved = withTraffic(world, does === "half" && reads.length === types.length ? reads.slice(0, 1) : reads, "source");
  const { forward, reverse } = world;
  if (!types.includes("PRIMARY") || forward === undefined || reverse === undefined) return moved;
  if (does === "half") return withStreams({ ...moved, denied: { source: true, target: true } }, forward, reverse);
  const back = withTraffic({ ...moved, denied: { source: false, target: true } }, ["PRIMARY"], "source");
  const id = forward.id + 3;
  if (does === "journal") return withStreams(back, { id, health: "stopped" }, { ...reverse, health: "cut over" });
  return withStreams(back, { id, health: "running" }, { ...reverse, health: "frozen" });
}

type Ending = Extract<WorkflowOperation, { verb: "complete" | "cancel" | "delete" }>["options"];

/** Complete and Cancel: `half` drops the tables and leaves the workflow, `journal` removes the workflows and leaves the rest. */
function ended(world: World, does: Does, side: Side, { keepData, keepRoutingRules }: Ending): World {
  const dropped = keepData ? world : { ...world, tables: { ...world.tables, [side]: false } };
  if (does === "half") return dropped;
  if (does === "journal") return withStreams(world);
  const bare = withStreams({ ...dropped, ...(keepData ? {} : { denied: { source: false, target: false } }) });
  return keepRoutingRules ? bare : { ...bare, rules: "gone" };
}

/** Whether everything requested by a call is true. */
export function isReached({ proposal, types, saved }: Wanted, world: World): boolean {
  if (proposal.kind === "restore") return JSON.stringify([world.traffic, world.rules]) === JSON.stringify([saved.traffic, saved.rules]);
  if (proposal.kind === "rescue") return !world.denied[proposal.facts.side];
  const { operation } = proposal;
  const { forward, reverse, denied } = world;
  const isWrites = types.includes("PRIMARY");
  switch (operation.verb) {
    case "switch": {
      const isGuarded = denied.source && !denied.target && forward?.health === "frozen";
      const hasWayBack = !operation.options.enableReverseReplication || reverse?.health === "running";
      return areAt(world, types, "target") && (!isWrites || (isGuarded && hasWayBack));
    }
    case "reverse":
      return areAt(world, types, "source") && (!isWrites || (denied.target && !denied.source && forward?.health === "running"));
    case "complete":
      return isGone(world, operation.options.keepData) && (operation.options.keepData || !world.tables.source);
    case "cancel":
    case "delete":
      return isGone(world, operation.options.keepData) && (operation.options.keepData || !world.tables.target);
    default:
      return operation satisfies never;
  }
}

/** Without rules everything is routed to the source. */
export function areAt({ traffic, rules, forward }: World, types: readonly TabletType[], side: Side): boolean {
  return forward !== undefined && types.every((type) => (rules === "gone" ? "source" : traffic[type]) === side);
}

/** With the data Vitess keeps the denied tables too (docs/facts/cancel-and-complete.md#keep-data). */
function isGone({ forward, reverse, rules, denied }: World, keepsData: boolean): boolean {
  return forward === undefined && reverse === undefined && rules === "gone" && (keepsData || (!denied.source && !denied.target));
}
