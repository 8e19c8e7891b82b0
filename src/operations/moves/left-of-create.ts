import type { MoveName, Keyspace, TableName } from "../../core/vitess/names.ts";
import { isNothing, findLeftBehind, type LeftBehind } from "../../core/move/left-behind.ts";
import type { Instant, Workflow } from "../../core/readings/readings.ts";
import { ignoreFault } from "../fault.ts";
import type { Vitess } from "../ports.ts";
import { readMove } from "../readings/read-move.ts";
import { estimateSizes } from "../readings/table-sizes.ts";

/** What a create adds to at the target, as it was before the call. Parts that could not be read are absent. */
export interface TargetBefore {
  readonly tables?: readonly TableName[];
  readonly vschema?: readonly string[];
}

export async function readTargetBefore(vitess: Vitess, { targetKeyspace }: MoveName, tables: readonly TableName[]): Promise<TargetBefore> {
  const [there, vschema] = await Promise.all([
    ignoreFault(async () => (await estimateSizes(vitess, targetKeyspace, tables)).map((one) => one.table)),
    ignoreFault(async () => (await vitess.vschema(targetKeyspace)).tables),
  ]);
  return { ...(there === undefined ? {} : { tables: there }), ...(vschema === undefined ? {} : { vschema }) };
}

/** A move whose create failed or did not answer, and when its remains are looked for. */
export interface Created {
  readonly name: MoveName;
  readonly sourceKeyspace: Keyspace;
  readonly tables: readonly TableName[];
  readonly before: TargetBefore;
  readonly at: Instant;
}

/** What a create has left behind that was not there before; `nothing`, or undefined if that could not be read. */
export async function findLeftOfCreate(
  vitess: Vitess,
  { name, before, at, ...known }: Created,
): Promise<LeftBehind | "nothing" | undefined> {
  const reading = await ignoreFault(() => readMove(vitess, name, known, at));
  const vschema = await ignoreFault(async () => (await vitess.vschema(name.targetKeyspace)).tables);
  if (reading === undefined) return undefined;
  const { workflow } = reading;
  const { rules = 0, denied = [], tables = [] } = findLeftBehind({ ...known, targetKeyspace: name.targetKeyspace }, reading) ?? {};
  const isNew = (table: TableName): boolean => known.tables.includes(table) && before.vschema?.includes(table) !== true;
  const added = before.vschema === undefined ? [] : (vschema ?? []).filter(isNew);
  const left: LeftBehind = {
    rules,
    denied,
    tables: tables.filter((table) => before.tables?.includes(table) !== true),
    ...(added.length === 0 ? {} : { vschema: added }),
    ...(workflow === undefined ? {} : { streams: describeStreams(workflow) }),
  };
  return isNothing(left) ? "nothing" : left;
}

/** For example `1 stream running`, `2 streams: 1 running, 1 stopped`. */
function describeStreams({ streams }: Workflow): string {
  const states = new Map<string, number>();
  for (const { state } of streams) states.set(state.toLowerCase(), (states.get(state.toLowerCase()) ?? 0) + 1);
  const words = [...states].map(([state, count]) => `${count} ${state}`).join(", ");
  return `${streams.length} ${streams.length === 1 ? "stream" : "streams"}: ${words === "" ? "none" : words}`;
}
