import { VtctldError } from "../cluster/errors.ts";
import type { LegacyOperation } from "./event-log.ts";
import { listVDiffFlags } from "./flag-specs.ts";
import { parseFlags } from "./flags.ts";
import { moveTables } from "./move-tables.ts";
import { applyRoutingRules, getRoutingRules } from "./routing-rules.ts";
import {
  getCellInfoNames,
  getKeyspaces,
  getVSchema,
  listAllTablets,
  listShardTablets,
  setShardTabletControl,
  printTopology,
} from "./topology-commands.ts";
import { asksForV1, runDropSources, hasV1, moveTablesV1, switchReadsCommand, switchWritesCommand } from "./v1-commands.ts";
import { runVDiffV1 } from "./vdiff-v1.ts";
import { runVDiffV2 } from "./vdiff-v2.ts";
import { runWorkflowCommand } from "./workflow-command.ts";
import { splitName } from "./workflow-state.ts";

type Command = (operation: LegacyOperation, args: readonly string[]) => Promise<void> | void;

/** The imitated commands; names in lower case, as case does not matter. */
const commands: Readonly<Record<string, Command>> = {
  movetables: (operation, args) =>
    hasV1(operation.cluster.version) && asksForV1(operation.cluster.version, args)
      ? moveTablesV1(operation, args)
      : moveTables(operation, args),
  vdiff: runVDiffCommand,
  workflow: runWorkflowCommand,
  getroutingrules: getRoutingRules,
  applyroutingrules: applyRoutingRules,
  listalltablets: listAllTablets,
  listshardtablets: listShardTablets,
  getkeyspaces: getKeyspaces,
  getcellinfonames: getCellInfoNames,
  getvschema: getVSchema,
  setshardtabletcontrol: setShardTabletControl,
  topocat: printTopology,
  validate: () => undefined,
};

/** The commands of v1, gone with 16. */
const v1Commands: Readonly<Record<string, Command>> = {
  switchreads: switchReadsCommand,
  switchwrites: switchWritesCommand,
  dropsources: runDropSources,
};

/** Executes a line of the legacy service; everything it reports goes into the operation's log. */
export async function runLegacyCommand(operation: LegacyOperation, line: readonly string[]): Promise<void> {
  const { version } = operation.cluster;
  const [name, ...args] = line;
  if (name === undefined) {
    operation.log.print("No command specified. Please see the list below:\n\n");
    throw new VtctldError("no command was specified");
  }
  const key = name.toLowerCase();
  const command = commands[key] ?? (hasV1(version) ? v1Commands[key] : undefined);
  if (command === undefined) {
    operation.log.print(`Unknown command: ${name}\n`);
    throw new VtctldError("unknown command");
  }
  await command(operation, dropSeparator(operation, args));
}

/** Whether this simulator imitates a command, in any version. */
export function imitates(name: string): boolean {
  const key = name.toLowerCase();
  return commands[key] !== undefined || v1Commands[key] !== undefined;
}

/** The start of it; advice for three other commands follows. */
const separatorNotice =
  'DEPRECATION NOTICE: in v14, users needed to add a double-dash ("--") separator to split up top-level and sub-command arguments/flags.';

/** From 15 on the double dash that 14 required is removed, with a warning. */
function dropSeparator(operation: LegacyOperation, args: readonly string[]): string[] {
  const at = args.indexOf("--");
  if (operation.cluster.version < 15 || at < 0) return [...args];
  operation.log.warning("vtctl.go", separatorNotice);
  return args.filter((_, index) => index !== at);
}

/** v1 is the default up to 15, v2 from 16 on; 14 and 15 have both. */
async function runVDiffCommand(operation: LegacyOperation, args: readonly string[]): Promise<void> {
  const { version } = operation.cluster;
  const flags = parseFlags(version, listVDiffFlags(version), args, operation.log);
  const second = version >= 16 ? !flags.bool("v1", false) : flags.bool("v2", false);
  const [text, ...rest] = flags.positionals;
  if (text === undefined || (!second && rest.length > 0)) throw new VtctldError("<keyspace.workflow> is required");
  const name = splitName(text);
  if (second) await runVDiffV2(operation, name, rest, flags);
  else await runVDiffV1(operation, name, flags);
}
