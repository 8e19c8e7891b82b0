import { CANCEL_DEFAULTS, CREATE_DEFAULTS, SWITCH_DEFAULTS } from "../core/options.ts";
import { qualified } from "../core/names.ts";
import type { Command } from "../core/command.ts";
import { writeOptions } from "./options.ts";
import { CANCEL_OPTIONS } from "./verbs/cancel.ts";
import { COMPLETE_OPTIONS, COMPLETE_TYPED_DEFAULTS } from "./verbs/complete.ts";
import { CREATE_OPTIONS } from "./verbs/create.ts";
import { FOLLOW_OPTIONS, SHOW_OPTIONS } from "./verbs/look.ts";
import { REVERSE_OPTIONS, SWITCH_OPTIONS } from "./verbs/switch.ts";
import { VDIFF_OPTIONS, VDIFF_OWN_DEFAULTS, VDIFF_SHOW_OPTIONS } from "./verbs/vdiff.ts";

/** The one short-form line for a command, with only what differs from Tandem's defaults. `parse(format(c))` is `c` again. */
export function format(command: Command): string {
  const words = ["/movetables", ...verbWords(command), ...subject(command), ...argumentsOf(command), ...optionsOf(command)];
  return words.join(" ");
}

function verbWords({ verb }: Command): readonly string[] {
  return verb === "create-form" ? ["create"] : verb.split("-");
}

/** The name of the move, or what stands in its place, and the cluster. */
function subject(command: Command): readonly string[] {
  if (command.verb === "help") return command.topic === undefined ? [] : command.topic.split("-");
  if (command.verb === "create-form") return inCluster(command);
  if (command.verb === "list") return [...(command.keyspace === undefined ? [] : [command.keyspace]), ...inCluster(command)];
  return [qualified(command.name), ...inCluster(command.name)];
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
    default:
      return [];
  }
}

function optionsOf(command: Command): readonly string[] {
  switch (command.verb) {
    case "create":
      return writeOptions(CREATE_OPTIONS, command.options, CREATE_DEFAULTS);
    case "show":
      return writeOptions(SHOW_OPTIONS, command, { logs: false });
    case "follow":
      return writeOptions(FOLLOW_OPTIONS, command, { here: false });
    case "vdiff-create":
      return writeOptions(VDIFF_OPTIONS, command.options, VDIFF_OWN_DEFAULTS);
    case "vdiff-show":
      return writeOptions(VDIFF_SHOW_OPTIONS, command, { verbose: false });
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
      return writeOptions(CANCEL_OPTIONS, command.options, CANCEL_DEFAULTS);
    default:
      return [];
  }
}
