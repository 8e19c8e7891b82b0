import type { StoreDanger } from "../../core/announce/notices.ts";
import { notify } from "../announce/notify.ts";
import type { VerbDeps } from "../deps.ts";
import { mayPass } from "../fault.ts";

interface DangerLog {
  error(fields: object, words: string): void;
  info(fields: object, words: string): void;
  debug(fields: object, words: string): void;
}

interface WatchDangersDeps extends Pick<VerbDeps, "records" | "jobs" | "clusters"> {
  readonly log: DangerLog;
  /** Waits until the next look; false once the process stops. */
  pause(): Promise<boolean>;
}

/**
 * Looks again and again whether the store is set up so that it may lose records, and says so once in the log and in each operators' channel.
 * Every process looks: a Redis that evicts may have dropped the job that would. Never throws.
 */
export async function watchDangers(deps: WatchDangersDeps): Promise<void> {
  const { records, log, clusters } = deps;
  const known = new Set<StoreDanger>();
  do {
    try {
      const found = await records.dangers.find();
      for (const { danger, since } of found) {
        if (!known.has(danger)) log.error({ danger, since }, "Redis has been set up so that it may lose records");
        known.add(danger);
        for (const cluster of clusters.names) {
          await notify(deps, cluster, `danger:${danger}:${since}:${clusters.alarmsOf(cluster)}`, { kind: "store-danger", danger, since });
        }
      }
      for (const danger of known) {
        if (found.some((one) => one.danger === danger)) continue;
        known.delete(danger);
        log.info({ danger }, "Redis is set up again so that it keeps records");
      }
    } catch (err) {
      log[mayPass(err) ? "debug" : "error"]({ err }, "Looking how Redis is set up failed; it is tried again");
    }
  } while (await deps.pause());
}
