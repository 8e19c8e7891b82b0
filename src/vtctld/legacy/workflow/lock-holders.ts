import type { LockHolder } from "../../../core/readings/readings.ts";
import { attempt, Fault } from "../../../operations/fault.ts";
import type { WorkflowIn } from "../../../operations/ports.ts";
import { parseLockHolder, selectKeyspaceHolders, listLockedKeyspaces } from "../../typed/cluster/lock-files.ts";
import type { Commands } from "../call/calls.ts";
import { buildCommand } from "../call/command-line.ts";

/**
 * Who holds the locks of a move's keyspaces. TopoCat prints every file that matches its pattern, and nothing if nobody holds a lock
 * (docs/facts/old-releases.md#keyspace-lock-holders).
 */
export async function readLockHolders(commands: Commands, { targetKeyspace }: WorkflowIn, source: string): Promise<readonly LockHolder[]> {
  const paths = listLockedKeyspaces(targetKeyspace, source).map((keyspace) => `/keyspaces/${keyspace}/locks/*`);
  return selectKeyspaceHolders(
    parseHolders(await runAndPrint(commands, buildCommand(commands.major, "TopoCat", { long: true, cell: "global" }, ...paths))),
  );
}

/** The whole command fails if a lock is released between the listing and the read: then it runs once more. */
async function runAndPrint(commands: Commands, line: readonly string[]): Promise<string> {
  const text = await attempt(() => commands.read(line));
  if (!(text instanceof Fault)) return text;
  if (text.message.includes("some paths had errors")) return commands.read(line);
  throw text;
}

// `path=/keyspaces/commerce/locks/7587869184120385543 version=1180`, then the file's text up to the next such line.
const LOCK_FILE = /^path=\S*\/keyspaces\/(?<keyspace>[^/\s]+)\/locks\/\S+ version=.*$/gm;

function parseHolders(text: string): readonly LockHolder[] {
  const heads = [...text.matchAll(LOCK_FILE)];
  return heads.map((head, index) => {
    const body = text.slice(head.index + head[0].length, heads[index + 1]?.index ?? text.length);
    return { ...parseLockHolder(body), keyspace: head.groups?.["keyspace"] ?? "" };
  });
}
