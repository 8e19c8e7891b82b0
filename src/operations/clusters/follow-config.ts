import type { ConfigChange } from "../../core/announce/config-change.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { notify } from "../announce/notify.ts";
import type { VerbDeps } from "../deps.ts";
import { type Looking, lookUntilStopped, type LookLog } from "../look-until-stopped.ts";

interface FollowConfigDeps extends Pick<VerbDeps, "records" | "jobs" | "clusters">, Looking {
  readonly log: LookLog;
  /** Looks at the file, and puts a change into force if it can. Undefined if there is nothing new to say. */
  look(): SeenChange | undefined;
  digest(text: string): string;
}

interface SeenChange extends ConfigChange {
  /** What the file says now; never logged or stored. */
  readonly text: string;
  readonly warnings: readonly string[];
}

// Every process sees the change within seconds; whoever makes the same mistake again later is told again.
const TOLD_ONCE_WITHIN_MS = 60 * 60_000;

/**
 * Follows the changes of `tandem.yaml`, and says what became of each: in the log of each process, and once in each operators' channel. Every
 * process has a configuration of its own.
 */
export async function followConfig(deps: FollowConfigDeps): Promise<void> {
  let untold: SeenChange | undefined;
  await lookUntilStopped(deps, "Announcing a change of the configuration", async () => {
    const seen = deps.look();
    if (seen !== undefined) logChange(deps.log, seen);
    untold = seen ?? untold;
    if (untold !== undefined) await announce(deps, untold);
    untold = undefined;
  });
}

function logChange(log: LookLog, { how, file, what, warnings }: SeenChange): void {
  if (how === "taken") log.info({ file, changed: what }, "The changed configuration is in force");
  else if (how === "refused") log.error({ file, problems: what }, "The changed configuration is wrong: what was in force before stays");
  else log.warn({ file, fixed: what }, "The changed configuration needs a restart: until then what was in force before stays");
  for (const warning of warnings) log.warn({ file }, warning);
}

async function announce(deps: FollowConfigDeps, { how, file, what, text }: SeenChange): Promise<void> {
  const now = await deps.records.now();
  const id = deps.digest(`${how}\n${text}`).slice(0, 16);
  for (const cluster of deps.clusters.names) {
    const toId = (at: Instant): string => `config:${Math.floor(at / TOLD_ONCE_WITHIN_MS)}:${id}:${deps.clusters.alarmsOf(cluster)}`;
    // Another process may have told it right before the hour ended.
    if ((await deps.records.notices.get(toId(now - TOLD_ONCE_WITHIN_MS))) !== undefined) continue;
    await notify(deps, cluster, toId(now), { kind: "config", how, file, what });
  }
}
