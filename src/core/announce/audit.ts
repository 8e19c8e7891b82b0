import type { PersonId } from "../people/people.ts";

/** One event of the audit. `kind` is a short word such as `vote`; `by` is absent for what Tandem did by itself. */
export interface AuditEvent {
  readonly kind: string;
  /** Absent for what is about a cluster and not about one move. */
  readonly moveId?: string;
  readonly by?: PersonId;
  /** JSON-able facts; never a secret, never row data. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}
