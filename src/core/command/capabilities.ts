import type { Command } from "./command.ts";
import { type AnyOptions, isAtDefault, type OptionRow, type OptionRows, formatOptionValue } from "../options/row.ts";
import { VDIFF } from "../options/vdiff.ts";
import { formatTypedVerb, VERB_ROWS } from "./verbs.ts";
import { pickNewestMajor, type VitessVersion } from "../vitess/version.ts";
import type { RuleDocument } from "../options/kinds.ts";

/** An option or a verb that a release of Vitess lacks. */
export interface Lacking {
  /** As people type it: `--force`, or a verb such as `mirror`; for v1, the commands they pasted. */
  readonly option: string;
  /** The release it requires: this one and later, or this one and earlier, by `bound`. */
  readonly needs: number;
  readonly bound: "since" | "until";
}

/**
 * What a command requires and a release lacks; empty when the release can run the command. An option at its default requires nothing:
 * either Tandem does not send it, or a release without it does the same. `docs/facts/the-wire.md#first-releases` lists when fields and
 * calls appeared. A release nobody has checked counts as lacking them. If a cluster's release is known only as a range, an option is
 * missing only when the whole range lacks it, unless ignoring it would do more than people requested.
 */
export function listLackingNeeds(version: VitessVersion, command: Command): readonly Lacking[] {
  return needsOfCommand(command).filter(({ option, needs, bound }) => {
    if (bound === "until") return version.major > needs;
    return (isDroppingMore(command, option) ? version.major : pickNewestMajor(version)) < needs;
  });
}

/** A release without it silently ignores the option and drops the tables of all shards. */
function isDroppingMore({ verb }: Command, option: string): boolean {
  return (verb === "cancel" || verb === "delete") && option === "--shards";
}

/** True when the releases Tandem supports run the command differently, so that the connected one matters. */
export function commandDependsOnVersion(command: Command): boolean {
  return command.verb === "vdiff-create" || needsOfCommand(command).length > 0;
}

function needsOfCommand(command: Command): readonly Lacking[] {
  if (command.verb === "form") return [];
  const row = VERB_ROWS[command.verb];
  const ofVerb = "since" in row ? [{ option: formatTypedVerb(command.verb), needs: row.since, bound: "since" } as const] : [];
  const documents = "documents" in command ? command.documents : [];
  return [
    ...ofVerb,
    ...needsOfOptions(row.options, { ...command, ...("options" in command ? command.options : {}) }),
    ...documents.map((document) => ({ option: document, needs: DOCUMENT_SINCE[document], bound: "since" }) as const),
  ];
}

const DOCUMENT_SINCE: Readonly<Record<RuleDocument, number>> = { tables: 11, shards: 15, keyspaces: 20, mirrors: 21 };

/** What these options require, by their rows. */
export function needsOfOptions(rows: OptionRows, options: AnyOptions): readonly Lacking[] {
  return Object.entries(rows).flatMap(([field, row]) => {
    const bound = row.since === undefined ? "until" : "since";
    const needs = row.since ?? row.until;
    if (needs === undefined || !isOptionGiven(row, options[field], { rows, options })) return [];
    return [{ option: row.calledInRefusals ?? `--${row.name}`, needs, bound }];
  });
}

interface Among {
  readonly rows: OptionRows;
  readonly options: AnyOptions;
}

function isOptionGiven(row: OptionRow, value: unknown, { rows, options }: Among): boolean {
  if (row.kind === "order") return value === true && isOrderChosen(options["tabletTypes"], rows["tabletTypes"]);
  if (row.oneIsOlder === true && Array.isArray(value)) return value.length > 1;
  return !isAtDefault(row, value) && !(row.anyReleaseTakes ?? []).some((taken) => taken === value);
}

/** If nobody chose the types, the release decides their order. */
function isOrderChosen(types: unknown, row: OptionRow | undefined): boolean {
  return Array.isArray(types) && types.length > 1 && formatOptionValue(types) !== formatOptionValue(row?.default);
}

/**
 * The command without Tandem's own additions that the release lacks: before 19, VDiff always keeps ten differing rows in its report, which
 * stays in Vitess.
 */
export function withoutAdditions<C extends Command>(version: VitessVersion, command: C): C {
  const { since, ownDefault, default: otherwise } = VDIFF.maxReportSampleRows;
  if (command.verb !== "vdiff-create" || version.major >= since || command.options.maxReportSampleRows !== ownDefault) return command;
  return { ...command, options: { ...command.options, maxReportSampleRows: otherwise } };
}
