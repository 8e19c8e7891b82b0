import type { ApprovalRule } from "./approval.ts";
import type { GuardedVerb } from "../../move/broken-call.ts";
import type { PlannedFreeze } from "../freeze/freezes.ts";
import type { QuietHours } from "./quiet-hours.ts";

/** Verbs that need at least two people, whatever a policy says; the same switch again, when it was cut off, has theirs already. */
export const ALWAYS_TWO: readonly GuardedVerb[] = ["switch", "complete", "restore", "override"];

/** For the same switch again, when one that was approved was cut off: one more person than who asks for it, whatever a policy says. */
export const ONE_APPROVAL: ApprovalRule = { people: 1, requesterCounts: false };

/** The limits of one installation; times in milliseconds. */
export interface Limits {
  readonly approveByMs: number;
  readonly useByMs: number;
  readonly soakMs: number;
  /** How long a switch keeps its one-press rollback armed; 0 turns that off. */
  readonly rollbackMs: number;
  readonly maxLagSeconds: number;
  /** A VDiff older than this no longer counts for a switch. */
  readonly vdiffMaxAgeMs: number;
  /** False: writes may be switched without a good VDiff, on the approvers' word alone. */
  readonly vdiffRequired: boolean;
  /** Whether the rows of a copy may be counted in MySQL, through ExecuteFetchAsDBA. */
  readonly countRows: boolean;
  /** How long an approved operation waits for what may pass by itself (`HoldReason`), but never longer than its approval may be used. */
  readonly holdMs: number;
  /** How long Tandem waits for the answer to a create, see {@link waitForCreate}. */
  readonly createWaitMs: number;
  /** How long a trouble that nobody feels yet lasts before the operators' channel hears of it; 0: at once. */
  readonly alarmAfterMs: number;
  /** How often the operators' channel hears of an alarm again until somebody has it; 0: once only. */
  readonly alarmAgainMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  approveByMs: 30 * 60_000,
  useByMs: 15 * 60_000,
  soakMs: 5 * 60_000,
  rollbackMs: 60 * 60_000,
  maxLagSeconds: 30,
  vdiffMaxAgeMs: 24 * 60 * 60_000,
  vdiffRequired: true,
  countRows: true,
  holdMs: 15 * 60_000,
  createWaitMs: 5 * 60_000,
  alarmAfterMs: 5 * 60_000,
  alarmAgainMs: 30 * 60_000,
};

/** Who may do what in one cluster, and within which limits. Slack ids of people and groups. */
export interface Policy {
  readonly operators: readonly string[];
  /** Empty: guarded verbs are refused. */
  readonly approvers: readonly string[];
  /** For every guarded verb that no entry of `rules` matches. */
  readonly rule: ApprovalRule;
  /** The first entry that matches the verb and the keyspace applies. */
  readonly rules: readonly PolicyRule[];
  /** Who owns which tables; of the entries for a table the last one counts. Absent: nobody. */
  readonly owners?: readonly Ownership[];
  readonly limits: Limits;
  /** When nobody is reminded of a request; absent: never. */
  readonly quietHours?: QuietHours;
  /** Freezes that the file plans. Absent: none. */
  readonly freezes?: readonly PlannedFreeze[];
  /** Who may break the glass; empty: nobody. Absent: operators and approvers. */
  readonly breakGlass?: readonly string[];
}

/** For a cluster that is no longer configured: people can still look at its records, but nobody may do anything. */
export const NOBODY: Policy = {
  operators: [],
  approvers: [],
  rule: { people: 2, requesterCounts: false },
  rules: [],
  limits: DEFAULT_LIMITS,
};

/** What holds for some verbs, some keyspaces, or both; an empty list means all. */
export interface PolicyRule {
  readonly verbs: readonly GuardedVerb[];
  readonly keyspaces: readonly string[];
  readonly rule: ApprovalRule;
  /** What people call it, with its place in the file. Absent: by its number. */
  readonly name?: string;
  /** What differs from the policy's own limits. */
  readonly limits?: Partial<BindingLimits>;
  /** Absent: at any time. */
  readonly windows?: readonly OpenHours[];
}

/** The limits that bind one operation, and that a rule may set. */
export type BindingLimits = Pick<
  Limits,
  "approveByMs" | "useByMs" | "soakMs" | "rollbackMs" | "maxLagSeconds" | "vdiffMaxAgeMs" | "vdiffRequired"
>;

/** As a request keeps them; `rollbackMs` is missing in requests older than rules with a rollback of their own. */
export type KeptLimits = Omit<BindingLimits, "rollbackMs"> & Partial<Pick<BindingLimits, "rollbackMs">>;

/** The owners of a keyspace (`payments`) or of some of its tables (`payments.ledger_*`); one of them must be among those who approve. */
export interface Ownership {
  readonly pattern: string;
  readonly people: readonly string[];
  /** Empty: all. */
  readonly verbs: readonly GuardedVerb[];
}

/** Hours of some days, by the clock of a time zone, in which an operation may run. Minutes after midnight; `to` may be 24 × 60. */
export interface OpenHours {
  /** ISO days of the week: 1 is Monday. Never empty. */
  readonly days: readonly number[];
  readonly from: number;
  /** The first minute that is closed again, later than `from`. */
  readonly to: number;
  /** The IANA name of a time zone, such as `Europe/Berlin`. */
  readonly timeZone: string;
}

/** Creating a table at the target with its rules took well under a second (23.0.3); a move of thousands takes that much longer. */
const A_TABLE_TAKES_MS = 1_000;

/** How long to wait for the answer to a create of this many tables. */
export function waitForCreate({ createWaitMs }: Pick<Limits, "createWaitMs">, tables: number): number {
  return createWaitMs + tables * A_TABLE_TAKES_MS;
}
