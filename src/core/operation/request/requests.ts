import type { Ballot } from "./approval.ts";
import type { Proposal, WorkflowOperation } from "./operations.ts";
import type { KeptLimits, OpenHours } from "./policy.ts";
import type { Reminded } from "./reminders.ts";
import type { Lag } from "../../readings/lag.ts";
import type { MoveName } from "../../vitess/names.ts";
import type { ChannelId, RequestId } from "../../people/people.ts";
import type { JudgedFinding } from "../../findings/overrides.ts";
import type { Instant, TableSize } from "../../readings/readings.ts";
import type { OtherMove, Outage } from "../../rules/restore.ts";

/** Shown beside the approved facts, but free to change: a lag of 2 s instead of 0 must not void an approval. */
export interface ShownFacts {
  readonly lag?: Lag;
  /** By Vitess's clock; everything else here goes by the store's. */
  readonly vdiffCompletedAt?: Instant;
  /** Rows that the VDiff compared; absent if it did not finish, and missing in requests written by 0.2. */
  readonly vdiffRows?: bigint;
  /** The VDiff ended before the streams were stopped and started again. */
  readonly vdiffBeforeStart?: true;
  /** The VDiff ended before traffic was switched back. */
  readonly vdiffBeforeRollback?: true;
  readonly sizes: readonly TableSize[];
  readonly dryRun: readonly string[];
  /** Running moves that a restore would route against their own state. */
  readonly outages?: readonly Outage[];
  /** Other moves whose rules differ from the snapshot's: only a restore of whole documents changes those. */
  readonly others?: readonly OtherMove[];
  /** What preflight found. Missing in requests older than preflight, and where it does not run. */
  readonly findings?: readonly JudgedFinding[];
}

/** What the policy said when a request was made. At use the stricter of then and now counts. */
export interface PolicyThen {
  /** The rules that spoke, as the file calls them; empty if the policy's own numbers applied. */
  readonly spoke: readonly string[];
  /** SHA-256 of the cluster's whole policy in canonical form, hex: equal policies have equal hashes. */
  readonly hash: string;
  readonly limits: KeptLimits;
  /** It begins only while all of these are open. */
  readonly windows: readonly OpenHours[];
  /** It finishes a switch that was cut off, for which applications may be waiting: no hours hold it. */
  readonly finishes?: true;
  /** The request of the same switch, which was approved and cut off: one more approval runs it again, whatever the policy says. */
  readonly again?: RequestId;
}

/** Somebody's request for a guarded operation, with the facts it was made on; collects votes. */
export interface Request extends Ballot {
  readonly id: RequestId;
  readonly move: MoveName;
  readonly channel: ChannelId;
  readonly askedAt: Instant;
  readonly proposal: Proposal;
  /** SHA-256 of {@link formatProposal}, hex, for people to compare on the message and in the audit; Tandem itself compares fact by fact. */
  readonly digest: string;
  readonly shown: ShownFacts;
  /** The policy that it was made under; missing in requests older than rules by name. */
  readonly policy?: PolicyThen;
  /** The reminders of it; missing in requests older than reminders. */
  readonly reminded?: Reminded;
}

/** True while a request may still get votes, expire or be executed. */
export function isLive({ state }: Pick<Request, "state">): boolean {
  return state.kind === "open" || state.kind === "approved";
}

/** The canonical text of a proposal on a move: equal facts give equal text, whatever order Vitess listed them in. */
export function formatProposal(move: MoveName, proposal: Proposal): string {
  return stringifyStable({ move, ...proposal });
}

/** The canonical text of an operation with its options, without what it was requested on. */
export function formatOperation(operation: WorkflowOperation): string {
  return stringifyStable(operation);
}

/** JSON with sorted keys and 64-bit numbers as text. Lists are sorted as well: their order means nothing. */
function stringifyStable(value: unknown): string {
  if (typeof value === "bigint") return `"${value}"`;
  if (Array.isArray(value)) return `[${value.map(stringifyStable).toSorted().join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${stringifyStable(inner)}`).join(",")}}`;
}
