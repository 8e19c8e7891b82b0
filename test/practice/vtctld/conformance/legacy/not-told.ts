import { imitates } from "../../../../../practice/vtctld/legacy/commands.ts";
import { isRpcName } from "../../../../../practice/vtctld/rpc/handlers.ts";
import { argumentsOf, type RecordedLegacyCall } from "./recordings.ts";

const noUse = "Tandem never sends it";
const typed = "Tandem asks the typed call of this name";

/** The one list of what the recordings of 12 and 14 contain and the replay skips. Every scenario is replayed, except for these calls. */
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

/** Why the replay skips a call, or undefined if it does not. A call that is neither imitated nor listed is an error. */
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

/** How an older version answers a call it lacks. */
const unimplemented = 12;
