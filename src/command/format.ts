import { ALL_CELLS, CANCEL_DEFAULTS, MIRROR_DEFAULTS, SWITCH_DEFAULTS } from "../core/options.ts";
import { qualified } from "../core/vitess/names.ts";
import type { Command, TypedName } from "../core/command.ts";
import { writeOptions } from "./options.ts";
import { CANCEL_OPTIONS } from "./verbs/cancel.ts";
import { VALIDATE_OPTIONS } from "./verbs/cluster.ts";
import { COMPLETE_OPTIONS, COMPLETE_TYPED_DEFAULTS } from "./verbs/complete.ts";
import { CREATE_OPTIONS, CREATE_TYPED_DEFAULTS } from "./verbs/create.ts";
import { FOLLOW_OPTIONS } from "./verbs/look.ts";
import { MIRROR_OPTIONS } from "./verbs/mirror.ts";
import { RULES_RESTORE_OPTIONS } from "./verbs/rules.ts";
import { START_STOP_OPTIONS } from "./verbs/start-stop.ts";
import { REVERSE_OPTIONS, SWITCH_OPTIONS } from "./verbs/switch.ts";
import { THROTTLE_DEFAULTS, THROTTLE_OPTIONS } from "./verbs/throttler.ts";
import { CALL_OFF_OPTIONS, OVERRIDE_OPTIONS, RESCUE_OPTIONS } from "./verbs/trouble.ts";
import { UPDATE_OPTIONS } from "./verbs/update.ts";
import { ON_SHARDS_OPTIONS } from "./verbs/vdiff-steer.ts";
import { VDIFF_OPTIONS, VDIFF_OWN_DEFAULTS } from "./verbs/vdiff.ts";

/** The one short-form line for a command, with only what differs from Tandem's defaults. `parse(format(c))` is `c` again. */
export function format(command: Command): string {
  if (command.verb === "explain") return `/movetables explain ${command.text}`;
  const words = ["/movetables", ...verbWords(command), ...subject(command), ...argumentsOf(command), ...optionsOf(command)];
  return words.join(" ");
}

function verbWords(command: Command): readonly string[] {
  if (command.verb === "form") return [command.form];
  return command.verb.split("-");
}

/** The name of the move or the keyspace, where it stands first, and the cluster. */
function subject(command: Command): readonly string[] {
  switch (command.verb) {
    case "help":
      return command.topic === undefined ? [] : command.topic.split("-");
    case "form":
      return [...(command.name === undefined ? [] : [nameOf(command.name)]), ...inCluster(command.name ?? command)];
    case "rules-restore":
      return [command.snapshot, ...(command.name === undefined ? [] : [nameOf(command.name)]), ...inCluster(command.name ?? command)];
    case "list":
    case "adopt-all":
    case "throttler-show":
    case "throttler-check":
    case "throttle":
    case "unthrottle":
    case "validate":
    case "tables":
      return [...(command.keyspace === undefined ? [] : [command.keyspace]), ...inCluster(command)];
    case "rules-get":
    case "rules-save":
    case "rules-diff":
    case "keyspaces":
      return inCluster(command);
    case "clusters":
    case "explain":
      return [];
    default:
      return [nameOf(command.name), ...inCluster(command.name)];
  }
}

/** Between quotes where it looks like something in Slack's italics. */
function nameOf(name: TypedName): string {
  const plain = qualified(name);
  return plain.startsWith("_") && plain.endsWith("_") ? `"${plain}"` : plain;
}

function inCluster({ cluster }: { readonly cluster?: string }): readonly string[] {
  return cluster === undefined ? [] : [`--cluster=${cluster}`];
}

function argumentsOf(command: Command): readonly string[] {
  switch (command.verb) {
    case "vdiff-create":
      return command.uuid === undefined ? [] : [command.uuid];
    case "vdiff-show":
    case "vdiff-delete":
      return [command.arg];
    case "vdiff-stop":
    case "vdiff-resume":
      return [command.uuid];
    case "rules-get":
      return command.documents;
    case "rules-save":
      return command.label === undefined ? [] : [command.label];
    case "rules-diff":
      return [command.snapshot];
    case "throttler-check":
    case "throttle":
    case "unthrottle":
      return [command.app];
    case "preflight":
      return [command.step];
    case "override":
      return [command.step, command.findings.join(",")];
    default:
      return [];
  }
}

function optionsOf(command: Command): readonly string[] {
  switch (command.verb) {
    case "create": {
      const { options, dryRun } = command;
      const allCells = options.cells.includes(ALL_CELLS);
      const typed = { ...options, allCells, cells: allCells ? [] : options.cells, removeAutoIncrement: false, dryRun };
      return writeOptions(CREATE_OPTIONS, typed, CREATE_TYPED_DEFAULTS);
    }
    case "start":
    case "stop":
      return writeOptions(START_STOP_OPTIONS, command, { shards: [] });
    case "follow":
      return writeOptions(FOLLOW_OPTIONS, command, { here: false });
    case "vdiff-create":
      return writeOptions(VDIFF_OPTIONS, command.options, VDIFF_OWN_DEFAULTS);
    case "vdiff-stop":
    case "vdiff-resume":
      return writeOptions(ON_SHARDS_OPTIONS, command, { shards: [] });
    case "switch":
      return writeOptions(SWITCH_OPTIONS, { ...command.options, dryRun: command.dryRun }, { ...SWITCH_DEFAULTS, dryRun: false });
    case "reverse":
      return writeOptions(REVERSE_OPTIONS, { ...command.options, dryRun: command.dryRun }, { ...SWITCH_DEFAULTS, dryRun: false });
    case "complete": {
      const { options, dryRun, form } = command;
      const dropTables = !form && !options.keepData && !options.renameTables;
      return writeOptions(COMPLETE_OPTIONS, { ...options, dropTables, dryRun }, COMPLETE_TYPED_DEFAULTS);
    }
    case "cancel":
    case "delete":
      return writeOptions(CANCEL_OPTIONS, command.options, CANCEL_DEFAULTS);
    case "update":
      return writeOptions(UPDATE_OPTIONS, command.options);
    case "mirror":
      return writeOptions(MIRROR_OPTIONS, command.options, { tabletTypes: MIRROR_DEFAULTS.tabletTypes });
    case "rules-restore":
      return writeOptions(RULES_RESTORE_OPTIONS, command, { documents: [], whole: false, dryRun: false });
    case "throttle":
      return writeOptions(THROTTLE_OPTIONS, command, THROTTLE_DEFAULTS);
    case "validate":
      return writeOptions(VALIDATE_OPTIONS, command, { pingTablets: false });
    case "override":
      return writeOptions(OVERRIDE_OPTIONS, command);
    case "rescue":
      return writeOptions(RESCUE_OPTIONS, command);
    case "call-off":
      return writeOptions(CALL_OFF_OPTIONS, command);
    default:
      return [];
  }
}
