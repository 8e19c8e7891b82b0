import type { MoveId } from "../vitess/names.ts";
import type { PersonId } from "../people/people.ts";

/** One audit event. `kind` is a short word such as `vote`; `by` is absent for what Tandem did by itself. */
export interface AuditEvent {
  readonly kind: string;
  /** Absent for an event about a cluster rather than one move. */
  readonly moveId?: MoveId;
  readonly by?: PersonId;
  /** Facts that fit JSON; never a secret, never row data. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}
