import { setTimeout as sleep } from "node:timers/promises";
import type { PracticeHarness } from "../../../deploy/demo/harness.ts";
import { isKeyspace, isWorkflowName, type Keyspace, moveId } from "../../../src/core/vitess/names.ts";
import type { Workflow } from "../../../src/core/readings/readings.ts";
import { isCopying } from "../../../src/core/move/phase.ts";
import { CREATE_DEFAULTS, type CreateOptions } from "../../../src/core/options/options.ts";
import type { WorkflowIn } from "../../../src/operations/ports.ts";
import type { Records } from "../../../src/operations/records.ts";
import { openRedis } from "../../../src/store/redis/connect.ts";
import { openStore } from "../../../src/store/open.ts";
import { openVitess } from "../../../src/vtctld/open.ts";
import type { Cluster } from "../../../practice/vtctld/cluster/cluster.ts";
import { createBigCluster } from "../../../practice/vtctld/cluster/presets.ts";
import { tableNamed } from "../../names.ts";

const PAIRS = 20;
const MOVES_PER_PAIR = 10;
const TABLES_PER_MOVE = 2;
export const MOVES = PAIRS * MOVES_PER_PAIR;

// Half of the sources have tables that are still being copied when the bench ends.
const BIG_ROWS = 1_000_000_000;
// A busy machine needs minutes.
const PATIENCE_MS = 300_000;
const LOOK_EVERY_MS = 250;

/** Twenty sources, each with the tables of ten moves, and twenty empty targets. */
export function clusterOfMany(): Cluster {
  const cluster = createBigCluster({ keyspaces: 2 * PAIRS, tablesPerKeyspace: MOVES_PER_PAIR * TABLES_PER_MOVE });
  for (let pair = 1; pair <= PAIRS / 2; pair += 1) {
    for (const table of cluster.keyspaces.get(keyspace(pair))?.shards.get("0")?.tables.values() ?? []) table.rows = BIG_ROWS;
  }
  return cluster;
}

/** How many moves Tandem follows, by state. */
export interface Followed {
  readonly copying: number;
  readonly running: number;
}

/**
 * Creates all moves directly at vtctld, adopts them with one command for each keyspace, and waits until Tandem has read each of them.
 * Creating them with Tandem's commands would take minutes, because creates in a cluster take turns.
 */
export async function followMany({ slack, redisUrl, vitess: { address } }: PracticeHarness): Promise<Followed> {
  const { vitess, close } = openVitess({ addresses: [address] });
  const redis = openRedis(redisUrl, "records", () => undefined);
  try {
    for (let pair = 1; pair <= PAIRS; pair += 1) {
      for (let move = 1; move <= MOVES_PER_PAIR; move += 1) await vitess.createMove(nameOf(pair, move), optionsOf(pair, move));
      const text = `adopt all ${keyspace(pair + PAIRS)}`;
      const ack = await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command: "/movetables", text });
      if (!ack.ok) throw new Error(`no acknowledgement of ${text}: ${ack.error}`);
    }
    const records = openStore(redis);
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const read = await workflowsRead(records);
      const copying = read.filter(isCopying).length;
      if (read.length === MOVES && copying === MOVES / 2) return { copying, running: MOVES - copying };
      if (Date.now() > deadline) {
        const last = slack.ephemerals("U0ANA").at(-1)?.text ?? "none";
        throw new Error(`${read.length} of ${MOVES} moves are followed, and ${copying} are copying; the last answer was: ${last}`);
      }
      await sleep(LOOK_EVERY_MS);
    }
  } finally {
    redis.disconnect();
    close();
  }
}

async function workflowsRead({ moves, reading }: Pick<Records, "moves" | "reading">): Promise<readonly Workflow[]> {
  const readings = await Promise.all((await moves.active()).map((move) => reading(moveId(move.name))));
  return readings.flatMap((one) => (one?.workflow === undefined ? [] : [one.workflow]));
}

function nameOf(pair: number, move: number): WorkflowIn {
  return { targetKeyspace: keyspace(pair + PAIRS), workflow: parsed(`move${move}`, isWorkflowName) };
}

function optionsOf(pair: number, move: number): CreateOptions {
  const source = keyspace(pair);
  const tables = Array.from({ length: TABLES_PER_MOVE }, (_, at) => tableNamed(`${source}_table${(move - 1) * TABLES_PER_MOVE + at + 1}`));
  return { ...CREATE_DEFAULTS, sourceKeyspace: source, tables };
}

function keyspace(number: number): Keyspace {
  return parsed(`ks${String(number).padStart(3, "0")}`, isKeyspace);
}

function parsed<Name extends string>(text: string, is: (name: string) => name is Name): Name {
  if (!is(text)) throw new Error(text);
  return text;
}
