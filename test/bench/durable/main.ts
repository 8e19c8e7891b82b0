import { setTimeout as sleep } from "node:timers/promises";
import { openRedis } from "../../../src/store/redis/connect.ts";
import { openStore } from "../../../src/store/open.ts";
import { startRedis } from "../../../practice/redis.ts";
import { voteEvent } from "../../store/decided.ts";
import { MOVE, MOVE_ID } from "../../store/literals.ts";
import { figuresOf } from "../figures.ts";
import { FIGURES_HEAD, figuresRow, table } from "../table.ts";

/**
 * How long a commit takes until Redis has it in memory, and until it is durable (`REDIS_WAIT_DISK`), by how Redis writes its append-only file.
 * Measured in turns. Pauses of any length lie between the commits, as between the presses of people: otherwise all would wait for the beginning
 * of the same second. With a server before 7.2 on the PATH both are the same, and it says so.
 */
const ROUNDS = 100;
const LONGEST_PAUSE_MS = 300;
const WITHIN_MS = 10_000;

const rows: (readonly string[])[] = [FIGURES_HEAD];
const ratios: string[] = [];
const notes = new Set<string>();
for (const appendfsync of ["everysec", "always"]) {
  const server = await startRedis({ args: ["--appendfsync", appendfsync] });
  const [redis, waiting] = [openRedis(server.url, "records", console.error), openRedis(server.url, "durability", console.error)];
  const onCannotTell = (reason: string): void => void notes.add(`This server cannot tell what is on its disk: ${reason}`);
  const records = openStore(redis, { durability: { redis: waiting, disk: true, replicas: 0, onCannotTell } });
  const took: Record<"memory" | "disk", number[]> = { memory: [], disk: [] };
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const until of round % 2 === 0 ? (["memory", "disk"] as const) : (["disk", "memory"] as const)) {
        await sleep(Math.random() * LONGEST_PAUSE_MS);
        const began = performance.now();
        await records.commit(MOVE_ID, () => ({ move: MOVE, audit: [voteEvent("U0BEN")], result: undefined }));
        if (until === "disk" && !(await records.durable(WITHIN_MS))) throw new Error(`not durable within ${WITHIN_MS} ms`);
        took[until].push(performance.now() - began);
      }
    }
  } finally {
    for (const one of [redis, waiting]) one.disconnect();
    await server.close();
  }
  const [memory, disk] = [figuresOf(took.memory), figuresOf(took.disk)];
  rows.push(figuresRow(`${appendfsync}: in memory`, memory), figuresRow(`${appendfsync}: durable`, disk));
  ratios.push(
    `${appendfsync}: ${(disk.p50 / memory.p50).toFixed(1)} times at the median, ${(disk.p99 / memory.p99).toFixed(1)} at the 99th percentile`,
  );
}
console.log([table(rows), ...ratios, ...notes].join("\n"));
