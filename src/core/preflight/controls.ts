import type { TabletControl } from "./facts.ts";
import { listFew, type Finding, makeFinding, NOTHING } from "../findings/finding.ts";

/** The side of a move, with what its shard records hold back. */
export interface Side {
  readonly keyspace: string;
  readonly controls: readonly TabletControl[];
}

/** Before a create no shard may hold back anything of these tables: what is left over makes the next switch fail (issues #13998, #13999). */
export function leftoverControls(sides: readonly Side[], tables: readonly string[]): readonly Finding[] {
  return leftover(sides.flatMap(({ keyspace, controls }) => controls.flatMap((one) => linesOf(keyspace, one, tables))));
}

/** Before a switch the target's primaries deny the tables, as they should. Anything else is left over. */
export function leftoverAtSwitch(source: Side, target: Side, tables: readonly string[]): readonly Finding[] {
  return leftover([
    ...target.controls.filter((one) => !isNormal(one)).flatMap((one) => linesOf(target.keyspace, one, tables)),
    ...source.controls.filter((one) => !isNormal(one)).flatMap((one) => linesOf(source.keyspace, one, tables)),
  ]);
}

/**
 * The source denies writes although they are not switched: a switch that died left them denied, or an older workflow did. The same switch
 * again may finish the first; a warning, because it may be just that.
 */
export function sourceDeniesWrites(source: Side, tables: readonly string[]): readonly Finding[] {
  const lines = source.controls
    .filter((one) => one.tabletType === "PRIMARY" && !one.frozen)
    .flatMap((one) => linesOf(source.keyspace, one, tables));
  if (lines.length === 0) return NOTHING;
  return makeFinding(
    "source-denies-writes",
    "warning",
    [...listFew(lines), "writes are not switched: applications cannot write to these tables"],
    {
      fix: "If no switch runs, give writes back first.",
      command: "rescue",
    },
  );
}

/** What switches use, and nothing else does. */
function isNormal(one: TabletControl): boolean {
  return one.tabletType === "PRIMARY" && !one.frozen;
}

function leftover(lines: readonly string[]): readonly Finding[] {
  if (lines.length === 0) return NOTHING;
  const fix =
    "Find out whose they are, then remove them: vtctldclient SetShardTabletControl --remove --denied-tables=… <keyspace/shard> <type>";
  return makeFinding("leftover-controls", "blocking", listFew(lines), fix);
}

function linesOf(keyspace: string, one: TabletControl, tables: readonly string[]): readonly string[] {
  const where = `${keyspace}/${one.shard} ${one.tabletType}`;
  const denied = one.deniedTables.filter((table) => tables.includes(table));
  if (one.frozen) return [`${where} is frozen`];
  return denied.length === 0 ? [] : [`${where} denies ${listFew(denied, 10).join(", ")}`];
}
