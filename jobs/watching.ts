import { refreshCatalogue } from "../src/operations/clusters/catalogue.ts";
import { attempt, Fault } from "../src/operations/fault.ts";
import { watchKeyspace } from "../src/operations/watch/watch-keyspace.ts";
import { watchVDiff } from "../src/operations/watch/watch-vdiff.ts";
import { type JobTable, PAYLOAD_NAMES, definePayload } from "../src/queue/definition.ts";
import type { JobDeps } from "./deps.ts";

// Each unreadable keyspace has a timer of its own, so that it delays no other. One failed try is not announced yet, so retry soon.
const UNREADABLE_AGAIN_MS = 4_000;

/** A stop does not wait for these reads, which may take 15 s each when vtctld hangs. */
function endReadsAtStop<Deps extends Pick<JobDeps, "vitess" | "stopping">>(deps: Deps): Deps {
  return { ...deps, vitess: (cluster) => deps.vitess(cluster).readsUntil(deps.stopping) };
}

/** The jobs that read Vitess. */
export const WATCHING = {
  /** Reads every followed move of one target keyspace. Safe to run twice: it replaces the last reading and announces each change once. */
  "watch-keyspace": {
    queue: "watch",
    payload: definePayload({ cluster: PAYLOAD_NAMES.cluster, keyspace: PAYLOAD_NAMES.keyspace }),
    async run(deps, { cluster, keyspace }) {
      const next = await attempt(() => watchKeyspace(endReadsAtStop(deps), cluster, keyspace));
      const [fields, place] = [{ cluster, keyspace }, `${cluster}/${keyspace}`];
      if (next instanceof Fault) {
        deps.unreadable.meet(place, "A keyspace cannot be read; it is tried until it can", { ...fields, err: next });
      } else {
        deps.unreadable.end(place, "The keyspace can be read again", fields);
      }
      const inMs = next instanceof Fault ? UNREADABLE_AGAIN_MS : next;
      if (inMs !== undefined) await deps.jobs.ask({ job: "watch-keyspace", ...fields }, inMs);
    },
  },
  /** Checks whether the VDiff of a move ended. Safe to run twice: it reports the end of a VDiff once. */
  "watch-vdiff": {
    queue: "watch",
    payload: definePayload({ moveId: PAYLOAD_NAMES.moveId }),
    async run(deps, { moveId }) {
      const next = await watchVDiff(endReadsAtStop(deps), moveId);
      if (next !== undefined) await deps.jobs.ask({ job: "watch-vdiff", moveId }, next);
    },
  },
  /**
   * Reads the names that forms complete, of a cluster or of one keyspace. Safe to run twice: it replaces the names. It does not retry what
   * Vitess does not answer; the next form that needs the names asks again.
   */
  "refresh-catalogue": {
    queue: "watch",
    payload: definePayload({ cluster: PAYLOAD_NAMES.cluster, keyspace: PAYLOAD_NAMES.keyspace.optional() }),
    askedWhileItRuns: "nothing",
    async run(deps: Pick<JobDeps, "vitess" | "records" | "log" | "stopping">, { cluster, keyspace }) {
      const err = await attempt(() => refreshCatalogue(endReadsAtStop(deps), cluster, keyspace));
      if (err instanceof Fault) deps.log.warn({ cluster, keyspace, err }, "Names for forms cannot be read; the old ones stay");
    },
  },
} as const satisfies Partial<JobTable<JobDeps>>;
