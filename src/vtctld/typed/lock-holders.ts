import type { LockHolder } from "../../core/readings.ts";
import { Fault } from "../../operations/fault.ts";
import type { WorkflowIn } from "../../operations/ports.ts";
import type { Calls } from "./calls.ts";

/** The topology keeps a named lock as a folder with one file for each holder (vitess.md, 23.0.3 item 23). */
export async function readLockHolders(calls: Calls, { targetKeyspace, workflow }: WorkflowIn): Promise<readonly LockHolder[]> {
  const folder = `/global/internal/named_locks/${targetKeyspace}/${workflow}/locks`;
  const names = (await cellAt(calls, folder))?.children ?? [];
  const files = await Promise.all(names.map((name) => cellAt(calls, `${folder}/${name}`)));
  // A holder that let go between the two reads holds nothing.
  return files.filter((file) => file !== undefined).map(({ data = "" }) => holderFrom(data));
}

async function cellAt(calls: Calls, path: string): Promise<{ readonly data?: string; readonly children?: readonly string[] } | undefined> {
  try {
    return (await calls.read("GetTopologyPath", { path })).cell;
  } catch (error) {
    if (error instanceof Fault && error.kind === "not-found") return undefined;
    throw error;
  }
}

function holderFrom(data: string): LockHolder {
  const { Action, HostName, Time } = jsonObject(data);
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
