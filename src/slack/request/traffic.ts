import type { TableName } from "../../core/vitess/names.ts";
import type { WorkflowFacts } from "../../core/operation/request/facts.ts";
import { type OnWorkflow, planCalls } from "../../core/operation/request/operations.ts";
import type { SwitchOptions } from "../../core/options/options.ts";
import { REVERSE, SWITCH } from "../../core/options/switch.ts";
import type { StopPromise } from "../../core/preflight/cluster/silent-tablets.ts";
import { parseShare } from "../../core/move/traffic.ts";
import { markCode } from "../text/escape.ts";
import { joinWithAnd, listNames } from "../text/lists.ts";
import { sayDuration } from "../text/times.ts";
import { sayOptions } from "./option-words.ts";
import { sayTenantUndo } from "../wording/tenant.ts";
import type { TabletType } from "../../core/options/kinds.ts";

/** A request in words: the title's verb, what will happen, and whether it can be undone. */
export interface ProposalWords {
  /** "switch reads, then writes, of customer.c2c to customer": begins with a verb. */
  readonly title: string;
  readonly happens: string;
  readonly undo: string;
}

/** The input for the words of an operation on a workflow; all names except those of the tables come formatted. */
export interface Named {
  readonly proposal: OnWorkflow;
  readonly facts: WorkflowFacts;
  readonly move: string;
  readonly source: string;
  readonly target: string;
  readonly tables: readonly TableName[];
  /** True if no rule routes these tables, because the workflow was created without routing rules. */
  readonly hasNoRules: boolean;
  readonly soakMs: number;
  readonly stopped: StopPromise;
}

/** What the words of a switch need beside its proposal: the soak, and what may be promised about how long writes stop. */
export type SwitchTerms = Pick<Named, "soakMs" | "stopped">;

export function switchWords(options: SwitchOptions, about: Named): ProposalWords {
  return {
    title: `switch ${sayParts(about, options)} of ${about.move} to ${about.target}`,
    happens: `${switchSteps(about, options)}.`,
    undo: switchUndo(options, about),
  };
}

export function reverseWords(options: SwitchOptions, about: Named): ProposalWords {
  const left = selectTypesToMove("reverse", options.tabletTypes, about, options);
  return {
    title: `switch ${saySides(left.length === 0 ? options.tabletTypes : left)} of ${about.move} back to ${about.source}`,
    happens: `${[...sayTraffic("reverse", options.tabletTypes, about, options), sayAlreadyThere("reverse", about, options), ...sayOptions(REVERSE, options), reverseWorkflow("reverse", about, options)].filter(Boolean).join("; ")}.`,
    undo: options.enableReverseReplication
      ? "Yes, by SwitchTraffic, until the workflow is completed or cancelled."
      : "Not without losing the writes made after it.",
  };
}

/** The tablet types whose traffic has not moved yet, as Vitess reported when the request was made. */
function selectTypesToMove(
  verb: "switch" | "reverse",
  types: readonly TabletType[],
  { facts }: Named,
  { cells }: SwitchOptions,
): readonly TabletType[] {
  const there = verb === "switch" ? "all" : "none";
  return types.filter((type) => parseShare(facts.trafficState, type, cells) !== there);
}

function sayParts(about: Named, options: SwitchOptions): string {
  const left = selectTypesToMove("switch", options.tabletTypes, about, options);
  const isBoth = left.includes("PRIMARY") && left.length > 1;
  return isBoth && planCalls(about.proposal, about.soakMs).length > 1
    ? "reads, then writes,"
    : saySides(left.length === 0 ? options.tabletTypes : left);
}

function saySides(types: readonly TabletType[]): string {
  const writes = types.includes("PRIMARY");
  const reads = types.some((type) => type !== "PRIMARY");
  if (reads && writes) return "reads and writes";
  return writes ? "writes" : "reads";
}

/** Names only what moves, with the soak between two steps; then what has already moved. */
function switchSteps(about: Named, options: SwitchOptions): string {
  const plan = planCalls(about.proposal, about.soakMs);
  const moves = plan.flatMap((step) => (step.kind === "soak" ? [] : sayTraffic("switch", step.tabletTypes, about, options)));
  const soaks = plan.flatMap((step) => (step.kind === "soak" ? [`soak ${sayDuration(step.ms)}`] : []));
  const steps = moves.length > 1 && plan.length > 1 ? [moves[0], ...soaks, ...moves.slice(1)].join("; then ") : moves.join("; ");
  return [steps, sayAlreadyThere("switch", about, options), ...sayOptions(SWITCH, options), reverseWorkflow("switch", about, options)]
    .filter((one) => one !== "")
    .join("; ");
}

/** Says which traffic has already moved, because it does not stop. */
function sayAlreadyThere(verb: "switch" | "reverse", about: Named, options: SwitchOptions): string {
  const left = selectTypesToMove(verb, options.tabletTypes, about, options);
  const there = options.tabletTypes.filter((type) => !left.includes(type));
  const words = there.map((type) => (type === "PRIMARY" ? "writes" : `${type.toLowerCase()} reads`));
  return words.length === 0
    ? ""
    : `${joinWithAnd(words)} go to ${verb === "switch" ? about.target : about.source} already and are not touched`;
}

/** Says what happens to the traffic of these tablet types. */
function sayTraffic(verb: "switch" | "reverse", types: readonly TabletType[], about: Named, options: SwitchOptions): readonly string[] {
  const { tables, source, target } = about;
  const [to, from] = verb === "switch" ? [target, source] : [source, target];
  const left = selectTypesToMove(verb, types, about, options);
  const reads = left.filter((type) => type !== "PRIMARY").map((type) => type.toLowerCase());
  const { cells, timeoutMs } = options;
  const where =
    cells.length === 0
      ? ""
      : ` in ${cells
          .map((cell) => markCode(cell, 40))
          .slice(0, 5)
          .join(", ")}`;
  const said: string[] = [];
  if (reads.length > 0) said.push(`${joinWithAnd(reads)} reads of ${listNames(tables)} go to ${to}${where}`);
  if (left.includes("PRIMARY")) {
    const what = reads.length > 0 ? "writes" : `writes to ${listNames(tables)}`;
    said.push(
      `${what} stop on ${from} while the streams catch up (${STOP_WORDS[about.stopped](sayDuration(timeoutMs), options)}), and go to ${to}`,
    );
  }
  return said;
}

/** Promises a bound only if every tablet is known to answer. */
const STOP_WORDS = {
  bounded: (timeout) => `Vitess waits up to ${timeout} for that`,
  "tablet-silent": (_, { force }) => `*for how long nobody can say: not every tablet answers; ${saySilence(force)}*`,
  "tablets-not-asked": (_, { force }) =>
    `*for how long nobody can say: not every tablet could be asked whether it answers; while one does not, ${saySilence(force)}*`,
} as const satisfies Record<StopPromise, (timeout: string, options: SwitchOptions) => string>;

/** Says what a tablet that does not answer does to a switch (silent-tablets.ts has the releases). */
function saySilence(force: boolean): string {
  return force
    ? "with --force the switch goes on all the same"
    : "Vitess 13 and later refuses the switch before it stops writes, an older one waits for the tablet with the writes stopped";
}

function reverseWorkflow(verb: "switch" | "reverse", about: Named, options: SwitchOptions): string {
  const { enableReverseReplication, tabletTypes } = options;
  if (!selectTypesToMove(verb, tabletTypes, about, options).includes("PRIMARY")) return "";
  if (verb === "reverse")
    return enableReverseReplication ? "replication to the target starts again" : "*the target does not follow any more*";
  return enableReverseReplication ? "a reverse workflow starts" : "*no reverse workflow is created*";
}

function switchUndo({ tabletTypes, enableReverseReplication }: SwitchOptions, { facts, proposal, soakMs }: Named): string {
  if (facts.kind === "tenant") {
    const hasSoak = planCalls(proposal, soakMs).length > 1;
    return sayTenantUndo({ hasWrites: tabletTypes.includes("PRIMARY"), hasSoak, readsStay: facts.readsStay === true });
  }
  if (!tabletTypes.includes("PRIMARY") || enableReverseReplication) return "Yes, by ReverseTraffic, until Complete.";
  return "Not without losing the writes made after it, because no reverse workflow is created.";
}
