import type { LockHolder } from "../../../core/readings/readings.ts";
import { WORKFLOW_LOCKS_SINCE } from "../../../core/vitess/version.ts";
import { ignoreFault } from "../../../operations/fault.ts";
import type { WorkflowIn } from "../../../operations/ports.ts";
import { parseLockHolder, selectKeyspaceHolders, listLockedKeyspaces } from "./lock-files.ts";
import type { Calls } from "../call/calls.ts";

/** The topology keeps a lock as a folder with one file per holder (docs/facts/locks-and-deadlines.md#lock-holders). */
export async function readLockHolders(
  calls: Calls,
  { targetKeyspace, workflow }: WorkflowIn,
  source: string,
): Promise<readonly LockHolder[]> {
  if ((await calls.major()) >= WORKFLOW_LOCKS_SINCE)
    return (await readLockFiles(calls, `/global/internal/named_locks/${targetKeyspace}/${workflow}/locks`)).map((text) =>
      parseLockHolder(text),
    );
  const keyspaces = listLockedKeyspaces(targetKeyspace, source);
  const found = await Promise.all(
    keyspaces.map(async (keyspace) => {
      const files = await readLockFiles(calls, `/global/keyspaces/${keyspace}/locks`);
      return files.map((text) => ({ ...parseLockHolder(text), keyspace }));
    }),
  );
  return selectKeyspaceHolders(found.flat());
}

async function readLockFiles(calls: Calls, folder: string): Promise<readonly string[]> {
  const names = (await readCell(calls, folder))?.children ?? [];
  const files = await Promise.all(names.map((name) => readCell(calls, `${folder}/${name}`)));
  // A holder that released the lock between the two reads holds nothing.
  return files.filter((file) => file !== undefined).map(({ data = "" }) => data);
}

async function readCell(
  calls: Calls,
  path: string,
): Promise<{ readonly data?: string; readonly children?: readonly string[] } | undefined> {
  return (await ignoreFault(() => calls.read("GetTopologyPath", { path }), "not-found"))?.cell;
}
