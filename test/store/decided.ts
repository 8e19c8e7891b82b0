import type { Decision, Dossier } from "../../src/operations/decision.ts";
import type { AuditEvent } from "../../src/core/announce/audit.ts";
import type { WantedJob } from "../../src/core/announce/wanted-jobs.ts";
import { toPersonId } from "../../src/core/people/people.ts";
import type { Instant } from "../../src/core/readings/readings.ts";
import { MOVE_ID } from "./literals.ts";

/** What this person's vote writes together: the record, the thread's line, the audit's event and the wanted jobs. */
export function voteOf(person: string): (dossier: Dossier, now: Instant) => Decision<"counted" | "already-voted" | "no-request"> {
  const by = toPersonId(person);
  return ({ request }, now) => {
    if (request === undefined) return { result: "no-request" };
    if (request.votes.some((vote) => vote.by === by)) return { result: "already-voted" };
    const body = { kind: "vote", requestId: request.id, by, vote: "approve", reason: "", approvals: 1, needed: 2 } as const;
    return {
      request: { ...request, votes: [...request.votes, { by, at: now, kind: "approve", reason: "" }] },
      entries: [{ body, key: `vote:${request.id}:${by}` }],
      audit: [voteEvent(person)],
      jobs: JOBS_OF_A_VOTE,
      result: "counted",
    };
  };
}

export function voteEvent(person: string): AuditEvent {
  return { kind: "vote", moveId: MOVE_ID, by: toPersonId(person), facts: { vote: "approve" } };
}

export const JOBS_OF_A_VOTE: readonly WantedJob[] = [
  { job: "publish-thread", moveId: MOVE_ID },
  { job: "publish-cards", moveId: MOVE_ID },
];
