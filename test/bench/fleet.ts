import { setTimeout as sleep } from "node:timers/promises";
import type { PracticeHarness } from "../../deploy/demo/harness.ts";
import { isKeyspace, isWorkflowName, type Keyspace, moveId } from "../../src/core/vitess/names.ts";
import type { Workflow } from "../../src/core/readings/readings.ts";
import { isCopying } from "../../src/core/move/phase.ts";
import { CREATE_DEFAULTS, type CreateOptions } from "../../src/core/options/options.ts";
import type { WorkflowIn } from "../../src/operations/ports.ts";
import type { Records } from "../../src/operations/records.ts";
import { openRedis } from "../../src/store/redis/connect.ts";
import { openStore } from "../../src/store/open.ts";
import { openVitess } from "../../src/vtctld/open.ts";
import type { Cluster } from "../../practice/vtctld/cluster/cluster.ts";
import { createBigCluster } from "../../practice/vtctld/cluster/presets.ts";
import { tableNamed } from "../names.ts";

const TABLES_PER_MOVE = 2;

/** Pairs of a source and a target, and the moves between them. */
export interface Fleet {
  readonly pairs: number;
  readonly movesPerPair: number;
  /** The first of the pairs have tables that are still being copied when a bench ends. */
  readonly copyingPairs: number;
  /** The channel in which a pair's moves are adopted. */
  readonly channelOf: (pair: number) => string;
}

export function countMoves({ pairs, movesPerPair }: Fleet): number {
  return pairs * movesPerPair;
}

const BIG_ROWS = 1_000_000_000;
// A busy machine needs minutes.
const PATIENCE_MS = 300_000;
const LOOK_EVERY_MS = 250;

/** The sources, each with the tables of its moves, and the empty targets. */
export function createFleetCluster({ pairs, movesPerPair, copyingPairs }: Fleet): Cluster {
  const cluster = createBigCluster({ keyspaces: 2 * pairs, tablesPerKeyspace: movesPerPair * TABLES_PER_MOVE });
  for (let pair = 1; pair <= copyingPairs; pair += 1) {
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
export async function followFleet({ slack, redisUrl, vitess: { address } }: PracticeHarness, fleet: Fleet): Promise<Followed> {
  const { vitess, close } = openVitess({ addresses: [address] });
  const redis = openRedis(redisUrl, "records", () => undefined);
  const moves = countMoves(fleet);
  try {
    for (let pair = 1; pair <= fleet.pairs; pair += 1) {
      for (let move = 1; move <= fleet.movesPerPair; move += 1) await vitess.createMove(nameMove(fleet, pair, move), optionsOf(pair, move));
      const text = `adopt all ${keyspace(pair + fleet.pairs)}`;
      const ack = await slack.runCommand({ user: "U0ANA", channel: fleet.channelOf(pair), command: "/movetables", text });
      if (!ack.ok) throw new Error(`no acknowledgement of ${text}: ${ack.error}`);
    }
    const records = openStore(redis);
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const read = await workflowsRead(records);
      const copying = read.filter(isCopying).length;
      if (read.length === moves && copying === fleet.copyingPairs * fleet.movesPerPair) return { copying, running: moves - copying };
      if (Date.now() > deadline) {
        const last = slack.ephemerals("U0ANA").at(-1)?.text ?? "none";
        throw new Error(`${read.length} of ${moves} moves are followed, and ${copying} are copying; the last answer was: ${last}`);
      }
      await sleep(LOOK_EVERY_MS);
    }
  } finally {
    redis.disconnect();
    close();
  }
}

/** The name of a pair's nth move, both counted from one. */
export function nameMove({ pairs }: Fleet, pair: number, move: number): WorkflowIn {
  return { targetKeyspace: keyspace(pair + pairs), workflow: parsed(`move${move}`, isWorkflowName) };
}

async function workflowsRead({ moves, reading }: Pick<Records, "moves" | "reading">): Promise<readonly Workflow[]> {
  const readings = await Promise.all((await moves.active()).map((move) => reading(moveId(move.name))));
  return readings.flatMap((one) => (one?.workflow === undefined ? [] : [one.workflow]));
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
