import type { TableName } from "../../vitess/names.ts";
import type { Looks } from "./could-not-look.ts";
import { listFew, type Finding, makeFinding, NOTHING } from "../../findings/finding.ts";
import { type Looked, type Sampled, listSeenValues, findSeen } from "../facts/looked.ts";

/** How much of a row one tablet's MySQL writes to its binary log. */
export interface RowImageFact {
  readonly tablet: string;
  readonly image: string;
}

/** MySQL settings that affect tables, streams and the creation of triggers. Absent if this MySQL does not have the setting. */
export interface MysqlSettings {
  readonly sqlMode: readonly string[];
  /** False: while the binary log is on, only users with SUPER can create triggers and functions there (errno 1419). */
  readonly trustsFunctionCreators?: boolean;
}

/** The settings of one primary's MySQL. */
export type SettingsFact = MysqlSettings & { readonly tablet: string };

/** An object of a keyspace's database that no move takes along. Names only, never its text. */
export interface BesideFact {
  readonly kind: "trigger" | "view" | "function" | "procedure";
  readonly name: string;
  /** The tables that a trigger belongs to or a view reads; empty for functions and procedures. */
  readonly tables: readonly TableName[];
}

/** What the MySQLs of both keyspaces report; a keyspace without a primary is not asked. */
export interface MysqlFacts {
  readonly rowImages: Sampled<RowImageFact>;
  readonly sourceSettings: Looked<SettingsFact | undefined>;
  readonly targetSettings: Looked<SettingsFact | undefined>;
  readonly beside: Looked<readonly BesideFact[] | undefined>;
}

/** Streams read whole rows from binary logs; NOBLOB omits large columns that did not change, MINIMAL all that did not. */
export function findRowImageNotFull(images: Sampled<RowImageFact>): readonly Finding[] {
  const others = listSeenValues(images).filter(({ value }) => value.image !== "FULL");
  if (others.length === 0) return NOTHING;
  const lines = others.map(({ where, value }) => `${where}: binlog_row_image is ${value.image}`);
  const isPartial = others.every(({ value }) => value.image === "NOBLOB");
  const then = isPartial
    ? "Vitess wants FULL: large columns that a change left alone are not in it"
    : "Vitess wants FULL: a stream stops at a change whose row is not whole";
  const fix = "Have a DBA set binlog_row_image to FULL at both keyspaces; what was logged before that stays as it is.";
  return makeFinding("row-image", isPartial ? "warning" : "blocking", [...listFew(lines), then], fix);
}

/** The target creates tables and writes rows under its own SQL mode, and so will applications later. */
export function findDifferentSqlModes({ sourceSettings, targetSettings }: MysqlFacts): readonly Finding[] {
  const source = findSeen(sourceSettings);
  const target = findSeen(targetSettings);
  if (source === undefined || target === undefined) return NOTHING;
  const lines = [listOnlyIn(source, target), listOnlyIn(target, source)].flat();
  if (lines.length === 0) return NOTHING;
  const then = "a table may not be made there for its defaults, and after the switch applications write under the other mode";
  return makeFinding(
    "sql-mode-differs",
    "warning",
    [...lines, then],
    "Have a DBA set the same sql_mode on both sides, unless it is meant so.",
  );
}

function listOnlyIn(one: SettingsFact, other: SettingsFact): readonly string[] {
  const modes = one.sqlMode.filter((mode) => !other.sqlMode.includes(mode));
  return modes.length === 0 ? [] : [`only ${one.tablet} has sql_mode ${modes.join(",")}`];
}

/** A move copies tables and nothing else. */
export function findNotCopied(facts: Pick<MysqlFacts, "beside" | "targetSettings">, source: string, target: string): readonly Finding[] {
  const beside = findSeen(facts.beside) ?? [];
  const tied = beside.filter(({ tables }) => tables.length > 0);
  const routines = beside.filter(({ kind }) => kind === "function" || kind === "procedure");
  if (tied.length === 0) return NOTHING;
  const lines = tied.map(({ kind, name, tables }) =>
    kind === "trigger" ? `${tables.join(", ")}: trigger ${name}` : `view ${name} reads ${tables.join(", ")}`,
  );
  const stored = routines.map(({ kind, name }) => `${kind} ${name}`);
  const there = findSeen(facts.targetSettings);
  const isRefused = there?.trustsFunctionCreators === false && tied.some(({ kind }) => kind === "trigger");
  return makeFinding(
    "not-copied",
    "warning",
    [
      ...listFew(lines),
      ...(stored.length === 0 ? [] : [`${source} has stored routines too: ${listFew(stored, 5).join(", ")}`]),
      `triggers, views and routines stay at ${source}: what they do is not done at ${target}`,
      ...(isRefused
        ? [`${there.tablet}: log_bin_trust_function_creators is OFF, so without SUPER making a trigger fails there (errno 1419)`]
        : []),
    ],
    "Make them at the target before the switch of writes where they are wanted there, and not before the copy: a trigger there would write once more.",
  );
}

/** Views whose tables Complete takes away. */
export function findViewsThatLoseTables(beside: Looked<readonly BesideFact[] | undefined>, keepsTables: boolean): readonly Finding[] {
  const views = keepsTables ? [] : (findSeen(beside) ?? []).filter(({ kind }) => kind === "view");
  if (views.length === 0) return NOTHING;
  const lines = views.map(({ name, tables }) => `view ${name} reads ${tables.join(", ")}, and fails when it is gone`);
  return makeFinding("not-copied", "warning", listFew(lines), "Drop these views first, or make them anew where the tables are now.");
}

/** The looks at MySQL, by name. */
export function collectMysqlLooks({ rowImages, sourceSettings, targetSettings, beside }: MysqlFacts, source: string): Looks {
  return {
    "row images": rowImages,
    "settings of MySQL": sourceSettings.kind === "unseen" ? sourceSettings : targetSettings,
    [`triggers and views of ${source}`]: beside,
  };
}
