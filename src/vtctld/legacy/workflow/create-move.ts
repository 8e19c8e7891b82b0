import type { CreateOptions } from "../../../core/options/options.ts";
import { CREATE } from "../../../core/options/create.ts";
import { attempt, Fault } from "../../../operations/fault.ts";
import type { WorkflowIn } from "../../../operations/ports.ts";
import type { Commands } from "../call/calls.ts";
import { buildCommand, nameWorkflow, omitFalse, type Flags } from "../call/command-line.ts";
import { listNeeds, refuseMissingNeeds } from "../../typed/call/needs.ts";
import { toOptionFlags, type RowsWithFlags } from "../call/option-flags.ts";

const FLAGS = [
  "exclude",
  "cells",
  "tablet_types",
  "auto_start",
  "stop_after_copy",
  "source_time_zone",
  "drop_foreign_keys",
  "source_shards",
  "on-ddl",
] as const;
const ROWS = CREATE satisfies RowsWithFlags<(typeof FLAGS)[number]>;

/** The last release with the commands of the first kind. */
export const LAST_WITH_V1 = 15;

/**
 * MoveTables Create, or with `v1` the command before it. Omits default tablet types, so the release's own default applies: before 14, which
 * knows no order, that is primary, replica and rdonly alike.
 */
export async function createMove(commands: Commands, name: WorkflowIn, options: CreateOptions, waitMs?: number): Promise<void> {
  const { major, deadlines } = commands;
  refuseMissingNeeds(major, listNeeds(CREATE, options));
  const { targetKeyspace, workflow } = name;
  const tables = options.tables.join(",");
  const args =
    options.v1 && major <= LAST_WITH_V1
      ? buildCommand(
          major,
          "MoveTables",
          { v1: true, workflow, ...toCreateFlags(major, options), all: omitFalse(options.allTables) },
          options.sourceKeyspace,
          targetKeyspace,
          ...(options.allTables ? [] : [tables]),
        )
      : buildCommand(
          major,
          "MoveTables",
          {
            source: options.sourceKeyspace,
            ...(options.allTables ? { all: true } : { tables }),
            ...toCreateFlags(major, options),
          },
          "Create",
          nameWorkflow(name),
        );
  const fault = await attempt(() => commands.write(args, waitMs ?? deadlines.create));
  if (fault instanceof Fault && !startsAnyway(fault)) throw fault;
}

/** The command waits half a minute for its streams; slower ones go on anyway (docs/facts/old-releases.md#create-that-goes-on). */
function startsAnyway({ kind, message }: Fault): boolean {
  return kind === "refused" && /^workflow did not start within \S+$/.test(message.trim());
}

function toCreateFlags(major: number, options: CreateOptions): Flags {
  return {
    ...toOptionFlags(FLAGS, { major, rows: ROWS, options }),
    "defer-secondary-keys": omitFalse(options.deferSecondaryKeys && major >= 16),
  };
}
