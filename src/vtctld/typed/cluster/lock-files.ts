import type { LockHolder } from "../../../core/readings/readings.ts";

/** The keyspaces whose locks a switch takes before Vitess 20: both sides of the move. An empty `source` means unknown. */
export function listLockedKeyspaces(target: string, source: string): readonly string[] {
  return [...new Set([source, target])].filter((keyspace) => keyspace !== "");
}

// Actions that move traffic or end a workflow, in the words of 11 to 19. Schema and shard record changes take a keyspace's lock too, but
// none of them is a switch under way. The folder lists those that wait for a lock as well as its holder.
const LOCKING_STEPS: ReadonlySet<string> = new Set(["SwitchReads", "SwitchWrites", "DropSources", "DropTargets"]);

/**
 * The holders of keyspace locks that are executing a step of some workflow. A holder with an unreadable file counts: it may be such a step.
 * A switch of writes holds both keyspaces, but is listed once.
 */
export function selectKeyspaceHolders(holders: readonly LockHolder[]): readonly LockHolder[] {
  const steps = holders.filter(({ action }) => action === "" || LOCKING_STEPS.has(action));
  return steps.filter((holder, index) => steps.findIndex((one) => isSameHolder(one, holder)) === index);
}

function isSameHolder(a: LockHolder, b: LockHolder): boolean {
  return a.action === b.action && a.host === b.host && a.since === b.since;
}

/** The holder of a lock, from the text of its file. */
export function parseLockHolder(text: string): LockHolder {
  const { Action, HostName, Time } = parseJsonObject(text);
  const since = typeof Time === "string" ? Date.parse(Time) : Number.NaN;
  return {
    action: typeof Action === "string" ? Action : "",
    host: typeof HostName === "string" ? HostName : "",
    ...(Number.isNaN(since) ? {} : { since }),
  };
}

// Somebody holds the lock even if the file cannot be read.
function parseJsonObject(text: string): { Action?: unknown; HostName?: unknown; Time?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
