import type { Move } from "../../core/move/moves.ts";
import { type Keyspace, qualifyName } from "../../core/vitess/names.ts";
import type { Looked } from "../../core/preflight/facts/looked.ts";
import type { Finding } from "../../core/findings/finding.ts";
import type { Instant, Reading } from "../../core/readings/readings.ts";
import { look } from "../preflight/look.ts";
import type { Vitess } from "../ports.ts";
import { listPrimaries } from "../readings/read-move.ts";
import type { Trouble } from "../../core/announce/trouble.ts";

/** What was read already, so that it is not read again. */
interface AlreadyRead {
  readonly reading: Reading;
  readonly findings: readonly Finding[];
  readonly troubles: readonly Trouble[];
  /** What ValidateKeyspace reported, or why it could not run. */
  readonly validated: Readonly<Record<string, Looked<readonly string[]>>>;
  readonly now: Instant;
}

/** Keyspaces can have hundreds of shards: the details cover at most this many. */
const MOST_SHARDS_DETAILED = 8;
const MOST_LOGS = 200;
/** The details are a file in a thread and a line in the records. */
const LONGEST_DETAIL = 200_000;

/**
 * Everything that was looked at, as indented JSON for a file. It contains no value of a row: last keys are left out, and Vitess's texts are
 * redacted where they arrive. What could not be read is listed with the reason.
 */
export async function composeDetail(
  vitess: Vitess,
  move: Move,
  { reading, findings, troubles, validated, now }: AlreadyRead,
): Promise<string> {
  const source = reading.workflow?.sourceKeyspace ?? move.sourceKeyspace;
  const target = move.name.targetKeyspace;
  const [version, logs, sourceShards, targetShards, controls] = await Promise.all([
    look(() => vitess.version()),
    look(async () => {
      const [found] = await vitess.workflows(target, { workflow: move.name.workflow, logs: true });
      return (found?.logs ?? []).toSorted((a, b) => b.at - a.at).slice(0, MOST_LOGS);
    }),
    look(() => readShards(vitess, source)),
    look(() => readShards(vitess, target)),
    look(async () => [...(await vitess.tabletControls(source)), ...(await vitess.tabletControls(target))]),
  ]);
  const text = JSON.stringify(
    {
      move: qualifyName(move.name),
      cluster: move.name.cluster,
      at: new Date(now).toISOString(),
      troubles,
      findings,
      version,
      addresses: vitess.addresses(),
      reading,
      logs,
      validate: validated,
      shards: { [source]: sourceShards, [target]: targetShards },
      tabletControls: controls,
    },
    withoutRows,
    2,
  );
  return text.length > LONGEST_DETAIL ? `${text.slice(0, LONGEST_DETAIL)}\n… cut off here` : text;
}

/** The tablets, throttler and replication of each shard. */
async function readShards(vitess: Vitess, keyspace: Keyspace): Promise<object> {
  const tablets = await vitess.tablets(keyspace);
  const primaries = listPrimaries(tablets).slice(0, MOST_SHARDS_DETAILED);
  const shards = await Promise.all(
    primaries.map(async ({ alias, shard }) => ({
      shard,
      throttler: await look(() => vitess.throttlerStatus(alias)),
      replication: await look(() => vitess.replication(keyspace, shard)),
    })),
  );
  return { tablets, shards };
}

/** Writes 64-bit numbers as text, and leaves out the last key that was copied, which is data of a row. */
function withoutRows(key: string, value: unknown): unknown {
  if (key === "lastPk") return undefined;
  return typeof value === "bigint" ? value.toString() : value;
}
