import type { Stream } from "../../../practice/vtctld/cluster/streams.ts";
import { addInitialRules, routeReads, routeWrites } from "../../../practice/vtctld/cluster/rules.ts";
import { IS_WHOLE, SEED } from "../../seed.ts";
import { fromOutside, type Scene, switchRequest } from "../scenarios/scene.ts";

/** What Vitess can show of a move after two operators, a dead vtctld or manual changes of the rules. */
export interface State {
  readonly forward: "running" | "stopped" | "frozen" | "cut over" | "in error";
  readonly writes: "source" | "target";
  readonly reverse: "absent" | "stopped" | "running";
  readonly denied: "none" | "source" | "target" | "both";
}

const FORWARD = ["running", "stopped", "frozen", "cut over", "in error"] as const satisfies readonly State["forward"][];
const REVERSE = ["absent", "stopped", "running"] as const satisfies readonly State["reverse"][];
const DENIED = ["none", "source", "target", "both"] as const satisfies readonly State["denied"][];

/** Every way to combine them. */
const ALL_STATES: readonly State[] = FORWARD.flatMap((forward) =>
  (["source", "target"] as const).flatMap((writes) =>
    REVERSE.flatMap((reverse) => DENIED.map((denied) => ({ forward, writes, reverse, denied }))),
  ),
);

/**
 * A fifth of them, in which each value of one field meets each of every other; another `SEED` draws another fifth, and `npm run
 * test:faults` all.
 */
export const STATES: readonly State[] = ALL_STATES.filter(
  ({ forward, writes, reverse, denied }) =>
    IS_WHOLE ||
    (FORWARD.indexOf(forward) + 2 * Number(writes === "target") + REVERSE.indexOf(reverse) + DENIED.indexOf(denied) + SEED) % 5 === 0,
);

/** `frozen, writes at source, reverse running, source denies` */
export function nameOf({ forward, writes, reverse, denied }: State): string {
  return `streams ${forward}, writes at ${writes}, reverse ${reverse}, ${denied === "both" ? "both deny" : `${denied} denies`}`;
}

const MESSAGES = {
  running: "",
  stopped: "",
  frozen: "FROZEN",
  "cut over": "stopped for cutover",
  "in error": "task error: failed inserting rows: Table 'product' doesn't exist (errno 1146)",
} as const satisfies Record<State["forward"], string>;

/** Returns a function that puts a scene's move into any of these states. A first switch from outside creates the reverse workflow. */
export async function openStates(scene: Scene): Promise<(state: State) => void> {
  await fromOutside(scene, "WorkflowSwitchTraffic", switchRequest(scene));
  const { cluster, state: levers } = scene.vitess;
  const source = levers.shard("commerce", "0");
  const target = levers.shard("customer", "0");
  const tables = [scene.table];
  const [forward, reverse] = [target.streams, source.streams].map(([stream]) => stream);
  if (forward === undefined || reverse === undefined) throw new Error("The switch made no reverse workflow");
  const journals = new Set(source.journals);
  return (state) => {
    Object.assign(forward, {
      state: state.forward === "running" || state.forward === "in error" ? "Running" : "Stopped",
      message: MESSAGES[state.forward],
    } satisfies Partial<Stream>);
    target.streams = [forward];
    Object.assign(reverse, { state: state.reverse === "running" ? "Running" : "Stopped", message: "" } satisfies Partial<Stream>);
    source.streams = state.reverse === "absent" ? [] : [reverse];
    source.journals = new Set(state.forward === "frozen" || state.forward === "cut over" ? journals : []);
    addInitialRules(cluster, "commerce", "customer", tables);
    if (state.writes === "target") {
      routeReads(cluster, "commerce", "customer", tables, ["REPLICA", "RDONLY"], "customer");
      routeWrites(cluster, "commerce", "customer", tables);
    }
    levers.rebuildGraph();
    levers.setDeniedTables("commerce", "0", tables, state.denied === "source" || state.denied === "both");
    levers.setDeniedTables("customer", "0", tables, state.denied === "target" || state.denied === "both");
  };
}
