import type { StoreDanger } from "../../core/announce/notices.ts";
import { notifyEveryChannel } from "../announce/notify.ts";
import type { VerbDeps } from "../deps.ts";
import { type Looking, lookUntilStopped, type LookLog } from "../look-until-stopped.ts";

interface WatchDangersDeps extends Pick<VerbDeps, "records" | "jobs" | "clusters">, Looking {
  readonly log: Pick<LookLog, "error" | "info" | "debug">;
}

/**
 * Looks again and again whether the store is set up so that it may lose records, and says so once in the log and in each operators' channel.
 * Every process looks: a Redis that evicts may have dropped the job that would.
 */
export async function watchDangers(deps: WatchDangersDeps): Promise<void> {
  const { records, log } = deps;
  const known = new Set<StoreDanger>();
  await lookUntilStopped(deps, "Looking how Redis is set up", async () => {
    const found = await records.dangers.find();
    for (const { danger, since } of found) {
      if (!known.has(danger)) log.error({ danger, since }, "Redis has been set up so that it may lose records");
      known.add(danger);
      await notifyEveryChannel(deps, `danger:${danger}:${since}`, { kind: "store-danger", danger, since });
    }
    for (const danger of known) {
      if (found.some((one) => one.danger === danger)) continue;
      known.delete(danger);
      log.info({ danger }, "Redis is set up again so that it keeps records");
    }
  });
}
