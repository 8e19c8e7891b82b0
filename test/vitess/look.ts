import { ConfigError, type Mistake } from "../../src/config/problems.ts";
import { createSettingsReader } from "../../src/config/read.ts";
import { readOneCluster } from "../../src/config/vtctld.ts";
import { isKeyspace, isWorkflowName, type Keyspace, isTableName, type TableName } from "../../src/core/vitess/names.ts";
import { estimateSizes } from "../../src/operations/readings/table-sizes.ts";
import type { WorkflowIn } from "../../src/operations/ports.ts";
import { readMove } from "../../src/operations/readings/read-move.ts";
import { openVitess } from "../../src/vtctld/open.ts";
import { type Denial, openDenial } from "./denial.ts";
import type { TablesToMove } from "./settings.ts";
import { tableNamed } from "../names.ts";

/** A separate channel to vtctld for the run: this state comes from Vitess and not from Tandem. */
export interface Look {
  /** Vitess's own words for where the move is. */
  state(): Promise<string>;
  /** What prevents the run before anything is done; undefined if nothing does. */
  obstacle(): Promise<string | undefined>;
  /** Undefined if the tables are where a completed move leaves them. */
  unfinished(): Promise<string | undefined>;
  /** Denies writes to the first of the tables, and unblocks them. */
  readonly denial: Denial;
  close(): void;
}

/** Opens it with the settings that Tandem gets. Throws a ConfigError that names the wrong ones. */
export function openLook(vtctld: Readonly<Record<string, string>>, asked: TablesToMove): Look {
  const problems: Mistake[] = [];
  const config = readOneCluster(createSettingsReader(vtctld, problems), () => undefined)?.clusters[0];
  const [source, target] = [
    keyspace("SOURCE_KEYSPACE", asked.sourceKeyspace, problems),
    keyspace("TARGET_KEYSPACE", asked.targetKeyspace, problems),
  ];
  const { workflow } = asked;
  if (!isWorkflowName(workflow))
    problems.push({ setting: "WORKFLOW", wrong: "is no name of a workflow", right: "letters, digits, _ and -" });
  if (problems.length > 0 || config === undefined || source === undefined || target === undefined || !isWorkflowName(workflow))
    throw new ConfigError(problems);

  const tables = asked.tables.filter(isTableName);
  const [first] = tables;
  if (first === undefined || tables.length < asked.tables.length)
    throw new ConfigError([{ setting: "TABLES", wrong: "has a name that no table can have", right: "names with commas between" }]);

  const { vitess, close } = openVitess(config);
  const denial = openDenial(config, vitess, source, first);
  const name: WorkflowIn = { targetKeyspace: target, workflow };
  const renamed = tables.map((table) => tableNamed(`_${table.slice(0, 59)}_old`));
  const present = async (where: Keyspace, wanted: readonly TableName[]): Promise<readonly TableName[]> =>
    (await estimateSizes(vitess, where, wanted)).map((size) => size.table);

  return {
    async state() {
      const known = { sourceKeyspace: source, tables };
      const { workflow: read, trafficState, denied, sourceTables, targetTables } = await readMove(vitess, name, known, Date.now());
      const streams = read?.streams.map(
        (stream) => `${stream.tablet} ${stream.state}${stream.message === "" ? "" : `: ${stream.message}`}`,
      );
      return [
        read === undefined
          ? `no workflow ${workflow}`
          : `${trafficState ?? "no traffic state"} · streams: ${streams?.join(", ") ?? "none"}`,
        `tables in ${source}: ${list(sourceTables)}; in ${target}: ${list(targetTables)}`,
        `denied: ${list(denied.map((one) => `${one.keyspace}/${one.shard} ${one.tables.join(" ")}`))}`,
      ].join(" · ");
    },
    async obstacle() {
      const [there, left, taken, same, found] = await Promise.all([
        present(source, tables),
        present(source, renamed),
        present(target, tables),
        vitess.workflows(target, { workflow }),
        Promise.all([vitess.validateKeyspace(source, true), vitess.validateKeyspace(target, true)]),
      ]);
      const missing = tables.filter((table) => !there.includes(table));
      const obstacles = [
        missing.length > 0 && `${source} has no ${list(missing)}.`,
        taken.length > 0 && `${target} has ${list(taken)} already; the copy wants tables that are not there.`,
        left.length > 0 &&
          `${source} has ${list(left)} already, so Complete could not rename the tables to that. Remove or rename what is left of an earlier move.`,
        same.length > 0 && `${target} has a workflow ${workflow} already; set WORKFLOW to another name.`,
        ...found.flat().map((problem) => `Vitess finds: ${problem}`),
      ].filter((one) => one !== false);
      return obstacles.length === 0 ? undefined : obstacles.join("\n  ");
    },
    async unfinished() {
      const [atSource, atTarget] = await Promise.all([present(source, [...tables, ...renamed]), present(target, tables)]);
      const missing = [...renamed.filter((table) => !atSource.includes(table)), ...tables.filter((table) => !atTarget.includes(table))];
      const left = tables.filter((table) => atSource.includes(table));
      return missing.length + left.length === 0
        ? undefined
        : `Vitess does not show ${list(missing)}, and still shows ${list(left)} in ${source}.`;
    },
    denial,
    close() {
      denial.close();
      close();
    },
  };
}

function keyspace(setting: string, text: string, problems: Mistake[]): Keyspace | undefined {
  if (isKeyspace(text)) return text;
  problems.push({ setting, wrong: "is no name of a keyspace", right: "letters, digits, _ and -" });
  return undefined;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? "none" : items.join(", ");
}
