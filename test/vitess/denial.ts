import type { ClusterConfig } from "../../src/config/cluster.ts";
import type { Keyspace, Shard, TableName } from "../../src/core/vitess/names.ts";
import { pickNewestMajor } from "../../src/core/vitess/version.ts";
import type { Vitess } from "../../src/operations/ports.ts";
import { ensureRefreshed } from "../../src/operations/readings/refreshed.ts";
import { listPrimaries } from "../../src/operations/readings/read-move.ts";
import { openCaller } from "../../src/vtctld/channel/caller.ts";
import { DEADLINES } from "../../src/vtctld/channel/deadlines.ts";
import { createTypedCalls } from "../../src/vtctld/typed/call/calls.ts";
import type { Requests } from "../../src/vtctld/wire/messages.ts";

// On Vitess 11 only the command line has the call.
const DENIES_SINCE = 12;

/** Writes to one table at one shard of its source, denied by somebody other than Tandem. */
export interface Denial {
  /** Denies them in the shard's record and makes the tablets read it. Returns the shard; undefined if this Vitess lacks the call. */
  begin(): Promise<string | undefined>;
  /** Cleans the record and refreshes no tablet: the trap. */
  cleanRecord(): Promise<void>;
  /** Tandem has unblocked them. */
  isOver(): void;
  /** Unblocks them unless that is done, and prevents another denial. Returns the shard if there was something to do. */
  undo(): Promise<string | undefined>;
  close(): void;
}

/** Changes nothing yet. */
export function openDenial(config: ClusterConfig, vitess: Vitess, source: Keyspace, table: TableName): Denial {
  const caller = openCaller(config);
  const calls = createTypedCalls(caller, DEADLINES, async () => pickNewestMajor(await vitess.version()));
  let shard: Shard | undefined;
  let isUndone = false;
  let last: Promise<unknown> = Promise.resolve();

  /** One after the other: whoever stops the run while writes are being denied unblocks them after that. */
  function inOrder<T>(act: () => Promise<T>): Promise<T> {
    const done = last.then(act);
    last = done.catch(() => undefined);
    return done;
  }

  return {
    begin: () =>
      inOrder(async () => {
        if (isUndone || (await calls.major()) < DENIES_SINCE) return undefined;
        const first = listPrimaries(await vitess.tablets(source))[0]?.shard;
        if (first === undefined) throw new Error(`${source} has no primary.`);
        // Before it is sent: a call without an answer may have been executed.
        shard = first;
        const request: Requests["SetShardTabletControl"] = { keyspace: source, shard, tablet_type: "PRIMARY", denied_tables: [table] };
        await calls.write("SetShardTabletControl", request, DEADLINES.apply);
        await ensureRefreshed(vitess, source, shard);
        return `${source}/${shard}`;
      }),
    cleanRecord: () =>
      inOrder(async () => {
        if (shard !== undefined) await vitess.allowTables(source, shard, [table]);
      }),
    isOver() {
      shard = undefined;
    },
    undo() {
      isUndone = true;
      return inOrder(async () => {
        if (shard === undefined) return undefined;
        const { tables } = await vitess.deniedTables(source, shard);
        if (tables.includes(table)) await vitess.allowTables(source, shard, [table]);
        await ensureRefreshed(vitess, source, shard);
        const where = `${source}/${shard}`;
        shard = undefined;
        return where;
      });
    },
    close: () => caller.close(),
  };
}
