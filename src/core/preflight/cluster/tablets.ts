import type { Shard } from "../../vitess/names.ts";
import type { TabletFact } from "../facts/facts.ts";
import { listFew, type Finding, makeFinding, NOTHING } from "../../findings/finding.ts";
import type { TabletType } from "../../options/kinds.ts";

const AWAY: readonly string[] = ["BACKUP", "RESTORE"];

/**
 * Whether each source shard has a tablet the streams can read from. Without one a stream stays `Running` for ever and copies nothing
 * (docs/facts/streams-and-copy.md#no-source-tablet). With `cells` empty Vitess looks in the cells of the target's primaries; newer releases
 * also look in cells of the same alias, so this is only a warning.
 */
export function findNoSourceTablet(
  source: string,
  tablets: readonly TabletFact[],
  targetPrimaries: readonly TabletFact[],
  wanted: { readonly types: readonly TabletType[]; readonly cells: readonly string[]; readonly knownCells: readonly string[] },
): readonly Finding[] {
  const { types, cells, knownCells } = wanted;
  const isAlias = cells.some((cell) => !knownCells.includes(cell));
  const asked = cells.length > 0 ? cells : [...new Set(targetPrimaries.map((one) => one.cell))];
  const absent: string[] = [];
  const elsewhere: string[] = [];
  for (const shard of listShards(tablets)) {
    const there = tablets.filter((one) => one.shard === shard);
    const fitting = there.filter((one) => types.some((type) => type === one.type));
    const line = `${source}/${shard}: no ${types.join(" or ")} in ${asked.join(", ") || "any cell"}; there is ${describeTablets(there)}`;
    if (fitting.length === 0) absent.push(line);
    else if (!isAlias && !fitting.some((one) => asked.includes(one.cell))) elsewhere.push(line);
  }
  const fix = "Name cells and tablet types that the source has (--cells, --tablet-types), or bring up such tablets.";
  const blocking = cells.length > 0 ? [...absent, ...elsewhere] : absent;
  if (blocking.length > 0) return makeFinding("no-source-tablet", "blocking", listFew(blocking), fix);
  return elsewhere.length === 0 ? NOTHING : makeFinding("no-source-tablet", "warning", listFew(elsewhere), fix);
}

/** Vitess accepts any cell name, even a misspelt one (docs/facts/create.md#unknown-cells). */
export function findUnknownCell(cells: readonly string[], known: readonly string[]): readonly Finding[] {
  const strange = cells.filter((cell) => !known.includes(cell));
  if (strange.length === 0) return NOTHING;
  const evidence = [`no cell is called ${strange.join(", ")}`, `the cells are ${known.join(", ") || "not known"}`];
  return makeFinding("unknown-cell", "warning", evidence, "Right if it is a cell alias; else name a cell of the list.");
}

/** Vitess can neither copy into nor switch a shard without a primary. */
export function findMissingPrimary(keyspace: string, tablets: readonly TabletFact[]): readonly Finding[] {
  const headless = listShards(tablets).filter((shard) => !tablets.some((one) => one.shard === shard && one.type === "PRIMARY"));
  if (headless.length === 0) return NOTHING;
  const evidence = headless.map((shard) => `${keyspace}/${shard} has no primary`);
  return makeFinding(
    "no-primary",
    "blocking",
    listFew(evidence),
    "Elect a primary for the shard (PlannedReparentShard or EmergencyReparentShard).",
  );
}

/** A tablet in backup serves nothing for now and comes back with another type: a switch in between may miss it. */
export function findTabletsInBackup(tablets: readonly TabletFact[]): readonly Finding[] {
  const away = tablets.filter((one) => AWAY.includes(one.type)).map((one) => `${one.alias} is ${one.type}`);
  return away.length === 0
    ? NOTHING
    : makeFinding("tablets-in-backup", "warning", listFew(away), "Wait until the backup or restore is over.");
}

/** vtctld lists a primary that another one has replaced as UNKNOWN. */
export function findUnknownTablets(tablets: readonly TabletFact[]): readonly Finding[] {
  const stale = tablets.filter((one) => one.type === "UNKNOWN").map((one) => `${one.alias} is UNKNOWN: an old primary that was replaced`);
  return stale.length === 0
    ? NOTHING
    : makeFinding("unknown-tablet", "warning", listFew(stale), "Repair the tablet, or delete its record (DeleteTablets).");
}

/** A switch changes read rules only in the cells it names; elsewhere reads stay put (docs/facts/switch-traffic.md#named-cells). */
export function findCellsNotCovered(
  cells: readonly string[],
  types: readonly TabletType[],
  tablets: readonly TabletFact[],
): readonly Finding[] {
  if (cells.length === 0) return NOTHING;
  const served = [...new Set(tablets.filter((one) => types.some((type) => type === one.type)).map((one) => one.cell))].toSorted();
  const left = served.filter((cell) => !cells.includes(cell));
  if (left.length === 0) return NOTHING;
  const evidence = [
    `the switch names ${cells.join(", ")}`,
    `${left.join(", ")} ${left.length === 1 ? "has" : "have"} tablets of these types too`,
  ];
  return makeFinding(
    "cells-not-covered",
    "warning",
    evidence,
    "Leave --cells out to switch everywhere, or switch the other cells afterwards.",
  );
}

/** The names of the shards, sorted. */
export function listShards(tablets: readonly Pick<TabletFact, "shard">[]): readonly Shard[] {
  return [...new Set(tablets.map((one) => one.shard))].toSorted();
}

function describeTablets(tablets: readonly TabletFact[]): string {
  return [...new Set(tablets.map((one) => `${one.type} in ${one.cell}`))].toSorted().join(", ");
}
