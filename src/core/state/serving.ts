import type { TabletType } from "../options.ts";
import type { Reading, Rules, ServedRules } from "../readings.ts";
import { deniedAt, type Side, type Sides } from "./blocked-writes.ts";
import { routed, suffixOf } from "./traffic.ts";

/** Where the saved rules and what a cell serves lead a move's traffic to different places. */
export interface Unserved {
  /** The cells that do not serve what is saved. */
  readonly cells: readonly string[];
  /** Whether writes are among what differs, and reads. */
  readonly writes: boolean;
  readonly reads: boolean;
}

const TYPES: readonly TabletType[] = ["PRIMARY", "REPLICA", "RDONLY"];

/**
 * What is saved and not served: a vtctld that died between the two, a switch of everything after the writes alone, or rules that were applied
 * without a rebuild (vitess.md, second run 3 and 4). Undefined where every cell serves what is saved.
 */
export function unservedOf(sides: Sides, { rules, served = [] }: Pick<Reading, "rules" | "served">): Unserved | undefined {
  const differ = (type: TabletType) => served.filter((one) => routes(sides, one.rules, type) !== routes(sides, rules, type));
  const [writes = [], ...reads] = TYPES.map(differ);
  const cells = [...new Set([writes, ...reads].flat().map(({ cell }) => cell))];
  return cells.length === 0 ? undefined : { cells, writes: writes.length > 0, reads: reads.some((one) => one.length > 0) };
}

/** Where rules lead one tablet type's traffic, as one comparable text: each table under the names that applications use, or each shard, or keyspace. */
function routes({ tables, sourceKeyspace }: Sides, rules: Rules, type: TabletType): string {
  const byName = new Map(rules.tables.map(({ from, to }) => [from, to.join("+")]));
  const named = tables.flatMap((table) =>
    [table, `${sourceKeyspace}.${table}`].map(
      (name) => byName.get(`${name}${suffixOf(type)}`) ?? byName.get(name) ?? `${sourceKeyspace}.${table}`,
    ),
  );
  const shards = rules.shards.filter((rule) => rule.fromKeyspace === sourceKeyspace).map((rule) => `${rule.shard}>${rule.toKeyspace}`);
  const keyspaces = rules.keyspaces
    .filter((rule) => rule.fromKeyspace === `${sourceKeyspace}${suffixOf(type)}`)
    .map((rule) => rule.toKeyspace);
  return [...named, ...shards.toSorted(), ...keyspaces.toSorted()].join(" ");
}

/** The rules of other tables that some cell does not serve as they are saved: whoever serves what is saved changes these as well. */
export function othersUnserved(own: Rules, rules: Rules, served: readonly ServedRules[]): readonly string[] {
  const mine = new Set(own.tables.map(({ from }) => from));
  const wherever = new Map(rules.tables.map(({ from, to }) => [from, to.join("+")]));
  const differ = served.flatMap((one) => {
    const there = new Map(one.rules.tables.map(({ from, to }) => [from, to.join("+")]));
    return [...new Set([...wherever.keys(), ...there.keys()])].filter((from) => there.get(from) !== wherever.get(from));
  });
  return [...new Set(differ)].filter((from) => !mine.has(from)).toSorted();
}

/**
 * True when the saved rules and the denied tables prove that applications can write once what is saved is served: no table's writes go to a side
 * that denies it anywhere; and those that go elsewhere than now come from a side that denies them, as a switch leaves them.
 */
export function servingHeals(sides: Sides, reading: Reading): boolean {
  const { rules, served = [], servedUnread } = reading;
  // It changes what that cell serves as well.
  if (servedUnread !== undefined) return false;
  const { sourceKeyspace, targetKeyspace } = sides;
  const goesToTarget = (from: Rules, table: string): boolean =>
    routed(from.tables, [table], sourceKeyspace, targetKeyspace, "PRIMARY") === "all";
  const denies = (side: Side, table: string): boolean => deniedAt(sides, side, [table], reading).length > 0;
  return sides.tables.every((table) => {
    const [to, from]: readonly [Side, Side] = goesToTarget(rules, table) ? ["target", "source"] : ["source", "target"];
    const moves = served.some((one) => goesToTarget(one.rules, table) !== goesToTarget(rules, table));
    return !denies(to, table) && (!moves || denies(from, table));
  });
}
