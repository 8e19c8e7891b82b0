import type { TableName } from "../../vitess/names.ts";
import { formatAgo } from "./amounts.ts";
import type { MigrationFact } from "../facts/facts.ts";
import { listFew, type Finding, makeFinding, NOTHING } from "../../findings/finding.ts";
import type { CreateOptions } from "../../options/options.ts";
import type { Instant } from "../../readings/readings.ts";

const RUNS: readonly string[] = ["running"];
const WILL_RUN: readonly string[] = ["ready", "queued", "requested"];

/** A table with a schema change under way: its cut-over would collide with the step. */
export function findRunningSchemaChange(migrations: readonly MigrationFact[], tables: readonly TableName[]): readonly Finding[] {
  const about = migrations.filter((one) => changesOneOf(one, tables));
  const running = about.filter((one) => RUNS.includes(one.status.toLowerCase())).map(formatMigrationState);
  const waiting = about.filter((one) => WILL_RUN.includes(one.status.toLowerCase())).map(formatMigrationState);
  const fix = "Wait for it, or cancel it: ALTER VITESS_MIGRATION '<uuid>' CANCEL";
  if (running.length > 0) return makeFinding("schema-change-running", "blocking", listFew([...running, ...waiting]), fix);
  return waiting.length === 0 ? NOTHING : makeFinding("schema-change-running", "warning", listFew(waiting), fix);
}

function changesOneOf(migration: MigrationFact, tables: readonly TableName[]): boolean {
  return tables.some((table) => table === migration.table);
}

function formatMigrationState({ keyspace, table, uuid, status }: MigrationFact): string {
  return `${keyspace}.${table}: schema change ${uuid} is ${status}`;
}

/** With EXEC a stream runs any DDL it meets at the target: an ALTER takes an hour, a DROP is final, and a failed one stops the stream. */
export function warnThatDdlIsRun({ onDdl }: Pick<CreateOptions, "onDdl">): readonly Finding[] {
  if (onDdl !== "EXEC" && onDdl !== "EXEC_IGNORE") return NOTHING;
  const failing =
    onDdl === "EXEC"
      ? "a statement that fails there stops the stream with an error"
      : "a statement that fails there is passed over, and the two sides differ from then on";
  const evidence = [`--on-ddl ${onDdl}: a DROP or ALTER of a moved table at the source is run at the target too`, failing];
  return makeFinding(
    "on-ddl-exec",
    "warning",
    evidence,
    "Use --on-ddl STOP to be asked at each schema change, or IGNORE and change both sides yourself.",
  );
}

/** Signs that the schema changed after a VDiff: finished Vitess schema changes, and the streams' logs. */
export interface DdlSigns {
  readonly migrations: readonly MigrationFact[];
  /** When a stream met DDL, according to its log. */
  readonly met: readonly Instant[];
  readonly tables: readonly TableName[];
  readonly vdiffCompletedAt: Instant;
  readonly now: Instant;
}

/** A VDiff of tables changed since then compared tables that no longer exist in that form. */
export function findLateDdl({ migrations, met, tables, vdiffCompletedAt, now }: DdlSigns): readonly Finding[] {
  const changed = migrations
    .filter((one) => changesOneOf(one, tables) && one.completedAt !== undefined && one.completedAt > vdiffCompletedAt)
    .map((one) => `${one.keyspace}.${one.table}: schema change ${one.uuid} finished ${formatAgo(now - (one.completedAt ?? now))} ago`);
  const logged = met.filter((at) => at > vdiffCompletedAt).map((at) => `a stream met DDL at the source ${formatAgo(now - at)} ago`);
  if (changed.length + logged.length === 0) return NOTHING;
  const evidence = [...listFew([...changed, ...logged]), `the VDiff finished ${formatAgo(now - vdiffCompletedAt)} ago, before that`];
  return makeFinding("vdiff-before-ddl", "blocking", evidence, { fix: "Compare again.", command: "vdiff create" });
}

/** True for a line of a stream's log that reports DDL. */
export function tellsDdl(message: string): boolean {
  return /\bDDL\b|stopped at ddl/i.test(message);
}
