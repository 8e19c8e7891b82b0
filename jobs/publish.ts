import type { Jobs } from "../src/operations/jobs.ts";
import type { Payload } from "../src/queue/handlers.ts";

interface Deps {
  readonly publishThread: (moveId: string) => Promise<void>;
  /** `againInMs`: something newer was held back for Slack's sake. */
  readonly publishCards: (moveId: string) => Promise<{ readonly againInMs?: number }>;
  readonly jobs: Pick<Jobs, "publishCards">;
  readonly publishNotice: (id: string) => Promise<void>;
  readonly publishHome: (person: string) => Promise<void>;
}

/** Runs again without harm: a line is posted once, by its number. */
export function publishThreadHandler({ publishThread }: Pick<Deps, "publishThread">) {
  return ({ moveId }: Payload<"publish-thread">): Promise<void> => publishThread(moveId);
}

/** Runs again without harm: it shows what the records say now, and nothing when that is shown already. */
export function publishCardsHandler({ publishCards, jobs }: Pick<Deps, "publishCards" | "jobs">) {
  return async ({ moveId }: Payload<"publish-cards">): Promise<void> => {
    const { againInMs } = await publishCards(moveId);
    if (againInMs !== undefined) await jobs.publishCards(moveId, againInMs);
  };
}

/** Runs again without harm: it replaces the Home of one person. */
export function publishHomeHandler({ publishHome }: Pick<Deps, "publishHome">) {
  return ({ person }: Payload<"publish-home">): Promise<void> => publishHome(person);
}

/** Runs again without harm: a notice is posted once. */
export function publishNoticeHandler({ publishNotice }: Pick<Deps, "publishNotice">) {
  return ({ id }: Payload<"publish-notice">): Promise<void> => publishNotice(id);
}
