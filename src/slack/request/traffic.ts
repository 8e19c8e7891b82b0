import type { TableName } from "../../core/vitess/names.ts";
import type { WorkflowFacts } from "../../core/operation/request/facts.ts";
import { type OnWorkflow, planCalls } from "../../core/operation/request/operations.ts";
import type { SwitchOptions } from "../../core/options/options.ts";
import { REVERSE, SWITCH } from "../../core/options/switch.ts";
import type { StopPromise } from "../../core/preflight/cluster/silent-tablets.ts";
import { parseShare } from "../../core/move/traffic.ts";
import { capitalize, toSentence } from "../text/sentences.ts";
import { joinWithAnd, listNames } from "../text/lists.ts";
import { sayDuration } from "../text/times.ts";
import { sayOptions } from "./option-words.ts";
import { sayTenantUndo } from "../wording/tenant.ts";
import type { TabletType } from "../../core/options/kinds.ts";

/** A request in words: what is requested, of what, what will happen, and whether it can be undone. */
export interface ProposalWords {
  /** "switch traffic": begins with a verb, or with what is dropped. */
  readonly title: string;
  /** The move, or the cluster: ends the first line. */
  readonly subject: string;
  /** What happens or, beside a plan, what the plan does not say. */
  readonly happens: readonly string[];
  /** Of a switch or reverse, step by step. */
  readonly plan?: readonly StepToRead[];
  readonly undo: string;
}

/** One step in plain text. `part`: its place in `planCalls`, whose calls take several steps. */
export interface StepToRead {
  readonly title: string;
  readonly part: number;
}

/** The input for the words of an operation on a workflow; all names except those of the tables and in `plain` come formatted. */
export interface Named {
  readonly proposal: OnWorkflow;
  readonly facts: WorkflowFacts;
  readonly move: string;
  readonly source: string;
  readonly target: string;
  readonly plain: { readonly source: string; readonly target: string };
  readonly tables: readonly TableName[];
  /** True if no rule routes these tables, because the workflow was created without routing rules. */
  readonly hasNoRules: boolean;
  readonly soakMs: number;
  readonly stopped: StopPromise;
}

/** What the words of a switch need beside its proposal: the soak, and what may be promised about how long writes stop. */
export type SwitchTerms = Pick<Named, "soakMs" | "stopped">;

export function switchWords(options: SwitchOptions, about: Named): ProposalWords {
  return { ...trafficWords("switch", options, about), undo: switchUndo(options, about) };
}

export function reverseWords(options: SwitchOptions, about: Named): ProposalWords {
  return {
    ...trafficWords("reverse", options, about),
    undo: options.enableReverseReplication
      ? "Yes, by SwitchTraffic, until the workflow is completed or cancelled."
      : "Not without losing the writes made after it.",
  };
}

const TRAFFIC = {
  switch: { does: "switch", options: SWITCH },
  reverse: { does: "roll back", options: REVERSE },
} as const;

function trafficWords(verb: "switch" | "reverse", options: SwitchOptions, about: Named): Omit<ProposalWords, "undo"> {
  const of = TRAFFIC[verb];
  return {
    title: `${of.does} ${nameTraffic(selectTitleTypes(verb, options, about))}`,
    subject: about.move,
    plan: planTraffic(verb, options, about),
    happens: [...sayAround(verb, options, about), ...sayOptions(of.options, options).map(toSentence)],
  };
}

function selectTitleTypes(verb: "switch" | "reverse", options: SwitchOptions, about: Named): readonly TabletType[] {
  const left = selectTypesToMove(verb, options.tabletTypes, about, options);
  return left.length === 0 ? options.tabletTypes : left;
}

function nameTraffic(types: readonly TabletType[]): string {
  if (!types.includes("PRIMARY")) return "reads";
  return types.length === 1 ? "writes" : "traffic";
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

/** The steps in order: what moves, the soak between two calls, and the way back at the end. */
function planTraffic(verb: "switch" | "reverse", options: SwitchOptions, about: Named): readonly StepToRead[] {
  const calls = planCalls(about.proposal, about.soakMs);
  const last = calls.length - 1;
  const steps = calls.flatMap((call, part): readonly StepToRead[] => {
    if (call.kind === "soak") return [{ title: `Soak ${sayDuration(call.ms)}; it can be called off until then`, part }];
    const types = call.tabletTypes.length === 0 ? options.tabletTypes : call.tabletTypes;
    return listTrafficMoves(verb, types, about, options).map((title) => ({ title, part }));
  });
  const way = sayWayBack(verb, about, options);
  return way === undefined ? steps : [...steps, { title: way, part: last }];
}

/** What moves in one call. */
function listTrafficMoves(
  verb: "switch" | "reverse",
  types: readonly TabletType[],
  about: Named,
  options: SwitchOptions,
): readonly string[] {
  const { source, target } = about.plain;
  const [to, from] = verb === "switch" ? [target, source] : [source, target];
  const left = selectTypesToMove(verb, types, about, options);
  const reads = left.filter((type) => type !== "PRIMARY").map((type) => type.toLowerCase());
  const { cells, timeoutMs } = options;
  const where = cells.length === 0 ? "" : ` in ${cells.slice(0, 5).join(", ")}`;
  const bound = about.stopped === "bounded" ? ` (Vitess waits up to ${sayDuration(timeoutMs)} for that)` : "";
  return [
    ...(reads.length > 0 ? [`${capitalize(joinWithAnd(reads))} reads go to ${to}${where}`] : []),
    ...(left.includes("PRIMARY") ? [`Writes stop on ${from} while the streams catch up${bound}, then go to ${to}`] : []),
  ];
}

function sayWayBack(verb: "switch" | "reverse", about: Named, options: SwitchOptions): string | undefined {
  const { enableReverseReplication, tabletTypes } = options;
  if (!selectTypesToMove(verb, tabletTypes, about, options).includes("PRIMARY")) return undefined;
  if (verb === "reverse")
    return enableReverseReplication ? "Replication to the target starts again" : "The target does not follow any more";
  return enableReverseReplication ? "Reverse replication starts" : "No reverse workflow is created";
}

/** What people must know beside the plan: what has moved already, and where nothing bounds how long writes stop. */
function sayAround(verb: "switch" | "reverse", options: SwitchOptions, about: Named): readonly string[] {
  const left = selectTypesToMove(verb, options.tabletTypes, about, options);
  const there = options.tabletTypes.filter((type) => !left.includes(type));
  const words = there.map((type) => (type === "PRIMARY" ? "writes" : `${type.toLowerCase()} reads`));
  return [
    `Tables: ${listNames(about.tables)}`,
    ...(words.length === 0
      ? []
      : [`${capitalize(joinWithAnd(words))} go to ${verb === "switch" ? about.target : about.source} already and are not touched.`]),
    ...(left.includes("PRIMARY") && about.stopped !== "bounded" ? [`*${UNBOUNDED[about.stopped](options)}*`] : []),
    ...(left.includes("PRIMARY") && !options.enableReverseReplication ? [`*${NO_WAY_BACK[verb]}*`] : []),
  ];
}

const NO_WAY_BACK = {
  switch: "No reverse workflow is created: going back would lose the writes made after it.",
  reverse: "The target does not follow any more.",
} as const;

/** Tandem promises a bound only if every tablet is known to answer. */
const UNBOUNDED = {
  "tablet-silent": ({ force }) => `For how long writes stop nobody can say: not every tablet answers; ${saySilence(force)}.`,
  "tablets-not-asked": ({ force }) =>
    `For how long writes stop nobody can say: not every tablet could be asked whether it answers; while one does not, ${saySilence(force)}.`,
} as const satisfies Record<Exclude<StopPromise, "bounded">, (options: SwitchOptions) => string>;

/** Says what a tablet that does not answer does to a switch (silent-tablets.ts has the releases). */
function saySilence(force: boolean): string {
  return force
    ? "with --force the switch goes on all the same"
    : "Vitess 13 and later refuses the switch before it stops writes, an older one waits for the tablet with the writes stopped";
}

function switchUndo({ tabletTypes, enableReverseReplication }: SwitchOptions, { facts, proposal, soakMs }: Named): string {
  if (facts.kind === "tenant") {
    const hasSoak = planCalls(proposal, soakMs).length > 1;
    return sayTenantUndo({ hasWrites: tabletTypes.includes("PRIMARY"), hasSoak, readsStay: facts.readsStay === true });
  }
  if (!tabletTypes.includes("PRIMARY") || enableReverseReplication) return "Yes, by ReverseTraffic, until Complete.";
  return "Not without losing the writes made after it, because no reverse workflow is created.";
}
