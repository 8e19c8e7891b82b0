import type { Logger } from "pino";
import type { PersonId } from "../src/core/people/people.ts";
import type { CarryOutDeps } from "../src/operations/carry-out/deps.ts";
import type { AnswerDeps } from "../src/operations/commands/answer-command.ts";
import type { AuditKeeping } from "../src/core/announce/audit.ts";
import type { Outages } from "../src/operations/outages.ts";
import type { PublisherDeps } from "../src/slack/outbound/publisher.ts";

/** What the handlers need. `src/work.ts` opens it. */
export interface JobDeps extends AnswerDeps, CarryOutDeps {
  readonly publisher: PublisherDeps;
  readonly isInsider: (person: PersonId) => Promise<boolean>;
  readonly log: Logger;
  /** As `tandem.yaml` says now. */
  readonly auditKeeping: () => AuditKeeping;
  /** Aborts when the process is to stop. A job that only reads ends then, and another worker runs it. */
  readonly stopping: AbortSignal;
  /** The keyspaces that cannot be read now. */
  readonly unreadable: Outages;
}
