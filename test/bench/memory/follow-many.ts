import { setTimeout as sleep } from "node:timers/promises";
import type { PracticeStage } from "../../../deploy/demo/stage.ts";
import { moveId } from "../../../src/core/names.ts";
import { isCopying } from "../../../src/core/state/phase.ts";
import { openRedis } from "../../../src/store/connect.ts";
import { openStore } from "../../../src/store/open.ts";
import type { Cluster } from "../../standins/vtctld/cluster.ts";
import { bigCluster } from "../../standins/vtctld/presets.ts";

const PAIRS = 20;
const MOVES_PER_PAIR = 10;
const TABLES_PER_MOVE = 2;
export const MOVES = PAIRS * MOVES_PER_PAIR;

// Half of the sources have tables that are not copied before the bench ends.
const BIG_ROWS = 1_000_000_000;
const PATIENCE_MS = 90_000;

/** Twenty sources, each with the tables of ten moves, and twenty empty targets. */
export function clusterOfMany(): Cluster {
  const cluster = bigCluster({ keyspaces: 2 * PAIRS, tablesPerKeyspace: MOVES_PER_PAIR * TABLES_PER_MOVE });
  for (let pair = 1; pair <= PAIRS / 2; pair += 1) {
    for (const table of cluster.keyspaces.get(keyspace(pair))?.shards.get("0")?.tables.values() ?? []) table.rows = BIG_ROWS;
  }
  return cluster;
}

/** What Tandem follows, counted. */
export interface Followed {
  readonly copying: number;
  readonly running: number;
}

/** Creates all the moves as a person would, by commands, and waits until Tandem has read each of them. */
export async function followMany({ slack, redisUrl }: PracticeStage): Promise<Followed> {
  for (const { pair, text } of creates()) {
    const ack = await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command: "/movetables", text });
    if (!ack.ok) throw new Error(`no acknowledgement of ${text}: ${ack.error}`);
    // Vitess creates one move at a time in a keyspace; twenty at once is what twenty pairs allow.
    if (pair === PAIRS) await sleep(50);
  }
  const redis = openRedis(redisUrl, "records", () => undefined);
  try {
    const records = openStore(redis);
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const readings = await Promise.all((await records.moves.active()).map((move) => records.reading(moveId(move.name))));
      const workflows = readings.flatMap((reading) => (reading?.workflow === undefined ? [] : [reading.workflow]));
      const copying = workflows.filter(isCopying).length;
      if (workflows.length === MOVES && copying === MOVES / 2) return { copying, running: MOVES - copying };
      if (Date.now() > deadline)
        throw new Error(`Tandem follows ${workflows.length} of ${MOVES} moves, ${copying} copying: ${PATIENCE_MS} ms are over`);
      await sleep(250);
    }
  } finally {
    redis.disconnect();
  }
}

function creates(): readonly { pair: number; text: string }[] {
  return Array.from({ length: MOVES_PER_PAIR }, (_, move) =>
    Array.from({ length: PAIRS }, (__, at) => {
      const [source, target] = [keyspace(at + 1), keyspace(at + 1 + PAIRS)];
      const tables = Array.from({ length: TABLES_PER_MOVE }, (___, table) => `${source}_table${move * TABLES_PER_MOVE + table + 1}`);
      return { pair: at + 1, text: `create ${target}.move${move + 1} --source-keyspace ${source} --tables ${tables.join(",")}` };
    }),
  ).flat();
}

function keyspace(number: number): string {
  return `ks${String(number).padStart(3, "0")}`;
}
