import type { CancelOptions, CompleteOptions, RuleDocument, SwitchOptions, TabletType } from "../options/options.ts";
import type { OwnRules } from "../rules/restore.ts";
import type { OverrideTerms } from "../findings/finding.ts";
import type { GuardedVerb } from "../move/broken-call.ts";
import type { RescueFacts, WorkflowFacts } from "./facts.ts";
import { shareInWords } from "../move/traffic.ts";
import type { SnapshotId } from "../rules/snapshots.ts";

/** What people want done to one workflow: one kind of call, with all of its options. */
export type WorkflowOperation =
  | { readonly verb: "switch"; readonly options: SwitchOptions }
  | { readonly verb: "reverse"; readonly options: SwitchOptions }
  | { readonly verb: "complete"; readonly options: CompleteOptions }
  | { readonly verb: "cancel"; readonly options: CancelOptions }
  /** Workflow delete. On Vitess 18 and later the same call as cancel; before, it removes the streams and nothing else. */
  | { readonly verb: "delete"; readonly options: CancelOptions };

/** Which documents of which snapshot replace those that are there now. */
export interface Restore {
  readonly snapshot: SnapshotId;
  /** At least one. */
  readonly documents: readonly RuleDocument[];
  /** Digest of the rules that the difference was shown against: with others, the restore is refused. */
  readonly shownAgainst: string;
  /** The move whose rules alone are put back. Absent: the documents as the snapshot has them, whichever move a rule belongs to. */
  readonly only?: OwnRules;
}

/** An operation together with the facts that it was asked on, which must still hold when it runs. Each kind has facts of its own. */
export type Proposal = OnWorkflow | RestoreRules | OverrideFindings | UnblockWrites;

export interface OnWorkflow {
  readonly kind: "workflow";
  readonly operation: WorkflowOperation;
  readonly facts: WorkflowFacts;
}

/** Puts routing rules back as a snapshot has them. */
export interface RestoreRules {
  readonly kind: "restore";
  readonly restore: Restore;
}

/** Lets a later step pass findings of preflight. It calls nothing, so nothing carries it out: the last vote grants it. */
export interface OverrideFindings {
  readonly kind: "override";
  readonly terms: OverrideTerms;
}

/** Gives writes back to the side that routing leads to, after a switch or a way back died. One operator's word, no vote. */
export interface UnblockWrites {
  readonly kind: "rescue";
  readonly facts: RescueFacts;
}

/** What an execution carries out. */
export type Executable = Exclude<Proposal, OverrideFindings>;

/** What a proposal is called. */
export function verbOf(proposal: Proposal): GuardedVerb {
  return proposal.kind === "workflow" ? proposal.operation.verb : proposal.kind;
}

/** False for a rescue that cleans records of shards and refreshes tablets: it writes no document that others write, and waits for nobody. */
export function needsTurn(proposal: Proposal): boolean {
  return proposal.kind !== "rescue" || proposal.facts.remedy === "serve";
}

/**
 * One RPC, or for a restore and a rescue one document or shard after the other. `tabletTypes`: whose traffic it moves; empty where that
 * means nothing.
 */
export interface CallStep {
  readonly kind: "call";
  readonly tabletTypes: readonly TabletType[];
}

/** A wait between two calls, in which people watch. */
export interface SoakStep {
  readonly kind: "soak";
  readonly ms: number;
}

export type PlannedStep = CallStep | SoakStep;

/** The calls still to be made, the next one first: a soak stands between two calls and never last. */
export type CallsLeft = readonly [CallStep, ...PlannedStep[]];
export type SoakLeft = readonly [SoakStep, CallStep, ...PlannedStep[]];

/**
 * The calls that carry a proposal out, in order. SwitchTraffic moves reads first, soaks, then moves writes, unless everything was asked for
 * at once or only one side was, or a switch that was cut off is only to be finished. Where the writes are switched already it moves the reads
 * alone. Everything else is one step.
 */
export function planOf(proposal: Executable, soakMs: number): CallsLeft {
  if (proposal.kind !== "workflow") return ONE_CALL;
  const { operation } = proposal;
  if (operation.verb !== "switch" && operation.verb !== "reverse") return ONE_CALL;
  const { tabletTypes, allAtOnce } = operation.options;
  const reads = tabletTypes.filter((type) => type !== "PRIMARY");
  const writes = tabletTypes.filter((type) => type === "PRIMARY");
  // Shard by shard the call for the writes moves everything, the one for the reads nothing (docs/facts/switch-traffic.md#shard-by-shard).
  const isByShard = proposal.facts.kind === "shards";
  const isOneCall = operation.verb === "reverse" || allAtOnce || isByShard || reads.length === 0 || writes.length === 0;
  // Asked for everything, Vitess would leave serving the reads' rules to a switch of the writes that does nothing any more.
  if (operation.verb === "switch" && !isByShard && reads.length > 0 && areWritesThere(proposal.facts))
    return [{ kind: "call", tabletTypes: reads }];
  if (isOneCall || isCutOff(proposal.facts)) return [{ kind: "call", tabletTypes }];
  return [
    { kind: "call", tabletTypes: reads },
    { kind: "soak", ms: soakMs },
    { kind: "call", tabletTypes: writes },
  ];
}

/** Asked for on a switch that did not come to its end: applications wait for the writes, and there is nothing to watch before them. */
function isCutOff({ trafficState, streams, sourceKeyspace, denied = [] }: WorkflowFacts): boolean {
  if (shareInWords(trafficState, "PRIMARY", []) === "none") return denied.some((one) => one.startsWith(`${sourceKeyspace}/`));
  return !streams.every((one) => one.endsWith(" frozen"));
}

/** A switch of the writes has finished: the reads must follow alone (docs/facts/routing-and-serving.md#writes-then-all). */
function areWritesThere({ trafficState, streams }: WorkflowFacts): boolean {
  const isFinished = streams.length > 0 && streams.every((one) => one.endsWith(" frozen"));
  return isFinished && shareInWords(trafficState, "PRIMARY", []) === "all";
}

const ONE_CALL: CallsLeft = [{ kind: "call", tabletTypes: [] }];

/** How long its call waits for the writes to stop, where it is one that does. */
export function timeoutOf(proposal: Proposal): { readonly timeoutMs?: number } {
  if (proposal.kind !== "workflow") return {};
  const { operation } = proposal;
  return operation.verb === "switch" || operation.verb === "reverse" ? { timeoutMs: operation.options.timeoutMs } : {};
}

/** Whose traffic an operation moves in all; empty where it moves none. */
export function typesOf(operation: WorkflowOperation): readonly TabletType[] {
  return operation.verb === "switch" || operation.verb === "reverse" ? operation.options.tabletTypes : [];
}
