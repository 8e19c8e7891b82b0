import type { MoveAudit } from "../announce/audit.ts";
import type { MoveName } from "../vitess/names.ts";

/** What the audit says about a move. */
export interface AuditAnswer {
  readonly kind: "audit";
  readonly move: MoveName;
  readonly audit: MoveAudit;
  /** Somebody asked for the entries as a file, also if all are shown. */
  readonly csv: boolean;
  /** The evidence file that somebody asked for. */
  readonly evidence?: { readonly content: string; readonly digest: string };
}
