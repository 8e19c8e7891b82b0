import { isUnsteadyLog } from "../volatile.ts";
import { mysqlJsonOrText } from "./mysql-values.ts";
import { vdiffRows } from "../wire-messages.ts";

/** A decoded answer as a flat table: path → value. Lists without a meaningful order are keyed by the names of their items. */
export type FlatAnswer = Map<string, unknown>;

/** Flattens a decoded answer of a call. */
export function flatten(method: string, response: Readonly<Record<string, unknown>>): FlatAnswer {
  const flat: FlatAnswer = new Map();
  walk(flat, "", method === "VDiffShow" ? vdiffTables(response) : response);
  return flat;
}

/** The rows of a VDiffShow, by table or uuid; an unfinished row is marked, because its numbers depend on the moment. */
function vdiffTables(response: Readonly<Record<string, unknown>>): object {
  const shards = vdiffRows(response);
  const { tablet_responses: raw } = response;
  const heads = typeof raw === "object" && raw !== null ? Object.entries(raw) : [];
  return {
    tablet_responses: Object.fromEntries(
      heads.map(([shard, head]: [string, { vdiff_uuid: unknown; output: { fields: unknown } | null }]) => {
        const rows = (shards[shard] ?? []).map((row) => {
          const unfinished = row["table_state"] === "started" || row["table_state"] === "stopped";
          const uuid = row["vdiff_uuid"] ?? "";
          const key = row["table_name"] ?? (knownUuid.test(uuid) ? uuid : "row");
          return [`${key}${unfinished ? "(unfinished)" : ""}`, mysqlJsonOrText(row)];
        });
        return [shard, { vdiff_uuid: head.vdiff_uuid, fields: head.output?.fields ?? null, rows: Object.fromEntries(rows) }];
      }),
    ),
  };
}

/** Uuids chosen by the recorded client are patterns that a person made up; vtctld's own are random. */
const knownUuid = /^(\d)\1{7}-/;

function walk(flat: FlatAnswer, path: string, value: unknown): void {
  if (value instanceof Uint8Array) {
    flat.set(path, Buffer.from(value).toString("hex"));
    return;
  }
  if (typeof value !== "object" || value === null) {
    flat.set(path, value);
    return;
  }
  const entries = Array.isArray(value) ? keyed(path, value) : Object.entries(value);
  if (entries.length === 0) flat.set(path, "(empty)");
  for (const [key, each] of entries) walk(flat, path === "" ? key : `${path}.${key}`, each);
}

function keyed(path: string, items: readonly unknown[]): [string, unknown][] {
  if (!path.endsWith(".logs")) return items.map((item, index) => [nameOf(path, item) ?? String(index), item]);
  const steady = steadyLogs(items);
  return [...steady.map((item, index): [string, unknown] => [String(index), item]), ["unsteady", items.length - steady.length]];
}

function field(item: unknown, name: string): string | undefined {
  if (typeof item !== "object" || item === null) return undefined;
  const value = Reflect.get(item, name);
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

function nameOf(path: string, item: unknown): string | undefined {
  const last = path.split(".").at(-1);
  if (last === "workflows") return field(item, "name");
  if (last === "rules" && path.includes("rules.rules")) return field(item, "from_table");
  if (last === "copy_states") return field(item, "table");
  if (last === "streams") {
    const source = typeof item === "object" && item !== null ? Reflect.get(item, "binlog_source") : undefined;
    return `from ${field(source, "shard") ?? field(item, "source_shard") ?? ""}`;
  }
  if (last === "dry_run_results") return undefined;
  return undefined;
}

/** Logs without the entries that volatile.ts declares unstable. */
function steadyLogs(items: readonly unknown[]): unknown[] {
  return items.filter((item) => !isUnsteadyLog({ type: field(item, "type") ?? "", message: field(item, "message") ?? "" }));
}
