import type { Command, TypedName } from "../core/command/command.ts";
import { qualifyName } from "../core/vitess/names.ts";
import { ALL_CELLS } from "../core/options/options.ts";
import type { AnyOptions } from "../core/options/row.ts";
import { formatTypedVerb, VERB_ROWS } from "../core/command/verbs.ts";
import { writeOptions } from "./verbs/options.ts";

/** The one short-form line for a command, with only what differs from Tandem's defaults. `parse(format(c))` gives `c` again. */
export function format(command: Command): string {
  if (command.verb === "explain") return `/movetables explain ${command.text}`;
  const words = [
    "/movetables",
    ...formatVerbWords(command),
    ...formatSubject(command),
    ...formatArguments(command),
    ...formatOptions(command),
  ];
  return words.join(" ");
}

function formatVerbWords(command: Command): readonly string[] {
  if (command.verb === "form") return [command.form];
  return formatTypedVerb(command.verb).split(" ");
}

/** The name of the move or keyspace, if it comes first, and the cluster. */
function formatSubject(command: Command): readonly string[] {
  if (command.verb === "help") return command.topic?.split("-") ?? [];
  const name = "name" in command ? command.name : undefined;
  const cluster = name?.cluster ?? ("cluster" in command ? command.cluster : undefined);
  return [
    ...(command.verb === "rules-restore" ? [command.snapshot] : []),
    ...(command.verb === "break-glass" ? [command.operation, ...(command.snapshot === undefined ? [] : [command.snapshot])] : []),
    ...(name === undefined ? [] : [formatName(name)]),
    ...("keyspace" in command && command.keyspace !== undefined ? [command.keyspace] : []),
    ...(isOnWholeCluster(command) ? ["*"] : []),
    ...("pattern" in command ? [command.pattern] : []),
    ...(cluster === undefined ? [] : [`--cluster=${cluster}`]),
  ];
}

/** The verbs that a star stands for the whole cluster of. */
function isOnWholeCluster(command: Command): boolean {
  const { verb } = command;
  return (verb === "freeze" || verb === "thaw" || verb === "break-glass-thaw") && command.keyspace === undefined;
}

/** Quotes a name that Slack would show in italics. */
function formatName(name: TypedName): string {
  const plain = qualifyName(name);
  return plain.startsWith("_") && plain.endsWith("_") ? `"${plain}"` : plain;
}

/** The words after the name. */
function formatArguments(command: Command): readonly string[] {
  if (command.verb === "override") return [command.step, command.findings.join(",")];
  if (command.verb === "preflight") return [command.step];
  if (command.verb === "rules-get") return command.documents;
  if (command.verb === "rules-save") return command.label === undefined ? [] : [command.label];
  if (command.verb === "rules-diff") return [command.snapshot];
  if ("arg" in command) return [command.arg];
  if ("app" in command) return [command.app];
  return "uuid" in command && command.uuid !== undefined ? [command.uuid] : [];
}

function formatOptions(command: Command): readonly string[] {
  // Here the documents are words.
  if (command.verb === "form" || command.verb === "rules-get") return [];
  return writeOptions(VERB_ROWS[command.verb].options, { ...command, ...pickTypedOptions(command) });
}

/** The options as people type them, if the command holds them in another form. */
function pickTypedOptions(command: Command): AnyOptions {
  switch (command.verb) {
    case "create": {
      const { options } = command;
      return options.cells.includes(ALL_CELLS) ? { ...options, allCells: true, cells: [] } : options;
    }
    case "complete": {
      const { options, form } = command;
      return { ...options, dropTables: !form && !options.keepData && !options.renameTables };
    }
    default:
      return "options" in command ? command.options : {};
  }
}
