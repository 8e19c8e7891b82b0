import type { ConfigChange } from "../../core/announce/config-change.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { notify } from "../announce/notify.ts";
import type { VerbDeps } from "../deps.ts";
import { mayPass } from "../fault.ts";

type LogLine = (fields: object, words: string) => void;

interface FollowConfigDeps extends Pick<VerbDeps, "records" | "jobs" | "clusters"> {
  readonly log: { readonly info: LogLine; readonly warn: LogLine; readonly error: LogLine; readonly debug: LogLine };
  /** Looks at the file, and puts a change into force if it can. Undefined if there is nothing new to say. */
  look(): SeenChange | undefined;
  digest(text: string): string;
  /** Waits until the next look; false once the process stops. */
  pause(): Promise<boolean>;
}

interface SeenChange extends ConfigChange {
  /** What the file says now; never logged or stored. */
  readonly text: string;
  readonly warnings: readonly string[];
}

// Every process sees the change within seconds; whoever makes the same mistake again later is told again.
const TOLD_ONCE_WITHIN_MS = 60 * 60_000;

/**
 * Follows the changes of `tandem.yaml` until the process stops, and says what became of each: in the log of each process, and once in each
 * operators' channel. Not a job: every process has a configuration of its own. Never throws; what cannot be announced is tried again.
 */
export async function followConfig(deps: FollowConfigDeps): Promise<void> {
  let untold: SeenChange | undefined;
  do {
    try {
      const seen = deps.look();
      if (seen !== undefined) logChange(deps.log, seen);
      untold = seen ?? untold;
      if (untold !== undefined) await announce(deps, untold);
      untold = undefined;
    } catch (err) {
      deps.log[mayPass(err) ? "debug" : "error"]({ err }, "A change of the configuration cannot be announced; it is tried again");
    }
  } while (await deps.pause());
}

function logChange(log: FollowConfigDeps["log"], { how, file, what, warnings }: SeenChange): void {
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
