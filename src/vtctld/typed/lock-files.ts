import type { LockHolder } from "../../core/readings/readings.ts";

/** The keyspaces whose locks a switch takes before Vitess 20: both sides of the move. An empty `source` is not known. */
export function lockedKeyspaces(target: string, source: string): readonly string[] {
  return [...new Set([source, target])].filter((keyspace) => keyspace !== "");
}

// What moves traffic or ends a workflow, in the words of 11 to 19. Others take a keyspace's lock too, a change of its schema or of a shard's
// record: none of these is a switch that goes on. Who waits for a lock is listed with who holds it.
const STEPS: ReadonlySet<string> = new Set(["SwitchReads", "SwitchWrites", "DropSources", "DropTargets"]);

/**
 * Of the holders of keyspaces' locks those that carry out a step of some workflow. One whose file cannot be read may be such a step. A switch
 * of writes holds both keyspaces: it is listed once.
 */
export function keyspaceHolders(holders: readonly LockHolder[]): readonly LockHolder[] {
  const steps = holders.filter(({ action }) => action === "" || STEPS.has(action));
  return steps.filter((holder, index) => steps.findIndex((one) => isSame(one, holder)) === index);
}

function isSame(a: LockHolder, b: LockHolder): boolean {
  return a.action === b.action && a.host === b.host && a.since === b.since;
}

/** Who holds a lock, by the text of its file. */
export function holderFrom(text: string): LockHolder {
  const { Action, HostName, Time } = jsonObject(text);
  const since = typeof Time === "string" ? Date.parse(Time) : Number.NaN;
  return {
    action: typeof Action === "string" ? Action : "",
    host: typeof HostName === "string" ? HostName : "",
    ...(Number.isNaN(since) ? {} : { since }),
  };
}

// Somebody holds the lock even when the file cannot be read.
function jsonObject(text: string): { Action?: unknown; HostName?: unknown; Time?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
