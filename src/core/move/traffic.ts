import type { Keyspace, Shard, TableName } from "../vitess/names.ts";
import { selectRulesNaming } from "./rules-of.ts";
import type { KeyspaceRoutingRule, Reading, RoutingRule, Rules, ShardRoutingRule, Workflow } from "../readings/readings.ts";
import type { TabletType } from "../options/kinds.ts";

/** How much of one kind of traffic has left the source, over all tables and shards. */
export type Share = "none" | "some" | "all";

/** How much of the applications' reads and writes has left the source. */
export interface Traffic {
  readonly reads: Share;
  readonly writes: Share;
}

/** Which side denies writes to the tables; in health the one that does not serve them (docs/facts/denied-tables.md#healthy-shape). */
export interface Denied {
  readonly source: Share;
  readonly target: Share;
}

/** A move's traffic as every cell serves it; see {@link deriveRouting}. */
export function deriveTraffic(reading: Reading, tables: readonly TableName[], sourceKeyspace: Keyspace, targetKeyspace: string): Traffic {
  const routing = deriveRouting(reading, tables, sourceKeyspace, targetKeyspace);
  const replica = routing.share("REPLICA");
  const rdonly = routing.share("RDONLY");
  return { reads: replica === rdonly ? replica : "some", writes: routing.share("PRIMARY") };
}

/** Where each tablet type's traffic goes, and which document decides that. */
export interface Routing {
  readonly by: "tables" | "shards" | "keyspaces" | "words";
  /** The share in these cells, or in all; `some` if cells differ. */
  share(type: TabletType, cells?: readonly string[]): Share;
  /** The share by the saved rules, which vtgates follow only once they are served. */
  saved(type: TabletType): Share;
}

/**
 * Where vtgates send a move's traffic: what each cell serves, not what is saved (docs/facts/routing-and-serving.md#served-not-saved). A
 * shard-by-shard move goes by shard rules, which outrank its table rules; a multi-tenant one by keyspace rules; every other by table rules.
 * If no rule names the move Vitess's own words decide (docs/facts/routing-and-serving.md#traffic-state-mixes); a reading without them (the
 * watch's) counts as not switched, since SwitchTraffic creates missing rules.
 */
export function deriveRouting(reading: Reading, tables: readonly TableName[], sourceKeyspace: Keyspace, targetKeyspace: string): Routing {
  const { workflow, trafficState } = reading;
  const move = { tables, sourceKeyspace, targetKeyspace, workflow };
  const kinds = [reading.rules, ...listServedRules(reading)].map((rules) => chooseRoutingDocument(rules, move));
  const by = kinds.find((kind) => kind !== "words") ?? "words";
  const words = trafficState ?? "Reads Not Switched. Writes Not Switched";
  const deriveShare = (rules: Rules, type: TabletType): Share =>
    by === "words" ? parseShare(words, type, []) : deriveShareFromRules(by, rules, move, type);
  return {
    by,
    share(type, cells = []) {
      const shares = new Set(listServedRules(reading, cells).map((rules) => deriveShare(rules, type)));
      const [only = "some", ...more] = shares;
      return more.length === 0 ? only : "some";
    },
    saved: (type) => deriveShare(reading.rules, type),
  };
}

/** The rules that these cells, or all, serve; the saved rules if a reading does not have them. */
export function listServedRules({ served, rules }: Pick<Reading, "served" | "rules">, cells: readonly string[] = []): readonly Rules[] {
  if (served === undefined || served.length === 0) return [rules];
  const asked = served.filter(({ cell }) => cells.length === 0 || cells.includes(cell));
  return (asked.length === 0 ? served : asked).map((one) => one.rules);
}

interface Routed {
  readonly tables: readonly TableName[];
  readonly sourceKeyspace: Keyspace;
  readonly targetKeyspace: string;
  readonly workflow: Workflow | undefined;
}

/** Which document of these rules routes the move. */
function chooseRoutingDocument(rules: Rules, move: Routed): Routing["by"] {
  if (move.workflow !== undefined && isPartial(move.workflow)) return "shards";
  if (selectRulesNaming(rules.tables, move.tables, [move.sourceKeyspace, move.targetKeyspace]).length > 0) return "tables";
  return selectTenantRules(rules, move).length > 0 ? "keyspaces" : "words";
}

function deriveShareFromRules(by: Exclude<Routing["by"], "words">, rules: Rules, move: Routed, type: TabletType): Share {
  const { sourceKeyspace, workflow } = move;
  if (by === "shards") return workflow === undefined ? "none" : deriveShareOfShards(rules.shards, workflow);
  if (by === "tables") return deriveRoutedShare(rules.tables, move, type);
  return selectTenantRules(rules, move).some((rule) => rule.fromKeyspace === `${sourceKeyspace}${toRuleSuffix(type)}`) ? "all" : "none";
}

/** A tenant's keyspace rules that lead to the target. */
function selectTenantRules({ keyspaces }: Rules, { sourceKeyspace, targetKeyspace }: Routed): readonly KeyspaceRoutingRule[] {
  return keyspaces.filter((rule) => rule.toKeyspace === targetKeyspace && rule.fromKeyspace.split("@")[0] === sourceKeyspace);
}

export function isPartial(workflow: Workflow): boolean {
  return workflow.subType === "Partial";
}

function deriveShareOfShards(rules: readonly ShardRoutingRule[], { sourceKeyspace, targetKeyspace, sourceShards }: Workflow): Share {
  const there = sourceShards.filter((shard) =>
    rules.some((rule) => rule.fromKeyspace === sourceKeyspace && rule.toKeyspace === targetKeyspace && rule.shard === shard),
  );
  return toShare(there.length, sourceShards.length);
}

/** The suffix of a rule's table name for a tablet type. */
export function toRuleSuffix(type: TabletType): string {
  return type === "PRIMARY" ? "" : `@${type.toLowerCase()}`;
}

/**
 * How much of one tablet type's traffic Vitess says is switched in these cells; no cells means all. Rules change everywhere at once but
 * take effect only in the cells that the switch named (docs/facts/switch-traffic.md#named-cells): there the words are right.
 */
export function parseShare(state: string, type: TabletType, cells: readonly string[]): Share {
  if (type === "PRIMARY") return parseWritesShare(state);
  const name = type === "REPLICA" ? "Replica" : "Rdonly";
  if (state.includes(`All ${name} Reads Switched`)) return "all";
  if (state.includes(`${name} not switched`)) return "none";
  const listed = state
    .match(new RegExp(`${name} switched in cells: ([^.]*)`))?.[1]
    ?.split(",")
    .map((cell) => cell.trim());
  if (listed === undefined) return parseReadsShare(state);
  return cells.length === 0 ? "some" : toShare(cells.filter((cell) => listed.includes(cell)).length, cells.length);
}

/** Parses Vitess's `traffic_state` (docs/facts/switch-traffic.md#traffic-state-words). Unknown words about reads give `some`. */
export function parseTraffic(state: string): Traffic {
  return { reads: parseReadsShare(state), writes: parseWritesShare(state) };
}

/**
 * How much of one tablet type's traffic to the move's tables goes to the target. If a tablet type has no rule vtgate uses the rule for all
 * types; a name without any rule is served by its own keyspace: Vitess removes such rules after a switch back.
 */
export function deriveRoutedShare(
  rules: readonly RoutingRule[],
  { tables, sourceKeyspace, targetKeyspace }: Pick<Routed, "tables" | "sourceKeyspace" | "targetKeyspace">,
  type: TabletType,
): Share {
  const suffix = toRuleSuffix(type);
  const byName = new Map(rules.map((rule) => [rule.from, rule.to]));
  const there = tables.filter((table) => {
    const name = `${sourceKeyspace}.${table}`;
    return (byName.get(`${name}${suffix}`) ?? byName.get(name))?.includes(`${targetKeyspace}.${table}`);
  });
  return toShare(there.length, tables.length);
}

/** Which side denies writes to the move's tables, over all shards of both. */
export function findDenials(
  reading: Reading,
  workflow: { sourceKeyspace: Keyspace; sourceShards: readonly Shard[]; targetKeyspace: string; targetShards: readonly Shard[] },
  tables: readonly TableName[],
): Denied {
  return {
    source: deriveDeniedShare(reading, workflow.sourceKeyspace, workflow.sourceShards, tables),
    target: deriveDeniedShare(reading, workflow.targetKeyspace, workflow.targetShards, tables),
  };
}

function deriveDeniedShare(reading: Reading, keyspace: string, shards: readonly Shard[], tables: readonly TableName[]): Share {
  let denied = 0;
  for (const shard of shards) {
    const names = new Set(reading.denied.filter((one) => one.keyspace === keyspace && one.shard === shard).flatMap((one) => one.tables));
    denied += tables.filter((table) => names.has(table)).length;
  }
  return toShare(denied, shards.length * tables.length);
}

function parseReadsShare(state: string): Share {
  if (state.includes("All Reads Switched")) return "all";
  return state.includes("Reads Not Switched") ? "none" : "some";
}

function parseWritesShare(state: string): Share {
  if (state.includes("Writes Not Switched")) return "none";
  return state.includes("Writes Switched") ? "all" : "some";
}

function toShare(part: number, whole: number): Share {
  if (part === 0) return "none";
  return part === whole ? "all" : "some";
}
