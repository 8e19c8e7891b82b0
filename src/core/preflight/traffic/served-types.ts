import type { Shard } from "../../vitess/names.ts";
import type { Routing } from "../../move/traffic.ts";
import type { TabletFact } from "../facts/facts.ts";
import { listFew, type Finding, makeFinding, NOTHING } from "../../findings/finding.ts";
import { listShards } from "../cluster/tablets.ts";
import type { TabletType } from "../../options/kinds.ts";

/** A keyspace of the move and its tablets. */
export interface TabletsAt {
  readonly keyspace: string;
  readonly tablets: readonly TabletFact[];
  /** The move's shards in that keyspace; empty means all. */
  readonly shards: readonly Shard[];
}

/** The traffic that is to move from one side to the other. */
export interface WantedTraffic {
  readonly types: readonly TabletType[];
  /** Every type the switch was requested for, including `types`. */
  readonly asked: readonly TabletType[];
  /** Empty means every cell. */
  readonly cells: readonly string[];
}

/**
 * Whether the side that will take the reads serves every tablet type whose traffic moves, in every cell that has it now. Vitess does not
 * check: it routes the reads, and each fails with `no healthy tablet available` (docs/facts/switch-traffic.md#nobody-serves-the-type).
 * Writes need a primary, which `noPrimary` checks.
 */
export function findTypesNotServed(
  from: TabletsAt,
  to: TabletsAt,
  { types, asked, cells }: WantedTraffic,
  severity: "blocking" | "warning",
): readonly Finding[] {
  const lines = types
    .filter((type) => type !== "PRIMARY")
    .flatMap((type) => {
      const serving = from.tablets.filter((one) => one.type === type && (cells.length === 0 || cells.includes(one.cell)));
      const served = [...new Set(serving.map((one) => one.cell))].toSorted();
      return served.flatMap((cell) => listShardsNotServing(from, to, { type, cell, serving: serving.filter((one) => one.cell === cell) }));
    });
  if (lines.length === 0) return NOTHING;
  const missing = [...new Set(lines.map(({ type }) => type))];
  const left = asked.filter((type) => !missing.includes(type)).map((type) => type.toLowerCase());
  const others =
    left.length === 0
      ? ""
      : `, or leave their reads where they are for now (--tablet-types ${left.join(",")}): Complete wants them switched in the end`;
  const evidence = [...listFew(lines.map(({ text }) => text)), "Vitess does not look at this: every such read would fail after the switch"];
  return makeFinding("types-not-served", severity, evidence, `Bring up such tablets at ${to.keyspace}${others}.`);
}

interface CellType {
  readonly type: TabletType;
  readonly cell: string;
  readonly serving: readonly TabletFact[];
}

function listShardsNotServing(
  from: TabletsAt,
  to: TabletsAt,
  { type, cell, serving }: CellType,
): readonly { type: TabletType; text: string }[] {
  const shards = to.shards.length > 0 ? to.shards : listShards(to.tablets);
  const without = shards.filter((shard) => !to.tablets.some((one) => one.shard === shard && one.type === type && one.cell === cell));
  const there = listFew(
    serving.map((one) => one.alias),
    2,
  ).join(", ");
  return without.map((shard) => ({
    type,
    text: `${to.keyspace}/${shard} has no ${type} tablet in cell ${cell}; at ${from.keyspace} ${there} serves these reads`,
  }));
}

/** The types whose reads are not yet all on the other side. */
export function listReadsStillToMove(types: readonly TabletType[], routing: Routing): readonly TabletType[] {
  return types.filter((type) => type !== "PRIMARY" && routing.share(type) !== "all");
}
