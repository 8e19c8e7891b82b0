import type { TableName } from "../../vitess/names.ts";
import type { TabletControl } from "../facts/facts.ts";
import { listFew, type Finding, makeFinding, NOTHING } from "../../findings/finding.ts";

/** One side of a move, with what its shard records deny. */
export interface DeniedSide {
  readonly keyspace: string;
  readonly controls: readonly TabletControl[];
}

/** Before a create no shard may deny any of these tables: leftover controls make the next switch fail (issues #13998, #13999). */
export function findLeftoverControls(sides: readonly DeniedSide[], tables: readonly TableName[]): readonly Finding[] {
  return makeLeftoverFinding(sides.flatMap(({ keyspace, controls }) => controls.flatMap((one) => describeControl(keyspace, one, tables))));
}

/** Before a switch the target's primaries deny the tables, as they should. Any other control is left over. */
export function findLeftoverAtSwitch(source: DeniedSide, target: DeniedSide, tables: readonly TableName[]): readonly Finding[] {
  return makeLeftoverFinding([
    ...target.controls.filter((one) => !isNormal(one)).flatMap((one) => describeControl(target.keyspace, one, tables)),
    ...source.controls.filter((one) => !isNormal(one)).flatMap((one) => describeControl(source.keyspace, one, tables)),
  ]);
}

/**
 * The source denies writes that have not been switched: either a switch died or an older workflow left them denied. Only a warning, because
 * running the same switch again may finish one that died.
 */
export function findWritesDeniedAtSource(source: DeniedSide, tables: readonly TableName[]): readonly Finding[] {
  const lines = source.controls
    .filter((one) => one.tabletType === "PRIMARY" && !one.frozen)
    .flatMap((one) => describeControl(source.keyspace, one, tables));
  if (lines.length === 0) return NOTHING;
  return makeFinding(
    "source-denies-writes",
    "warning",
    [...listFew(lines), "writes are not switched: applications cannot write to these tables"],
    {
      fix: "If no switch runs, unblock writes first.",
      command: "rescue",
    },
  );
}

/** True for a control of the kind that switches set; nothing else sets it. */
function isNormal(one: TabletControl): boolean {
  return one.tabletType === "PRIMARY" && !one.frozen;
}

function makeLeftoverFinding(lines: readonly string[]): readonly Finding[] {
  if (lines.length === 0) return NOTHING;
  const fix =
    "Find out whose they are, then remove them: vtctldclient SetShardTabletControl --remove --denied-tables=… <keyspace/shard> <type>";
  return makeFinding("leftover-controls", "blocking", listFew(lines), fix);
}

function describeControl(keyspace: string, one: TabletControl, tables: readonly TableName[]): readonly string[] {
  const where = `${keyspace}/${one.shard} ${one.tabletType}`;
  const denied = tables.filter((table) => one.deniedTables.includes(table));
  if (one.frozen) return [`${where} is frozen`];
  return denied.length === 0 ? [] : [`${where} denies ${listFew(denied, 10).join(", ")}`];
}
