import { imitates } from "../../../../../practice/vtctld/legacy/commands.ts";
import { isRpcName } from "../../../../../practice/vtctld/rpc/handlers.ts";
import type { RecordedLegacyCall } from "./recordings.ts";
import { argumentsOf } from "./recordings.ts";

const noUse = "Tandem never sends it";
const typed = "Tandem asks the typed call of this name";

/** The one list of what the recordings of 12 and 14 hold and the replay leaves out. Every scenario is replayed; these calls of them are not. */
const notTold: Readonly<Record<string, string>> = {
  // Commands
  ApplyVSchema: noUse,
  GetKeyspace: typed,
  GetPermissions: noUse,
  GetSchema: typed,
  GetShard: typed,
  GetTablet: typed,
  help: "help texts are not imitated",
  Migrate: noUse,
  Reshard: noUse,
  ShardReplicationPositions: typed,
  ValidateVersionKeyspace: noUse,

  // Typed calls
  "typed GetKeyspace": "not declared",
  "typed GetSrvVSchema": "not declared",
  "typed GetTablet": "not declared",
  "typed GetVersion": "the recorded tablets were built without a version",
  "typed ShardReplicationPositions": "nearly every field is MariaDB's",
  "typed ValidateShard": "not declared",
  "typed ValidateVersionKeyspace": "not declared",
};

/** Why a call is left out of the replay, or undefined if it is told. A call that nobody imitates and nobody listed is an error. */
export function whyNotTold(call: RecordedLegacyCall): string | undefined {
  const [command] = argumentsOf(call);
  const isCommand = call.method === "ExecuteVtctlCommand";
  const name = isCommand ? (command ?? "") : `typed ${call.method}`;
  const reason = notTold[name === "Help" ? "help" : name];
  if (reason !== undefined) return `${name}: ${reason}`;
  const answered = isCommand
    ? command === undefined || imitates(command) || call.status.details === "unknown command"
    : isRpcName(call.method) || call.status.code === unimplemented;
  if (!answered) throw new Error(`call ${call.seq}, ${name}, is neither imitated nor listed as not told`);
  return undefined;
}

/** What an older version answers to a call it does not have. */
const unimplemented = 12;
