import { reachVDiffVerdict } from "../../../../src/core/vdiff/verdict.ts";
import type { VDiff } from "../../../../src/core/vdiff/vdiff.ts";
import type { DeniedTables, LockHolder, Reading, RoutingRule, Rules, Stream, Workflow } from "../../../../src/core/readings/readings.ts";
import { FROZEN } from "../../../../src/core/move/phase.ts";
import { toRuleSuffix } from "../../../../src/core/move/traffic.ts";
import type { Keyspace } from "../../../../src/core/vitess/names.ts";
import { UNSHARDED } from "../../moments.ts";
import { type Health, type Side, shown, type Streams, visibleLocks, type World } from "./world.ts";
import type { TabletType } from "../../../../src/core/options/kinds.ts";
import { shardNamed } from "../../../names.ts";

const { subject } = UNSHARDED;
const KEYSPACES: Readonly<Record<Side, Keyspace>> = { source: subject.sourceKeyspace, target: subject.move.targetKeyspace };
const TYPES: readonly TabletType[] = ["PRIMARY", "REPLICA", "RDONLY"];

/** The reading that Vitess gives of a world: the recorded reading of this move, changed where the world differs. */
export function readingOf(world: World): Reading {
  const visible = shown(world);
  const workflow = workflowOf(recorded(UNSHARDED.copied.workflow), visible.forward, visible.lagSeconds);
  const reverse = workflowOf(recorded(UNSHARDED.switched.reverse), visible.reverse, visible.lagSeconds);
  return {
    at: visible.now,
    ...(workflow === undefined ? {} : { workflow, trafficState: trafficWords(visible) }),
    ...(reverse === undefined ? {} : { reverse }),
    tableCopy: [],
    rules: rulesOf(visible),
    denied: (["source", "target"] as const).flatMap((side) => deniedOn(visible, side)),
    sourceTables: visible.tables.source ? subject.tables : [],
    targetTables: visible.tables.target ? subject.tables : [],
    lockHolders: holdersOf(visible),
    ...(visible.major < 20 ? { locksUnknown: true } : {}),
  };
}

export function holdersOf(world: World): readonly LockHolder[] {
  return visibleLocks(world).map(({ since, by }) => ({ action: "WorkflowSwitchTraffic", host: by, since }));
}

function recorded(workflow: Workflow | undefined): Workflow {
  if (workflow === undefined) throw new Error("the recording has no such workflow");
  return workflow;
}

function workflowOf(base: Workflow, streams: Streams | undefined, lagSeconds: number): Workflow | undefined {
  if (streams === undefined) return undefined;
  const { id, health } = streams;
  return {
    ...base,
    lag: { kind: "seconds", value: lagSeconds },
    streams: base.streams.map((stream) => ({ ...stream, id: BigInt(id), ...HEALTHS[health] })),
  };
}

const HEALTHS = {
  running: { state: "Running", message: "" },
  stopped: { state: "Stopped", message: "" },
  "in error": { state: "Running", message: "Error: vttablet: rpc error: code = Canceled" },
  frozen: { state: "Stopped", message: FROZEN },
  "cut over": { state: "Stopped", message: "stopped for cutover" },
} as const satisfies Record<Health, Pick<Stream, "state" | "message">>;

function trafficWords({ traffic, rules }: World): string {
  const isThere = (type: TabletType): boolean => rules !== "gone" && traffic[type] === "target";
  const [replica, rdonly] = [isThere("REPLICA"), isThere("RDONLY")];
  const some = `Reads partially switched. ${replica ? "All Replica Reads Switched" : "Replica not switched"}. ${rdonly ? "All Rdonly Reads Switched" : "Rdonly not switched"}`;
  const reads = replica === rdonly ? (replica ? "All Reads Switched" : "Reads Not Switched") : some;
  return `${reads}. ${isThere("PRIMARY") ? "Writes Switched" : "Writes Not Switched"}`;
}

function deniedOn({ denied }: World, side: Side): readonly DeniedTables[] {
  return denied[side] ? [{ keyspace: KEYSPACES[side], shard: shardNamed("0"), tables: subject.tables.toSorted() }] : [];
}

const RULES = new Map<string, Rules>();

/** The rules as MoveTables and SwitchTraffic write them: three names per table and type, less the own name of the side serving writes. */
export function rulesOf({ traffic, rules }: Pick<World, "traffic" | "rules">): Rules {
  const key = `${rules}:${TYPES.map((type) => traffic[type]).join()}`;
  const known = RULES.get(key) ?? { tables: tableRules(traffic, rules), shards: [], keyspaces: [], mirrors: [] };
  RULES.set(key, known);
  return known;
}

function tableRules(traffic: World["traffic"], rules: World["rules"]): readonly RoutingRule[] {
  if (rules === "gone") return [];
  return TYPES.flatMap((type) =>
    subject.tables.flatMap((table) =>
      ["", `${KEYSPACES.source}.`, `${KEYSPACES.target}.`].flatMap((prefix) => {
        const isOwn = type === "PRIMARY" && traffic.PRIMARY === "target" && prefix === `${KEYSPACES.target}.`;
        const isAstray = rules === "astray" && prefix === "" && type === "REPLICA" && table === subject.tables[0];
        const to = `${isAstray ? "elsewhere" : KEYSPACES[traffic[type]]}.${table}`;
        return isOwn ? [] : [{ from: `${prefix}${table}${toRuleSuffix(type)}`, to: [to] }];
      }),
    ),
  );
}

/** The newest VDiff of a world. */
export function vdiffOf({ vdiff, now }: World): VDiff | undefined {
  if (vdiff === undefined) return undefined;
  const { uuid, differs } = vdiff;
  const found: VDiff = {
    uuid,
    shards: [{ shard: shardNamed("0"), state: "completed", lastError: "", startedAt: now, completedAt: now }],
    tables: subject.tables.map((table) => ({
      shard: "0",
      table,
      state: "completed",
      rowsEstimated: 100n,
      rowsCompared: 100n,
      hasMismatch: differs,
      matching: differs ? 99n : 100n,
      mismatched: differs ? 1n : 0n,
      onlyInSource: 0n,
      onlyInTarget: 0n,
    })),
  };
  if (reachVDiffVerdict(found, subject.tables).kind !== (differs ? "different" : "clean")) throw new Error("not the VDiff that was meant");
  return found;
}
