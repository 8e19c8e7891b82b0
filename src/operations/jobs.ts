import type { Instant } from "../core/readings/readings.ts";

/**
 * Work handed to the workers. Each call is durable when it resolves, and asking twice for the same thing while it waits is one job.
 * A lost job is found again by the sweep, from the records.
 */
export interface Jobs {
  answerCommand(inboundId: string): Promise<void>;
  carryOut(executionId: string, delayMs?: number): Promise<void>;
  expireRequest(requestId: string, at: Instant): Promise<void>;
  watchKeyspace(cluster: string, keyspace: string, delayMs?: number): Promise<void>;
  watchVDiff(moveId: string, delayMs?: number): Promise<void>;
  /** Reads the names of a cluster anew, or with a keyspace those of that keyspace; while it is being done, nothing is added. */
  refreshCatalogue(cluster: string, keyspace?: string): Promise<void>;
  publishThread(moveId: string): Promise<void>;
  publishCards(moveId: string, delayMs?: number): Promise<void>;
  publishHome(person: string): Promise<void>;
  publishNotice(id: string): Promise<void>;
}
