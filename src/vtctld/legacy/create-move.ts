import { CREATE_DEFAULTS } from "../../core/options.ts";
import type { CreateOptions } from "../../core/options.ts";
import { Fault } from "../../operations/fault.ts";
import type { WorkflowIn } from "../../operations/ports.ts";
import type { Commands } from "./calls.ts";
import { commandLine, IN_ORDER_SINCE, listed, of, sameTypes, tabletTypes, yes } from "./command-line.ts";
import type { Flags } from "./command-line.ts";
import { refuseWhatIsMissing } from "./needs.ts";

const DEFAULT_TYPES = { types: CREATE_DEFAULTS.tabletTypes, inOrder: CREATE_DEFAULTS.tabletTypesInOrder };

/** The last release with the commands of the first kind. */
export const LAST_WITH_V1 = 15;

/**
 * MoveTables Create, or with `v1` the command that came before it. Tablet types that are the default are left to the release, whose own default
 * they become: before 14, which knows no order, primary, replica and rdonly alike.
 */
export async function createMove(commands: Commands, name: WorkflowIn, options: CreateOptions, waitMs?: number): Promise<void> {
  const { major, deadlines } = commands;
  refuseWhatIsMissing(major, needsOf(options));
  const { targetKeyspace, workflow } = name;
  const tables = options.tables.join(",");
  const args =
    options.v1 && major <= LAST_WITH_V1
      ? commandLine(
          major,
          "MoveTables",
          { v1: true, workflow, ...flagsOf(major, options), all: yes(options.allTables) },
          options.sourceKeyspace,
          targetKeyspace,
          ...(options.allTables ? [] : [tables]),
        )
      : commandLine(
          major,
          "MoveTables",
          {
            source: options.sourceKeyspace,
            ...(options.allTables ? { all: true } : { tables }),
            ...flagsOf(major, options),
          },
          "Create",
          of(name),
        );
  try {
    await commands.write(args, waitMs ?? deadlines.create);
  } catch (error) {
    if (!(error instanceof Fault) || !hasBegun(error)) throw error;
  }
}

/** The command waits half a minute for its streams; slower ones go on all the same (docs/facts/old-releases.md#create-that-goes-on). */
function hasBegun({ kind, message }: Fault): boolean {
  return kind === "refused" && /^workflow did not start within \S+$/.test(message.trim());
}

function flagsOf(major: number, options: CreateOptions): Flags {
  const types = { types: options.tabletTypes, inOrder: options.tabletTypesInOrder };
  return {
    exclude: listed(options.excludeTables),
    cells: listed(options.cells),
    tablet_types: sameTypes(types, DEFAULT_TYPES) ? undefined : tabletTypes(major, types),
    auto_start: options.autoStart ? undefined : "false",
    stop_after_copy: yes(options.stopAfterCopy),
    source_time_zone: options.sourceTimeZone === "" ? undefined : options.sourceTimeZone,
    drop_foreign_keys: yes(options.dropForeignKeys),
    source_shards: listed(options.sourceShards),
    "on-ddl": options.onDdl === "IGNORE" ? undefined : options.onDdl,
    "defer-secondary-keys": yes(options.deferSecondaryKeys && major >= 16),
  };
}

/**
 * Where the facts tell no release for an option of the command, the one after which it was surely there. Deferring secondary keys is a way
 * to copy faster and not a property of the move: before 16 the copy does without.
 */
function needsOf(options: CreateOptions) {
  const types = { types: options.tabletTypes, inOrder: options.tabletTypesInOrder };
  return [
    {
      asked: options.tabletTypesInOrder && options.tabletTypes.length > 1 && !sameTypes(types, DEFAULT_TYPES),
      what: "an order of preference for tablet types",
      since: IN_ORDER_SINCE,
    },
    { asked: options.sourceTimeZone !== "", what: "a source time zone", since: 14 },
    { asked: options.dropForeignKeys, what: "leaving out foreign keys", since: 14 },
    { asked: options.sourceShards.length > 0, what: "moving some source shards", since: 15 },
    { asked: options.onDdl !== "IGNORE", what: `on-ddl ${options.onDdl}`, since: 16 },
    { asked: options.noRoutingRules, what: "a move without routing rules", since: 18 },
    { asked: options.atomicCopy, what: "an atomic copy", since: 18 },
    // Before 18 the Migrate command does this, with another kind of workflow.
    { asked: options.externalClusterName !== "", what: "a source in another cluster", since: 18 },
    { asked: options.tenantId !== "", what: "a multi-tenant move", since: 20 },
    { asked: options.targetShards.length > 0, what: "moving to some target shards", since: 20 },
    // LEAVE is what these releases do, and REMOVE a default that nobody chose.
    { asked: options.shardedAutoIncrement === "REPLACE", what: "replacing AUTO_INCREMENT by sequences", since: 21 },
    { asked: options.globalKeyspace !== "", what: "a global keyspace", since: 21 },
    { asked: Object.keys(options.configOverrides).length > 0, what: "settings of VReplication for one workflow", since: 21 },
  ];
}
