import type { CancelOptions, CompleteOptions, SwitchOptions } from "../../options/options.ts";
import type { OwnRules } from "../../rules/restore.ts";
import type { OverrideTerms } from "../../findings/finding.ts";
import type { GuardedVerb } from "../../move/broken-call.ts";
import type { RequestedWindow } from "./window.ts";
import type { RescueFacts, WorkflowFacts } from "./facts.ts";
import { parseShare } from "../../move/traffic.ts";
import type { SnapshotId } from "../../rules/snapshots.ts";
import type { RuleDocument, TabletType } from "../../options/kinds.ts";

/** What people want done to one workflow: one kind of call, with all of its options. */
export type WorkflowOperation =
  | { readonly verb: "switch"; readonly options: SwitchOptions }
  | { readonly verb: "reverse"; readonly options: SwitchOptions }
  | { readonly verb: "complete"; readonly options: CompleteOptions }
  | { readonly verb: "cancel"; readonly options: CancelOptions }
  /** Workflow delete. On Vitess 18 and later the same call as cancel; before that it removes only the streams. */
  | { readonly verb: "delete"; readonly options: CancelOptions };

/** Which documents of a snapshot replace the current ones. */
export interface Restore {
  readonly snapshot: SnapshotId;
  /** At least one. */
  readonly documents: readonly RuleDocument[];
  /** Digest of the rules that the difference was shown against: if they have changed, the restore is refused. */
  readonly shownAgainst: string;
  /** Put back the rules of this move alone. Absent: restore the documents whole, whichever move a rule belongs to. */
  readonly only?: OwnRules;
}

/** An operation with the facts it was requested on, which must still hold when it runs. Each kind has its own facts. */
export type Proposal = OnWorkflow | RestoreRules | OverrideFindings | UnblockWrites;

export interface OnWorkflow {
  readonly kind: "workflow";
  readonly operation: WorkflowOperation;
  readonly facts: WorkflowFacts;
  /** When it may begin. Absent: as soon as it is approved. */
  readonly window?: RequestedWindow;
}

/** Puts routing rules back as a snapshot has them. */
export interface RestoreRules {
  readonly kind: "restore";
  readonly restore: Restore;
}

/** Lets a later step pass preflight findings. It makes no call and so has no execution: the last vote grants it. */
export interface OverrideFindings {
  readonly kind: "override";
  readonly terms: OverrideTerms;
}

/** Unblocks writes at the side that routing leads to, after a switch or a reverse died. One operator decides, without a vote. */
export interface UnblockWrites {
  readonly kind: "rescue";
  readonly facts: RescueFacts;
}

/** What an execution carries out. */
export type Executable = Exclude<Proposal, OverrideFindings>;

/** The window that somebody requested for it; undefined: it may begin as soon as it is approved. */
export function findRequestedWindow(proposal: Proposal): RequestedWindow | undefined {
  return proposal.kind === "workflow" ? proposal.window : undefined;
}

export function nameVerb(proposal: Proposal): GuardedVerb {
  return proposal.kind === "workflow" ? proposal.operation.verb : proposal.kind;
}

/** False for a rescue that cleans shard records and refreshes tablets: it writes no shared document and waits for nobody. */
export function needsTurn(proposal: Proposal): boolean {
  return proposal.kind !== "rescue" || proposal.facts.remedy === "serve";
}

/**
 * One RPC, or for a restore and a rescue one per document or shard in turn. `tabletTypes`: whose traffic it moves; empty where that does
 * not apply.
 */
export interface CallStep {
  readonly kind: "call";
  readonly tabletTypes: readonly TabletType[];
}

/** A wait between two calls while people watch. */
export interface SoakStep {
  readonly kind: "soak";
  readonly ms: number;
}

export type PlannedStep = CallStep | SoakStep;

/** The steps still to take, the next one first: a soak always stands between two calls, never last. */
export type CallsLeft = readonly [CallStep, ...PlannedStep[]];
export type SoakLeft = readonly [SoakStep, CallStep, ...PlannedStep[]];

/**
 * The calls that carry out a proposal, in order. A switch moves reads, soaks, then moves writes, unless everything was requested at once,
 * or only one side was, or it only finishes a switch that was cut off. If the writes are already switched it moves the reads alone.
 * Everything else is one step.
 */
export function planCalls(proposal: Executable, soakMs: number): CallsLeft {
  if (proposal.kind !== "workflow") return ONE_CALL;
  const { operation } = proposal;
  if (operation.verb !== "switch" && operation.verb !== "reverse") return ONE_CALL;
  const { tabletTypes, allAtOnce } = operation.options;
  const reads = tabletTypes.filter((type) => type !== "PRIMARY");
  const writes = tabletTypes.filter((type) => type === "PRIMARY");
  // Shard by shard, the call for writes moves everything and the call for reads nothing (docs/facts/switch-traffic.md#shard-by-shard).
  const isByShard = proposal.facts.kind === "shards";
  const isOneCall = operation.verb === "reverse" || allAtOnce || isByShard || reads.length === 0 || writes.length === 0;
  // If asked for everything, Vitess would leave serving the reads' rules to the switch of the writes, which has nothing left to do.
  if (operation.verb === "switch" && !isByShard && reads.length > 0 && areWritesThere(proposal.facts))
    return [{ kind: "call", tabletTypes: reads }];
  if (isOneCall || isCutOff(proposal.facts)) return [{ kind: "call", tabletTypes }];
  return [
    { kind: "call", tabletTypes: reads },
    { kind: "soak", ms: soakMs },
    { kind: "call", tabletTypes: writes },
  ];
}

/** True when the facts show a switch that never finished: applications are waiting for writes, so there is nothing to soak for. */
function isCutOff({ trafficState, streams, sourceKeyspace, denied = [] }: WorkflowFacts): boolean {
  if (parseShare(trafficState, "PRIMARY", []) === "none") return denied.some((one) => one.startsWith(`${sourceKeyspace}/`));
  return !streams.every((one) => one.endsWith(" frozen"));
}

/** True when a switch of the writes has finished: the reads must follow alone (docs/facts/routing-and-serving.md#writes-then-all). */
function areWritesThere({ trafficState, streams }: WorkflowFacts): boolean {
  const isFinished = streams.length > 0 && streams.every((one) => one.endsWith(" frozen"));
  return isFinished && parseShare(trafficState, "PRIMARY", []) === "all";
}

const ONE_CALL: CallsLeft = [{ kind: "call", tabletTypes: [] }];

/** How long the call waits for writes to stop; empty for a call that does not wait. */
export function pickTimeout(proposal: Proposal): { readonly timeoutMs?: number } {
  if (proposal.kind !== "workflow") return {};
  const { operation } = proposal;
  return operation.verb === "switch" || operation.verb === "reverse" ? { timeoutMs: operation.options.timeoutMs } : {};
}

/** All tablet types whose traffic an operation moves; empty if it moves none. */
export function listMovedTypes(operation: WorkflowOperation): readonly TabletType[] {
  return operation.verb === "switch" || operation.verb === "reverse" ? operation.options.tabletTypes : [];
}
