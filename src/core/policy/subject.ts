import type { GuardedVerb } from "../move/broken-call.ts";

/** What an operation is about, as far as a policy distinguishes it. */
export interface PolicySubject {
  readonly verb: GuardedVerb;
  /** The move's keyspaces. */
  readonly keyspaces: readonly string[];
  readonly tables: readonly string[];
  /** The keyspaces beyond the move's that it changes, as a restore does: the rule of each must be satisfied. */
  readonly touched: readonly string[];
}
