import { setTimeout as sleep } from "node:timers/promises";
import type { PracticeHarness } from "../../../deploy/demo/harness.ts";
import { moveId } from "../../../src/core/vitess/names.ts";
import type { Workflow } from "../../../src/core/readings/readings.ts";
import { isCopying } from "../../../src/core/move/phase.ts";
import type { Records } from "../../../src/operations/records.ts";
import { openRedis } from "../../../src/store/redis/connect.ts";
import { openStore } from "../../../src/store/open.ts";
import type { Cluster } from "../../../practice/vtctld/cluster/cluster.ts";
import { bigCluster } from "../../../practice/vtctld/cluster/presets.ts";

const PAIRS = 20;
const MOVES_PER_PAIR = 10;
const TABLES_PER_MOVE = 2;
export const MOVES = PAIRS * MOVES_PER_PAIR;

// Half of the sources have tables that are not copied before the bench ends.
const BIG_ROWS = 1_000_000_000;
// A busy machine takes minutes.
const PATIENCE_MS = 300_000;
const LOOK_EVERY_MS = 250;

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

/**
 * Creates all the moves as a person would, by commands, and waits until Tandem has read each of them. A move of each pair at a time: Vitess
 * creates one at a time in a keyspace, and with many more on their way a busy machine lets calls run into their deadlines.
 */
export async function followMany({ slack, redisUrl }: PracticeHarness): Promise<Followed> {
  const redis = openRedis(redisUrl, "records", () => undefined);
  try {
    const records = openStore(redis);
    for (let move = 1; move <= MOVES_PER_PAIR; move += 1) {
      for (const text of creates(move)) {
        const ack = await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command: "/movetables", text });
        if (!ack.ok) throw new Error(`no acknowledgement of ${text}: ${ack.error}`);
      }
      const deadline = Date.now() + PATIENCE_MS;
      while ((await workflowsRead(records)).length < move * PAIRS) {
        if (Date.now() > deadline) {
          const refused = slack.ephemerals("U0ANA").findLast(({ text }) => !/^(?:Reading|Creating) /.test(text));
          throw new Error(`not all moves are followed; the last refusal was: ${refused?.text ?? "none"}`);
        }
        await sleep(LOOK_EVERY_MS);
      }
    }
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const copying = (await workflowsRead(records)).filter(isCopying).length;
      if (copying === MOVES / 2) return { copying, running: MOVES - copying };
      if (Date.now() > deadline) throw new Error(`${copying} of ${MOVES} moves are copying, and not half of them`);
      await sleep(LOOK_EVERY_MS);
    }
  } finally {
    redis.disconnect();
  }
}

async function workflowsRead({ moves, reading }: Pick<Records, "moves" | "reading">): Promise<readonly Workflow[]> {
  const readings = await Promise.all((await moves.active()).map((move) => reading(moveId(move.name))));
  return readings.flatMap((one) => (one?.workflow === undefined ? [] : [one.workflow]));
}

/** The commands that create one move of each pair. */
function creates(move: number): readonly string[] {
  return Array.from({ length: PAIRS }, (_, at) => {
    const [source, target] = [keyspace(at + 1), keyspace(at + 1 + PAIRS)];
    const tables = Array.from({ length: TABLES_PER_MOVE }, (__, table) => `${source}_table${(move - 1) * TABLES_PER_MOVE + table + 1}`);
    return `create ${target}.move${move} --source-keyspace ${source} --tables ${tables.join(",")}`;
  });
}

function keyspace(number: number): string {
  return `ks${String(number).padStart(3, "0")}`;
}
