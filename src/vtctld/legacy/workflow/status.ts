import { readTableName } from "../../typed/call/fields.ts";
import type { TableCopy, WorkflowStatus } from "../../../core/readings/readings.ts";
import { Fault } from "../../../operations/fault.ts";
import type { WorkflowIn } from "../../../operations/ports.ts";
import type { Commands } from "../call/calls.ts";
import { buildCommand, nameWorkflow } from "../call/command-line.ts";

/** The text of `GetState` and the numbers of `Progress`, whose lag is wrong (docs/facts/streams-and-copy.md#lag-in-the-text). */
export async function readWorkflowStatus(commands: Commands, name: WorkflowIn): Promise<WorkflowStatus> {
  const ask = (action: string): Promise<string> =>
    commands.read(buildCommand(commands.major, "MoveTables", {}, action, nameWorkflow(name)));
  const [state, progress] = await Promise.all([ask("GetState"), ask("Progress")]);
  return { trafficState: parseTrafficState(state), tableCopy: parseTableCopy(progress) };
}

export function parseTrafficState(printed: string): string {
  const words = printed.trim();
  if (!/Switched|switched/.test(words)) throw new Fault("unexpected", "Vitess answered GetState without saying what is switched");
  return words;
}

const TABLE_LINE = /^(.+): rows copied (\d+)\/(\d+) \(\d+%\), size copied (\d+)\/(\d+) \(\d+%\)$/gm;

/** Empty if every table is copied, and also before the first start, when Vitess says `Copy Completed.` as well. */
export function parseTableCopy(printed: string): readonly TableCopy[] {
  return [...printed.matchAll(TABLE_LINE)]
    .map(([, table = "", rows = "0", rowsTotal = "0", bytes = "0", bytesTotal = "0"]) => ({
      table: readTableName(table),
      rowsCopied: BigInt(rows),
      rowsTotal: BigInt(rowsTotal),
      bytesCopied: BigInt(bytes),
      bytesTotal: BigInt(bytesTotal),
    }))
    .toSorted((a, b) => (a.table < b.table ? -1 : 1));
}
